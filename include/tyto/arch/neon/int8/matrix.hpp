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

// All that the code of a tile that stores by lines depends on. Layers whose form is equal share it:
// what differs between them is read at run time.
struct matrix_form {
  int channels = 0;
  int quads = 0;
  int weight_shift = 0;
  int fraction_shift = 0;
  int low = -128;
  int high = 127;
};

template <class Weight, matrix_form Form>
struct matrix_by_lines {
  using weight = Weight;
  static constexpr int channels = Form.channels;

  // All channels of `Pixels` pixels whose taps are in `inputs`, to `out`, pixel by pixel. Weights
  // and lines as `matrix` packs them.
  template <int Pixels>
  [[gnu::always_inline]] static inline void run_tile(const lane* inputs, const Weight* weights,
                                                     const std::int32_t* lines, std::int8_t* out) {
    using tile = matrix_tile<Pixels, Form.quads, Weight, Form.weight_shift>;
    constexpr int whole_blocks = Form.channels / block_channels;
    constexpr int last_channels = Form.channels % block_channels;
    for (int b = 0; b < whole_blocks; ++b) {
      tile::template store<Form.fraction_shift, Form.low, Form.high>(inputs, weights, lines, out,
                                                                     Form.channels);
      out += block_channels;
    }
    if constexpr (last_channels > 0) {
      std::int8_t stored[std::size_t(Pixels)][block_channels];
      tile::template store<Form.fraction_shift, Form.low, Form.high>(inputs, weights, lines,
                                                                     &stored[0][0], block_channels);
      for (int p = 0; p < Pixels; ++p)
        store_first<last_channels>(out + p * Form.channels, vld1_s8(stored[p]));
    }
  }
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

  // Where there are no lines: sums are added up, then requantised.
  struct by_sums {
    using weight = matrix::weight;
    static constexpr int channels = matrix::channels;

    template <int Pixels>
    [[gnu::always_inline]] static inline void run_tile(const lane* inputs, const weight* w,
                                                       const std::int32_t* /*lines*/,
                                                       std::int8_t* out) {
      using tile = matrix_tile<Pixels, quads, weight, weight_shift>;
      constexpr int whole_blocks = channels / block_channels;
      constexpr int last_channels = channels % block_channels;
      alignas(16) std::int32_t block_sums[std::size_t(Pixels)][block_channels];
      for (int b = 0; b < whole_blocks; ++b) {
        tile::sum(inputs, w, &block_sums[0][0]);
        for (int p = 0; p < Pixels; ++p)
          vst1_s8(out + p * channels, to_output(block_sums[p], b));
        out += block_channels;
      }
      if constexpr (last_channels > 0) {
        tile::sum(inputs, w, &block_sums[0][0]);
        for (int p = 0; p < Pixels; ++p) {
          store_first<last_channels>(out + p * channels, to_output(block_sums[p], whole_blocks));
        }
      }
    }
  };

  // run_tile<Pixels>(inputs, first_weight, first_line, out) stores all channels of `Pixels` pixels
  // whose taps are in `inputs`, pixel by pixel.
  using tiles =
      std::conditional_t<has_lines,
                         matrix_by_lines<weight, matrix_form{.channels = channels,
                                                             .quads = quads,
                                                             .weight_shift = weight_shift,
                                                             .fraction_shift = fraction_shift,
                                                             .low = n.output_min,
                                                             .high = n.output_max}>,
                         by_sums>;
  static constexpr const weight* first_weight = &weights.quad[0][0][0];
  static constexpr const std::int32_t* first_line = lines.block[0].multiplier;

  template <int Pixels>
  [[gnu::always_inline]] static inline void run_tile(const lane* inputs, std::int8_t* out) {
    tiles::template run_tile<Pixels>(inputs, first_weight, first_line, out);
  }

 private:
  [[gnu::always_inline]] static inline int8x8_t to_output(const std::int32_t* block_sums,
                                                          int block) {
    const int32x4_t low = vaddq_s32(vld1q_s32(block_sums), vld1q_s32(biases.block[block]));
    const int32x4_t high = vaddq_s32(vld1q_s32(block_sums + 4), vld1q_s32(biases.block[block] + 4));
    return requantizer<Layer>::to_output(low, high, block * block_channels);
  }
};

}  // namespace tyto::neon
