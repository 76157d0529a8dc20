// SPDX-License-Identifier: Apache-2.0
// int16 activations: int8 weights beside them, sums of 64 bits, or of 32 where the bias has them.
#include <type_traits>

#include "ops/pool_layers.hpp"
#include "ops/weighted_layers.hpp"
#include "tyto/ops/add.hpp"
#include "tyto/ops/binary.hpp"
#include "tyto/ops/dequantize.hpp"
#include "tyto/ops/quantize.hpp"
#include "tyto/ops/reduce.hpp"
#include "tyto/ops/rescale.hpp"
#include "tyto/ops/softmax_int16.hpp"
#include "tyto/ops/wide_function.hpp"

namespace tyto::test {
namespace {

using i16 = std::int16_t;

constexpr numerics<i16> wide_numerics(const layer_case& c) {
  random r(c.seed + 78);
  const auto high = static_cast<i16>(r.between(1, 32767));
  const rounding how = c.one_step ? rounding::one_step : rounding::two_step;
  switch (c.act) {
    case activation::none:
      return {.rounding = how};
    case activation::relu:
      return {0, 32767, how};
    case activation::relu6:
      return {0, high, how};
    default:
      return {high, high, how};
  }
}

template <class Bias, int Taps, int Channels, int Multipliers>
struct wide_numbers {
  std::int8_t weights[at(Taps * Channels)] = {};
  Bias bias[at(Channels)] = {};
  std::int32_t mantissa[at(Multipliers)] = {};
  std::int8_t exponent[at(Multipliers)] = {};
};

// Outputs that spread over int16, some saturated; a left shift as far as the sums allow.
template <class Bias, int Taps, int Channels, int Multipliers>
constexpr auto make_wide_numbers(const layer_case& c) {
  wide_numbers<Bias, Taps, Channels, Multipliers> n;
  random r(c.seed);
  for (int i = 0; i < Taps * Channels; ++i)
    n.weights[i] = static_cast<std::int8_t>(int8_weight(c.weights, i, r));
  const int bits = typical_bits(c.weights, Taps) + 8;
  for (Bias& b : n.bias)
    b = r.between(-(1 << bits), 1 << bits);
  const std::int64_t largest = (std::int64_t{Taps} << 22) + (1 << bits);
  int room = 0;
  while (room < 7 && (largest << (room + 1)) < (1 << 30))
    ++room;
  for (int m = 0; m < Multipliers; ++m) {
    const bool left = c.scale == scaling::left_shift && std::is_same_v<Bias, std::int64_t>;
    const bool tiny = c.scale == scaling::tiny;
    const bool full = r.one_in(4);  // 0x7fff0000 and over have no 15 bits of their own
    n.mantissa[m] = c.scale == scaling::power_of_two ? 1 << 30
                    : full                           ? 0x7fff0000 + r.between(-3, 3)
                           : static_cast<std::int32_t>((1U << 30) | (r.next() >> 2));
    n.exponent[m] = static_cast<std::int8_t>(left   ? r.between(0, room)
                                             : tiny ? r.between(-31, -26)
                                                    : 15 - bits + r.between(-1, 1));
  }
  return n;
}

template <class Bias, const auto& Grid, std::size_t I, int Taps, int Channels>
struct wide_arrays {
  static constexpr layer_case c = Grid[I];
  static constexpr auto numbers = make_wide_numbers < Bias, Taps, Channels,
                        c.per_channel ? Channels : 1 > (c);
  static constexpr auto& weights = numbers.weights;
  static constexpr auto& bias = numbers.bias;
  static constexpr auto& mantissa = numbers.mantissa;
  static constexpr auto& exponent = numbers.exponent;
};

constexpr bool few_taps(const layer_case& c) {
  return window_taps(c) * c.channels <= 256 && c.channels * c.filters <= 1024;
}
constexpr auto conv_cases = random_grid<16>(
    61,
    [](layer_case& c, random& r) {
      c.channels = random_channels(r);
      c.filters = random_channels(r);
      set_random_extents(c, r);
      set_random_window(c, r, 0);
    },
    [](const layer_case& c) {
      return few_taps(c) && c.output(c.filters).elements() * window_taps(c) * c.channels < 20'000;
    });
constexpr auto depthwise_cases = depthwise_grid<12>(62);
constexpr auto matrix_cases = random_grid<12>(
    63,
    [](layer_case& c, random& r) {
      c.channels = random_channels(r);
      c.filters = random_channels(r);
      c.width = r.between(1, 5);
    },
    few_taps);

template <class Bias>
struct convs {
  static constexpr std::size_t count = conv_cases.size();
  template <std::size_t I>
  struct layer
      : wide_arrays<Bias, conv_cases, I, window_taps(conv_cases[I]) * conv_cases[I].channels,
                    conv_cases[I].filters> {
    static constexpr layer_case c = conv_cases[I];
    static constexpr ops::conv2d<i16> spec{c.input(), c.output(c.filters), c.shape_of_filter,
                                           wide_numerics(c)};
  };
};
template <class Bias>
struct depthwises {
  static constexpr std::size_t count = depthwise_cases.size();
  template <std::size_t I>
  struct layer : wide_arrays<Bias, depthwise_cases, I, window_taps(depthwise_cases[I]),
                             depthwise_cases[I].channels * depthwise_cases[I].filters> {
    static constexpr layer_case c = depthwise_cases[I];
    static constexpr ops::depthwise<i16> spec{c.input(), c.output(c.channels* c.filters),
                                              c.shape_of_filter, wide_numerics(c)};
  };
};
template <class Bias>
struct pointwises {
  static constexpr std::size_t count = matrix_cases.size();
  template <std::size_t I>
  struct layer
      : wide_arrays<Bias, matrix_cases, I, matrix_cases[I].channels, matrix_cases[I].filters> {
    static constexpr layer_case c = matrix_cases[I];
    static constexpr ops::pointwise<i16> spec{
        c.input(), {c.height, c.width, c.filters}, wide_numerics(c)};
  };
};
template <class Bias>
struct matrices {
  static constexpr std::size_t count = matrix_cases.size();
  template <std::size_t I>
  struct layer : wide_arrays<Bias, matrix_cases, I, matrix_cases[I].input().elements(),
                             matrix_cases[I].filters> {
    static constexpr layer_case c = matrix_cases[I];
    static constexpr ops::fully_connected<i16> spec{c.input(), {1, 1, c.filters}, wide_numerics(c)};
  };
};

// Sums as Layer stores them.
template <class Layer>
exactly<i16> stored_sums(const reference::sums<i16>& sums) {
  constexpr numerics<i16> n = Layer::spec.numerics;
  constexpr bool wide = std::is_same_v<ops::accumulator_of<Layer>, std::int64_t>;
  const auto channels = std::size(Layer::bias);
  exactly<i16> expected;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    const multiplier m = ops::multiplier_of<Layer>(static_cast<int>(i % channels));
    const std::int64_t q =
        wide ? reference::requantize_wide(sums[i].value, m.mantissa, m.exponent)
             : reference::requantize(Layer::c.one_step, sums[i].value, m.mantissa, m.exponent);
    expected.values.push_back(
        static_cast<i16>(std::clamp<std::int64_t>(q, n.output_min, n.output_max)));
  }
  return expected;
}

template <class Layer>
std::vector<i16> weights_of() {
  return {std::begin(Layer::weights), std::end(Layer::weights)};
}
template <class Layer>
std::vector<std::int64_t> bias_of() {
  return {std::begin(Layer::bias), std::end(Layer::bias)};
}
template <class Layer>
reference::image<i16> image_of(const tensors<i16>& inputs) {
  return {Layer::c.height, Layer::c.width, Layer::c.channels, inputs[0].data()};
}

// Each layer of Layers on Arch; expected.operator()<Layer>(inputs) is the reference.
template <class Layers, class Arch, class F>
void check_all(F expected) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto check = [&]<class Layer>(Layer) {
      INFO(describe(Layer::c));
      check_layer(kernel_of<Layer, Arch>(), Layer::c.seed, [&](const tensors<i16>& inputs) {
        return expected.template operator()<Layer>(inputs);
      });
    };
    (check(typename Layers::template layer<I>{}), ...);
  }
  (std::make_index_sequence<Layers::count>{});
}

constexpr auto conv_expected = []<class Layer>(const tensors<i16>& inputs) {
  return stored_sums<Layer>(reference::convolution<i16>(
      image_of<Layer>(inputs), Layer::c.geometry(), 0, weights_of<Layer>(), bias_of<Layer>()));
};
constexpr auto depthwise_sums = []<class Layer>(const tensors<i16>& inputs) {
  return stored_sums<Layer>(reference::depthwise<i16>(image_of<Layer>(inputs), Layer::c.geometry(),
                                                      Layer::c.filters, 0, weights_of<Layer>(),
                                                      bias_of<Layer>()));
};
constexpr auto matrix_expected = []<class Layer>(const tensors<i16>& inputs) {
  return stored_sums<Layer>(
      reference::fully_connected<i16>(inputs[0], 0, weights_of<Layer>(), bias_of<Layer>()));
};

struct averages_of {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  struct layer {
    static constexpr layer_case c = pool_grid[I];
    static constexpr ops::average_pool<i16> spec{c.input(), c.output(c.channels), c.shape_of_filter,
                                                 wide_numerics(c).output_min,
                                                 wide_numerics(c).output_max};
  };
};
struct maxima_of {
  static constexpr std::size_t count = pool_grid.size();
  template <std::size_t I>
  struct layer {
    static constexpr layer_case c = pool_grid[I];
    static constexpr ops::max_pool<i16> spec{c.input(), c.output(c.channels), c.shape_of_filter,
                                             wide_numerics(c).output_min,
                                             wide_numerics(c).output_max};
  };
};

template <class Range>
std::vector<i16> clamped(const Range& values, int min, int max) {
  std::vector<i16> out;
  for (const auto v : values)
    out.push_back(static_cast<i16>(std::clamp<std::int64_t>(v, min, max)));
  return out;
}

// The fixed-point multiplier of a real number, and x times it.
std::int64_t times(double real, std::int64_t x) {
  int exponent = 0;
  const std::int64_t mantissa = std::llround(std::frexp(real, &exponent) * 0x1p31);
  return reference::requantize(false, x, mantissa, exponent);
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("int16: products, sums of 64 bits", Arch, wide_products) {
  check_all<convs<std::int64_t>, Arch>(conv_expected);
  check_all<depthwises<std::int64_t>, Arch>(depthwise_sums);
  check_all<pointwises<std::int64_t>, Arch>(conv_expected);
  check_all<matrices<std::int64_t>, Arch>(matrix_expected);
}
TEST_CASE_TEMPLATE_APPLY(wide_products, arches);

TEST_CASE_TEMPLATE_DEFINE("int16: products, sums of 32 bits", Arch, narrow_products) {
  check_all<convs<std::int32_t>, Arch>(conv_expected);
  check_all<matrices<std::int32_t>, Arch>(matrix_expected);
}
TEST_CASE_TEMPLATE_APPLY(narrow_products, arches);

TEST_CASE_TEMPLATE_DEFINE("int16: pools", Arch, wide_pools) {
  check_all<averages_of, Arch>([]<class Layer>(const tensors<i16>& inputs) {
    return exactly<i16>{reference::average_pool(image_of<Layer>(inputs), Layer::c.geometry(),
                                                Layer::spec.output_min, Layer::spec.output_max)};
  });
  check_all<maxima_of, Arch>([]<class Layer>(const tensors<i16>& inputs) {
    return exactly<i16>{reference::max_pool(image_of<Layer>(inputs), Layer::c.geometry(),
                                            Layer::spec.output_min, Layer::spec.output_max)};
  });
}
TEST_CASE_TEMPLATE_APPLY(wide_pools, arches);

TEST_CASE("int16: a sum of 64 bits by numbers worked out by hand") {
  // 3/4 in 15 bits is 24576 exactly: 5 * 3/4 = 3.75, -5 * 3/4 = -3.75; halves go upwards.
  CHECK(requantize_wide(5, {3 << 29, 0}) == 4);
  CHECK(requantize_wide(-5, {3 << 29, 0}) == -4);
  CHECK(requantize_wide(2, {3 << 29, 0}) == 2);
  CHECK(requantize_wide(-2, {3 << 29, 0}) == -1);
  // The mantissa is rounded: 2^30 + 2^15 is 16385 of 2^15, one less is 16384.
  CHECK(mantissa_q15({(1 << 30) + (1 << 15), 0}) == 16385);
  CHECK(mantissa_q15({(1 << 30) + (1 << 15) - 1, 0}) == 16384);
  CHECK(mantissa_q15({0x7fffffff, 0}) == 32767);
  CHECK(requantize_wide(std::int64_t{1} << 46, {1 << 30, -20}) == 1 << 25);
}

TEST_CASE("int16: sum, product and mean of random elements") {
  random r(7);
  const auto any = [&] { return static_cast<i16>(r.between(-32768, 32767)); };
  constexpr float a = 0.0011F, b = 0.0004F, out = 0.0017F;
  const auto sum = ops::make_add<i16>({1, 1, 1}, {a, 0}, {b, 0}, {out, 0});
  const auto product = ops::with_scales(ops::binary<i16>{.what = ops::arithmetic::multiply,
                                                         .input = {1, 1, 1},
                                                         .second = {1, 1, 1},
                                                         .output = {1, 1, 1}},
                                        {a, 0}, {b, 0}, {0.0004F * 0.0011F * 20000, 0});
  const auto mean = ops::with_scale(ops::reduce<i16>{.what = ops::reduction::mean,
                                                     .input = {1, 7, 1},
                                                     .output = {1, 1, 1},
                                                     .over = {.width = true}},
                                    a, out);
  CHECK(sum.input_shift == 15);
  for (int i = 0; i < 2000; ++i) {
    const i16 x = any();
    const i16 y = any();
    const double larger = static_cast<double>(a);
    const std::int64_t total =
        times(0.5, std::int64_t{x} << 15) + times(double{b} / (2 * larger), std::int64_t{y} << 15);
    const std::int64_t expected = times(2 * larger / (32768.0 * double{out}), total);
    CHECK(ops::sum_of(sum, x, y) == std::clamp<std::int64_t>(expected, -32768, 32767));
    CHECK(ops::value_of(product, x, y) ==
          std::clamp<std::int64_t>(
              times(double{a} * double{b} / double{0.0004F * 0.0011F * 20000}, std::int64_t{x} * y),
              -32768, 32767));
    i16 seven[7];
    std::int64_t all = 0;
    for (i16& q : seven)
      all += q = any();
    i16 got = 0;
    ops::apply(mean, seven, &got);
    // The multiplier's mantissa, with two more bits, divided by 7.
    int exponent = 0;
    const std::int64_t mantissa =
        std::llround(std::frexp(double{a} / double{out}, &exponent) * 0x1p31) * 4 / 7;
    CHECK(got == reference::requantize(false, all, mantissa, exponent - 2));
  }
}

TEST_CASE("int16: logistic and tanh are within a few steps of the real functions") {
  for (const float scale : {0.0003F, 1.0F / 4096, 1.0F / 2048, 1e-5F, 0.01F, 2.6F}) {
    for (const bool is_tanh : {false, true}) {
      const auto f = ops::make_wide_function({1, 1, 1}, is_tanh, scale);
      for (int q = -32768; q <= 32767; q += 7) {
        const double x = q * double{scale};
        const double real = is_tanh ? std::tanh(x) : 1.0 / (1.0 + std::exp(-x));
        const int got = ops::value_of(f, static_cast<i16>(q));
        // (An input scale of 15 bits moves x by 2^-14 of itself.)
        CHECK(std::abs(got - std::clamp(real * 32768, -32768.0, 32767.0)) < 4.0);
      }
    }
  }
}

TEST_CASE("int16: logistic and tanh, numbers worked out by hand") {
  // Scale 2^-12, q = 4: 12 of 9 bits behind the point, logistic's points 0 and 1 are 32768, 33451.
  const auto logistic = ops::make_wide_function({1, 1, 1}, false, 1.0F / 4096);
  CHECK(logistic.factor == 3);
  CHECK(logistic.shift == 0);
  CHECK(ops::value_of(logistic, 4) == ((32768 << 9) + 12 * (33451 - 32768) + 512) >> 10);
  CHECK(ops::value_of(logistic, -4) ==
        ((1 << 25) - ((32768 << 9) + 12 * (33451 - 32768)) + 511) >> 10);
  CHECK(ops::value_of(logistic, 0) == 16384);
  const auto tanh = ops::make_wide_function({1, 1, 1}, true, 1.0F / 2048);
  CHECK(tanh.factor == 6);
  CHECK(ops::value_of(tanh, 4) == ((32768 << 8) + 24 * (33451 - 32768) - (1 << 23) + 128) >> 8);
  CHECK(ops::value_of(tanh, 32767) == 32767);
  CHECK(ops::value_of(tanh, -32768) == ((1 << 23) - (65535 << 8) + 127) >> 8);
  // 0.0003 * 12288 = 3.6864, 13 more bits: 30198.9 cut off.
  const auto any = ops::make_wide_function({1, 1, 1}, false, 0.0003F);
  CHECK(any.factor == 30198);
  CHECK(any.shift == 13);
}

namespace {

// A function from `low` to `high` at stored q, on straight lines between 513 points.
template <class F>
std::int64_t on_lines(F f, double low, double high, std::int64_t q) {
  const double step = (high - low) / 512;
  const auto at_real = [&](double x) { return double{f(static_cast<float>(x))} * 32768; };
  const auto point = [&](std::int64_t i) {
    if (i == 512) return std::min(std::round(at_real(high)), 32767.0);
    const double x = low + static_cast<double>(i) * step;
    const double here = std::round(at_real(x));
    const double line = std::round((at_real(x + step) + here) / 2);
    return std::min(here - std::round((line - std::round(at_real(x + step / 2))) / 2), 32767.0);
  };
  const std::int64_t i = (q + 32768) / 128;
  const auto from = static_cast<std::int64_t>(point(i));
  const auto to = static_cast<std::int64_t>(point(i + 1));
  return from + reference::floor_shift((to - from) * ((q + 32768) % 128) + 64, 7);
}

std::int64_t saturated(std::int64_t x) {
  return std::clamp<std::int64_t>(x, -32768, 32767);
}

std::vector<i16> softmax_of(const std::vector<i16>& in, float scale) {
  const std::int64_t largest = *std::max_element(in.begin(), in.end());
  std::vector<std::int64_t> exponentials;
  std::int64_t sum = 0;
  for (const i16 q : in) {
    const std::int64_t x = times(double{scale} / (10.0 / 65535.0), q - largest) + 32767;
    exponentials.push_back(
        on_lines([](float real) { return std::exp(real); }, -10, 0, saturated(x)));
    sum += exponentials.back();
  }
  int bits = 0;
  while (sum >> (bits + 1) != 0)
    ++bits;
  const std::int64_t fraction =
      reference::floor_shift((sum << (30 - bits)) + 8192, 14) - 65536 - 32768;
  const std::int64_t reciprocal =
      on_lines([](float real) { return 1.0F / (1.0F + real); }, 0, 1, saturated(fraction));
  std::vector<i16> out;
  for (const std::int64_t e : exponentials) {
    const std::int64_t half = std::int64_t{1} << (bits - 1);
    out.push_back(static_cast<i16>(
        std::clamp<std::int64_t>(reference::floor_shift(e * reciprocal + half, bits), 0, 32767)));
  }
  return out;
}

}  // namespace

TEST_CASE("int16: softmax by its rule, and near the real one") {
  random r(9);
  for (const float scale : {0.0001F, 0.0004F, 0.01F}) {
    for (int run = 0; run < 100; ++run) {
      const int channels = r.between(1, 20);
      std::vector<i16> in;
      for (int c = 0; c < channels; ++c)
        in.push_back(static_cast<i16>(r.between(-32768, 32767)));
      const int largest = *std::max_element(in.begin(), in.end());
      std::vector<double> real;
      double sum = 0;
      for (const i16 q : in) {
        real.push_back(std::exp((q - largest) * double{scale}));
        sum += real.back();
      }
      std::vector<i16> out(in.size());
      ops::apply(ops::make_softmax_int16({1, 1, channels}, scale), in.data(), out.data());
      CHECK(out == softmax_of(in, scale));
      for (std::size_t c = 0; c < in.size(); ++c)
        CHECK(std::abs(out[c] - real[c] / sum * 32768) < 48.0);  // exp(-10) is what counts as 0
    }
  }
}

TEST_CASE("int16: from float and back") {
  CHECK(tyto::quantize<i16>(0.25F, {0.5F, 0}) == 1);
  CHECK(tyto::quantize<i16>(-1e9F, {0.5F, 0}) == -32768);
  CHECK(tyto::quantize<i16>(1e9F, {0.5F, 0}) == 32767);
  CHECK(tyto::dequantize(i16{-32768}, {0.5F, 0}) == -16384.0F);
}

}  // namespace tyto::test
