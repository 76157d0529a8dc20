// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/quantize_graph.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/graphdef_builder.hpp"
#include "convert/ir/quantization.hpp"
#include "convert/ir_builder.hpp"
#include "convert/lower/lower.hpp"
#include "convert/onnx_models.hpp"
#include "convert/pass/passes.hpp"
#include "convert/run/interpreter.hpp"
#include "convert/small_models.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using floats = std::vector<float>;

namespace {

network_inputs random_inputs(const ir::graph& graph, std::size_t count) {
  network_inputs inputs;
  for (std::size_t i = 0; i < count; ++i) {
    const auto reals = random_reals(input_elements(graph), 100 + i, 2.0);
    inputs.emplace_back(reals.begin(), reals.end());
  }
  return inputs;
}

ir::graph quantized(const ir::graph& graph, const std::string& name) {
  scheme how = parse_scheme(name);
  how.global_scale = 4.0F;
  const range_rule rule{range_method::min_max};
  return quantize_graph(graph, how, calibrate(graph, random_inputs(graph, 8), rule));
}

// The network's output in real numbers; it stores its ends as T.
template <class T>
floats run_on(const lowered::model& model, const floats& input) {
  std::vector<T> stored;
  for (const float x : input)
    stored.push_back(tyto::quantize<T>(x, model.input.quantized));
  const values out = interpret(model, model.input.is_float ? values(input) : values(stored));
  if (model.output.is_float) return std::get<floats>(out);
  floats real;
  for (const T q : std::get<std::vector<T>>(out))
    real.push_back(tyto::dequantize(q, model.output.quantized));
  return real;
}

floats run(const ir::graph& graph, const floats& input) {
  const lowered::model model = lower(graph, tyto::rounding::two_step);
  const bool wide = model.output.type == ir::element_type::int16;
  return wide ? run_on<std::int16_t>(model, input) : run_on<std::int8_t>(model, input);
}

// The largest difference of the networks' outputs over inputs that were not calibrated with.
double largest_change(const ir::graph& graph, const ir::graph& other) {
  double largest = 0.0;
  for (const floats& input : random_inputs(graph, 12)) {
    const floats a = run(graph, input);
    const floats b = run(other, input);
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i)
      largest = std::max(largest, std::abs(double{a[i]} - double{b[i]}));
  }
  return largest;
}

ir::graph read(std::vector<std::uint8_t> bytes, model_format format) {
  return read_model(bytes, format);
}

int int8_activations(const ir::graph& graph) {
  int count = 0;
  for (const ir::node& node : graph.nodes)
    count += graph.at(node.output).type == ir::element_type::int8 ? 1 : 0;
  return count;
}

tyto::quantization of(const ir::graph& graph, int tensor) {
  return quantization_of(graph.at(tensor));
}

}  // namespace

TEST_CASE("whole networks: int8 says nearly what float says") {
  for (const ir::graph& graph : {read(onnx_mobilenet_like().bytes(), model_format::onnx),
                                 read(onnx_resnet_like().bytes(), model_format::onnx),
                                 read(graphdef_ds_cnn_like().bytes(), model_format::graphdef)}) {
    for (const std::string name : {"int8", "int8-per-tensor", "int8-skip-first"}) {
      CAPTURE(name);
      const ir::graph q = quantized(graph, name);
      // Outputs are probabilities.
      CHECK(largest_change(graph, q) < 0.1);
      CHECK(q.at(q.output).type == ir::element_type::int8);
    }
    CHECK(largest_change(graph, quantized(graph, "float")) == 0.0);
    const ir::graph wide = quantized(graph, "int16x8");
    CHECK(largest_change(graph, wide) < 0.02);
    CHECK(wide.at(wide.input).type == ir::element_type::int16);
    CHECK(of(wide, wide.output).zero_point == 0);
  }
}

TEST_CASE("int8: everything, the network's ends as well") {
  const ir::graph graph = read(graphdef_ds_cnn_like().bytes(), model_format::graphdef);
  const ir::graph q = quantized(graph, "int8");
  CHECK(int8_activations(q) == static_cast<int>(q.nodes.size()));
  CHECK(q.at(q.input).type == ir::element_type::int8);
  CHECK(of(q, q.output) == tyto::quantization{1.0F / 256, -128});
  CHECK(count_of<ir::quantize>(q) == 0);
}

TEST_CASE("int8-skip-first: float up to the first convolution, quantised once behind it") {
  ir_builder b({1, 6, 6, 1});
  const int first = b.conv(b.input(), 4);
  const int branch = b.depthwise(first);
  const ir::graph graph = b.finish(b.node(ir::add{}, {first, branch}));
  ir::graph passed = graph;
  run_passes(passed);
  const ir::graph q = quantized(passed, "int8-skip-first");
  CHECK(q.at(q.input).type == ir::element_type::float32);
  CHECK(q.at(q.nodes[0].output).type == ir::element_type::float32);
  CHECK(q.at(q.nodes[0].inputs[1]).type == ir::element_type::float32);
  REQUIRE(q.nodes.size() == 4);
  CHECK(std::holds_alternative<ir::quantize>(q.nodes[1].what));
  CHECK(count_of<ir::quantize>(q) == 1);
  CHECK(q.nodes[2].inputs[0] == q.nodes[1].output);
  CHECK(q.nodes[3].inputs == std::vector<int>{q.nodes[1].output, q.nodes[2].output});
  CHECK(int8_activations(q) == 3);
}

TEST_CASE("a model without a convolution has no first one to skip") {
  ir_builder b({1, 4});
  ir::graph graph = b.finish(b.dense(b.input(), 3));
  run_passes(graph);
  CHECK_THROWS_WITH_AS(quantized(graph, "int8-skip-first"),
                       "has no convolution that could stay float; accepted by scheme "
                       "int8-skip-first: a model with one",
                       error);
}

TEST_CASE("pow2: one scale for all activations, multipliers powers of two") {
  const ir::graph graph = read(graphdef_ds_cnn_like().bytes(), model_format::graphdef);
  const ir::graph q = quantized(graph, "pow2");
  CHECK(of(q, q.input) == tyto::quantization{4.0F / 128, 0});
  for (const ir::node& node : q.nodes) {
    if (node.output != q.output) CHECK(of(q, node.output) == tyto::quantization{4.0F / 128, 0});
  }
  for (const lowered::layer& layer : lower(q, tyto::rounding::two_step).layers) {
    for (const tyto::multiplier m : layer.multipliers)
      CHECK(m.mantissa == 1 << 30);
    CHECK(layer.multipliers.size() <= 1);
  }
}

TEST_CASE("tensors that must share a quantisation have the range of all of them") {
  ir_builder b({1, 4, 4, 2});
  ir::pool_2d pool;
  pool.kind = ir::pool_kind::maximum;
  pool.sliding.window = {.size = {2, 2}, .stride = {2, 2}, .pad = {}};
  const int pooled = b.node(pool, {b.conv(b.input(), 3)});
  ir::graph graph = b.finish(b.dense(b.view(pooled, {1, 12}), 2));
  run_passes(graph);
  const int conv = graph.nodes[0].output;
  tensor_ranges ranges;
  ranges[graph.input] = {-1, 1};
  ranges[conv] = {-2, 1};
  ranges[pooled] = {0, 3};
  ranges[graph.output] = {-1, 1};
  const ir::graph q = quantize_graph(graph, parse_scheme("int8"), ranges);
  CHECK(of(q, conv) == affine_quantization({-2, 3}));
  for (std::size_t i = 1; i + 1 < q.nodes.size(); ++i)
    CHECK(of(q, q.nodes[i].output) == of(q, conv));

  ranges.erase(conv);
  ranges.erase(pooled);
  CHECK_THROWS_WITH_AS(quantize_graph(graph, parse_scheme("int8"), ranges),
                       doctest::Contains("has no range; accepted: ranges of the same model"),
                       error);
}

TEST_CASE("a model that is int8 already is refused") {
  ir_builder b({1, 4});
  const int x = b.node(ir::quantize{}, {b.input()}, {{0.1F}, {0}, 0});
  const ir::graph graph = b.finish(b.node(ir::dequantize{}, {x}));
  CHECK_THROWS_WITH_AS(quantize_graph(graph, parse_scheme("int8"), {}),
                       doctest::Contains("the model is quantised already; accepted: a float model"),
                       error);
}

TEST_CASE("scheme names and global scales") {
  CHECK(parse_scheme("int8-per-tensor").per_channel == false);
  CHECK_THROWS_WITH_AS(parse_scheme("int4"),
                       "\"int4\" is no scheme of quantisation; accepted: int8, int16x8, "
                       "int8-per-tensor, int8-skip-first, pow2, pow2-skip-first, float",
                       error);
  check_global_scale(0x1p-16F);
  check_global_scale(0x1p16F);
  for (const float scale : {0.0F, -4.0F, 3.0F, 0x1p-17F, 0x1p17F, INFINITY, NAN})
    CHECK_THROWS_AS(check_global_scale(scale), error);
}

TEST_CASE("calibration: nothing to see, and what is no number") {
  ir_builder b({1, 2});
  const ir::graph graph = b.finish(b.dense(b.input(), 2));
  CHECK_THROWS_AS(calibrate(graph, {}, {}), error);
  CHECK_THROWS_WITH_AS(calibrate(graph, {{1.0F, INFINITY}}, {}),
                       doctest::Contains("input 0 of the calibration makes the network compute"),
                       error);
  const tensor_ranges ranges = calibrate(graph, {{1, 2}, {-3, 0}}, {range_method::min_max});
  CHECK(ranges.at(graph.input) == range{-3, 2});
  CHECK(ranges.size() == 2);
}

TEST_CASE("functions with a quantisation of their own, and moves that keep one") {
  ir_builder c({1, 8, 6, 3});
  const int y = c.conv(c.input(), 4, {3, 3});
  const int both = c.node(ir::concatenation{3}, {y, c.conv(y, 2, {1, 1})});
  const int top = c.node(ir::reduce{tyto::ops::reduction::maximum, {1, 2}}, {both});
  const ir::graph graph = c.finish(c.node(ir::unary{tyto::ops::function::logistic}, {top}));
  CHECK(largest_change(graph, quantized(graph, "int8")) < 0.05);
  CHECK(largest_change(graph, quantized(graph, "int16x8")) < 0.01);
}

TEST_CASE("what stays float is named") {
  const auto refusal = [](const ir::graph& graph) -> std::string {
    try {
      quantize_graph(graph, parse_scheme("int8"), {});
    } catch (const error& e) {
      return e.what();
    }
    return "accepted";
  };
  const std::string cure =
      " is not quantised by scheme int8; accepted: leave --quantize out, or convert a file that is "
      "int8 already";
  const ir::graph lstm = read(small::float_lstm().bytes(), model_format::tflite);
  CHECK(refusal(lstm) == "operator 0 (\"t13/rows\"): a recurrent layer" + cure);
  ir_builder b({1, 8, 6, 3});
  ir::graph graph = b.finish(b.node(ir::unary{tyto::ops::function::sqrt}, {b.input()}));
  graph.nodes[0].source_name.clear();
  const std::string name = graph.at(graph.output).name;
  CHECK(refusal(graph) == "operator 0 (\"" + name + "\"): this function" + cure);
}
