// SPDX-License-Identifier: Apache-2.0
// Reader of TensorFlow Lite files (.tflite).
#pragma once

#include <cstdint>
#include <span>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// The graph of a file's bytes. Throws `error`, without the file's name, when the bytes are no whole
// TensorFlow Lite file or hold what the intermediate representation cannot express.
ir::graph read_tflite(std::span<const std::uint8_t> bytes);

}  // namespace tyto::convert
