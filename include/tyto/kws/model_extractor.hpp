// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tyto/audio/extractor.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/core/numerics.hpp"

namespace tyto::kws {

namespace detail {

template <class Runner>
struct arch_of : std::type_identity<arch::scalar> {};

template <class Runner>
requires requires {
  typename Runner::arch;
}
struct arch_of<Runner> : std::type_identity<typename Runner::arch> {};

// A model whose network keeps what it has computed, and gets each row once.
template <class Model>
concept streams = requires {
  typename Model::stream;
};

// What runs a model: its stream, or its network.
template <class Model>
struct runner_of {
  using type = typename Model::network;
};
template <streams Model>
struct runner_of<Model> {
  using type = typename Model::stream;
};

}  // namespace detail

// The front end that a model's header names, on the ISA that its network runs on.
template <class Model>
using model_extractor =
    audio::extractor<typename Model::front_end,
                     typename detail::arch_of<typename detail::runner_of<Model>::type>::type>;

namespace detail {

// A frame of features as Model's int8 network takes them. (The micro front end's are that already.)
template <class Model, class Features>
constexpr void store_features(const Features& features, std::int8_t* stored) {
  for (std::size_t c = 0; c < features.size(); ++c) {
    if constexpr (std::same_as<std::remove_cvref_t<decltype(features[c])>, std::int8_t>) {
      stored[c] = features[c];
    } else {
      stored[c] = quantize(features[c], Model::input_quantization);
    }
  }
}

}  // namespace detail

}  // namespace tyto::kws
