// SPDX-License-Identifier: Apache-2.0
// From layers as types to layers as run-time descriptions.
#pragma once

#include <type_traits>

#include "float_twin.hpp"
#include "layer.hpp"
#include "tyto/ops/all.hpp"

namespace bench {

template <class Layer>
constexpr operation operation_of() {
  if constexpr (tyto::ops::conv2d_layer<Layer>) {
    return operation::conv2d;
  } else if constexpr (tyto::ops::depthwise_layer<Layer>) {
    return operation::depthwise;
  } else if constexpr (tyto::ops::pointwise_layer<Layer>) {
    return operation::pointwise;
  } else if constexpr (tyto::ops::fully_connected_layer<Layer>) {
    return operation::fully_connected;
  } else if constexpr (tyto::ops::global_average_pool_layer<Layer>) {
    return operation::global_average_pool;
  } else {
    static_assert(tyto::ops::softmax_layer<Layer>, "no peer runs this operator here yet");
    return operation::softmax;
  }
}

template <class Layer>
layer describe() {
  using twin = float_twin<Layer>;
  layer d;
  d.name = Layer::name;
  d.operation = operation_of<Layer>();
  d.input = Layer::spec.input;
  d.output = Layer::spec.output;
  d.macs = Layer::spec.macs();
  if constexpr (requires { Layer::spec.window; }) d.window = Layer::spec.window;
  if constexpr (requires { Layer::weights; }) {
    d.numerics = Layer::spec.numerics;
    d.weights = Layer::weights;
    d.bias = Layer::bias;
    for (int c = 0; c < d.output.channels; ++c)
      d.multipliers.push_back(tyto::ops::multiplier_of<Layer>(c));
    d.float_weights.assign(std::begin(twin::weights), std::end(twin::weights));
    d.float_bias.assign(std::begin(twin::bias), std::end(twin::bias));
    d.float_min = twin::spec.numerics.output_min;
    d.float_max = twin::spec.numerics.output_max;
  }
  if constexpr (tyto::ops::softmax_layer<Layer>) d.beta = twin::spec.beta;
  return d;
}

// A network that is a chain: each layer reads the one before it.
template <class Input, class... Layers>
constexpr bool is_chain() {
  using all = std::tuple<Input, Layers...>;
  return []<std::size_t... I>(std::index_sequence<I...>) {
    return (std::is_same_v<typename std::tuple_element_t<I + 1, all>::inputs,
                           tyto::graph::from<std::tuple_element_t<I, all>>> &&
            ...);
  }
  (std::index_sequence_for<Layers...>{});
}

template <class Network>
struct description;
template <class Arch, class Input, class... Layers>
struct description<tyto::graph::network<Arch, Input, Layers...>> {
  static_assert(is_chain<Input, Layers...>(), "the peers run chains only");
  static network make() { return {describe<Layers>()...}; }
};

}  // namespace bench
