// SPDX-License-Identifier: Apache-2.0
#include "tyto/ops/lookup.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "ops/reference.hpp"
#include "support/random.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/ops/lookup_table.hpp"

namespace tyto::test {
namespace {

constexpr double real(int stored, quantization q) {
  return static_cast<double>(q.scale) * (stored - q.zero_point);
}

// How far the table is from the real function's nearest stored value, at most, and how often.
struct distance {
  int largest = 0;
  int differing = 0;
};

template <class F>
distance distance_to(const ops::lookup_table& table, quantization in, quantization out, F f) {
  distance d;
  for (int q = -128; q <= 127; ++q) {
    const double exact =
        std::round(f(real(q, in)) / static_cast<double>(out.scale)) + out.zero_point;
    const int needed = static_cast<int>(std::clamp(exact, -128.0, 127.0));
    const int off = std::abs(table[static_cast<std::size_t>(q + 128)] - needed);
    d.largest = std::max(d.largest, off);
    d.differing += off != 0 ? 1 : 0;
  }
  return d;
}

double logistic(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}
double hard_swish(double x) {
  return x * std::clamp(x + 3.0, 0.0, 6.0) / 6.0;
}

quantization random_quantization(random& r, double largest_scale) {
  const auto scale = static_cast<float>(largest_scale * (1.0 + r.real()) / 2 + 1e-4);
  return {scale, r.byte()};
}

constexpr quantization logistic_output{1.0F / 256, -128};
constexpr quantization tanh_output{1.0F / 128, 0};

}  // namespace

TEST_CASE(
    "tables of logistic and tanh: the nearest stored value, but for ties of the fixed point") {
  random r(3);
  for (int i = 0; i < 200; ++i) {
    const quantization in = random_quantization(r, 0.3);
    const distance of_logistic =
        distance_to(ops::logistic_table(in), in, logistic_output, logistic);
    CHECK(of_logistic.largest <= 1);
    CHECK(of_logistic.differing <= 2);
    const distance of_tanh =
        distance_to(ops::tanh_table(in), in, tanh_output, [](double x) { return std::tanh(x); });
    CHECK(of_tanh.largest <= 1);
    CHECK(of_tanh.differing <= 2);
  }
}

TEST_CASE("tables of logistic and tanh: ends, middle and order") {
  constexpr quantization in{0.2F, 10};
  constexpr ops::lookup_table l = ops::logistic_table(in);
  constexpr ops::lookup_table t = ops::tanh_table(in);
  CHECK(l[128 + 10] == 0);  // 1/2
  CHECK(t[128 + 10] == 0);
  CHECK(l.front() == -128);
  CHECK(l.back() == 127);
  CHECK(t.front() == -128);
  CHECK(t.back() == 127);
  CHECK(std::is_sorted(l.begin(), l.end()));
  CHECK(std::is_sorted(t.begin(), t.end()));
  // A scale so large that every argument but zero is outside of Q4.27.
  constexpr ops::lookup_table steep = ops::tanh_table({16.0F, 0});
  CHECK(steep[127] == -128);
  CHECK(steep[129] == 127);
}

TEST_CASE("table of leaky ReLU: two multipliers, rounded as everything is") {
  random r(4);
  for (int i = 0; i < 100; ++i) {
    const quantization in = random_quantization(r, 0.2);
    const quantization out = random_quantization(r, 0.2);
    const float alpha = r.real() * (r.one_in(4) ? -1.0F : 0.5F);
    const ops::lookup_table table = ops::leaky_relu_table(in, out, alpha);
    const multiplier identity = make_multiplier(static_cast<double>(in.scale / out.scale));
    const double slope = static_cast<double>(in.scale * alpha / out.scale);
    const multiplier m = make_multiplier(std::abs(slope));
    for (int q = -128; q <= 127; ++q) {
      const int x = q - in.zero_point;
      const std::int64_t y =
          x >= 0
              ? reference::requantize(false, x, identity.mantissa, identity.exponent)
              : reference::requantize(false, x, slope < 0 ? -m.mantissa : m.mantissa, m.exponent);
      CHECK(table[static_cast<std::size_t>(q + 128)] ==
            std::clamp<std::int64_t>(y + out.zero_point, -128, 127));
    }
  }
}

TEST_CASE("table of hard-swish: within two steps of the real function") {
  random r(5);
  for (int i = 0; i < 200; ++i) {
    const quantization in = random_quantization(r, 0.15);
    const quantization out{in.scale * (0.6F + 0.2F * r.real()), r.between(-128, 0)};
    CHECK(distance_to(ops::hard_swish_table(in, out), in, out, hard_swish).largest <= 2);
  }
}

TEST_CASE("table of 1 / sqrt: the nearest stored value, but for roundings in between") {
  random r(7);
  for (int i = 0; i < 200; ++i) {
    const quantization in = random_quantization(r, 0.1);
    const quantization out{0.02F / std::sqrt(in.scale) * (1.5F + r.real()), r.between(-128, 0)};
    const distance d = distance_to(ops::rsqrt_table(in, out), in, out,
                                   [](double x) { return x > 0.0 ? 1.0 / std::sqrt(x) : 1e9; });
    CHECK(d.largest <= 1);
    CHECK(d.differing <= 2);
  }
}

TEST_CASE("fixed point 1 / sqrt: five Newton steps from 1, within 2^-23") {
  for (std::int32_t x = 2; x <= 255; ++x) {
    double scaled = x / 2.0;
    double root = std::sqrt(0.5);  // of scaled / x
    for (; scaled >= 1.0; scaled /= 4.0)
      root /= 2.0;
    double y = 1.0;
    for (int step = 0; step < 5; ++step)
      y *= 1.5 - scaled / 2.0 * y * y;
    const multiplier m = ops::detail::inverse_sqrt(x);
    const double got = std::ldexp(static_cast<double>(m.mantissa), m.exponent - 31);
    CHECK(std::abs(got / (y * root) - 1.0) < 0x1p-23);
  }
}

TEST_CASE("table of ELU: float32, rounded half away") {
  random r(6);
  for (int i = 0; i < 200; ++i) {
    const quantization in = random_quantization(r, 0.1);
    const quantization out = random_quantization(r, 0.05);
    const float alpha = i % 2 == 0 ? 1.0F : r.real() + 1.5F;
    const ops::lookup_table table = ops::elu_table(in, out, alpha);
    const float inverse = 1.0F / out.scale;
    for (int q = -128; q <= 127; ++q) {
      const float x = in.scale * static_cast<float>(q - in.zero_point);
      const float y = x >= 0.0F ? x : alpha * (std::exp(x) - 1.0F);
      const float needed =
          std::clamp(std::round(y * inverse) + static_cast<float>(out.zero_point), -128.0F, 127.0F);
      CHECK(table[static_cast<std::size_t>(q + 128)] == static_cast<int>(needed));
    }
  }
}

TEST_CASE("table of the magnitude") {
  constexpr quantization in{0.1F, -3};
  constexpr quantization out{0.1F, -100};
  constexpr ops::lookup_table same = ops::abs_table(in, out);
  CHECK(same[128 - 3] == -100);
  CHECK(same[128 - 13] == -90);
  CHECK(same[128 + 7] == -90);
  CHECK(distance_to(ops::abs_table(in, {0.07F, -100}), in, {0.07F, -100}, [](double x) {
          return std::abs(x);
        }).largest <= 1);
}

namespace {

struct input {
  [[maybe_unused]] static constexpr const char* name = "input";
  static constexpr graph::network_input<std::int8_t> spec{.output = {1, 2, 3},
                                                          .quantized = {0.1F, 0}};
};

// The table as a model's header has it.
struct table_of_negated {
  std::int8_t values[256];
};
constexpr table_of_negated negated = [] {
  table_of_negated t{};
  for (int q = -128; q <= 127; ++q)
    t.values[q + 128] = static_cast<std::int8_t>(-1 - q);
  return t;
}();

struct layer {
  [[maybe_unused]] static constexpr const char* name = "layer";
  using inputs = graph::from<input>;
  static constexpr ops::lookup spec{
      .input = {1, 2, 3}, .output = {1, 2, 3}, .output_zero_point = -1};
  static constexpr auto& table = negated.values;
};

}  // namespace

TEST_CASE("lookup in a network") {
  using network = graph::network<arch::scalar, input, layer>;
  constexpr std::int8_t in[] = {-128, -1, 0, 1, 126, 127};
  std::int8_t out[6] = {};
  network::arena memory;
  network::run(in, out, memory);
  for (int i = 0; i < 6; ++i)
    CHECK(out[i] == -1 - in[i]);
  CHECK(network::weight_bytes == 256);
}

}  // namespace tyto::test
