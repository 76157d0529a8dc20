// SPDX-License-Identifier: Apache-2.0
// A layer that sums products over all its input channels as a matrix product: weights packed in the
// compiler, and what a tile of pixels stores.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tyto/arch/neon/int8/layer_lines.hpp"
#include "tyto/arch/neon/int8/requantize.hpp"
#include "tyto/arch/neon/tile/int8.hpp"
#include "tyto/arch/neon/tiling.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::neon {

// Lines of a block of channels, in the order they are read.
template <bool Shifts>
struct line_block {
  std::int32_t multiplier[block_channels];
  std::int32_t offset[block_channels];
};
template <>
struct line_block<true> {
  std::int32_t multiplier[block_channels];
  std::int32_t offset[block_channels];
  std::int32_t shift[block_channels];
};

// Layer::weights is [channels][Runs][run]: Runs stretches of taps that lie side by side in memory
// (one a row of the filter). Each is rounded up to whole quads.
template <class Layer, int Runs>
struct matrix {
  static constexpr auto& n = Layer::spec.numerics;
  static constexpr int channels = Layer::spec.output.channels;
  static constexpr int taps = Layer::spec.taps();
  static constexpr int run = taps / Runs;
  static constexpr int run_quads = (run + quad_taps - 1) / quad_taps;
  static constexpr int quads = Runs * run_quads;
  static constexpr int blocks = (channels + block_channels - 1) / block_channels;
  static constexpr bool wide_weights = tiling_of<Layer>.wide_weights && !has_dot_products;
  using weight = std::conditional_t<wide_weights, lane, std::int8_t>;

  static constexpr auto sums = sums_of<Layer, taps, 1>();

  // ---- storing by lines ----

  // Sums are made larger by a power of two before they are scaled: the inputs by one for the whole
  // layer, and so bytes of weights as they are widened; wide weights by one a channel (2^8 * 127
  // still fits). Where there are dot products no lane has room for it: there the sums are shifted.
  struct headroom {
    int least = 15;
    int most = 0;
  };
  static constexpr headroom room = [] {
    headroom all;
    for (const channel_sums& s : sums.of) {
      const int k = s.headroom() < 15 ? s.headroom() : 15;
      all.most = k > all.most ? k : all.most;
      all.least = k < all.least ? k : all.least;
    }
    return all;
  }();
  static constexpr int input_shift = [] {
    if (has_dot_products) return 0;
    const int most = wide_weights ? room.most - 8 : room.least - 7;
    const int wanted = most > 0 ? most : 0;
    return wanted < room.least ? wanted : room.least;
  }();
  static constexpr int left_shift(int c) {
    const int k = wide_weights || has_dot_products ? sums.of[c].headroom() : room.least;
    const int most = has_dot_products ? 15 : input_shift + (wide_weights ? 8 : 7);
    return k < most ? k : most;
  }

  static constexpr int fraction_shift =
      fraction_shift_of<Layer>(sums, [](int c) { return left_shift(c); });

  struct block_lines {
    fixed_line of[block_channels];
    bool all_found = true;
  };
  template <int Block>
  static constexpr block_lines lines_of_block = [] {
    block_lines lines{};
    for (int i = 0; i < block_channels && lines.all_found; ++i) {
      const int c = Block * block_channels + i;
      if (c >= channels) break;
      lines.of[i] =
          fit_line(sums.of[c], ops::multiplier_of<Layer>(c), n, {left_shift(c), fraction_shift}, 0);
      lines.all_found = lines.of[i].found;
    }
    return lines;
  }();

  static constexpr bool has_lines = [] {
    if constexpr (fraction_shift < 0) {
      return false;
    } else {
      return all_blocks_found<blocks>([](auto block) { return lines_of_block<block>; });
    }
  }();

  // ---- constants, in the order they are read ----

  struct packed_weights {
    alignas(16) weight quad[std::size_t(blocks)][std::size_t(quads)][quad_taps * block_channels];
  };
  struct packed_lines {
    alignas(16) line_block<has_dot_products> block[std::size_t(blocks)];
  };

  static constexpr packed_weights weights = [] {
    packed_weights p{};
    const auto* w = &Layer::weights[0];
    for (int c = 0; c < channels; ++c) {
      const int scale = has_lines && wide_weights ? 1 << (left_shift(c) - input_shift) : 1;
      auto& block = p.quad[c / block_channels];
      const int first = c % block_channels * channel_step;
      for (int r = 0; r < Runs; ++r) {
        int quad = r * run_quads;
        for (int i = 0, tap = 0; i < run; ++i, ++w) {
          block[quad][tap * tap_step + first] = static_cast<weight>(*w * scale);
          if (++tap < quad_taps) continue;
          tap = 0;
          ++quad;
        }
      }
    }
    return p;
  }();

  static constexpr packed_lines lines = [] {
    packed_lines p{};
    if constexpr (has_lines) {
      const auto pack = [](auto& to, const block_lines& from, int first) {
        for (int i = 0; i < block_channels; ++i) {
          to.multiplier[i] = from.of[i].multiplier;
          to.offset[i] = from.of[i].offset;
          if constexpr (has_dot_products) {
            if (first + i < channels) to.shift[i] = left_shift(first + i);
          }
        }
      };
      for_each_block<blocks>(
          [&](auto block) { pack(p.block[block], lines_of_block<block>, block * block_channels); });
    }
    return p;
  }();

  // Biases by block, for where there are no lines.
  struct packed_biases {
    alignas(16) std::int32_t block[std::size_t(blocks)][block_channels];
  };
  static constexpr packed_biases biases = [] {
    packed_biases p{};
    for (int c = 0; c < channels; ++c)
      p.block[c / block_channels][c % block_channels] = sums.of[c].bias;
    return p;
  }();

  // ---- run time ----

  // How the inputs of a tile are widened, see widen_run.
  static constexpr int widening_shift = has_lines ? input_shift : 0;
  static constexpr int weight_shift =
      has_lines && !wide_weights && !has_dot_products ? left_shift(0) - input_shift : 0;

  // All channels of `Pixels` pixels whose taps are in `inputs`, to `out`, pixel by pixel.
  template <int Pixels>
  [[gnu::always_inline]] static inline void run_tile(const lane* inputs, std::int8_t* out) {
    const weight* w = &weights.quad[0][0][0];
    if constexpr (has_lines) {
      store_lines<Pixels>(inputs, w, out);
    } else {
      store_sums<Pixels>(inputs, w, out);
    }
  }

 private:
  static constexpr int whole_blocks = channels / block_channels;
  static constexpr int last_channels = channels % block_channels;

  template <int Pixels>
  [[gnu::always_inline]] static inline void store_lines(const lane* inputs, const weight* w,
                                                        std::int8_t* out) {
    using tile = matrix_tile<Pixels, quads, weight, weight_shift>;
    const std::int32_t* l = lines.block[0].multiplier;
    for (int b = 0; b < whole_blocks; ++b) {
      tile::template store<fraction_shift, n.output_min, n.output_max>(inputs, w, l, out, channels);
      out += block_channels;
    }
    if constexpr (last_channels > 0) {
      std::int8_t stored[std::size_t(Pixels)][block_channels];
      tile::template store<fraction_shift, n.output_min, n.output_max>(inputs, w, l, &stored[0][0],
                                                                       block_channels);
      for (int p = 0; p < Pixels; ++p)
        store_first<last_channels>(out + p * channels, vld1_s8(stored[p]));
    }
  }

  template <int Pixels>
  [[gnu::always_inline]] static inline void store_sums(const lane* inputs, const weight* w,
                                                       std::int8_t* out) {
    using tile = matrix_tile<Pixels, quads, weight, weight_shift>;
    alignas(16) std::int32_t block_sums[std::size_t(Pixels)][block_channels];
    for (int b = 0; b < whole_blocks; ++b) {
      tile::sum(inputs, w, &block_sums[0][0]);
      for (int p = 0; p < Pixels; ++p)
        vst1_s8(out + p * channels, stored(block_sums[p], b));
      out += block_channels;
    }
    if constexpr (last_channels > 0) {
      tile::sum(inputs, w, &block_sums[0][0]);
      for (int p = 0; p < Pixels; ++p) {
        store_first<last_channels>(out + p * channels, stored(block_sums[p], whole_blocks));
      }
    }
  }

  [[gnu::always_inline]] static inline int8x8_t stored(const std::int32_t* block_sums, int block) {
    const int32x4_t low = vaddq_s32(vld1q_s32(block_sums), vld1q_s32(biases.block[block]));
    const int32x4_t high = vaddq_s32(vld1q_s32(block_sums + 4), vld1q_s32(biases.block[block] + 4));
    return requantizer<Layer>::stored(low, high, block * block_channels);
  }
};

}  // namespace tyto::neon
