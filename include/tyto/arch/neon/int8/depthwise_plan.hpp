// SPDX-License-Identifier: Apache-2.0
// What the depthwise kernel knows of a layer before it runs: how many products may be summed in 16
// bits, and its constants in the order they are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "tyto/arch/neon/int8/layer_lines.hpp"
#include "tyto/ops/depthwise.hpp"

namespace tyto::neon {

// Taps of a filter in the order they are summed, column by column, and where a new 16-bit sum must
// begin because some channel's could overflow.
template <int Taps>
struct tap_chains {
  int count = 0;  // of taps
  int tap[std::size_t(Taps)] = {};
  bool starts[std::size_t(Taps)] = {};
};

template <class Layer>
struct depthwise_plan {
  static constexpr auto& s = Layer::spec;
  static constexpr auto& n = s.numerics;
  static constexpr int channels = s.output.channels;
  static constexpr int taps = s.taps();
  static constexpr int filter_height = s.window.size.height;
  static constexpr int filter_width = s.window.size.width;

  // ---- blocks of 8 channels ----

  static constexpr int lanes = channels < 8 ? channels : 8;
  static constexpr int blocks = (channels + 7) / 8;
  // The last block overlaps the one before it, so that none reaches beyond a pixel.
  static constexpr int first_channel(int block) {
    return 8 * block + 8 <= channels || channels < 8 ? 8 * block : channels - 8;
  }

  // ---- columns: windows at the borders lack some ----

  // Columns of the filter that meet the image where it stands at output column x.
  static constexpr index_range columns(int x) {
    const int left = x * s.window.stride.width - s.window.pad.left;
    const int begin = left < 0 ? -left : 0;
    const int end = left + filter_width > s.input.width ? s.input.width - left : filter_width;
    return {begin, end > begin ? end : begin};
  }
  // Output columns [begin, end) whose windows lack none; empty if there are none.
  static constexpr index_range inner = [] {
    index_range in{0, 0};
    for (int x = 0; x < s.output.width; ++x) {
      if (columns(x).size() < filter_width) continue;
      if (in.size() == 0) in.begin = x;
      in.end = x + 1;
    }
    return in;
  }();
  // Inner columns are alike, every other is a case of its own.
  static constexpr int column_case(int x) {
    if (x < inner.begin || inner.size() == 0) return x;
    return x < inner.end ? inner.begin : x - inner.size() + 1;
  }
  static constexpr int cases = s.output.width - (inner.size() > 0 ? inner.size() - 1 : 0);
  static constexpr int column_of_case(int k) {
    return inner.size() == 0 || k <= inner.begin ? k : k + inner.size() - 1;
  }

  // Two products fit 16 bits, but for two of -128 times -128.
  static constexpr bool pairs_fit = [] {
    for (int c = 0; c < channels; ++c) {
      int extreme = 0;
      for (int t = 0; t < taps; ++t)
        extreme += Layer::weights[t * channels + c] == -128 ? 1 : 0;
      if (extreme > 1) return false;
    }
    return true;
  }();

  // The taps of filter columns [begin, end).
  static constexpr tap_chains<taps> chains_of(int begin, int end) {
    tap_chains<taps> chain{};
    int low[std::size_t(channels)] = {};
    int high[std::size_t(channels)] = {};
    for (int column = begin; column < end; ++column) {
      for (int row = 0; row < filter_height; ++row) {
        const int tap = row * filter_width + column;
        const auto* w = &Layer::weights[tap * channels];
        bool fits = chain.count > 0;
        for (int c = 0; c < channels && fits; ++c) {
          fits = low[c] + (w[c] > 0 ? -128 * w[c] : 127 * w[c]) >= -0x8000 &&
                 high[c] + (w[c] > 0 ? 127 * w[c] : -128 * w[c]) <= 0x7fff;
        }
        for (int c = 0; c < channels; ++c) {
          low[c] = (fits ? low[c] : 0) + (w[c] > 0 ? -128 * w[c] : 127 * w[c]);
          high[c] = (fits ? high[c] : 0) + (w[c] > 0 ? 127 * w[c] : -128 * w[c]);
        }
        chain.starts[chain.count] = !fits;
        chain.tap[chain.count++] = tap;
      }
    }
    return chain;
  }
  template <int Begin, int End>
  struct chains {
    static constexpr tap_chains<taps> value = chains_of(Begin, End);
  };

  // ---- storing by lines ----

  // Of whole windows.
  static constexpr auto sums = sums_of<Layer, 1, channels>();

  // The biases of the windows of one case.
  struct case_biases {
    std::int32_t of[std::size_t(channels)];
  };
  template <int Case>
  static constexpr case_biases biases = [] {
    case_biases all{};
    constexpr index_range in = columns(column_of_case(Case));
    for (int c = 0; c < channels; ++c) {
      int weights = 0;
      for (int row = 0; row < filter_height; ++row) {
        for (int column = in.begin; column < in.end; ++column)
          weights += Layer::weights[(row * filter_width + column) * channels + c];
      }
      all.of[c] = Layer::bias[c] - n.input_zero_point * weights;
    }
    return all;
  }();

  // Calls f(biases<k>, k) for every case k.
  template <class F>
  static constexpr void for_all_cases(F f) {
    [&]<int... Case>(std::integer_sequence<int, Case...>) {
      (f(biases<Case>, Case), ...);
    }
    (std::make_integer_sequence<int, cases>{});
  }

  // 2^k, by which 16-bit sums are multiplied as they are added up: one for the layer.
  static constexpr int left_shift = [] {
    int k = 14;
    for (const channel_sums& x : sums.of)
      k = x.headroom() < k ? x.headroom() : k;
    return k;
  }();
  static constexpr int fraction_shift =
      fraction_shift_of<Layer>(sums, [](int) { return left_shift; });

  struct block_lines {
    fixed_line of[std::size_t(lanes)];
    std::int32_t offset[std::size_t(cases)][std::size_t(lanes)];
    bool all_found = true;
  };
  template <int Block>
  static constexpr block_lines lines_of_block = [] {
    constexpr line_scale scale{left_shift, fraction_shift};
    block_lines lines{};
    for (int i = 0; i < lanes && lines.all_found; ++i) {
      const int c = first_channel(Block) + i;
      const fixed_line fitted = fit_line(sums.of[c], ops::multiplier_of<Layer>(c), n, scale, 1);
      lines.of[i] = fitted;
      lines.all_found = fitted.found;
      for_all_cases([&](const case_biases& all, int k) {
        const std::int64_t offset = offset_for_bias(fitted, sums.of[c].bias, all.of[c], scale);
        lines.offset[k][i] = static_cast<std::int32_t>(offset);
        lines.all_found = lines.all_found && lines.offset[k][i] == offset;
      });
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

  struct block_constants {
    std::int8_t weights[std::size_t(taps)][8];
    std::int32_t multiplier[8];                  // of the lines
    std::int32_t offset[std::size_t(cases)][8];  // of the lines; without lines, biases
  };
  struct packed_constants {
    alignas(16) block_constants block[std::size_t(blocks)];
  };
  static constexpr packed_constants constants = [] {
    packed_constants p{};
    for (int b = 0; b < blocks; ++b) {
      for (int t = 0; t < taps; ++t) {
        const auto* w = &Layer::weights[t * channels + first_channel(b)];
        for (int i = 0; i < lanes; ++i)
          p.block[b].weights[t][i] = w[i];
      }
      if constexpr (!has_lines) {
        for_all_cases([&](const case_biases& all, int k) {
          for (int i = 0; i < lanes; ++i)
            p.block[b].offset[k][i] = all.of[first_channel(b) + i];
        });
      }
    }
    if constexpr (has_lines) {
      const auto pack = [](block_constants& to, const block_lines& from) {
        for (int i = 0; i < lanes; ++i) {
          to.multiplier[i] = from.of[i].multiplier;
          for (int k = 0; k < cases; ++k)
            to.offset[k][i] = from.offset[k][i];
        }
      };
      for_each_block<blocks>([&](auto block) { pack(p.block[block], lines_of_block<block>); });
    }
    return p;
  }();
};

}  // namespace tyto::neon
