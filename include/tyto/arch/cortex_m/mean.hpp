// SPDX-License-Identifier: Apache-2.0
// Mean of each channel over the whole image, with a scale of its own, int8: four channels at a
// time, in as many sums of 16 bits as the image needs.
#pragma once

#include <cstdint>

#include "tyto/arch/cortex_m/sums.hpp"
#include "tyto/ops/mean.hpp"

namespace tyto {

template <ops::mean_layer Layer>
struct kernel<Layer, arch::cortex_m> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    constexpr int quads = channels / 4 * 4;
    for (int c = 0; c < quads; c += 4) {
      std::int32_t sum[4] = {start, start, start, start};
      for (int first = 0; first < pixels; first += cortex_m::most_summed_pixels) {
        const int left = pixels - first;
        const int end =
            first + (left < cortex_m::most_summed_pixels ? left : cortex_m::most_summed_pixels);
        cortex_m::channel_sums some;
        for (int p = first; p < end; ++p)
          some.add(cortex_m::load(input + p * channels + c));
        for (int i = 0; i < 4; ++i)
          sum[i] += some[i];
      }
      for (int i = 0; i < 4; ++i)
        output[c + i] = ops::to_output<Layer>(sum[i], 0);
    }
    for (int c = quads; c < channels; ++c) {
      std::int32_t sum = start;
      for (int p = 0; p < pixels; ++p)
        sum += input[p * channels + c];
      output[c] = ops::to_output<Layer>(sum, 0);
    }
  }

 private:
  static constexpr int channels = s.input.channels;
  static constexpr int pixels = s.input.height * s.input.width;
  static constexpr std::int32_t start = -s.numerics.input_zero_point * pixels;
};

}  // namespace tyto
