// SPDX-License-Identifier: Apache-2.0
#include "tyto/ops/binary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

#include "ops/check.hpp"
#include "ops/reference.hpp"
#include "support/random.hpp"
#include "tyto/graph/network.hpp"

namespace tyto::test {
namespace {

using ops::arithmetic;
using reference::at;

constexpr arithmetic int8_kinds[] = {
    arithmetic::add,     arithmetic::subtract,           arithmetic::multiply, arithmetic::maximum,
    arithmetic::minimum, arithmetic::squared_difference, arithmetic::prelu};

// A shape, and operands of it with some extents of 1.
struct operands {
  shape output;
  shape first;
  shape second;
};

operands random_operands(random& r) {
  operands o;
  o.output = {r.between(1, 4), r.between(1, 4), r.between(1, 9)};
  o.first = o.second = o.output;
  const auto repeat = [&](int& a, int& b) {
    if (r.one_in(3)) (r.one_in(2) ? a : b) = 1;
  };
  repeat(o.first.height, o.second.height);
  repeat(o.first.width, o.second.width);
  repeat(o.first.channels, o.second.channels);
  return o;
}

// The element of a repeated tensor.
template <class T>
T element(const std::vector<T>& values, shape s, int y, int x, int c) {
  return values[s.index(y % s.height, x % s.width, c % s.channels)];
}

template <class T, class F>
std::vector<T> expected_of(const operands& o, const std::vector<T>& first,
                           const std::vector<T>& second, F f) {
  std::vector<T> out;
  for (int y = 0; y < o.output.height; ++y) {
    for (int x = 0; x < o.output.width; ++x) {
      for (int c = 0; c < o.output.channels; ++c)
        out.push_back(f(element(first, o.first, y, x, c), element(second, o.second, y, x, c)));
    }
  }
  return out;
}

struct fixed {
  std::int64_t mantissa = 0;
  int exponent = 0;

  explicit fixed(double real) {
    mantissa = std::llround(std::frexp(real, &exponent) * 0x1p31);
    if (mantissa == std::int64_t{1} << 31) {
      mantissa /= 2;
      ++exponent;
    }
  }
  std::int64_t times(std::int64_t x) const {
    return reference::requantize(false, x, mantissa, exponent);
  }
};

// The rules, from their real multipliers; a and b are the operands in the order of the formula.
std::int64_t by_rule(arithmetic what, std::int64_t a, std::int64_t b, double sa, double sb,
                     double so) {
  const double twice = 2 * std::max(sa, sb);
  const auto difference = [&](std::int64_t factor, bool in_float) {
    // The reference divides subtraction's scales in float.
    const auto ratio = [&](double s) {
      return in_float ? static_cast<double>(static_cast<float>(s) / static_cast<float>(twice))
                      : s / twice;
    };
    return fixed(ratio(sa)).times(a * factor) - fixed(ratio(sb)).times(b * factor);
  };
  switch (what) {
    case arithmetic::add:
      return fixed(twice / (1048576.0 * so))
          .times(fixed(sa / twice).times(a << 20) + fixed(sb / twice).times(b << 20));
    case arithmetic::subtract:
      return fixed(static_cast<double>(static_cast<float>(twice) /
                                       (1048576.0F * static_cast<float>(so))))
          .times(difference(1048576, true));
    case arithmetic::squared_difference: {
      const std::int64_t d = difference(128, false);
      return fixed(twice * twice / (16384.0 * so)).times(d * d);
    }
    case arithmetic::multiply:
      return fixed(sa * sb / so).times(a * b);
    case arithmetic::prelu:
      return a >= 0 ? fixed(sa / so).times(a) : fixed(sa * sb / so).times(a * b);
    default:
      return 0;
  }
}

template <class T>
std::vector<T> random_values(random& r, int count) {
  std::vector<T> v;
  for (int i = 0; i < count; ++i) {
    if constexpr (std::is_same_v<T, float>) {
      v.push_back(r.real() * 3);
    } else {
      v.push_back(r.one_in(8) ? (r.one_in(2) ? std::int8_t{-128} : std::int8_t{127}) : r.byte());
    }
  }
  return v;
}

}  // namespace

TEST_CASE("binary, int8: every kind by its rule, repeated operands, either order") {
  random r(11);
  for (int i = 0; i < 400; ++i) {
    for (const arithmetic what : int8_kinds) {
      const operands o = random_operands(r);
      const auto scale = [&] { return 0.01F + 0.02F * (1.0F + r.real()); };
      quantization a{scale(), r.byte()};
      quantization b{scale(), r.byte()};
      const quantization out{scale(), r.byte()};
      const bool extreme = what == arithmetic::maximum || what == arithmetic::minimum;
      if (extreme) b = a;
      ops::binary<std::int8_t> s{.what = what,
                                 .input = o.first,
                                 .second = o.second,
                                 .output = o.output,
                                 .swapped = r.one_in(2)};
      s = ops::with_scales(s, a, b, out);
      s.output_min = r.between(-128, 0);
      s.output_max = r.between(0, 127);
      const auto first = random_values<std::int8_t>(r, o.first.elements());
      const auto second = random_values<std::int8_t>(r, o.second.elements());
      const auto expected = expected_of(o, first, second, [&](int x, int y) {
        if (extreme) {
          const int m = what == arithmetic::maximum ? std::max(x, y) : std::min(x, y);
          return static_cast<std::int8_t>(std::clamp(m, s.output_min, s.output_max));
        }
        const double sa = static_cast<double>(a.scale);
        const double sb = static_cast<double>(b.scale);
        const double so = static_cast<double>(out.scale);
        const std::int64_t value =
            s.swapped ? by_rule(what, y - b.zero_point, x - a.zero_point, sb, sa, so)
                      : by_rule(what, x - a.zero_point, y - b.zero_point, sa, sb, so);
        return static_cast<std::int8_t>(
            std::clamp<std::int64_t>(value + out.zero_point, s.output_min, s.output_max));
      });
      std::vector<std::int8_t> got(expected.size());
      ops::apply<std::int8_t>(s, first.data(), second.data(), got.data());
      INFO("kind ", static_cast<int>(what), ", swapped ", s.swapped);
      CHECK(got == expected);
    }
  }
}

namespace {

// Sums, differences, products and extremes of shapes that kernels take in their own ways: side by
// side, a value or a channel's value repeated, a row repeated; first or second; long and short of
// whole vectors.
struct repeated_case {
  arithmetic what;
  bool swapped;
  shape first;
  shape second;
};
constexpr shape whole{3, 5, 21};
constexpr shape wide{2, 3, 64};
constexpr repeated_case repeated_cases[] = {
    {arithmetic::add, false, whole, whole},
    {arithmetic::add, false, wide, {1, 1, 64}},
    {arithmetic::add, true, {1, 1, 21}, whole},
    {arithmetic::add, false, whole, {1, 1, 1}},
    {arithmetic::subtract, false, whole, {1, 1, 21}},
    {arithmetic::subtract, true, whole, {1, 5, 21}},
    {arithmetic::subtract, true, {1, 1, 1}, wide},
    {arithmetic::subtract, false, {3, 5, 1}, whole},
    {arithmetic::multiply, false, whole, whole},
    {arithmetic::multiply, false, wide, {1, 1, 64}},
    {arithmetic::multiply, true, {3, 1, 21}, {1, 5, 21}},
    {arithmetic::multiply, false, {1, 1, 5}, {1, 1, 5}},
    {arithmetic::maximum, false, whole, {1, 1, 21}},
    {arithmetic::minimum, false, wide, {1, 1, 1}},
};

template <std::size_t I>
struct repeated {
  [[maybe_unused]] static constexpr const char* name = "repeated";
  static constexpr auto& c = repeated_cases[I];
  static constexpr shape output = {std::max(c.first.height, c.second.height),
                                   std::max(c.first.width, c.second.width),
                                   std::max(c.first.channels, c.second.channels)};
  static constexpr ops::binary<std::int8_t> spec =
      ops::with_scales(ops::binary<std::int8_t>{.what = c.what,
                                                .input = c.first,
                                                .second = c.second,
                                                .output = output,
                                                .swapped = c.swapped,
                                                .output_min = I % 2 == 0 ? -128 : -100,
                                                .output_max = I % 3 == 0 ? 127 : 90},
                       {0.02F + 0.003F * static_cast<float>(I), -7 + static_cast<int>(I)},
                       {0.031F, 120 - 18 * static_cast<int>(I)},
                       {0.017F * static_cast<float>(1 + I), static_cast<int>(I)});
};

template <class Arch, std::size_t... I>
void check_repeated(std::index_sequence<I...>) {
  random r(13);
  const auto check_one = [&]<class Layer>(Layer) {
    constexpr auto& s = Layer::spec;
    for (int round = 0; round < 20; ++round) {
      const auto first = random_values<std::int8_t>(r, s.input.elements());
      const auto second = random_values<std::int8_t>(r, s.second.elements());
      std::vector<std::int8_t> expected(static_cast<std::size_t>(s.output.elements()));
      ops::apply<std::int8_t>(s, first.data(), second.data(), expected.data());
      std::vector<std::int8_t> got(expected.size());
      kernel<Layer, Arch>::run(first.data(), second.data(), got.data());
      CHECK(got == expected);
      if (s.input == s.output) {
        std::vector<std::int8_t> in_place = first;
        kernel<Layer, Arch>::run(in_place.data(), second.data(), in_place.data());
        CHECK(in_place == expected);
      }
    }
  };
  (check_one(repeated<I>{}), ...);
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("binary, int8: repeated operands as the definition", Arch,
                          binary_repeated) {
  if (!runs_here<Arch>()) return;
  check_repeated<Arch>(std::make_index_sequence<std::size(repeated_cases)>{});
}
TEST_CASE_TEMPLATE_APPLY(binary_repeated, arches);

TEST_CASE("binary, float: every kind") {
  random r(12);
  for (int i = 0; i < 100; ++i) {
    const operands o = random_operands(r);
    const auto first = random_values<float>(r, o.first.elements());
    const auto second = random_values<float>(r, o.second.elements());
    const auto check = [&](arithmetic what, auto f) {
      ops::binary<float> s{.what = what,
                           .input = o.first,
                           .second = o.second,
                           .output = o.output,
                           .swapped = r.one_in(2),
                           .output_min = -2.0F,
                           .output_max = 2.5F};
      const auto expected = expected_of(o, first, second, [&](float x, float y) {
        return std::clamp(s.swapped ? f(y, x) : f(x, y), -2.0F, 2.5F);
      });
      std::vector<float> got(expected.size());
      ops::apply<float>(s, first.data(), second.data(), got.data());
      CHECK(got == expected);
    };
    check(arithmetic::add, [](float a, float b) { return a + b; });
    check(arithmetic::subtract, [](float a, float b) { return a - b; });
    check(arithmetic::multiply, [](float a, float b) { return a * b; });
    check(arithmetic::divide, [](float a, float b) { return a / b; });
    check(arithmetic::maximum, [](float a, float b) { return std::max(a, b); });
    check(arithmetic::minimum, [](float a, float b) { return std::min(a, b); });
    check(arithmetic::squared_difference, [](float a, float b) { return (a - b) * (a - b); });
    check(arithmetic::prelu, [](float a, float b) { return a >= 0 ? a : a * b; });
  }
}

namespace {

struct input {
  [[maybe_unused]] static constexpr const char* name = "input";
  static constexpr graph::network_input<std::int8_t> spec{.output = {2, 2, 3},
                                                          .quantized = {0.5F, 1}};
};

// in * {0.25, 0.5, 1}, one a channel.
struct scaled {
  [[maybe_unused]] static constexpr const char* name = "scaled";
  using inputs = graph::from<input>;
  static constexpr ops::binary<std::int8_t> spec =
      ops::with_scales({.what = arithmetic::multiply,
                        .input = {2, 2, 3},
                        .second = {1, 1, 3},
                        .output = {2, 2, 3},
                        .input_count = 1},
                       {0.5F, 1}, {0.25F, 0}, {0.125F, 2});
  static constexpr std::int8_t operand[] = {1, 2, 4};
};

// 1 - scaled.
struct complement {
  [[maybe_unused]] static constexpr const char* name = "complement";
  using inputs = graph::from<scaled>;
  static constexpr ops::binary<std::int8_t> spec =
      ops::with_scales({.what = arithmetic::subtract,
                        .input = {2, 2, 3},
                        .second = {1, 1, 1},
                        .output = {2, 2, 3},
                        .input_count = 1,
                        .swapped = true},
                       {0.125F, 2}, {1.0F, 0}, {0.125F, 0});
  static constexpr std::int8_t operand[] = {1};
};

using network = graph::network<arch::scalar, input, scaled, complement>;

constexpr bool right_in_the_compiler() {
  const std::int8_t in[12] = {1, 3, 5, 1, 1, 1, -1, 2, 3, 9, 9, 9};
  std::int8_t out[12] = {};
  network::arena memory{};
  network::run(in, out, memory);
  // Element 1 is (3 - 1) * 0.5 * 0.5 = 0.5: 1 - 0.5 is stored as 4.
  return out[0] == 8 && out[1] == 4 && out[2] == 8 - 16 && out[6] == 8 + 2;
}
static_assert(right_in_the_compiler());

}  // namespace

TEST_CASE("binary with constants in a network, in place, its constants counted") {
  CHECK(network::weight_bytes == 4);
  CHECK(network::arena_bytes == 16);
  CHECK(right_in_the_compiler());
}

}  // namespace tyto::test
