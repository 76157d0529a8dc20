// SPDX-License-Identifier: Apache-2.0
// Operators without weights on x86 equal the scalar kernels, around the sizes of x86 vectors.
#include <vector>

#include "arch/x86_isas.hpp"
#include "ops/check.hpp"
#include "tyto/ops/all.hpp"

namespace tyto::test {
namespace {

struct sizes {
  shape input;
  window w;
  int output_min = -128;
  int output_max = 127;
};

constexpr sizes pool_sizes[] = {
    {{5, 7, 64}, {{2, 2}, {2, 2}, {}}},
    {{6, 5, 33}, {{3, 3}, {1, 1}, {1, 1, 1, 1}}},
    {{4, 9, 130}, {{3, 2}, {2, 1}, {2, 0, 0, 1}}, -100, 90},
    {{3, 3, 3}, {{1, 1}, {1, 1}, {}}, 0, 127},
    {{9, 9, 17}, {{7, 7}, {1, 1}, {}}},
};

template <template <class> class Spec, std::size_t I>
struct window_layer {
  static constexpr const char* name = "pool";
  static constexpr sizes z = pool_sizes[I];
  static constexpr Spec<std::int8_t> spec{z.input, z.w.output(z.input, z.input.channels), z.w,
                                          static_cast<std::int8_t>(z.output_min),
                                          static_cast<std::int8_t>(z.output_max)};
};

template <int Height, int Width, int Channels>
struct global_layer {
  static constexpr const char* name = "global_average_pool";
  static constexpr ops::global_average_pool<std::int8_t> spec{{Height, Width, Channels},
                                                              {1, 1, Channels}};
};

template <int Height, int Width, int Channels, bool OneStep>
struct mean_layer {
  static constexpr const char* name = "mean";
  static constexpr multiplier m = ops::make_mean_multiplier(0.05, 0.03, Height* Width);
  static constexpr std::int32_t mantissa[] = {m.mantissa};
  static constexpr std::int8_t exponent[] = {static_cast<std::int8_t>(m.exponent)};
  static constexpr ops::mean spec{
      {Height, Width, Channels},
      {1, 1, Channels},
      {-5, 17, -128, 120, OneStep ? rounding::one_step : rounding::two_step}};
};

template <int Elements, int Which>
struct add_layer {
  static constexpr const char* name = "add";
  static constexpr auto spec = [] {
    constexpr quantization inputs[][2] = {
        {{0.05F, -128}, {0.031F, 4}}, {{0.02F, 127}, {0.02F, -3}}, {{0.001F, 0}, {0.9F, -128}}};
    auto s = ops::make_add({1, 1, Elements}, inputs[Which][0], inputs[Which][1], {0.06F, -20});
    if (Which == 1) {
      s.rounding = rounding::one_step;
      s.output_min = -20;
    }
    return s;
  }();
};

template <int Pixels, int Channels, int Percent>
struct softmax_layer {
  static constexpr const char* name = "softmax";
  static constexpr auto spec = ops::make_softmax({1, Pixels, Channels}, Percent / 100.0F);
};

struct rescale_layer {
  static constexpr const char* name = "rescale";
  static constexpr multiplier m = make_multiplier(1.37);
  static constexpr std::int32_t mantissa[] = {m.mantissa};
  static constexpr std::int8_t exponent[] = {static_cast<std::int8_t>(m.exponent)};
  static constexpr ops::rescale spec{{3, 3, 7}, {3, 3, 7}, {-9, 3, -90, 127}};
};

template <class Layer>
exactly<std::int8_t> scalar_result(const tensors<std::int8_t>& inputs) {
  std::vector<std::int8_t> output(static_cast<std::size_t>(Layer::spec.output.elements()));
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    kernel<Layer, arch::scalar>::run(inputs[I].data()..., output.data());
  }
  (std::make_index_sequence<static_cast<std::size_t>(input_count_of<Layer>)>{});
  return {output};
}

template <class Arch, class... Layers>
void check_equal_to_scalar() {
  unsigned seed = 1;
  (check_layer(kernel_of<Layers, Arch>(), ++seed, scalar_result<Layers>), ...);
}

template <class Arch, template <class> class Spec>
void check_windows() {
  check_equal_to_scalar<Arch, window_layer<Spec, 0>, window_layer<Spec, 1>, window_layer<Spec, 2>,
                        window_layer<Spec, 3>, window_layer<Spec, 4>>();
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("x86: pools, means and sums", Arch, x86_unweighted) {
  if (!runs_here<Arch>()) return;
  check_windows<Arch, ops::average_pool>();
  check_windows<Arch, ops::max_pool>();
  check_equal_to_scalar<Arch, global_layer<25, 5, 64>, global_layer<1, 1, 33>,
                        global_layer<2, 1, 130>, global_layer<40, 30, 7>>();
  check_equal_to_scalar<Arch, mean_layer<8, 8, 64, false>, mean_layer<3, 3, 65, true>,
                        mean_layer<1, 1, 5, false>>();
  check_equal_to_scalar<Arch, add_layer<64, 0>, add_layer<33, 1>, add_layer<1001, 2>,
                        add_layer<7, 0>>();
}
TEST_CASE_TEMPLATE_APPLY(x86_unweighted, x86_arches);

TEST_CASE("x86: softmax and rescaling, by tables") {
  check_equal_to_scalar<arch::tables, softmax_layer<1, 12, 10>, softmax_layer<3, 33, 1>,
                        softmax_layer<1, 1, 100>, softmax_layer<1, 600, 5>>();
  check_equal_to_scalar<arch::tables, rescale_layer>();
}

}  // namespace tyto::test
