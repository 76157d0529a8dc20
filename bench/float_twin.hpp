// SPDX-License-Identifier: Apache-2.0
// The float32 twin of an int8 layer: see bench::layer for what its numbers mean.
#pragma once

#include <array>
#include <cstddef>
#include <limits>

#include "layer.hpp"
#include "tyto/graph/all.hpp"
#include "tyto/ops/all.hpp"

namespace bench {

template <class Layer>
struct float_twin;

namespace detail {

template <class Inputs>
struct float_inputs;
template <class... Producers>
struct float_inputs<tyto::graph::from<Producers...>> {
  using type = tyto::graph::from<float_twin<Producers>...>;
};

// The range of a fused activation, moved to zero point 0. An end of the int8 range is no bound.
constexpr tyto::numerics<float> float_numerics(const tyto::numerics<std::int8_t>& n) {
  tyto::numerics<float> f;
  if (n.output_min > -128 || n.output_zero_point == -128) {
    f.output_min = static_cast<float>(n.output_min - n.output_zero_point);
  }
  if (n.output_max < 127) f.output_max = static_cast<float>(n.output_max - n.output_zero_point);
  return f;
}

template <int Size>
struct floats {
  float values[static_cast<std::size_t>(Size)];
};

// weights[i] * multiplier of its output channel. The channel is i / taps where the output channel
// is the outermost axis, i % channels where it is the innermost (depthwise).
template <class Layer, bool ChannelInnermost>
constexpr auto float_weights() {
  constexpr int count = tyto::ops::array_size<decltype(Layer::weights)>;
  constexpr int channels = Layer::spec.output.channels;
  floats<count> f{};
  std::array<double, static_cast<std::size_t>(channels)> scale{};
  for (int c = 0; c < channels; ++c)
    scale[static_cast<std::size_t>(c)] = real(tyto::ops::multiplier_of<Layer>(c));
  for (int i = 0; i < count; ++i) {
    const int c = ChannelInnermost ? i % channels : i / (count / channels);
    f.values[i] = static_cast<float>(Layer::weights[i] * scale[static_cast<std::size_t>(c)]);
  }
  return f;
}

template <class Layer>
constexpr auto float_bias() {
  constexpr int channels = Layer::spec.output.channels;
  floats<channels> f{};
  for (int c = 0; c < channels; ++c)
    f.values[c] = static_cast<float>(Layer::bias[c] * real(tyto::ops::multiplier_of<Layer>(c)));
  return f;
}

template <class Layer>
struct named_twin {
  static constexpr const char* name = Layer::name;
  using inputs = typename float_inputs<typename Layer::inputs>::type;
};

template <class Layer, bool ChannelInnermost = false>
struct weighted_twin : named_twin<Layer> {
 private:
  static constexpr auto stored_weights = float_weights<Layer, ChannelInnermost>();
  static constexpr auto stored_bias = float_bias<Layer>();

 public:
  static constexpr auto& weights = stored_weights.values;
  static constexpr auto& bias = stored_bias.values;
};

}  // namespace detail

// The network's input.
template <class Input>
struct float_twin {
  static constexpr const char* name = Input::name;
  static constexpr tyto::graph::network_input<float> spec{.output = Input::spec.output,
                                                          .quantized = {}};
};

template <tyto::ops::conv2d_layer Layer>
struct float_twin<Layer> : detail::weighted_twin<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr tyto::ops::conv2d<float> spec{s.input, s.output, s.window,
                                                 detail::float_numerics(s.numerics)};
};

template <tyto::ops::depthwise_layer Layer>
struct float_twin<Layer> : detail::weighted_twin<Layer, true> {
  static constexpr auto& s = Layer::spec;
  static constexpr tyto::ops::depthwise<float> spec{s.input, s.output, s.window,
                                                    detail::float_numerics(s.numerics)};
};

template <tyto::ops::pointwise_layer Layer>
struct float_twin<Layer> : detail::weighted_twin<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr tyto::ops::pointwise<float> spec{s.input, s.output,
                                                    detail::float_numerics(s.numerics)};
};

template <tyto::ops::fully_connected_layer Layer>
struct float_twin<Layer> : detail::weighted_twin<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr tyto::ops::fully_connected<float> spec{s.input, s.output,
                                                          detail::float_numerics(s.numerics)};
};

template <tyto::ops::global_average_pool_layer Layer>
struct float_twin<Layer> : detail::named_twin<Layer> {
  static_assert(Layer::spec.output_min == -128 && Layer::spec.output_max == 127,
                "a pool with an activation has no float twin here");
  static constexpr tyto::ops::global_average_pool<float> spec{Layer::spec.input,
                                                              Layer::spec.output};
};

template <tyto::ops::softmax_layer Layer>
struct float_twin<Layer> : detail::named_twin<Layer> {
  static constexpr tyto::ops::softmax<float> spec{
      Layer::spec.input, Layer::spec.output,
      static_cast<float>(real(Layer::spec.input_multiplier) / (1 << 26))};
};

// The network of the twins of a network's layers, on another ISA.
template <class Network, class Arch>
struct float_network;
template <class OldArch, class Input, class... Layers, class Arch>
struct float_network<tyto::graph::network<OldArch, Input, Layers...>, Arch> {
  using type = tyto::graph::network<Arch, float_twin<Input>, float_twin<Layers>...>;
};

}  // namespace bench
