// SPDX-License-Identifier: Apache-2.0
#include "evaluate/results.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "convert/convert.hpp"
#include "convert/lower/lower.hpp"
#include "convert/model_builder.hpp"
#include "convert/onnx_models.hpp"
#include "convert/quantize/quantize_graph.hpp"
#include "support/random.hpp"

using namespace tyto::test;
using namespace tyto::evaluate;
using tyto::convert::executor;
using tyto::convert::lower;
using floats = std::vector<float>;

namespace {

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

results some_results() {
  results r{"a<b>.pb", "abc", "clips & more", {"yes", "<no>", "other"}, {}};
  evaluation e{"int8", 1000, 500, {{3, 1, 0}, {0, 2, 0}, {0, 0, 0}}};
  const auto model = tyto::convert::convert_model(onnx_mobilenet_like().bytes(),
                                                  tyto::convert::model_format::onnx);
  const auto infinite = std::numeric_limits<double>::infinity();
  r.schemes.push_back(
      {e, model, {{"conv_1", 30.0, 20.0, 7, 100}, {"dense_1", infinite, 35.5, 0, 10}}});
  return r;
}

tyto::convert::ir::graph float_graph() {
  return tyto::convert::read_model(onnx_resnet_like().bytes(), tyto::convert::model_format::onnx);
}

std::vector<floats> inputs_for(const tyto::convert::ir::graph& graph, std::size_t count) {
  const auto model = lower(graph, tyto::rounding::two_step);
  tyto::test::random numbers(9);
  std::vector<floats> all(count);
  for (floats& input : all) {
    for (int i = 0; i < model.input.dims.elements(); ++i)
      input.push_back(numbers.real());
  }
  return all;
}

}  // namespace

TEST_CASE("accuracy and recall from the confusion") {
  const evaluation e = some_results().schemes[0].accuracy;
  CHECK(e.clips() == 6);
  CHECK(e.correct() == 5);
  CHECK(e.accuracy() == doctest::Approx(5.0 / 6));
  CHECK(e.recall(0) == 0.75);
  CHECK(e.recall(1) == 1.0);
  CHECK(std::isnan(e.recall(2)));
}

TEST_CASE("evaluate: the confusion of a network, and what it costs") {
  // The identity of three values; what is largest is heard.
  model_builder b;
  b.softmax(b.input({1, 3}, {0.1F, 0}), 0.1F);
  const executor network(tyto::convert::convert_tflite(b.bytes()));
  const std::vector<clip> clips{{"a", 0}, {"b", 1}, {"c", 1}, {"d", 2}};
  const evaluation e =
      evaluate("as it is", network, clips, {{3, 1, 2}, {1, 3, 0}, {0, 1, 2}, {0, -1, 5}});
  CHECK(e.confusion == std::vector<std::vector<int>>{{1, 0, 0}, {0, 1, 1}, {0, 0, 1}});
  CHECK(e.parameter_bytes == 0);
  CHECK(e.scheme == "as it is");
}

TEST_CASE(
    "layer errors: little for int8, and the layer alone does no more harm than all together") {
  const auto graph = float_graph();
  const auto inputs = inputs_for(graph, 6);
  const auto ranges =
      tyto::convert::calibrate(graph, inputs, {tyto::convert::range_method::min_max});
  const executor real(lower(graph, tyto::rounding::two_step));
  for (const std::string name : {"int8", "int8-skip-first"}) {
    CAPTURE(name);
    const auto q = quantize_graph(graph, tyto::convert::parse_scheme(name), ranges);
    const executor network(lower(q, tyto::rounding::two_step));
    const std::vector<layer_error> errors = layer_errors(real, network, q, inputs);
    const bool skips = name != "int8";
    CHECK(errors.size() == real.model().layers.size());  // skipping: quantize for conv_1
    CHECK(errors[0].name == (skips ? "quantize_1" : "conv_1"));
    for (const layer_error& e : errors) {
      CAPTURE(e.name);
      CHECK(e.own_snr > 20.0);
      CHECK(e.own_snr > e.snr - 1.0);
      CHECK(e.values > 0);
      CHECK(e.saturated == 0);  // calibrated with all of them
    }
    CHECK(worst_layer(errors) < errors.size());
  }
}

TEST_CASE("layer errors: values out of reach are counted") {
  const auto graph = float_graph();
  const auto inputs = inputs_for(graph, 2);
  auto ranges = tyto::convert::calibrate(graph, inputs, {tyto::convert::range_method::min_max});
  for (auto& [tensor, range] : ranges) {
    if (tensor == graph.input) continue;
    range.low /= 4;
    range.high /= 4;
  }
  const auto q = quantize_graph(graph, tyto::convert::parse_scheme("int8"), ranges);
  const executor real(lower(graph, tyto::rounding::two_step));
  const executor network(lower(q, tyto::rounding::two_step));
  const std::vector<layer_error> errors = layer_errors(real, network, q, inputs);
  CHECK(errors[0].saturated > 0);
  CHECK(errors[0].saturated < errors[0].values);
}

TEST_CASE("the worst layer is the one that alone has the least signal to noise") {
  CHECK(worst_layer(some_results().schemes[0].layers) == 0);
  CHECK(worst_layer({}) == 0);
}

TEST_CASE("text: accuracy, recall, layers, confusion") {
  const std::string text = as_text(some_results());
  CHECK(contains(text, "int8         83.33   5 of 6             1000          500\n"));
  CHECK(contains(text, "other         0       -\n"));
  CHECK(contains(text, "conv_1         30.0      20.0          7        100  <- hurts most\n"));
  CHECK(contains(text, "dense_1       exact      35.5          0         10\n"));
  CHECK(contains(text, "yes                      3     1      .\n"));
}

TEST_CASE("JSON holds what the text holds") {
  const auto json = nlohmann::json::parse(as_json(some_results()));
  const auto& scheme = json["schemes"][0];
  CHECK(json["model"] == "a<b>.pb");
  CHECK(scheme["scheme"] == "int8");
  CHECK(scheme["correct"] == 5);
  CHECK(scheme["clips"] == 6);
  CHECK(scheme["parameter_bytes"] == 1000);
  CHECK(scheme["arena_bytes"] == 500);
  CHECK(scheme["recall"]["yes"] == 0.75);
  CHECK(scheme["recall"]["other"].is_null());
  CHECK(scheme["confusion"][0] == nlohmann::json{3, 1, 0});
  CHECK(scheme["worst_layer"] == "conv_1");
  CHECK(scheme["layers"][1]["snr_db"].is_null());
  CHECK(scheme["layers"][0]["saturated"] == 7);
}

TEST_CASE("HTML: one page, nothing from elsewhere, names escaped") {
  const std::string page = as_html(some_results());
  CHECK(page.starts_with("<!DOCTYPE html>"));
  CHECK(contains(page, "a&lt;b&gt;.pb"));
  CHECK(contains(page, "&lt;no&gt;"));
  CHECK(contains(page, "clips &amp; more"));
  for (const std::string no :
       {"<no>", "<b>", "<script", "http", "src=", "href=", "{{", "}}", "nan"})
    CHECK_FALSE(contains(page, no));
  for (const std::string yes : {"83.33", "1000 bytes", "class=\"hurts\"", "class=\"worst\"",
                                "memory map", "confusion", "<svg", "class=\"buffer\""}) {
    CAPTURE(yes);
    CHECK(contains(page, yes));
  }
}
