// SPDX-License-Identifier: Apache-2.0
// A matrix times one vector of bytes: with one pixel there is nothing to share a weight with, so
// each is read once, as a byte, and multiplied as one.
//
// Lanes are taps: 16 of a channel are multiplied and summed in pairs in 16 bits (vmull.s8,
// vmlal.s8: two products fit, but for two of -128 times -128), and pairs of those in 32 bits
// (vpadal.s16). Eight channels at a time, so that the vector is loaded an eighth as often.
//
//   weights   |channel 0: taps 0..15|channel 1: taps 0..15| ... |channel 7|channel 0: taps 16..31|
#pragma once

#include <arm_neon.h>

#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/int8/requantize.hpp"
#include "tyto/arch/neon/primitives.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::neon {

// Layer::weights is [channels][taps].
template <class Layer>
struct vector_product {
  static constexpr auto& n = Layer::spec.numerics;
  static constexpr int channels = Layer::spec.output.channels;
  static constexpr int taps = Layer::spec.taps();

  // output[c] = to_output(bias[c] + sum of (input[t] - zero) * weights[c][t]). Reads `taps` bytes.
  static void run(const std::int8_t* input, std::int8_t* output) {
    const std::int8_t* w = packed.weights;
    for (int b = 0; b < whole_blocks; ++b) {
      vst1_s8(output + b * rows, block<rows>(input, w, b));
      w += rows * padded_taps;
    }
    if constexpr (last_rows > 0) {
      store_first<last_rows>(output + whole_blocks * rows,
                             block<last_rows>(input, w, whole_blocks));
    }
  }

 private:
  static constexpr int rows = 8;  // channels in a block
  static constexpr int step = 16;
  static constexpr int whole_blocks = channels / rows;
  static constexpr int last_rows = channels % rows;
  static constexpr int blocks = (channels + rows - 1) / rows;
  static constexpr int steps = (taps + step - 1) / step;
  static constexpr int padded_taps = steps * step;
  static constexpr int last_taps = taps % step;

  static constexpr bool pairs_fit = [] {
    for (int i = 0; i < channels * taps; ++i) {
      if (Layer::weights[i] == -128) return false;
    }
    return true;
  }();

  struct constants {
    alignas(16) std::int8_t weights[std::size_t(channels * padded_taps)];
    alignas(16) std::int32_t bias[std::size_t(blocks * rows)];
  };
  static constexpr constants packed = [] {
    constants p{};
    for (int c = 0; c < channels; ++c) {
      const int block = c / rows;
      const int block_rows = block < whole_blocks ? rows : last_rows;
      std::int8_t* to = p.weights + block * rows * padded_taps + c % rows * step;
      const auto* from = &Layer::weights[c * taps];
      int sum = 0;
      for (int t = 0; t < taps; ++t) {
        to[t / step * block_rows * step + t % step] = from[t];
        sum += from[t];
      }
      p.bias[c] = Layer::bias[c] - n.input_zero_point * sum;
    }
    return p;
  }();

  template <int Rows>
  [[gnu::always_inline]] static inline int8x8_t block(const std::int8_t* input,
                                                      const std::int8_t* w, int b) {
    int32x4_t sums[rows];
    unrolled<Rows>([&](auto r) __attribute__((always_inline)) { sums[r] = vdupq_n_s32(0); });
    const auto add = [&](int8x16_t x) __attribute__((always_inline)) {
      unrolled<Rows>([&](auto r) __attribute__((always_inline)) {
        const int8x16_t y = vld1q_s8(w);
        w += step;
        int16x8_t products = vmull_s8(vget_low_s8(x), vget_low_s8(y));
        if constexpr (pairs_fit) {
          products = vmlal_s8(products, vget_high_s8(x), vget_high_s8(y));
        } else {
          sums[r] = vpadalq_s16(sums[r], products);
          products = vmull_s8(vget_high_s8(x), vget_high_s8(y));
        }
        sums[r] = vpadalq_s16(sums[r], products);
      });
    };
    for (int i = 0; i < taps / step; ++i) {
      add(vld1q_s8(input));
      input += step;
    }
    if constexpr (last_taps > 0) add(last_input(input));

    int32x4_t low = vdupq_n_s32(0);
    int32x4_t high = low;
    if constexpr (Rows == 1) {
      low = vcombine_s32(vpadd_s32(half(sums[0]), half(sums[0])), vdup_n_s32(0));
    } else {
      low = of_four<Rows, 0>(sums);
      if constexpr (Rows > 4) high = of_four<Rows, 4>(sums);
    }
    low = vaddq_s32(low, vld1q_s32(packed.bias + b * rows));
    high = vaddq_s32(high, vld1q_s32(packed.bias + b * rows + 4));
    return requantizer<Layer>::to_output(low, high, b * rows);
  }

  // The last taps, zeros behind them (as the weights have).
  [[gnu::always_inline]] static inline int8x16_t last_input(const std::int8_t* input) {
    if constexpr (last_taps < 8) {
      return vcombine_s8(load_first<last_taps>(input), vdup_n_s8(0));
    } else if constexpr (last_taps == 8) {
      return vcombine_s8(vld1_s8(input), vdup_n_s8(0));
    } else {
      return vcombine_s8(vld1_s8(input), load_first<last_taps - 8>(input + 8));
    }
  }

  [[gnu::always_inline]] static inline int32x2_t half(int32x4_t x) {
    return vadd_s32(vget_low_s32(x), vget_high_s32(x));
  }
  // The sums over all lanes of rows First to First + 3; 0 for those that there are not.
  template <int Rows, int First>
  [[gnu::always_inline]] static inline int32x4_t of_four(const int32x4_t (&sums)[rows]) {
    int32x2_t halves[4];
    unrolled<4>([&](auto r) __attribute__((always_inline)) {
      if constexpr (First + r < Rows) {
        halves[r] = half(sums[First + r]);
      } else {
        halves[r] = vdup_n_s32(0);
      }
    });
    return vcombine_s32(vpadd_s32(halves[0], halves[1]), vpadd_s32(halves[2], halves[3]));
  }
};

}  // namespace tyto::neon
