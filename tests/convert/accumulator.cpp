// SPDX-License-Identifier: Apache-2.0
#include "convert/lower/accumulator.hpp"

#include <doctest/doctest.h>

using namespace tyto::convert;
using bounds = std::vector<std::int64_t>;

namespace {

const tyto::numerics<std::int8_t> at_28{.input_zero_point = 28};  // |input| up to 156

}  // namespace

TEST_CASE("bounds: sum |weight| * largest |input| + |bias|") {
  lowered::layer layer;
  layer.spec = tyto::ops::pointwise<std::int8_t>{{1, 1, 3}, {1, 1, 2}, at_28};
  layer.weights = {1, -2, 3, -128, 127, 0};  // [out][in]
  layer.bias = {-10, 20};
  CHECK(accumulator_bounds(layer) == bounds{6 * 156 + 10, 255 * 156 + 20});

  layer.spec = tyto::ops::fully_connected<std::int8_t>{{1, 1, 3}, {1, 1, 2}, at_28};
  CHECK(accumulator_bounds(layer) == bounds{6 * 156 + 10, 255 * 156 + 20});

  layer.spec = tyto::ops::conv2d<std::int8_t>{{3, 1, 1}, {1, 1, 2}, {{3, 1}, {1, 1}, {}}, at_28};
  CHECK(accumulator_bounds(layer) == bounds{6 * 156 + 10, 255 * 156 + 20});

  layer.spec = tyto::ops::depthwise<std::int8_t>{
      {3, 1, 2}, {1, 1, 2}, {{3, 1}, {1, 1}, {}}, at_28};  // [kh][kw][out]
  CHECK(accumulator_bounds(layer) == bounds{(1 + 3 + 127) * 156 + 10, (2 + 128 + 0) * 156 + 20});
}

TEST_CASE("bounds of sums without weights") {
  lowered::layer layer;
  layer.spec = tyto::ops::mean{{5, 4, 2}, {1, 1, 2}, at_28};
  CHECK(accumulator_bounds(layer) == bounds{20 * 156});
  layer.spec = tyto::ops::rescale{{1, 1, 2}, {1, 1, 2}, at_28};
  CHECK(accumulator_bounds(layer) == bounds{156});
  layer.spec = tyto::ops::max_pool<std::int8_t>{};
  CHECK(accumulator_bounds(layer).empty());
}

TEST_CASE("overflow: in the sum, and in the multiplier's left shift") {
  lowered::layer layer;
  layer.spec = tyto::ops::pointwise<std::int8_t>{{1, 1, 1}, {1, 1, 2}, at_28};
  layer.weights = {0, 1};
  layer.bias = {0, 2147483647 - 128 - 156};  // 128 for the output's zero point
  layer.multipliers = {{1 << 30, 0}};
  CHECK(overflowing_channel(layer) == -1);
  layer.bias[1] += 1;
  CHECK(overflowing_channel(layer) == 1);

  layer.bias = {0, 100};  // 256 with its weight
  layer.multipliers = {{1 << 30, 22}, {1 << 30, 22}};
  CHECK(overflowing_channel(layer) == -1);
  layer.multipliers[1].exponent = 23;
  CHECK(overflowing_channel(layer) == 1);
  layer.bias[1] = -100;
  CHECK(overflowing_channel(layer) == 1);
}
