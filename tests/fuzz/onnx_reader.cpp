// SPDX-License-Identifier: Apache-2.0
// Any bytes as an ONNX file: they either become a header or an `error` of one line.
#include "fuzz/convert_anything.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tyto::test::convert_anything({data, size}, tyto::convert::model_format::onnx);
}
