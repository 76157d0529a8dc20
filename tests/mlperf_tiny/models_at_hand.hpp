// SPDX-License-Identifier: Apache-2.0
// What examples/mlperf_tiny is built with to be tested: instead of MLPerf's own networks, which are
// not in this tree, two written by hand whose answers can be told in the head, and two that are not
// at hand.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tyto/tyto.hpp"

struct not_at_hand {};

namespace at_hand {

namespace by_hand {

// A dense layer's weights, Weight(out, in), and biases of zero.
template <std::size_t Outputs, std::size_t Inputs, int (*Weight)(std::size_t, std::size_t)>
struct dense {
  struct numbers {
    std::int8_t weights[Outputs * Inputs];
    std::int32_t bias[Outputs];
  };
  static constexpr numbers made = [] {
    numbers n{};
    for (std::size_t o = 0; o < Outputs; ++o) {
      for (std::size_t i = 0; i < Inputs; ++i)
        n.weights[o * Inputs + i] = static_cast<std::int8_t>(Weight(o, i));
    }
    return n;
  }();
  static constexpr auto& weights = made.weights;
};

// The same multiplier for each output.
template <std::size_t Outputs>
struct scaled {
  struct numbers {
    std::int32_t mantissa[Outputs];
    std::int8_t exponent[Outputs];
  };
  static constexpr numbers by(double real) {
    numbers n{};
    const tyto::multiplier m = tyto::make_multiplier(real);
    for (std::size_t o = 0; o < Outputs; ++o) {
      n.mantissa[o] = m.mantissa;
      n.exponent[o] = static_cast<std::int8_t>(m.exponent);
    }
    return n;
  }
};

// What the definition gives for the self-test's input.
template <class Network>
std::array<std::int8_t, Network::output_elements> defined_output() {
  std::vector<std::int8_t> input(Network::input_elements);
  tyto::graph::self_test_input values;
  for (std::int8_t& x : input)
    x = values.next();
  std::array<std::int8_t, Network::output_elements> output{};
  typename Network::arena arena;
  Network::run(input.data(), output.data(), arena);
  return output;
}

// A bright picture has a person in it: a byte is its brightness less 128.
inline constexpr tyto::quantization brightness{1.0F, -128};
struct picture {
  static constexpr const char* name = "picture";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {96, 96, 3},
                                                                .quantized = brightness};
};
struct mean {
  static constexpr const char* name = "mean";
  using inputs = tyto::graph::from<picture>;
  static constexpr tyto::ops::global_average_pool<std::int8_t> spec{.input = {96, 96, 3},
                                                                    .output = {1, 1, 3}};
};
constexpr int for_and_against(std::size_t out, std::size_t /*in*/) {
  return out == 0 ? -1 : 1;
}
struct score : dense<2, 3, for_and_against> {
  static constexpr const char* name = "score";
  using inputs = tyto::graph::from<mean>;
  static constexpr tyto::ops::fully_connected<std::int8_t> spec{
      .input = {1, 1, 3},
      .output = {1, 1, 2},
      .numerics = {.input_zero_point = brightness.zero_point}};
  static constexpr std::int32_t bias[2] = {3 * 128, -3 * 128};
  static constexpr auto quarter = scaled<2>::by(0.25);
  static constexpr auto& mantissa = quarter.mantissa;
  static constexpr auto& exponent = quarter.exponent;
};
struct probability {
  static constexpr const char* name = "probability";
  using inputs = tyto::graph::from<score>;
  static constexpr auto spec = tyto::ops::make_softmax({1, 1, 2}, 0.1F);
};

// Gives back the mean of each eighth of its input, 80 elements, whose scale is 0.5.
inline constexpr tyto::quantization halves{0.5F, 20};
struct spectrum {
  static constexpr const char* name = "spectrum";
  static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {1, 1, 640},
                                                                .quantized = halves};
};
inline constexpr tyto::numerics<std::int8_t> same_scale{.input_zero_point = halves.zero_point,
                                                        .output_zero_point = halves.zero_point};
constexpr int of_its_eighth(std::size_t out, std::size_t in) {
  return in / 80 == out ? 1 : 0;
}
constexpr int to_its_eighth(std::size_t out, std::size_t in) {
  return of_its_eighth(in, out);
}
struct encoder : dense<8, 640, of_its_eighth> {
  static constexpr const char* name = "encoder";
  using inputs = tyto::graph::from<spectrum>;
  static constexpr tyto::ops::fully_connected<std::int8_t> spec{
      .input = {1, 1, 640}, .output = {1, 1, 8}, .numerics = same_scale};
  static constexpr auto& bias = made.bias;
  static constexpr auto eightieth = scaled<8>::by(1.0 / 80);
  static constexpr auto& mantissa = eightieth.mantissa;
  static constexpr auto& exponent = eightieth.exponent;
};
struct decoder : dense<640, 8, to_its_eighth> {
  static constexpr const char* name = "decoder";
  using inputs = tyto::graph::from<encoder>;
  static constexpr tyto::ops::fully_connected<std::int8_t> spec{
      .input = {1, 1, 8}, .output = {1, 1, 640}, .numerics = same_scale};
  static constexpr auto& bias = made.bias;
  static constexpr auto whole = scaled<640>::by(1.0);
  static constexpr auto& mantissa = whole.mantissa;
  static constexpr auto& exponent = whole.exponent;
};

template <class... Layers>
struct model_of {
  template <class Arch>
  using network_on = tyto::graph::network<Arch, Layers...>;
  using network = network_on<tyto::arch::native>;
  inline static const auto output = defined_output<network_on<tyto::arch::scalar>>();
  inline static const std::int8_t* const self_test_output = output.data();
};

}  // namespace by_hand

using keywords = not_at_hand;
using images = not_at_hand;
struct persons
    : by_hand::model_of<by_hand::picture, by_hand::mean, by_hand::score, by_hand::probability> {
  static constexpr tyto::quantization input_quantization = by_hand::brightness;
  static constexpr tyto::quantization output_quantization{1.0F / 256, -128};
};
struct anomalies : by_hand::model_of<by_hand::spectrum, by_hand::encoder, by_hand::decoder> {
  static constexpr tyto::quantization input_quantization = by_hand::halves;
  static constexpr tyto::quantization output_quantization = by_hand::halves;
};

}  // namespace at_hand
