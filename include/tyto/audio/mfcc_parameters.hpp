// SPDX-License-Identifier: Apache-2.0
// Parameters of an MFCC front end. They are part of a model: the network was trained on features
// computed with exactly these.
//
//   int16 samples / 32768 -> Hann window -> real FFT -> magnitude or power -> mel filters
//     -> natural logarithm -> DCT-II -> coefficients
#pragma once

#include <bit>
#include <cstdint>

namespace tyto::audio {

// What a mel filter sums over its bins, X being the FFT of the windowed frame.
enum class spectrum_kind : std::uint8_t {
  magnitude,  // |X|
  power,      // |X|^2
};

// How the logarithm of a filter's output x is kept from log(0).
enum class log_kind : std::uint8_t {
  clamp,  // ln(max(x, floor))
  add,    // ln(x + floor)
};

struct mfcc_parameters {
  int sample_rate;         // Hz
  int window;              // samples a frame
  int hop;                 // samples from a frame's start to the next one's
  spectrum_kind spectrum;  // what the mel filters sum
  float low_hz;            // lower edge of the first mel filter
  float high_hz;           // upper edge of the last mel filter
  int mel_filters;
  log_kind log;
  float log_floor;   // in units of the filters' output, full scale being 1.0
  int coefficients;  // first DCT coefficients kept, c[0] included

  friend constexpr bool operator==(const mfcc_parameters&, const mfcc_parameters&) = default;

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
enum class mfcc_fault : std::uint8_t {
  none,
  sample_rate,   // not 1..384000
  window,        // not 4..4096
  hop,           // not 1..window
  spectrum,      // not an enumerator
  band,          // not 0 <= low_hz < high_hz <= sample_rate / 2
  mel_filters,   // not 1..127
  log,           // not an enumerator
  log_floor,     // not a positive, normal, finite number
  coefficients,  // not 1..mel_filters
};

namespace mfcc_limits {
inline constexpr int sample_rate = 384000;
inline constexpr int shortest_window = 4;
inline constexpr int longest_window = 4096;
inline constexpr int mel_filters = 127;             // a filter's index fits int8
inline constexpr float smallest_floor = 0x1p-126F;  // the smallest normal float
inline constexpr float largest_floor = 1.0F;
}  // namespace mfcc_limits

constexpr mfcc_fault find_fault(const mfcc_parameters& p) {
  const auto within = [](auto value, auto low, auto high) { return value >= low && value <= high; };
  if (!within(p.sample_rate, 1, mfcc_limits::sample_rate)) return mfcc_fault::sample_rate;
  if (!within(p.window, mfcc_limits::shortest_window, mfcc_limits::longest_window)) {
    return mfcc_fault::window;
  }
  if (!within(p.hop, 1, p.window)) return mfcc_fault::hop;
  if (!within(p.spectrum, spectrum_kind::magnitude, spectrum_kind::power)) {
    return mfcc_fault::spectrum;
  }
  const bool ordered = p.low_hz >= 0.0F && p.low_hz < p.high_hz;
  if (!ordered || !(p.high_hz <= 0.5F * static_cast<float>(p.sample_rate))) return mfcc_fault::band;
  if (!within(p.mel_filters, 1, mfcc_limits::mel_filters)) return mfcc_fault::mel_filters;
  if (!within(p.log, log_kind::clamp, log_kind::add)) return mfcc_fault::log;
  if (!within(p.log_floor, mfcc_limits::smallest_floor, mfcc_limits::largest_floor)) {
    return mfcc_fault::log_floor;
  }
  if (!within(p.coefficients, 1, p.mel_filters)) return mfcc_fault::coefficients;
  return mfcc_fault::none;
}

// What the TensorFlow operators AudioSpectrogram and Mfcc compute in ARM's keyword models.
inline constexpr mfcc_parameters tensorflow_640_320{
    .sample_rate = 16000,
    .window = 640,
    .hop = 320,
    .spectrum = spectrum_kind::magnitude,
    .low_hz = 20.0F,
    .high_hz = 4000.0F,
    .mel_filters = 40,
    .log = log_kind::clamp,
    .log_floor = 1e-12F,
    .coefficients = 10,
};

// Front end of tyto's own ds_cnn_s.
inline constexpr mfcc_parameters tyto_480_320{
    .sample_rate = 16000,
    .window = 480,
    .hop = 320,
    .spectrum = spectrum_kind::power,
    .low_hz = 0.0F,
    .high_hz = 4000.0F,
    .mel_filters = 40,
    .log = log_kind::add,
    .log_floor = 1e-6F,
    .coefficients = 10,
};

}  // namespace tyto::audio
