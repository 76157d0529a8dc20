// SPDX-License-Identifier: Apache-2.0
#include "tyto/ops/add.hpp"

#include "ops/cases.hpp"
#include "ops/check.hpp"

namespace tyto::test {
namespace {

constexpr auto add_cases = image_grid<28>(1);
static_assert(has_every_kind_of_numbers(add_cases));

// Scales of a case: alike, or apart by up to 2^10, or an output far finer than both.
struct scales {
  float a;
  float b;
  float out;
};

constexpr float random_scale(random& r, int spread) {
  const int power = r.between(-spread, spread);
  const float step =
      power < 0 ? 1.0F / static_cast<float>(1 << -power) : static_cast<float>(1 << power);
  return 0.02F * (1.5F + r.real()) * step;
}

constexpr scales scales_of(const layer_case& c) {
  random r(c.seed);
  const int spread = c.scale == scaling::tiny ? 10 : 1;
  scales s{random_scale(r, spread), random_scale(r, spread), random_scale(r, spread)};
  if (c.scale == scaling::power_of_two) s = {0.5F, 0.5F, 1.0F};
  if (c.scale == scaling::left_shift) s.out = 1e-7F;
  return s;
}

constexpr ops::add<std::int8_t> add_int8_spec(const layer_case& c) {
  const scales s = scales_of(c);
  const range a = activation_range(c);
  // The second zero point is another, so that they cannot be confused.
  auto spec = ops::make_add(c.input(), {s.a, c.input_zero_point}, {s.b, -c.input_zero_point / 2},
                            {s.out, c.output_zero_point});
  spec.output_min = a.min;
  spec.output_max = a.max;
  spec.rounding = c.one_step ? rounding::one_step : rounding::two_step;
  return spec;
}

template <std::size_t I>
struct int8_add {
  static constexpr layer_case c = add_cases[I];
  static constexpr const char* name = "add";
  static constexpr ops::add<std::int8_t> spec = add_int8_spec(c);
};

struct int8_adds {
  static constexpr std::size_t count = add_cases.size();
  template <std::size_t I>
  using layer = int8_add<I>;
};

template <std::size_t I>
struct float_add {
  static constexpr layer_case c = add_cases[I];
  static constexpr const char* name = "add";
  static constexpr numerics<float> n = numerics_of<float>(c);
  static constexpr ops::add<float> spec{c.input(), c.input(), n.output_min, n.output_max};
};

struct float_adds {
  static constexpr std::size_t count = add_cases.size();
  template <std::size_t I>
  using layer = float_add<I>;
};

// A real number as the fixed-point multiplier that stands for it, from the definition.
struct fixed {
  std::int64_t mantissa = 0;
  int exponent = 0;

  explicit fixed(double real) {
    mantissa = std::llround(std::frexp(real, &exponent) * 0x1p31);
    if (mantissa == std::int64_t{1} << 31) {
      mantissa /= 2;
      ++exponent;
    }
    if (exponent < -31) mantissa = exponent = 0;
  }
  [[nodiscard]] std::int64_t times(std::int64_t x, bool one_step) const {
    return reference::requantize(one_step, x, mantissa, exponent);
  }
};

std::int8_t sum(const layer_case& c, std::int8_t a, std::int8_t b) {
  const scales s = scales_of(c);
  const range r = activation_range(c);
  const double larger = std::max(static_cast<double>(s.a), static_cast<double>(s.b));
  const fixed of_a(static_cast<double>(s.a) / (2 * larger));
  const fixed of_b(static_cast<double>(s.b) / (2 * larger));
  const fixed of_sum(2 * larger / (1048576.0 * static_cast<double>(s.out)));
  const std::int64_t total = of_a.times((a - c.input_zero_point) * 1048576, c.one_step) +
                             of_b.times((b + c.input_zero_point / 2) * 1048576, c.one_step);
  return static_cast<std::int8_t>(std::clamp<std::int64_t>(
      of_sum.times(total, c.one_step) + c.output_zero_point, r.min, r.max));
}

exactly<std::int8_t> int8_add_expected(const layer_data<std::int8_t>& layer,
                                       const tensors<std::int8_t>& inputs) {
  exactly<std::int8_t> expected;
  for (std::size_t i = 0; i < inputs[0].size(); ++i) {
    expected.values.push_back(sum(layer.c, inputs[0][i], inputs[1][i]));
  }
  return expected;
}

exactly<float> float_add_expected(const layer_data<float>& layer, const tensors<float>& inputs) {
  const numerics<float> n = numerics_of<float>(layer.c);
  exactly<float> expected;
  for (std::size_t i = 0; i < inputs[0].size(); ++i) {
    expected.values.push_back(std::clamp(inputs[0][i] + inputs[1][i], n.output_min, n.output_max));
  }
  return expected;
}

// Every pair of stored values.
constexpr layer_case all_pairs_case(int zero_point, scaling scale, bool one_step) {
  return {.height = 256,
          .width = 256,
          .input_zero_point = zero_point,
          .output_zero_point = 3,
          .scale = scale,
          .one_step = one_step,
          .seed = 5};
}
constexpr std::array<layer_case, 4> all_pairs{
    all_pairs_case(0, scaling::random, false), all_pairs_case(-128, scaling::power_of_two, false),
    all_pairs_case(127, scaling::tiny, false), all_pairs_case(-20, scaling::power_of_two, true)};

template <std::size_t I>
struct all_pairs_layer {
  static constexpr layer_case c = all_pairs[I];
  static constexpr const char* name = "add";
  static constexpr ops::add<std::int8_t> spec = add_int8_spec(c);
};

struct all_pairs_layers {
  static constexpr std::size_t count = all_pairs.size();
  template <std::size_t I>
  using layer = all_pairs_layer<I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("add, int8", Arch, add_int8) {
  check_grid(grid_on<std::int8_t, Arch, int8_adds>(), int8_add_expected);
}
TEST_CASE_TEMPLATE_APPLY(add_int8, arches);

TEST_CASE_TEMPLATE_DEFINE("add, float", Arch, add_float) {
  check_grid(grid_on<float, Arch, float_adds>(), float_add_expected);
}
TEST_CASE_TEMPLATE_APPLY(add_float, arches);

TEST_CASE_TEMPLATE_DEFINE("add, int8: every pair of stored values", Arch, add_all_pairs) {
  tensors<std::int8_t> inputs(2);
  for (int a = -128; a < 128; ++a) {
    for (int b = -128; b < 128; ++b) {
      inputs[0].push_back(static_cast<std::int8_t>(a));
      inputs[1].push_back(static_cast<std::int8_t>(b));
    }
  }
  for (const auto& entry : grid_on<std::int8_t, Arch, all_pairs_layers>()) {
    INFO(describe(entry.layer.c));
    check_inputs(entry.kernel, int8_add_expected(entry.layer, inputs), inputs, 1);
  }
}
TEST_CASE_TEMPLATE_APPLY(add_all_pairs, arches);

TEST_CASE_TEMPLATE_DEFINE("add: a tensor to itself, in place", Arch, add_itself) {
  for (const auto& [layer, tested] : grid_on<std::int8_t, Arch, int8_adds>()) {
    if (!tested.is_own()) continue;
    std::vector<std::int8_t> x = pattern<std::int8_t>(4, tested.input_elements, 9);
    const exactly<std::int8_t> expected = int8_add_expected(layer, {x, x});
    const std::int8_t* const both[] = {x.data(), x.data()};
    tested.run[0](both, x.data());
    CHECK(difference(expected, std::span(x)) == "");
  }
}
TEST_CASE_TEMPLATE_APPLY(add_itself, arches);

TEST_CASE("make_add: the multipliers of the definition, 20 bits of left shift") {
  random r(10);
  for (int i = 0; i < 1000; ++i) {
    const scales s{random_scale(r, 6), random_scale(r, 6), random_scale(r, 6)};
    const auto spec = ops::make_add({1, 1, 1}, {s.a, 3}, {s.b, -4}, {s.out, 5});
    const double larger = std::max(static_cast<double>(s.a), static_cast<double>(s.b));
    const fixed needed[] = {fixed(static_cast<double>(s.a) / (2 * larger)),
                            fixed(static_cast<double>(s.b) / (2 * larger)),
                            fixed(2 * larger / (1048576.0 * static_cast<double>(s.out)))};
    const multiplier got[] = {spec.input_multiplier[0], spec.input_multiplier[1],
                              spec.output_multiplier};
    for (std::size_t k = 0; k < 3; ++k) {
      CHECK(got[k].mantissa == needed[k].mantissa);
      CHECK(got[k].exponent == needed[k].exponent);
    }
  }
  constexpr auto spec = ops::make_add({1, 1, 1}, {1, 3}, {1, -4}, {1, 5});
  CHECK(spec.input_shift == 20);
  CHECK(spec.input_zero_point[0] == 3);
  CHECK(spec.input_zero_point[1] == -4);
  CHECK(spec.output_zero_point == 5);
}

}  // namespace tyto::test
