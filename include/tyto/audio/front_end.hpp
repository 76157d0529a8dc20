// SPDX-License-Identifier: Apache-2.0
// A front end travels as a type, so that a model's header can name it and a detector can refuse
// another one:
//
//   struct front_end {
//     static constexpr tyto::audio::mfcc_parameters parameters{...};
//   };
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "tyto/audio/mfcc_parameters.hpp"

namespace tyto::audio {

template <class T>
concept front_end = requires {
  { T::parameters } -> std::convertible_to<const mfcc_parameters&>;
  typename std::bool_constant<(T::parameters.window, true)>;  // a constant expression
};

// Checks of one front end. The template's arguments are the numbers, so that the compiler's
// "in instantiation of" line says who and got; the message says needed and the cure.
namespace checks {

template <class FrontEnd, bool Valid>
struct is_front_end {
  static_assert(Valid,
                "tyto: FrontEnd is no front end; cure: a struct with a member `static constexpr "
                "tyto::audio::mfcc_parameters parameters`");
};

template <class FrontEnd, int Got, int Maximum>
struct sample_rate {
  static_assert(1 <= Got && Got <= Maximum,
                "tyto: a front end's sample_rate is Got, needed 1 to Maximum; cure: the rate in Hz "
                "of the audio that the network was trained on");
};

template <class FrontEnd, int Got, int Minimum, int Maximum>
struct window {
  static_assert(Minimum <= Got && Got <= Maximum,
                "tyto: a front end's window is Got, needed Minimum to Maximum; cure: the frame's "
                "length in samples, not in seconds or milliseconds");
};

template <class FrontEnd, int Got, int Window>
struct hop {
  static_assert(
      1 <= Got && Got <= Window,
      "tyto: a front end's hop is Got, needed 1 to its window (Window); cure: the samples "
      "from one frame's start to the next one's");
};

template <class FrontEnd, int GotSpectrum, int GotLog>
struct kinds {
  static_assert((GotSpectrum == 0 || GotSpectrum == 1) && (GotLog == 0 || GotLog == 1),
                "tyto: a front end's spectrum is GotSpectrum and its log is GotLog, needed 0 or 1; "
                "cure: an enumerator of spectrum_kind and one of log_kind");
};

template <class FrontEnd, int GotLow, int GotHigh, std::int64_t Highest>
struct band {
  static_assert(0 <= GotLow && GotLow < GotHigh && GotHigh <= Highest,
                "tyto: a front end's mel filters span GotLow to GotHigh millihertz, needed 0 <= "
                "low_hz < high_hz <= half the sample rate (Highest); cure: correct low_hz, high_hz "
                "or sample_rate, all in Hz");
};

template <class FrontEnd, int Got, int Maximum>
struct mel_filters {
  static_assert(1 <= Got && Got <= Maximum,
                "tyto: a front end's mel_filters is Got, needed 1 to Maximum; cure: the number of "
                "mel filters that the network was trained with");
};

template <class FrontEnd, int GotPico, bool Valid>
struct log_floor {
  static_assert(Valid,
                "tyto: a front end's log_floor is GotPico * 1e-12, needed 2^-126 to 1, or the "
                "logarithm of silence is minus infinity; cure: such as 1e-12F with "
                "log_kind::clamp, 1e-6F with log_kind::add");
};

template <class FrontEnd, int Got, int MelFilters>
struct coefficients {
  static_assert(1 <= Got && Got <= MelFilters,
                "tyto: a front end's coefficients is Got, needed 1 to its mel_filters "
                "(MelFilters); cure: fewer coefficients, or more mel filters");
};

// x * scale as an integer for a message: saturated, and the least number for a NaN.
constexpr int scaled(float x, double scale) {
  constexpr double limit = 2147483647.0;
  const double value = static_cast<double>(x) * scale;
  if (!(value > -limit)) return static_cast<int>(-limit);
  return static_cast<int>(value < limit ? value : limit);
}

// A complete type if every check holds.
template <class FrontEnd, bool IsFrontEnd = front_end<FrontEnd>>
struct all : is_front_end<FrontEnd, false> {};

template <class FrontEnd>
struct all<FrontEnd, true>
    : sample_rate<FrontEnd, FrontEnd::parameters.sample_rate, mfcc_limits::sample_rate>,
      window<FrontEnd, FrontEnd::parameters.window, mfcc_limits::shortest_window,
             mfcc_limits::longest_window>,
      hop<FrontEnd, FrontEnd::parameters.hop, FrontEnd::parameters.window>,
      kinds<FrontEnd, static_cast<int>(FrontEnd::parameters.spectrum),
            static_cast<int>(FrontEnd::parameters.log)>,
      band<FrontEnd, scaled(FrontEnd::parameters.low_hz, 1e3),
           scaled(FrontEnd::parameters.high_hz, 1e3),
           std::int64_t{500} * FrontEnd::parameters.sample_rate>,
      mel_filters<FrontEnd, FrontEnd::parameters.mel_filters, mfcc_limits::mel_filters>,
      log_floor<FrontEnd, scaled(FrontEnd::parameters.log_floor, 1e12),
                mfcc_limits::smallest_floor <= FrontEnd::parameters.log_floor &&
                    FrontEnd::parameters.log_floor <= mfcc_limits::largest_floor>,
      coefficients<FrontEnd, FrontEnd::parameters.coefficients, FrontEnd::parameters.mel_filters> {
};

template <class FrontEnd>
constexpr mfcc_parameters valid_or_stand_in() {
  if constexpr (front_end<FrontEnd>) {
    if (find_fault(FrontEnd::parameters) == mfcc_fault::none) return FrontEnd::parameters;
  }
  return tyto_480_320;
}

}  // namespace checks

// A complete type if FrontEnd is a valid front end, else a message that says what is wrong.
template <class FrontEnd>
using check_front_end = checks::all<FrontEnd>;

// FrontEnd::parameters. Of a front end that fails its check, a valid stand-in, so that the check's
// message is not followed by a dozen others.
template <class FrontEnd>
inline constexpr mfcc_parameters checked_parameters = checks::valid_or_stand_in<FrontEnd>();

}  // namespace tyto::audio
