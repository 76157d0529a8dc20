// SPDX-License-Identifier: Apache-2.0
// Checks of a micro front end. The template's arguments are the numbers, so that the compiler's
// "in instantiation of" line says who and got; the message says needed and the cure.
#pragma once

#include <concepts>
#include <type_traits>

#include "tyto/audio/micro_parameters.hpp"

namespace tyto::audio {

// A struct whose member `static constexpr micro_parameters parameters` is its front end.
template <class T>
concept micro_front_end_parameters = requires {
  { T::parameters } -> std::convertible_to<const micro_parameters&>;
  typename std::bool_constant<(T::parameters.window, true)>;  // a constant expression
};

namespace micro::checks {

template <class FrontEnd, bool Valid>
struct is_front_end {
  static_assert(Valid,
                "tyto: FrontEnd is no micro front end; cure: a struct with a member `static "
                "constexpr tyto::audio::micro_parameters parameters`");
};

template <class FrontEnd, micro_fault Fault, int Window>
struct window {
  static_assert(Fault != micro_fault::window,
                "tyto: a micro front end's window is Window, needed 65 to 128, 257 to 512 or 1025 "
                "to 2048 samples, for its FFT has 128, 512 or 2048 points; cure: 480 at 16 kHz");
};

template <class FrontEnd, micro_fault Fault, int Hop, int Window>
struct hop {
  static_assert(Fault != micro_fault::hop,
                "tyto: a micro front end's hop is Hop, needed 1 to its window (Window); cure: the "
                "samples from one frame's start to the next one's, such as 160 or 320 at 16 kHz");
};

template <class FrontEnd, micro_fault Fault>
struct others {
  static_assert(Fault != micro_fault::sample_rate,
                "tyto: a micro front end's sample_rate is not 1 to 384000; cure: the rate in Hz of "
                "the audio that the network was trained on");
  static_assert(Fault != micro_fault::channels,
                "tyto: a micro front end's channels are not 1 to 127; cure: the number that the "
                "network was trained with, such as 40");
  static_assert(Fault != micro_fault::band,
                "tyto: a micro front end's filters do not span 0 <= low_hz < high_hz <= half the "
                "sample rate; cure: correct low_hz, high_hz or sample_rate, all in Hz");
  static_assert(Fault != micro_fault::smoothing,
                "tyto: a micro front end's even_smoothing_q14, odd_smoothing_q14 or "
                "least_signal_q14 is not 0 to 16384; cure: the share times 16384");
  static_assert(Fault != micro_fault::pcan,
                "tyto: a micro front end's pcan_strength is not 0 to 2 or its pcan_offset not 1 to "
                "65536; cure: 0.95 and 80, as the models of the field have them");
};

template <class FrontEnd, bool IsFrontEnd = micro_front_end_parameters<FrontEnd>>
struct all : is_front_end<FrontEnd, false> {};

template <class FrontEnd>
struct all<FrontEnd, true>
    : window<FrontEnd, find_fault(FrontEnd::parameters), FrontEnd::parameters.window>,
      hop<FrontEnd, find_fault(FrontEnd::parameters), FrontEnd::parameters.hop,
          FrontEnd::parameters.window>,
      others<FrontEnd, find_fault(FrontEnd::parameters)> {};

// FrontEnd, or a valid stand-in of one that fails its check: the check's message is not followed
// by a dozen others.
template <class FrontEnd>
struct valid_or_stand_in {
  static constexpr micro_parameters parameters = [] {
    if constexpr (micro_front_end_parameters<FrontEnd>) {
      if (find_fault(FrontEnd::parameters) == micro_fault::none) return FrontEnd::parameters;
    }
    return micro_480_160;
  }();
};

}  // namespace micro::checks

}  // namespace tyto::audio
