// SPDX-License-Identifier: Apache-2.0
// Parameters of the micro front end: the integer front end of TensorFlow Lite Micro's speech
// examples, on which micro_speech and the microWakeWord models were trained.
//
//   int16 samples -> Hann window -> auto scale -> 16-bit real FFT -> energies -> mel filters
//     -> square root -> noise subtraction -> automatic gain (PCAN) -> logarithm -> int8
//
// Integers throughout: the features of two targets are equal to the bit.
#pragma once

#include <bit>
#include <cstdint>

namespace tyto::audio {

struct micro_parameters {
  int sample_rate = 16000;  // Hz
  int window = 480;         // samples a frame
  int hop = 160;            // samples from a frame's start to the next one's
  int channels = 40;        // mel filters, features a frame
  float low_hz = 125.0F;    // lower edge of the first mel filter
  float high_hz = 7500.0F;  // upper edge of the last mel filter

  // Share of the newest amplitude in a channel's noise estimate, channels counted from 0, and the
  // share of an amplitude that stays whatever the estimate. In 1 / 16384.
  int even_smoothing_q14 = 409;  // 0.025
  int odd_smoothing_q14 = 983;   // 0.06
  int least_signal_q14 = 819;    // 0.05
  bool clamp_noise = false;      // no estimate above the newest amplitude

  // Automatic gain: 2^21 (noise estimate + pcan_offset)^-pcan_strength.
  float pcan_strength = 0.95F;
  float pcan_offset = 80.0F;

  friend constexpr bool operator==(const micro_parameters&, const micro_parameters&) = default;

  // Points of the FFT: the window zero-padded to the next power of two.
  [[nodiscard]] constexpr int fft_size() const {
    return static_cast<int>(std::bit_ceil(static_cast<unsigned>(window)));
  }

  // Bins of the spectrum, 0 Hz to half the sample rate, both included.
  [[nodiscard]] constexpr int bins() const { return fft_size() / 2 + 1; }

  // Whole frames in `samples` samples.
  [[nodiscard]] constexpr int frames(int samples) const {
    return samples < window ? 0 : 1 + (samples - window) / hop;
  }

  // Samples that `frames` frames span, frames >= 1.
  [[nodiscard]] constexpr int samples(int frames) const { return window + (frames - 1) * hop; }
};

// The first rule of validity that a set of parameters breaks, in the order of the fields.
enum class micro_fault : std::uint8_t {
  none,
  sample_rate,  // not 1..384000
  window,       // an FFT of neither 128, 512 nor 2048 points
  hop,          // not 1..window
  channels,     // not 1..127
  band,         // not 0 <= low_hz < high_hz <= sample_rate / 2
  smoothing,    // a share that is not 0..16384
  pcan,         // not 0 <= pcan_strength <= 2, 1 <= pcan_offset <= 65536
};

namespace micro_limits {
inline constexpr int sample_rate = 384000;
inline constexpr int channels = 127;
inline constexpr int one_q14 = 1 << 14;
inline constexpr float strongest_pcan = 2.0F;
inline constexpr float smallest_offset = 1.0F;
inline constexpr float largest_offset = 65536.0F;
}  // namespace micro_limits

constexpr micro_fault find_fault(const micro_parameters& p) {
  const auto within = [](auto value, auto low, auto high) { return value >= low && value <= high; };
  if (!within(p.sample_rate, 1, micro_limits::sample_rate)) return micro_fault::sample_rate;
  if (!within(p.window, 65, 2048)) return micro_fault::window;
  const int points = p.fft_size();
  if (points != 128 && points != 512 && points != 2048) return micro_fault::window;
  if (!within(p.hop, 1, p.window)) return micro_fault::hop;
  if (!within(p.channels, 1, micro_limits::channels)) return micro_fault::channels;
  const bool ordered = p.low_hz >= 0.0F && p.low_hz < p.high_hz;
  if (!ordered || !(p.high_hz <= 0.5F * static_cast<float>(p.sample_rate))) {
    return micro_fault::band;
  }
  const auto is_share = [&](int q14) { return within(q14, 0, micro_limits::one_q14); };
  if (!is_share(p.even_smoothing_q14) || !is_share(p.odd_smoothing_q14) ||
      !is_share(p.least_signal_q14)) {
    return micro_fault::smoothing;
  }
  if (!within(p.pcan_strength, 0.0F, micro_limits::strongest_pcan) ||
      !within(p.pcan_offset, micro_limits::smallest_offset, micro_limits::largest_offset)) {
    return micro_fault::pcan;
  }
  return micro_fault::none;
}

// What micro_speech and the microWakeWord models were trained on: a frame each 10 ms or each 20 ms.
inline constexpr micro_parameters micro_480_160{};
inline constexpr micro_parameters micro_480_320{.hop = 320};

}  // namespace tyto::audio
