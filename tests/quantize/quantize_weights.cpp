// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/quantize_weights.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "convert/ir/multiplication.hpp"
#include "convert/ir_builder.hpp"

using namespace tyto::test;
using namespace tyto::convert;

namespace {

constexpr float input_scale = 0.25F;

// One layer of 2 outputs with these weights and biases, quantised.
struct layer {
  ir::graph graph;

  layer(const ir::operation& what, std::vector<int> input, std::vector<int> dims,
        const std::vector<float>& weights, const std::vector<float>& bias, const scheme& how) {
    ir_builder b(std::move(input));
    const int channels = static_cast<int>(bias.size());
    graph = b.finish(b.node(
        what, {b.input(), b.constant(std::move(dims), weights), b.constant({channels}, bias)}));
    quantize_weights(graph, 0, input_scale, how);
  }

  const ir::tensor& weights() const { return graph.at(graph.nodes[0].inputs[1]); }
  const ir::tensor& bias() const { return graph.at(graph.nodes[0].inputs[2]); }
  std::vector<int> stored() const {
    std::vector<int> values;
    for (const std::uint8_t byte : graph.data_of(weights()))
      values.push_back(static_cast<std::int8_t>(byte));
    return values;
  }
};

using ints = std::vector<int>;
using floats = std::vector<float>;

}  // namespace

TEST_CASE("weights: a scale a channel, symmetric in -127 to 127") {
  const layer l(ir::fully_connected{}, {1, 3}, {2, 3}, {1, -2, 0.5F, 10, 5, -4.99F}, {0, 0},
                parse_scheme("int8"));
  CHECK(l.weights().type == ir::element_type::int8);
  CHECK(l.weights().quantized.scale == floats{2.0F / 127, 10.0F / 127});
  CHECK(l.weights().quantized.zero_point == std::vector<std::int64_t>{0, 0});
  CHECK(l.weights().quantized.axis == 0);
  CHECK(l.stored() == ints{64, -127, 32, 127, 64, -63});
}

TEST_CASE("weights of a depthwise convolution: channels are the last axis") {
  ir::depthwise_conv_2d depthwise;
  depthwise.sliding.window.size = {1, 2};
  const layer l(depthwise, {1, 1, 2, 2}, {1, 1, 2, 2}, {1, 100, -0.5F, 50}, {0, 0},
                parse_scheme("int8"));
  CHECK(l.weights().quantized.scale == floats{1.0F / 127, 100.0F / 127});
  CHECK(l.weights().quantized.axis == 3);
  CHECK(l.stored() == ints{127, 127, -64, 64});
}

TEST_CASE("weights: one scale for the tensor") {
  const layer l(ir::fully_connected{}, {1, 1}, {2, 1}, {1, -10}, {1, 1},
                parse_scheme("int8-per-tensor"));
  CHECK(l.weights().quantized.scale == floats{10.0F / 127});
  CHECK(l.bias().quantized.scale == floats{input_scale * 10.0F / 127});
  CHECK(l.stored() == ints{13, -127});
}

TEST_CASE("weights: a power of two, the largest of 128 steps clipped to 127") {
  const layer l(ir::fully_connected{}, {1, 2}, {1, 2}, {-1.0F, 0.3F}, {0}, parse_scheme("pow2"));
  CHECK(l.weights().quantized.scale == floats{1.0F / 128});
  CHECK(l.stored() == ints{-127, 38});
  const layer m(ir::fully_connected{}, {1, 1}, {1, 1}, {1.1F}, {0}, parse_scheme("pow2"));
  CHECK(m.weights().quantized.scale == floats{2.0F / 128});
}

TEST_CASE("bias: int32, its scale that of the products") {
  const layer l(ir::fully_connected{}, {1, 1}, {2, 1}, {127, 12.7F}, {3.2F, -1},
                parse_scheme("int8"));
  CHECK(l.bias().type == ir::element_type::int32);
  REQUIRE(l.bias().quantized.scale.size() == 2);
  CHECK(l.bias().quantized.scale[0] == 0.25F);
  CHECK(l.bias().quantized.scale[1] == doctest::Approx(0.025));
  const std::vector<double> real = real_values(l.graph, l.bias());
  CHECK(real[0] == 3.25);  // the nearest multiple of its scale
  CHECK(real[1] == doctest::Approx(-1.0).epsilon(1e-6));
}

TEST_CASE("a channel of tiny weights: its scale is as large as its bias needs") {
  const layer l(ir::fully_connected{}, {1, 1}, {2, 1}, {1e-12F, 0}, {5, 0}, parse_scheme("int8"));
  const double stored = 5.0 / (double{input_scale} * double{l.weights().quantized.scale[0]});
  CHECK(stored == doctest::Approx(1 << 30));
  CHECK(l.stored() == ints{0, 0});
  CHECK(real_values(l.graph, l.bias())[0] == doctest::Approx(5.0));
  CHECK(l.weights().quantized.scale[1] == 1.0F);  // nothing but zeros
}

TEST_CASE("a layer without a bias keeps having none") {
  ir_builder b({1, 2});
  ir::graph graph = b.finish(b.dense(b.input(), 3, false));
  quantize_weights(graph, 0, input_scale, parse_scheme("int8"));
  CHECK(bias_of(graph.nodes[0]) == ir::absent);
  CHECK(graph.at(graph.nodes[0].inputs[1]).type == ir::element_type::int8);
}
