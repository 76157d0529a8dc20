// SPDX-License-Identifier: Apache-2.0
// A whole network, start to end, in a constant expression; and what it gives against the naive
// reference at run time.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "ops/reference.hpp"
#include "tyto/arch/native.hpp"
#include "tyto/graph/all.hpp"
#include "tyto/ops/all.hpp"

namespace {

using tyto::graph::from;
using tyto::ops::make_softmax;

struct input {
  [[maybe_unused]] static constexpr const char* name = "input";
  static constexpr tyto::graph::network_input<std::int8_t> spec{{4, 4, 1}, {0.5F, -1}};
};

struct conv {
  [[maybe_unused]] static constexpr const char* name = "conv";
  using inputs = from<input>;
  static constexpr tyto::ops::conv2d<std::int8_t> spec{
      .input = {4, 4, 1},
      .output = {4, 4, 2},
      .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}},
      .numerics = {.input_zero_point = -1, .output_zero_point = -128}};
  static constexpr std::int8_t weights[] = {1, 2,  3, 4, 5,  6, 7, 8,  9,
                                            9, -8, 7, 6, -5, 4, 3, -2, 1};
  static constexpr std::int32_t bias[] = {40, -30};
  static constexpr std::int32_t mantissa[] = {1 << 30, 3 << 29};
  static constexpr std::int8_t exponent[] = {-2, -1};
};

struct depthwise {
  [[maybe_unused]] static constexpr const char* name = "depthwise";
  using inputs = from<conv>;
  static constexpr tyto::ops::depthwise<std::int8_t> spec{
      .input = {4, 4, 2},
      .output = {4, 4, 2},
      .window = {{3, 3}, {1, 1}, {1, 1, 1, 1}},
      .numerics = {.input_zero_point = -128, .output_zero_point = 3}};
  static constexpr std::int8_t weights[] = {1, -1, 2,  -2, 3, -3, 4, 5, -6,
                                            7, 8,  -9, 1,  1, 2,  2, 3, 3};
  static constexpr std::int32_t bias[] = {-5, 6};
  static constexpr std::int32_t mantissa[] = {1 << 30};
  static constexpr std::int8_t exponent[] = {-3};
};

struct pointwise {
  [[maybe_unused]] static constexpr const char* name = "pointwise";
  using inputs = from<depthwise>;
  static constexpr tyto::ops::pointwise<std::int8_t> spec{
      .input = {4, 4, 2},
      .output = {4, 4, 3},
      .numerics = {.input_zero_point = 3, .output_zero_point = -7}};
  static constexpr std::int8_t weights[] = {10, 20, -30, 40, 50, -60};
  static constexpr std::int32_t bias[] = {1, 2, 3};
  static constexpr std::int32_t mantissa[] = {1 << 30, 1 << 30, 5 << 28};
  static constexpr std::int8_t exponent[] = {-4, -5, -5};
};

struct pool {
  [[maybe_unused]] static constexpr const char* name = "pool";
  using inputs = from<pointwise>;
  static constexpr tyto::ops::average_pool<std::int8_t> spec{
      .input = {4, 4, 3}, .output = {2, 2, 3}, .window = {{2, 2}, {2, 2}, {}}};
};

struct scores {
  [[maybe_unused]] static constexpr const char* name = "scores";
  using inputs = from<pool>;
  static constexpr tyto::ops::fully_connected<std::int8_t> spec{
      .input = {2, 2, 3},
      .output = {1, 1, 4},
      .numerics = {.input_zero_point = -7, .output_zero_point = 11}};
  static constexpr std::int8_t weights[48] = {
      1,  2,  3,  4, 5, 6, 7, 8, 9, 10, 11, 12, -3, 3, -3, 3,  -3, 3, -3, 3,  -3, 3, -3, 3,
      12, 11, 10, 9, 8, 7, 6, 5, 4, 3,  2,  1,  0,  5, 0,  -5, 0,  5, 0,  -5, 0,  5, 0,  -5};
  static constexpr std::int32_t bias[] = {100, 0, -100, 7};
  static constexpr std::int32_t mantissa[] = {1518500250};
  static constexpr std::int8_t exponent[] = {-4};
};

struct posteriors {
  [[maybe_unused]] static constexpr const char* name = "posteriors";
  using inputs = from<scores>;
  static constexpr auto spec = make_softmax({1, 1, 4}, 0.03F);
};

using network = tyto::graph::network<tyto::arch::scalar, input, conv, depthwise, pointwise, pool,
                                     scores, posteriors>;

constexpr std::array<std::int8_t, 16> example{-128, 127, 3,  -4, 50, -60, 70, -80,
                                              9,    -9,  99, 33, 11, 0,   -1, 64};

constexpr std::array<std::int8_t, 4> run(const std::array<std::int8_t, 16>& values) {
  network::arena memory{};
  std::array<std::int8_t, 4> output{};
  network::run(values.data(), output.data(), memory);
  return output;
}

// Every layer by the naive reference, the softmax in double precision.
std::vector<double> reference(const std::array<std::int8_t, 16>& values) {
  namespace ref = tyto::test::reference;
  const auto weights = [](const auto& array) {
    return std::vector<std::int8_t>(std::begin(array), std::end(array));
  };
  const auto bias = [](const auto& array) {
    return std::vector<std::int32_t>(std::begin(array), std::end(array));
  };
  const ref::geometry three{3, 3, 1, 1, 1, 1, 1, 1};
  const auto a = ref::store(ref::convolution<std::int8_t>({4, 4, 1, values.data()}, three, -1,
                                                          weights(conv::weights), bias(conv::bias)),
                            2, {{1 << 30, 3 << 29}, {-2, -1}, -128});
  const auto b =
      ref::store(ref::depthwise<std::int8_t>({4, 4, 2, a.data()}, three, 1, -128,
                                             weights(depthwise::weights), bias(depthwise::bias)),
                 2, {{1 << 30}, {-3}, 3});
  const auto c =
      ref::store(ref::convolution<std::int8_t>({4, 4, 2, b.data()}, {}, 3,
                                               weights(pointwise::weights), bias(pointwise::bias)),
                 3, {{1 << 30, 1 << 30, 5 << 28}, {-4, -5, -5}, -7});
  const auto d = ref::average_pool({4, 4, 3, c.data()}, {2, 2, 2, 2}, -128, 127);
  const auto e = ref::store(
      ref::fully_connected<std::int8_t>(d, -7, weights(scores::weights), bias(scores::bias)), 4,
      {{1518500250}, {-4}, 11});
  double sum = 0.0;
  std::vector<double> p;
  for (const int q : e)
    p.push_back(std::exp(q * static_cast<double>(0.03F)));
  for (const double x : p)
    sum += x;
  for (double& x : p)
    x = 256 * x / sum - 128;
  return p;
}

// The network runs in the compiler.
static_assert(run(example) == std::array<std::int8_t, 4>{-49, -98, -11, -99});

}  // namespace

TEST_CASE("a network run in the compiler gives what the reference gives at run time") {
  constexpr auto in_the_compiler = run(example);
  const auto needed = reference(example);
  for (std::size_t i = 0; i < needed.size(); ++i) {
    CAPTURE(i);
    CHECK(std::abs(in_the_compiler[i] - needed[i]) <= 0.51);
  }
  CHECK(run(example) == in_the_compiler);
}

TEST_CASE("a network in the compiler: constants") {
  static_assert(network::macs == 16 * 9 * 2 + 16 * 9 * 2 + 16 * 2 * 3 + 12 * 4);
  static_assert(network::weight_bytes ==
                (18 + 2 * 9) + (18 + 2 * 4 + 5) + (6 + 3 * 9) + (48 + 4 * 4 + 5));
  // The 48 bytes that pointwise writes lie over half of the 32 that it reads.
  static_assert(network::arena_bytes == 64);
  CHECK(network::report[3].macs == 0);
}
