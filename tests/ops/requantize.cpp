// SPDX-License-Identifier: Apache-2.0
// The operators that do little but requantise: rescale and mean.
#include "ops/cases.hpp"
#include "ops/check.hpp"
#include "tyto/ops/mean.hpp"
#include "tyto/ops/rescale.hpp"

namespace tyto::test {
namespace {

constexpr auto requantize_cases = image_grid<28>(2);
static_assert(has_every_kind_of_numbers(requantize_cases));

// ---- rescale ----

constexpr multiplier rescale_multiplier(const layer_case& c) {
  random r(c.seed);
  const auto mantissa = static_cast<std::int32_t>((1U << 30) | (r.next() >> 2));
  switch (c.scale) {
    case scaling::power_of_two:
      return {1 << 30, r.between(-3, 2)};
    case scaling::left_shift:
      return {mantissa, r.between(1, 23)};
    case scaling::tiny:
      return {mantissa, r.between(-31, -8)};
    default:
      return {mantissa, r.between(-2, 2)};
  }
}

template <std::size_t I>
struct rescale_layer {
  static constexpr layer_case c = requantize_cases[I];
  static constexpr const char* name = "rescale";
  static constexpr ops::rescale spec{c.input(), c.input(), numerics_of<std::int8_t>(c)};
  static constexpr std::int32_t mantissa[] = {rescale_multiplier(c).mantissa};
  static constexpr std::int8_t exponent[] = {
      static_cast<std::int8_t>(rescale_multiplier(c).exponent)};
};

struct rescale_layers {
  static constexpr std::size_t count = requantize_cases.size();
  template <std::size_t I>
  using layer = rescale_layer<I>;
};

exactly<std::int8_t> rescale_expected(const layer_data<std::int8_t>& layer,
                                      const tensors<std::int8_t>& inputs) {
  const auto store = layer.requantization();
  exactly<std::int8_t> expected;
  for (const int q : inputs[0])
    expected.values.push_back(store(q - layer.c.input_zero_point, 0));
  return expected;
}

// ---- mean ----

constexpr multiplier mean_multiplier(const layer_case& c) {
  random r(c.seed);
  if (c.scale == scaling::tiny) return ops::make_mean_multiplier(1e-7, 1.0, c.height * c.width);
  if (c.scale == scaling::power_of_two)
    return ops::make_mean_multiplier(0.5, 1, c.height * c.width);
  const double ratio = 0.25 + (static_cast<double>(r.real()) + 1.0);
  return ops::make_mean_multiplier(ratio, 1.0, c.height * c.width);
}

template <std::size_t I>
struct mean_layer {
  static constexpr layer_case c = requantize_cases[I];
  static constexpr const char* name = "mean";
  static constexpr ops::mean spec{c.input(), {1, 1, c.channels}, numerics_of<std::int8_t>(c)};
  static constexpr std::int32_t mantissa[] = {mean_multiplier(c).mantissa};
  static constexpr std::int8_t exponent[] = {static_cast<std::int8_t>(mean_multiplier(c).exponent)};
};

struct mean_layers {
  static constexpr std::size_t count = requantize_cases.size();
  template <std::size_t I>
  using layer = mean_layer<I>;
};

exactly<std::int8_t> mean_expected(const layer_data<std::int8_t>& layer,
                                   const tensors<std::int8_t>& inputs) {
  const auto store = layer.requantization();
  const auto image = layer.image(inputs[0]);
  exactly<std::int8_t> expected;
  for (int c = 0; c < image.channels; ++c) {
    std::int64_t sum = 0;
    for (int y = 0; y < image.height; ++y)
      for (int x = 0; x < image.width; ++x)
        sum += image(y, x, c) - layer.c.input_zero_point;
    expected.values.push_back(store(sum, c));
  }
  return expected;
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("rescale", Arch, rescale_grid) {
  check_grid(grid_on<std::int8_t, Arch, rescale_layers>(), rescale_expected);
}
TEST_CASE_TEMPLATE_APPLY(rescale_grid, arches);

TEST_CASE_TEMPLATE_DEFINE("mean", Arch, mean_grid) {
  check_grid(grid_on<std::int8_t, Arch, mean_layers>(), mean_expected);
}
TEST_CASE_TEMPLATE_APPLY(mean_grid, arches);

// An integer quotient loses at most one unit of the mantissa, and the shift keeps 30 bits of it.
TEST_CASE("a mean's multiplier is the scales' ratio over the number of pixels") {
  random r(7);
  for (int pixels = 1; pixels <= 5000; pixels += pixels < 300 ? 1 : 97) {
    const double in = 0.001 + 0.1 * (static_cast<double>(r.real()) + 1.0);
    const double out = 0.001 + 0.1 * (static_cast<double>(r.real()) + 1.0);
    const multiplier m = ops::make_mean_multiplier(in, out, pixels);
    CAPTURE(pixels);
    CHECK(m.mantissa >= 1 << 29);
    const double real = std::ldexp(static_cast<double>(m.mantissa), m.exponent - 31);
    CHECK(real == doctest::Approx(in / out / pixels).epsilon(0x1p-28));
    // As published: the ratio's own multiplier, shifted by floor(log2(pixels)), then divided.
    const int shift = static_cast<int>(std::log2(pixels));
    const multiplier ratio = make_multiplier(in / out);
    CHECK(m.mantissa == (std::int64_t{ratio.mantissa} << shift) / pixels);
    CHECK(m.exponent == ratio.exponent - shift);
  }
  // So small a ratio leaves no room for the shift.
  CHECK(ops::make_mean_multiplier(0x1p-30, 1.0, 1000).exponent >= -31);
  CHECK(ops::make_mean_multiplier(0x1p-40, 1.0, 1000).mantissa == 0);
}

}  // namespace tyto::test
