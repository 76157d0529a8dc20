// SPDX-License-Identifier: Apache-2.0
// Front ends that the tests run: the two named ones, and odd ones that reach every branch.
#pragma once

#include "tyto/audio/mfcc_parameters.hpp"

namespace tyto::test {

struct tensorflow_front_end {
  static constexpr audio::mfcc_parameters parameters = audio::tensorflow_640_320;
};

struct tyto_front_end {
  static constexpr audio::mfcc_parameters parameters = audio::tyto_480_320;
};

// Odd window, odd number of filters, all coefficients, band up to half the sample rate.
struct odd_front_end {
  static constexpr audio::mfcc_parameters parameters{
      .sample_rate = 8000,
      .window = 201,
      .hop = 67,
      .spectrum = audio::spectrum_kind::power,
      .low_hz = 120.0F,  // bin 4, at 125 Hz, is left out by the 1.5 of the rule
      .high_hz = 4000.0F,
      .mel_filters = 13,
      .log = audio::log_kind::clamp,
      .log_floor = 1e-9F,
      .coefficients = 13,
  };
};

// A window that is a power of two (no zero padding), frames without overlap, one coefficient.
struct power_of_two_front_end {
  static constexpr audio::mfcc_parameters parameters{
      .sample_rate = 44100,
      .window = 1024,
      .hop = 1024,
      .spectrum = audio::spectrum_kind::magnitude,
      .low_hz = 0.0F,
      .high_hz = 22050.0F,
      .mel_filters = 26,
      .log = audio::log_kind::add,
      .log_floor = 1e-3F,
      .coefficients = 1,
  };
};

// Small enough for a static_assert.
struct tiny_front_end {
  static constexpr audio::mfcc_parameters parameters{
      .sample_rate = 16000,
      .window = 12,
      .hop = 5,
      .spectrum = audio::spectrum_kind::power,
      .low_hz = 0.0F,
      .high_hz = 8000.0F,
      .mel_filters = 2,
      .log = audio::log_kind::add,
      .log_floor = 1e-6F,
      .coefficients = 2,
  };
};

}  // namespace tyto::test
