// SPDX-License-Identifier: Apache-2.0
// The whole way from a file's bytes to a lowered model. All throw `error`, without the file's name.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "convert/ir/ir.hpp"
#include "convert/lower/lowered.hpp"
#include "convert/pass/state.hpp"
#include "convert/read/input_shapes.hpp"

namespace tyto::convert {

enum class model_format : std::uint8_t { tflite, graphdef, onnx };

// By what the bytes say, and for GraphDef and ONNX, whose bytes say nothing, by the name's
// extension: .pb or .onnx.
model_format format_of(std::string_view file_name, std::span<const std::uint8_t> bytes);

// The file's graph, simplified and checked, in float or int8 as the file has it: ready for lower().
// `states` name what the caller of a TensorFlow Lite file carries from run to run, where its shapes
// alone do not say so; `shapes` give dimensions that an ONNX file or a GraphDef leaves open.
ir::graph read_model(std::span<const std::uint8_t> bytes, model_format format,
                     const std::vector<carried_state>& states = {},
                     const input_shapes& shapes = {});

// lower(), with the graph's notes, front end and labels.
lowered::model finish_model(ir::graph graph, tyto::rounding rounding = tyto::rounding::two_step);

lowered::model convert_model(std::span<const std::uint8_t> bytes, model_format format,
                             tyto::rounding rounding = tyto::rounding::two_step);

lowered::model convert_tflite(std::span<const std::uint8_t> bytes,
                              tyto::rounding rounding = tyto::rounding::two_step);

}  // namespace tyto::convert
