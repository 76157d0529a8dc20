// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/quantization.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "support/random.hpp"
#include "tyto/core/rounding.hpp"

using namespace tyto::convert;

namespace {

ir::tensor activation(float scale, int zero_point) {
  ir::tensor t;
  t.type = ir::element_type::int8;
  t.quantized = {{scale}, {zero_point}, 0};
  return t;
}

}  // namespace

TEST_CASE("activation ranges: what a fused function lets through") {
  const auto range = [](ir::activation function, float scale, int zero_point) {
    const auto r = activation_range(function, {scale, zero_point});
    return std::pair{r.min, r.max};
  };
  using ir::activation;
  using pair = std::pair<int, int>;
  CHECK(range(activation::none, 0.1F, 5) == pair{-128, 127});
  CHECK(range(activation::relu, 0.1F, 5) == pair{5, 127});
  CHECK(range(activation::relu, 0.1F, -128) == pair{-128, 127});
  CHECK(range(activation::relu6, 0.1F, 5) == pair{5, 65});
  CHECK(range(activation::relu6, 6.0F / 255, -128) == pair{-128, 127});
  CHECK(range(activation::relu6, 4.0F, 0) == pair{0, 2});  // 1.5 rounds away from zero
  CHECK(range(activation::relu6, 1e-20F, 0) == pair{0, 127});
  CHECK(range(activation::relu_n1_to_1, 0.1F, 5) == pair{-5, 15});
  CHECK(range(activation::relu_n1_to_1, 0.4F, 0) == pair{-3, 3});
  CHECK(range(activation::relu_n1_to_1, 1e-20F, 127) == pair{-128, 127});
}

TEST_CASE("same quantisation") {
  CHECK(same_quantization(activation(0.1F, 3), activation(0.1F, 3)));
  CHECK(same_quantization(activation(0.1F, 3), activation(0.1000005F, 3)));
  CHECK_FALSE(same_quantization(activation(0.1F, 3), activation(0.10001F, 3)));
  CHECK_FALSE(same_quantization(activation(0.1F, 3), activation(0.1F, 4)));
  CHECK_FALSE(same_quantization(activation(1e-7F, 3), activation(2e-7F, 3)));
  CHECK(same_quantization(ir::tensor{}, ir::tensor{}));
  CHECK_FALSE(same_quantization(ir::tensor{}, activation(1.0F, 0)));
}

TEST_CASE("multipliers of a convolution: scales multiplied in double") {
  ir::tensor weights;
  weights.quantized.scale = {0.0123F, 0.3F};
  const auto real = real_multipliers(activation(0.7F, 0), weights, activation(0.11F, 0),
                                     multiplier_rule::float64);
  REQUIRE(real.size() == 2);
  CHECK(real[0] == double{0.7F} * double{0.0123F} / double{0.11F});
  CHECK(real[1] == double{0.7F} * double{0.3F} / double{0.11F});
}

TEST_CASE("multiplier of a fully connected layer: with one scale, its product is taken in float") {
  ir::tensor weights;
  weights.quantized.scale = {0.0123F};
  const ir::tensor in = activation(0.7F, 0);
  const ir::tensor out = activation(0.11F, 0);
  const auto dense = real_multipliers(in, weights, out, multiplier_rule::float32_product);
  const auto conv = real_multipliers(in, weights, out, multiplier_rule::float64);
  const float product = 0.7F * 0.0123F;
  CHECK(dense == std::vector{double{product} / double{0.11F}});
  CHECK(dense != conv);  // these numbers tell the two apart
  weights.quantized.scale = {0.0123F, 0.3F};
  CHECK(real_multipliers(in, weights, out, multiplier_rule::float32_product) ==
        real_multipliers(in, weights, out, multiplier_rule::float64));
}

TEST_CASE("a multiplier stands for the real number it was made from") {
  tyto::test::random numbers(3);
  for (int i = 0; i < 10000; ++i) {
    const double real =
        std::ldexp(1.0 + std::abs(double{numbers.real()}), numbers.between(-32, 28));
    const tyto::multiplier m = tyto::make_multiplier(real);
    const double back = std::ldexp(double{static_cast<double>(m.mantissa)}, m.exponent - 31);
    CAPTURE(real);
    REQUIRE(m.mantissa >= 1 << 30);
    REQUIRE(std::abs(back - real) <= real * std::ldexp(1.0, -31));
    REQUIRE(tyto::make_multiplier(back) == m);
  }
}
