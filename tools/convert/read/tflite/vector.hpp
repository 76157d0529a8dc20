// SPDX-License-Identifier: Apache-2.0
// Flatbuffer vectors, which are null where a file leaves them out, with the indices of this
// project.
#pragma once

#include "tflite_generated.h"

namespace tyto::convert {

template <class T>
int count(const flatbuffers::Vector<T>* v) {
  return v == nullptr ? 0 : static_cast<int>(v->size());
}

template <class T>
auto element(const flatbuffers::Vector<T>* v, int i) {
  return v->Get(static_cast<flatbuffers::uoffset_t>(i));
}

}  // namespace tyto::convert
