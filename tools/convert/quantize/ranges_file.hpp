// SPDX-License-Identifier: Apache-2.0
// Ranges as a JSON file, so that a model can be quantised again without the clips it was calibrated
// with:
//
//   {
//     "format": "tyto ranges 1",
//     "model_sha256": "...",
//     "tensors": {"name": [low, high], ...}
//   }
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "convert/ir/ir.hpp"
#include "convert/quantize/calibrate.hpp"

namespace tyto::convert {

// The file's text; model_sha256 is that of the model's file.
std::string write_ranges(const ir::graph& graph, const tensor_ranges& ranges,
                         const std::string& model_sha256);

// Throws `error` for what is no such text, or one for another model.
tensor_ranges read_ranges(const ir::graph& graph, std::span<const std::uint8_t> text,
                          const std::string& model_sha256);

}  // namespace tyto::convert
