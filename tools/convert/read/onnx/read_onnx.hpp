// SPDX-License-Identifier: Apache-2.0
// Reader of ONNX files (.onnx), float and in QDQ form.
#pragma once

#include <cstdint>
#include <span>

#include "convert/ir/ir.hpp"
#include "convert/read/input_shapes.hpp"

namespace tyto::convert {

// The graph of a file's bytes, as the file has it but for the order of axes: to be simplified.
// Labels and front end are taken from the file's metadata where they are there. Throws `error`,
// without the file's name, when the bytes are no whole ONNX model or hold what the intermediate
// representation cannot express.
// `shapes` say what the file leaves open of its input's dimensions.
ir::graph read_onnx(std::span<const std::uint8_t> bytes, const input_shapes& shapes = {});

}  // namespace tyto::convert
