// SPDX-License-Identifier: Apache-2.0
#include "convert/convert.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "convert/lower/lower.hpp"
#include "convert/pass/passes.hpp"
#include "convert/pass/simplify.hpp"
#include "convert/pass/state.hpp"
#include "convert/read/graphdef/read_graphdef.hpp"
#include "convert/read/onnx/read_onnx.hpp"
#include "convert/read/tflite/read_tflite.hpp"

namespace tyto::convert {

namespace {

bool says_tflite(std::span<const std::uint8_t> bytes) {
  constexpr std::string_view identifier = "TFL3";
  return bytes.size() >= 8 && std::equal(identifier.begin(), identifier.end(), bytes.begin() + 4);
}

ir::graph read_source(std::span<const std::uint8_t> bytes, model_format format,
                      const input_shapes& shapes) {
  switch (format) {
    case model_format::graphdef:
      return read_graphdef(bytes, shapes);
    case model_format::onnx:
      return read_onnx(bytes, shapes);
    case model_format::tflite:
      break;
  }
  return read_tflite(bytes);
}

void take_labels(lowered::model& model, std::vector<std::string> labels) {
  const auto outputs = static_cast<std::size_t>(model.output.dims.elements());
  if (labels.empty() || labels.size() == outputs) {
    model.labels = std::move(labels);
  } else {
    model.notes.push_back(fmt::format("the file names {} labels for {} outputs: they are left out",
                                      labels.size(), outputs));
  }
}

}  // namespace

model_format format_of(std::string_view file_name, std::span<const std::uint8_t> bytes) {
  if (says_tflite(bytes)) return model_format::tflite;
  const std::size_t dot = file_name.rfind('.');
  const std::string_view extension =
      dot == std::string_view::npos ? std::string_view() : file_name.substr(dot);
  if (extension == ".tflite") return model_format::tflite;
  if (extension == ".onnx") return model_format::onnx;
  if (extension == ".pb") return model_format::graphdef;
  fail(
      "is no TensorFlow Lite model, and its name does not say what it is; accepted: names that end "
      "in .tflite, .onnx (ONNX) or .pb (TensorFlow GraphDef)");
}

ir::graph read_model(std::span<const std::uint8_t> bytes, model_format format,
                     const std::vector<carried_state>& states, const input_shapes& shapes) {
  if (!states.empty() && format != model_format::tflite) {
    fail("is no TensorFlow Lite model, whose inputs alone can carry state");
  }
  if (!shapes.empty() && format == model_format::tflite) {
    fail("is a TensorFlow Lite model, which states its input's dimensions; accepted: no --shape");
  }
  ir::graph graph = read_source(bytes, format, shapes);
  if (format == model_format::tflite) {
    fold_space_to_batch(graph);
    make_state_explicit(graph, states);
  } else {
    simplify(graph);
  }

  for (std::string& note : run_passes(graph))
    graph.notes.push_back(std::move(note));
  return graph;
}

lowered::model finish_model(ir::graph graph, tyto::rounding rounding) {
  lowered::model model = lower(graph, rounding);
  model.notes = std::move(graph.notes);
  model.front_end = graph.front_end;
  take_labels(model, std::move(graph.labels));
  return model;
}

lowered::model convert_model(std::span<const std::uint8_t> bytes, model_format format,
                             tyto::rounding rounding) {
  return finish_model(read_model(bytes, format), rounding);
}

lowered::model convert_tflite(std::span<const std::uint8_t> bytes, tyto::rounding rounding) {
  return convert_model(bytes, model_format::tflite, rounding);
}

}  // namespace tyto::convert
