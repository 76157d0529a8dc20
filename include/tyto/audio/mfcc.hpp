// SPDX-License-Identifier: Apache-2.0
// Mel-frequency cepstral coefficients of int16 samples, frame by frame.
//
// Features are the same on every target but for what fused multiply-add may change (see fft.hpp):
// there is no libm call, and the tables come from constant expressions. Any int16 input gives
// finite features: the spectrum is at most (window / 2)^2 a bin, and the logarithm has a floor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "tyto/audio/dct.hpp"
#include "tyto/audio/extents.hpp"
#include "tyto/audio/fft.hpp"
#include "tyto/audio/frame_stream.hpp"
#include "tyto/audio/front_end.hpp"
#include "tyto/audio/hann_window.hpp"
#include "tyto/audio/mel_filter_bank.hpp"
#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/audio/spectrum.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio {

// A stream of samples in, frames of coefficients out.
//
// An object is all the memory there is, and has about 2 * window + 4 * fft_size bytes: the samples
// that the next frame still needs, and the FFT's work space (TensorFlow's 640 / 320: 5,380 bytes;
// tyto's 480 / 320: 3,012). push and frame need some 500 bytes of stack besides.
template <class FrontEnd>
class mfcc {
  static_assert(sizeof(check_front_end<FrontEnd>) != 0);

 public:
  static constexpr mfcc_parameters parameters = checked_parameters<FrontEnd>;
  static constexpr int window = parameters.window;
  static constexpr int hop = parameters.hop;
  static constexpr int fft_size = parameters.fft_size();
  static constexpr int coefficients = parameters.coefficients;

  using frame_samples = span_of<const std::int16_t, window>;
  using frame_scratch = span_of<float, fft_size>;
  using frame_features = span_of<float, coefficients>;

  // Constant data that the functions below pull into a program.
  static constexpr std::size_t table_bytes = hann_window<window, fft_size>::table_bytes +
                                             real_fft<fft_size>::table_bytes +
                                             mel_filter_bank<FrontEnd>::table_bytes +
                                             dct<parameters.mel_filters, coefficients>::table_bytes;

  // Takes any number of samples (also 0), and calls sink(std::span<const float, coefficients>) for
  // each frame they complete, in order: frame i covers the samples [i * hop, i * hop + window)
  // since construction or reset(). How the samples are cut into calls changes nothing. The span is
  // valid during the call; the sink may reset() the stream.
  template <class Sink>
  constexpr void push(std::span<const std::int16_t> samples, Sink&& sink) {
    stream_.push(samples, [&](frame_samples samples_of_frame) {
      array_of<float, coefficients> features{};
      frame(samples_of_frame, scratch_, features);
      sink(span_of<const float, coefficients>(features));
    });
  }

  // Forgets the samples of an unfinished frame.
  constexpr void reset() { stream_.reset(); }

  // Coefficients of one frame. scratch is overwritten.
  static constexpr void frame(frame_samples samples, frame_scratch scratch, frame_features out) {
    using bank = mel_filter_bank<FrontEnd>;
    hann_window<window, fft_size>::apply(samples, scratch);
    real_fft<fft_size>::transform(scratch);
    spectrum_in_place<parameters.spectrum, fft_size, bank::first_bin, bank::last_bin>(scratch);
    array_of<float, bank::filters> mel_energies{};
    bank::apply(scratch, mel_energies);
    for (float& energy : mel_energies)
      energy = floored_log(energy);
    dct<bank::filters, coefficients>::apply(mel_energies, out);
  }

 private:
  static constexpr float floored_log(float x) {
    if constexpr (parameters.log == log_kind::clamp) {
      return math::log(x > parameters.log_floor ? x : parameters.log_floor);
    } else {
      return math::log(x + parameters.log_floor);
    }
  }

  frame_stream<window, hop> stream_;
  array_of<float, fft_size> scratch_{};
};

// Features of a clip that starts at sample 0: `frames` frames to out[frame][coefficient]. Samples
// beyond the last frame are not read; a clip too short for it is taken as followed by zeros. The
// stream is reset before and after.
template <class FrontEnd>
constexpr void clip_features(mfcc<FrontEnd>& stream, std::span<const std::int16_t> clip, int frames,
                             float* out) {
  if (frames <= 0) return;
  const auto store = [&out](span_of<const float, mfcc<FrontEnd>::coefficients> features) {
    for (const float feature : features)
      *out++ = feature;
  };
  const auto needed = static_cast<std::size_t>(mfcc<FrontEnd>::parameters.samples(frames));
  stream.reset();
  stream.push(clip.first(clip.size() < needed ? clip.size() : needed), store);
  constexpr std::int16_t zero = 0;
  for (std::size_t n = clip.size(); n < needed; ++n)
    stream.push({&zero, 1}, store);
  stream.reset();
}

// The same with a stream of its own, sizeof(mfcc<FrontEnd>) bytes on the stack.
template <class FrontEnd>
constexpr void clip_features(std::span<const std::int16_t> clip, int frames, float* out) {
  mfcc<FrontEnd> stream;
  clip_features(stream, clip, frames, out);
}

}  // namespace tyto::audio
