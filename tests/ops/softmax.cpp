// SPDX-License-Identifier: Apache-2.0
// The int8 softmax against the published fixed-point algorithm, written once more in 64-bit
// integers, and against the real softmax.
#include "tyto/ops/softmax.hpp"

#include "ops/cases.hpp"
#include "ops/check.hpp"
#include "ops/reference_softmax.hpp"

namespace tyto::test {
namespace {

struct softmax_case {
  int pixels = 1;
  int channels = 1;
  float scale = 0.1F;
  float beta = 1.0F;
  bool one_step = false;
};

// ---- layers ----

constexpr std::array<softmax_case, 24> softmax_cases{{
    {.channels = 1},
    {.channels = 2},
    {.channels = 3, .scale = 0.05F},
    {.channels = 4, .scale = 1.0F / 16},
    {.channels = 5, .scale = 0.3F, .one_step = true},
    {.channels = 6, .scale = 0.01F},
    {.channels = 7, .scale = 1.0F},
    {.channels = 8, .scale = 15.9F},
    {.channels = 9, .scale = 16.0F},
    {.channels = 10, .scale = 100.0F},
    {.channels = 11, .scale = 0.1F, .beta = 0.5F},
    {.channels = 12, .scale = 0.19F},
    {.channels = 12, .scale = 0.19F, .one_step = true},
    {.pixels = 7, .channels = 12, .scale = 0.07F},
    {.pixels = 33, .channels = 3, .scale = 0.2F, .beta = 2.0F},
    {.channels = 15, .scale = 1e-5F},
    {.channels = 16, .scale = 1e-7F},
    {.channels = 17, .scale = 0.11F},
    {.channels = 64, .scale = 0.13F},
    {.channels = 255, .scale = 0.02F},
    {.channels = 511, .scale = 0.02F},
    {.channels = 512, .scale = 0.001F},
    {.channels = 1001, .scale = 0.05F},
    {.channels = 4095, .scale = 0.001F},
}};

template <std::size_t I>
struct softmax_layer {
  static constexpr layer_case c{.width = softmax_cases[I].pixels,
                                .channels = softmax_cases[I].channels};
  static constexpr const char* name = "softmax";
  static constexpr ops::softmax<std::int8_t> spec =
      ops::make_softmax(c.input(), softmax_cases[I].scale, softmax_cases[I].beta,
                        softmax_cases[I].one_step ? rounding::one_step : rounding::two_step);
};

struct softmax_layers {
  static constexpr std::size_t count = softmax_cases.size();
  template <std::size_t I>
  using layer = softmax_layer<I>;
};

template <class F>
void for_each_pixel(const softmax_case& c, const std::vector<std::int8_t>& values, F f) {
  for (int i = 0; i < c.pixels; ++i) {
    f(std::span(values).subspan(at(i * c.channels), at(c.channels)), at(i * c.channels));
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("softmax, int8", Arch, softmax_int8) {
  const auto layers = grid_on<std::int8_t, Arch, softmax_layers>();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    CAPTURE(i);
    const softmax_case& c = softmax_cases[i];
    check_layer(layers[i].kernel, static_cast<unsigned>(i), [&](const auto& inputs) {
      exactly<std::int8_t> expected;
      for_each_pixel(c, inputs[0], [&](std::span<const std::int8_t> pixel, std::size_t) {
        const auto q = reference::softmax(static_cast<double>(c.scale), static_cast<double>(c.beta),
                                          c.one_step, pixel);
        expected.values.insert(expected.values.end(), q.begin(), q.end());
      });
      return expected;
    });
  }
}
TEST_CASE_TEMPLATE_APPLY(softmax_int8, arches);

TEST_CASE("softmax, int8: within one step of 1/256 of the real one") {
  const auto layers = grid_on<std::int8_t, arch::scalar, softmax_layers>();
  for (std::size_t i = 0; i < softmax_cases.size(); ++i) {
    CAPTURE(i);
    const softmax_case& c = softmax_cases[i];
    for (int which = 0; which < pattern_count; ++which) {
      const auto input = pattern<std::int8_t>(which, c.pixels * c.channels, 3);
      std::vector<std::int8_t> output(input.size());
      const std::int8_t* const pointer[] = {input.data()};
      layers[i].kernel.run[0](pointer, output.data());
      for_each_pixel(c, input, [&](std::span<const std::int8_t> pixel, std::size_t first) {
        double sum = 0.0;
        const auto real = [&](int q) {
          return std::exp((q - *std::max_element(pixel.begin(), pixel.end())) *
                          static_cast<double>(c.scale) * static_cast<double>(c.beta));
        };
        for (const int q : pixel)
          sum += real(q);
        for (std::size_t k = 0; k < pixel.size(); ++k) {
          const double needed = std::min(256 * real(pixel[k]) / sum, 255.0);
          CHECK(std::abs(output[first + k] + 128 - needed) <= 0.51);
        }
      });
    }
  }
}

TEST_CASE("make_softmax: the scale's multiplier, and the differences that are too small to count") {
  // 0.1 * 2^26 = 0.8 * 2^23
  constexpr auto s = ops::make_softmax({1, 1, 12}, 0.1F);
  CHECK(s.input_multiplier == make_multiplier(static_cast<double>(0.1F) * 0x1p26));
  CHECK(s.input_multiplier.exponent == 23);
  CHECK(s.difference_min == -(31 << 3));
  CHECK(ops::make_softmax({1, 1, 12}, 1.0F).difference_min == -(31 * (1 << 26)) / (1 << 27));
  CHECK(ops::make_softmax({1, 1, 12}, 1e9F).difference_min == -1);
  CHECK(ops::make_softmax({1, 1, 12}, 0x1p-26F).difference_min < -255);
}

// ---- float ----

namespace {

struct float_softmax_case {
  layer_case c;
  float beta;
};
constexpr std::array<float_softmax_case, 7> float_softmax_cases{{
    {{.channels = 1}, 1.0F},
    {{.channels = 2}, 1.0F},
    {{.height = 3, .width = 5, .channels = 12}, 1.0F},
    {{.channels = 17}, 0.01F},
    {{.channels = 64}, 3.0F},
    {{.channels = 9}, 20.0F},  // exp of the inputs themselves would overflow
    {{.width = 2, .channels = 1001}, 0.1F},
}};

template <std::size_t I>
struct float_softmax_layer {
  static constexpr layer_case c = float_softmax_cases[I].c;
  static constexpr const char* name = "softmax";
  static constexpr ops::softmax<float> spec{c.input(), c.input(), float_softmax_cases[I].beta};
};

struct float_softmaxes {
  static constexpr std::size_t count = float_softmax_cases.size();
  template <std::size_t I>
  using layer = float_softmax_layer<I>;
};

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("softmax, float: within one rounding of the double one", Arch,
                          softmax_float) {
  const auto layers = grid_on<float, Arch, float_softmaxes>();
  for (std::size_t i = 0; i < layers.size(); ++i) {
    CAPTURE(i);
    const auto channels = static_cast<std::size_t>(layers[i].layer.c.channels);
    check_layer(layers[i].kernel, 3, [&](const tensors<float>& inputs) {
      within_rounding expected;
      expected.roundings =
          2;  // to nearest is half an ulp, 2^-24 of a number just over a power of 2
      for (std::size_t first = 0; first < inputs[0].size(); first += channels) {
        const auto x = std::span(inputs[0]).subspan(first, channels);
        const auto real = [&](float v) {
          return std::exp(static_cast<double>(float_softmax_cases[i].beta) *
                          (static_cast<double>(v) -
                           static_cast<double>(*std::max_element(x.begin(), x.end()))));
        };
        double sum = 0.0;
        for (const float v : x)
          sum += real(v);
        for (const float v : x)
          expected.values.push_back(real(v) / sum);
      }
      expected.magnitudes = expected.values;
      return expected;
    });
  }
}
TEST_CASE_TEMPLATE_APPLY(softmax_float, arches);

}  // namespace tyto::test
