// SPDX-License-Identifier: Apache-2.0
// The micro front end (see micro_parameters.hpp): int16 samples in, frames of int8 features out.
//
// Integers throughout: every target makes the same features, and those that TensorFlow Lite Micro's
// kernels make.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "tyto/audio/clip_features.hpp"
#include "tyto/audio/extents.hpp"
#include "tyto/audio/frame_stream.hpp"
#include "tyto/audio/micro/checks.hpp"
#include "tyto/audio/micro/kernel.hpp"
#include "tyto/audio/micro_parameters.hpp"
#include "tyto/core/arch.hpp"

namespace tyto::audio {

// FrontEnd: a struct with `static constexpr micro_parameters parameters`. Arch: whose kernels.
//
// An object is all the memory there is: samples that the next frame still needs, work space of the
// FFT and a noise estimate a channel (480 / 160, 40 channels: about 2.2 KB).
template <class FrontEnd, class Arch = arch::scalar>
class micro_front_end {
  static_assert(sizeof(micro::checks::all<FrontEnd>) != 0);
  using checked = micro::checks::valid_or_stand_in<FrontEnd>;

 public:
  using kernel = micro::kernel<checked, Arch>;

  static constexpr micro_parameters parameters = checked::parameters;
  static constexpr int window = parameters.window;
  static constexpr int hop = parameters.hop;
  static constexpr int coefficients = parameters.channels;  // of a frame

  using feature_element = std::int8_t;
  using frame_features = span_of<const std::int8_t, coefficients>;

  // Constant data that the functions below pull into a program.
  static constexpr std::size_t table_bytes = kernel::table_bytes;

  // Takes any number of samples (also 0), and calls sink(std::span<const std::int8_t, channels>)
  // for each frame they complete, in order: frame i covers the samples [i * hop, i * hop + window)
  // since construction or reset(). How the samples are cut into calls changes nothing. The span is
  // valid during the call; the sink may reset() the stream.
  template <class Sink>
  constexpr void push(std::span<const std::int16_t> samples, Sink&& sink) {
    stream_.push(samples, [&](span_of<const std::int16_t, window> frame) {
      array_of<std::uint32_t, coefficients> amplitudes{};
      kernel::amplitudes(frame, scratch_, amplitudes);
      array_of<std::int8_t, coefficients> features{};
      kernel::features(amplitudes, noise_, features);
      sink(frame_features(features));
    });
  }

  // Starts anew: forgets the samples of an unfinished frame and what is known of the noise.
  constexpr void reset() {
    stream_.reset();
    noise_.fill(0);
  }

  // Features of digital silence.
  static constexpr array_of<std::int8_t, coefficients> silence() {
    array_of<std::int8_t, coefficients> least{};
    least.fill(-128);
    return least;
  }

 private:
  frame_stream<window, hop> stream_{};
  array_of<std::uint32_t, coefficients> noise_{};
  typename kernel::scratch scratch_{};
};

}  // namespace tyto::audio
