// SPDX-License-Identifier: Apache-2.0
// What the converter says to a model it refuses.
#pragma once

#include <string>
#include <vector>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/model_builder.hpp"

namespace tyto::test {

inline std::string refusal(const std::vector<std::uint8_t>& bytes) {
  try {
    convert::convert_tflite(bytes);
  } catch (const convert::error& e) {
    return e.what();
  }
  return "accepted";
}

inline std::string refusal(model_builder b) {
  return refusal(b.bytes());
}

// The refusal of a model after a change, which takes the builder.
template <class Change>
std::string refusal(model_builder b, Change change) {
  change(b);
  return refusal(b.bytes());
}

}  // namespace tyto::test
