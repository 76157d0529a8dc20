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

#include "tyto/audio/clip_features.hpp"
#include "tyto/audio/dct.hpp"
#include "tyto/audio/extents.hpp"
#include "tyto/audio/frame_stream.hpp"
#include "tyto/audio/front_end.hpp"
#include "tyto/audio/mfcc_kernel.hpp"
#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio {

// A stream of samples in, frames of coefficients out. Arch: whose kernels.
//
// An object is all the memory there is, and has about 2 * window + 4 * fft_size bytes: the samples
// that the next frame still needs, and the FFT's work space (TensorFlow's 640 / 320: 5,380 bytes;
// tyto's 480 / 320: 3,012). push and frame need some 500 bytes of stack besides.
template <class FrontEnd, class Arch = arch::scalar>
class mfcc {
  static_assert(sizeof(check_front_end<FrontEnd>) != 0);

 public:
  static constexpr mfcc_parameters parameters = checked_parameters<FrontEnd>;
  static constexpr int window = parameters.window;
  static constexpr int hop = parameters.hop;
  static constexpr int fft_size = parameters.fft_size();
  static constexpr int coefficients = parameters.coefficients;

  using kernel = mfcc_kernel<FrontEnd, Arch>;
  using feature_element = float;

  using frame_samples = span_of<const std::int16_t, window>;
  using frame_scratch = span_of<float, kernel::scratch_floats>;
  using frame_features = span_of<float, coefficients>;

  // Constant data that the functions below pull into a program.
  static constexpr std::size_t table_bytes = kernel::table_bytes;

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

  // Coefficients of digital silence, without a spectrum: each mel energy is 0, of which both kinds
  // of logarithm make the floor's.
  static constexpr array_of<float, coefficients> silence() {
    array_of<float, parameters.mel_filters> log_energies{};
    log_energies.fill(math::log(parameters.log_floor));
    array_of<float, coefficients> values{};
    dct<parameters.mel_filters, coefficients>::apply(log_energies, values);
    return values;
  }

  // Coefficients of one frame. scratch is overwritten.
  static constexpr void frame(frame_samples samples, frame_scratch scratch, frame_features out) {
    kernel::frame(samples, scratch, out);
  }

 private:
  frame_stream<window, hop> stream_{};
  array_of<float, kernel::scratch_floats> scratch_{};
};

// clip_features with a stream of its own, sizeof(mfcc<FrontEnd>) bytes on the stack.
template <class FrontEnd>
constexpr void clip_features(std::span<const std::int16_t> clip, int frames, float* out) {
  mfcc<FrontEnd> stream;
  clip_features(stream, clip, frames, out);
}

}  // namespace tyto::audio
