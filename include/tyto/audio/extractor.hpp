// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <type_traits>

#include "tyto/audio/mfcc.hpp"
#include "tyto/audio/micro/checks.hpp"
#include "tyto/audio/micro_front_end.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::audio {

namespace detail {

template <class FrontEnd, class Arch>
struct extractor_of : std::type_identity<mfcc<FrontEnd, Arch>> {};

template <micro_front_end_parameters FrontEnd, class Arch>
struct extractor_of<FrontEnd, Arch> : std::type_identity<micro_front_end<FrontEnd, Arch>> {};

}  // namespace detail

// The class that computes what a front end's parameters describe: mfcc of mfcc_parameters,
// micro_front_end of micro_parameters. Both have push, reset, hop, window, coefficients, parameters
// and feature_element, the type of what they give.
template <class FrontEnd, class Arch = arch::scalar>
using extractor = typename detail::extractor_of<FrontEnd, Arch>::type;

}  // namespace tyto::audio
