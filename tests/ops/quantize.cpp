// SPDX-License-Identifier: Apache-2.0
// quantize and dequantize as layers; the arithmetic itself is in core/numerics.cpp.
#include "tyto/ops/quantize.hpp"

#include "ops/cases.hpp"
#include "ops/check.hpp"
#include "tyto/ops/dequantize.hpp"

namespace tyto::test {
namespace {

constexpr auto quantize_cases = image_grid<12>(9);

constexpr quantization quantization_of(const layer_case& c) {
  random r(c.seed);
  return {0.001F + 0.02F * (r.real() + 1.0F), c.output_zero_point};
}

template <std::size_t I>
struct quantize_layer {
  static constexpr layer_case c = quantize_cases[I];
  static constexpr const char* name = "quantize";
  static constexpr ops::quantize spec{c.input(), c.input(), quantization_of(c)};
};

struct quantize_layers {
  static constexpr std::size_t count = quantize_cases.size();
  template <std::size_t I>
  using layer = quantize_layer<I>;
};

template <std::size_t I>
struct dequantize_layer {
  static constexpr layer_case c = quantize_cases[I];
  static constexpr const char* name = "dequantize";
  static constexpr ops::dequantize spec{c.input(), c.input(), quantization_of(c)};
};

struct dequantize_layers {
  static constexpr std::size_t count = quantize_cases.size();
  template <std::size_t I>
  using layer = dequantize_layer<I>;
};

template <class Arch, class Layers, class F>
void check_all(F expected_of) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (check_layer(kernel_of<typename Layers::template layer<I>, Arch>(), quantize_cases[I].seed,
                 [&](const auto& inputs) {
                   return expected_of(quantization_of(quantize_cases[I]), inputs[0]);
                 }),
     ...);
  }
  (std::make_index_sequence<Layers::count>{});
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("quantize", Arch, quantize_grid) {
  check_all<Arch, quantize_layers>([](quantization q, const std::vector<float>& input) {
    exactly<std::int8_t> expected;
    for (const float x : input) {
      const double rounded = std::round(static_cast<double>(x / q.scale)) + q.zero_point;
      expected.values.push_back(static_cast<std::int8_t>(std::clamp(rounded, -128.0, 127.0)));
    }
    return expected;
  });
}
TEST_CASE_TEMPLATE_APPLY(quantize_grid, arches);

TEST_CASE_TEMPLATE_DEFINE("dequantize", Arch, dequantize_grid) {
  check_all<Arch, dequantize_layers>([](quantization q, const std::vector<std::int8_t>& input) {
    exactly<float> expected;
    for (const int stored : input) {
      expected.values.push_back(q.scale * static_cast<float>(stored - q.zero_point));
    }
    return expected;
  });
}
TEST_CASE_TEMPLATE_APPLY(dequantize_grid, arches);

}  // namespace tyto::test
