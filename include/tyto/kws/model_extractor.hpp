// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>

#include "tyto/audio/extractor.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::kws {

namespace detail {

template <class Network>
struct arch_of : std::type_identity<arch::scalar> {};

template <class Network>
requires requires {
  typename Network::arch;
}
struct arch_of<Network> : std::type_identity<typename Network::arch> {};

}  // namespace detail

// The front end that a model's header names, on the ISA that its network runs on.
template <class Model>
using model_extractor = audio::extractor<typename Model::front_end,
                                         typename detail::arch_of<typename Model::network>::type>;

}  // namespace tyto::kws
