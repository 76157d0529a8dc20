// SPDX-License-Identifier: Apache-2.0
// Which convolutions the x86 kernels take, and how their input is staged.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/arch/x86/matrix_weights.hpp"
#include "tyto/arch/x86/rows.hpp"
#include "tyto/ops/conv2d.hpp"

namespace tyto::x86 {

template <class Layer>
concept conv2d_int8 = ops::conv2d_layer<Layer> && std::same_as<ops::element_of<Layer>, std::int8_t>;

// Staged rows with their pads, as far as windows or input rows reach. The taps of one row of a
// window are neighbours.
template <class Layer, int Taps>
struct conv2d_geometry {
  static constexpr auto& s = Layer::spec;
  static constexpr tap_runs runs{s.window.size.height, s.window.size.width* s.input.channels};

  static constexpr int pixel_bytes = s.input.channels * staged_bytes<Taps>;
  static constexpr int step = s.window.stride.width * pixel_bytes;  // to the next window
  static constexpr int left_bytes = s.window.pad.left * pixel_bytes;
  static constexpr int read =
      (s.output.width - 1) * s.window.stride.width + s.window.size.width;  // pixels
  static constexpr int written = s.window.pad.left + s.input.width;
  static constexpr int pitch = (read > written ? read : written) * pixel_bytes;

  using band = row_band<s.window.size.height, s.window.stride.height, pitch, s.output.height>;
};

template <class Layer>
concept conv2d_fits_stack = conv2d_geometry<Layer, 2>::band::bytes <= most_stack_bytes;

}  // namespace tyto::x86
