// SPDX-License-Identifier: Apache-2.0
// The interpreter on numbers worked out by hand.
#include "convert/run/interpreter.hpp"

#include <doctest/doctest.h>

#include "tyto/graph/self_test.hpp"

using namespace tyto::convert;
using int8s = std::vector<std::int8_t>;
using floats = std::vector<float>;

namespace {

constexpr tyto::multiplier half{1 << 30, 0};
constexpr tyto::multiplier one{1 << 30, 1};

// A network of one layer, all of whose inputs are the network's.
lowered::model of_layer(lowered::layer layer, tyto::shape input, std::size_t inputs = 1) {
  lowered::model m;
  m.input.dims = input;
  layer.inputs.assign(inputs, lowered::source{});
  m.layers.push_back(std::move(layer));
  return m;
}

int8s run(const lowered::model& m, values input) {
  return std::get<int8s>(interpret(m, std::move(input)));
}

}  // namespace

TEST_CASE("convolution: taps outside the input add nothing") {
  lowered::layer l;
  l.spec = tyto::ops::conv2d<std::int8_t>{
      {2, 2, 1}, {2, 2, 1}, {{2, 2}, {1, 1}, {0, 1, 0, 1}}, {.input_zero_point = 1}};
  l.weights = {1, 2, 3, 4};
  l.bias = {10};
  l.multipliers = {one};
  // 11 22 / 33 44 less the zero point: 10 21 / 32 43
  CHECK(run(of_layer(l, {2, 2, 1}), int8s{11, 22, 33, 44}) == int8s{127, 127, 127, 10 + 43});
  l.multipliers = {half};
  CHECK(run(of_layer(l, {2, 2, 1}), int8s{2, 3, 4, 5}) ==
        int8s{(10 + 1 + 4 + 9 + 16) / 2, (10 + 2 + 12) / 2, (10 + 3 + 8) / 2 + 1, (10 + 4) / 2});
}

TEST_CASE("depthwise: output channel c reads input channel c / multiplier") {
  lowered::layer l;
  l.spec = tyto::ops::depthwise<std::int8_t>{{1, 2, 2}, {1, 1, 4}, {{1, 2}, {1, 1}, {}}, {}};
  l.weights = {1, 2, 3, 4, 5, 6, 7, 8};  // [kw][out]
  l.bias = {0, 0, 0, 100};
  l.multipliers = {one, one, half, one};
  CHECK(run(of_layer(l, {1, 2, 2}), int8s{1, 2, 3, 4}) == int8s{1 + 15, 2 + 18, (6 + 28) / 2, 127});
}

TEST_CASE("pointwise and fully connected") {
  lowered::layer l;
  l.spec = tyto::ops::pointwise<std::int8_t>{
      {1, 2, 2}, {1, 2, 1}, {.input_zero_point = -1, .output_zero_point = 5, .output_max = 20}};
  l.weights = {3, -2};
  l.bias = {1};
  l.multipliers = {one};
  CHECK(run(of_layer(l, {1, 2, 2}), int8s{1, 2, 9, 2}) == int8s{1 + 2 * 3 - 3 * 2 + 5, 20});
  l.spec = tyto::ops::fully_connected<std::int8_t>{{1, 2, 1}, {1, 1, 1}, {}};
  CHECK(run(of_layer(l, {1, 2, 1}), int8s{4, 5}) == int8s{1 + 12 - 10});
}

TEST_CASE("ties are rounded away from zero") {
  lowered::layer l;
  l.spec = tyto::ops::rescale{{1, 1, 4}, {1, 1, 4}, {}};
  l.multipliers = {half};
  CHECK(run(of_layer(l, {1, 1, 4}), int8s{3, -3, 5, -5}) == int8s{2, -1, 3, -2});
}

TEST_CASE("average pool: to nearest, ties away from zero, padding does not count") {
  lowered::layer l;
  l.spec = tyto::ops::average_pool<std::int8_t>{
      {1, 4, 1}, {1, 2, 1}, {{1, 2}, {1, 3}, {0, 0, 0, 1}}, -128, 127};
  CHECK(run(of_layer(l, {1, 4, 1}), int8s{-3, -4, 0, 7}) == int8s{-4, 7});
  l.spec = tyto::ops::global_average_pool<std::int8_t>{{1, 4, 1}, {1, 1, 1}, -128, 127};
  CHECK(run(of_layer(l, {1, 4, 1}), int8s{1, 2, 3, 4}) == int8s{3});
  CHECK(run(of_layer(l, {1, 4, 1}), int8s{-1, -2, -3, -4}) == int8s{-3});
  CHECK(run(of_layer(l, {1, 4, 1}), int8s{-1, -2, -3, -3}) == int8s{-2});
}

TEST_CASE("max pool") {
  lowered::layer l;
  l.spec = tyto::ops::max_pool<std::int8_t>{{1, 3, 2}, {1, 2, 2}, {{1, 2}, {1, 1}, {}}, -10, 127};
  CHECK(run(of_layer(l, {1, 3, 2}), int8s{1, -100, 2, -99, -3, -98}) == int8s{2, -10, 2, -10});
}

TEST_CASE("mean subtracts the zero point of every pixel") {
  lowered::layer l;
  l.spec = tyto::ops::mean{{1, 2, 1}, {1, 1, 1}, {.input_zero_point = 10, .output_zero_point = -3}};
  l.multipliers = {half};
  CHECK(run(of_layer(l, {1, 2, 1}), int8s{14, 20}) == int8s{7 - 3});
}

TEST_CASE("softmax: probabilities in 256ths, less 128") {
  lowered::layer l;
  l.spec = tyto::ops::make_softmax({1, 2, 2}, 1.0F);
  // Equal: 1/2 each. One apart: e / (1 + e) = 0.7311.
  CHECK(run(of_layer(l, {1, 2, 2}), int8s{5, 5, 1, 0}) == int8s{0, 0, 187 - 128, 69 - 128});
  CHECK(run(of_layer(l, {1, 2, 2}), int8s{127, -128, -128, 127}) == int8s{127, -128, -128, 127});
}

TEST_CASE("add") {
  lowered::layer l;
  l.spec = tyto::ops::make_add({1, 1, 2}, {0.5F, 1}, {0.25F, 1}, {0.25F, 0});
  // real 0.5 (q - 1) + 0.25 (q - 1), in quarters
  CHECK(run(of_layer(l, {1, 1, 2}, 2), int8s{11, -9}) == int8s{30, -30});
}

TEST_CASE("float ends") {
  lowered::layer l;
  l.spec = tyto::ops::quantize{{1, 1, 6}, {1, 1, 6}, {0.5F, 10}};
  CHECK(run(of_layer(l, {1, 1, 6}), floats{0.0F, 0.25F, -0.25F, 1.0F, 1e30F, -1e30F}) ==
        int8s{10, 11, 9, 12, 127, -128});
  l.spec = tyto::ops::dequantize{{1, 1, 2}, {1, 1, 2}, {0.5F, 10}};
  CHECK(std::get<floats>(interpret(of_layer(l, {1, 1, 2}), int8s{12, 9})) == floats{1.0F, -0.5F});
}

TEST_CASE("the self-test's input is that of graph/self_test.hpp") {
  lowered::model m;
  m.input.dims = {1, 1, 3};
  tyto::graph::self_test_input generator;
  const int8s expected{generator.next(), generator.next(), generator.next()};
  CHECK(std::get<int8s>(self_test_input(m)) == expected);
  m.input.is_float = true;
  m.input.type = ir::element_type::float32;
  CHECK(std::get<floats>(self_test_input(m)) == floats(expected.begin(), expected.end()));
}
