// SPDX-License-Identifier: Apache-2.0
#include "convert/convert.hpp"

#include "convert/lower.hpp"
#include "convert/passes.hpp"
#include "convert/read_tflite.hpp"

namespace tyto::convert {

lowered::model convert_tflite(std::span<const std::uint8_t> bytes, tyto::rounding rounding) {
  ir::graph graph = read_tflite(bytes);
  std::vector<std::string> notes = run_passes(graph);
  lowered::model model = lower(graph, rounding);
  model.notes = std::move(notes);
  return model;
}

}  // namespace tyto::convert
