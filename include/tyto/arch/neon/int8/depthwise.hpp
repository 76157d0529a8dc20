// SPDX-License-Identifier: Apache-2.0
// Depthwise convolution, int8, one filter a channel: a row of the output after the other, eight
// channels at a time, so that the filters stay in registers for a row.
#pragma once

#include <arm_neon.h>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "tyto/arch/neon/int8/conv2d.hpp"
#include "tyto/arch/neon/int8/depthwise_as_conv2d.hpp"
#include "tyto/arch/neon/int8/depthwise_pixel.hpp"
#include "tyto/arch/neon/int8/depthwise_plan.hpp"
#include "tyto/arch/neon/int8/depthwise_row.hpp"
#include "tyto/arch/neon/int8/requantize.hpp"
#include "tyto/arch/neon/primitives.hpp"
#include "tyto/arch/neon/tiling.hpp"
#include "tyto/ops/depthwise.hpp"

namespace tyto::neon {

template <class Layer>
concept depthwise_int8 = ops::depthwise_layer<Layer> &&
                         std::same_as<ops::element_of<Layer>, std::int8_t> &&
                         Layer::spec.depth_multiplier() == 1;

// One input channel with several filters.
template <class Layer>
concept depthwise_one_channel_int8 = ops::depthwise_layer<Layer> &&
                                         std::same_as<ops::element_of<Layer>, std::int8_t> &&
                                         Layer::spec.input.channels == 1 &&
                                     Layer::spec.depth_multiplier() > 1;

}  // namespace tyto::neon

namespace tyto {

template <neon::depthwise_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

 private:
  using plan = neon::depthwise_plan<Layer>;
  static constexpr int channels = s.input.channels;
  static constexpr int height = s.window.size.height;
  static constexpr int width = s.window.size.width;
  static constexpr int stride = s.window.stride.width;
  static constexpr int most_columns = neon::tiling_of<Layer>.columns;
  static_assert(1 <= most_columns && most_columns <= neon::most_columns,
                "tyto: a layer's NEON tiling has too many columns, or none; cure: 1 to 8");
  static constexpr bool leaves_image = s.window.pad.top > 0 ||
                                       (s.output.height - 1) * s.window.stride.height + height
                                               - s.window.pad.top
                                           > s.input.height;

 public:
  // A row of padding, if some window meets one. (Padding at the left and right is left out.)
  static constexpr std::int64_t scratch_bytes = leaves_image ? s.input.row_elements() : 0;

  template <row_order Order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output, std::int8_t* scratch) {
    for (std::int64_t i = 0; i < scratch_bytes; ++i)
      scratch[i] = static_cast<std::int8_t>(s.numerics.input_zero_point);
    ops::for_each_row<Order>(s.output.height, [&](int y) {
      rows in;
      int iy = y * s.window.stride.height - s.window.pad.top;
      for (int r = 0; r < height; ++r, ++iy) {
        const bool inside = !leaves_image || (0 <= iy && iy < s.input.height);
        in.at[r] = inside ? input + iy * s.input.row_elements() : scratch;
      }
      if constexpr (is_column) {
        run_column(in.at[0], output + y * channels);
      } else {
        run_row(in, output + y * s.output.row_elements());
      }
    });
  }

 private:
  // ---- images of one column, as streams of sound have them ----

  static constexpr bool is_column =
      s.input.width == 1 && width == 1 && !leaves_image && channels >= 8;

  // The weights of eight channels, which are read tap by tap as they lie, two in a load.
  class weights_in_order {
   public:
    explicit weights_in_order(const std::int8_t* from) : from_(from) {}
    [[gnu::always_inline]] int8x8_t operator[](int tap) {
      if (tap % 2 == 1) return vget_high_s8(two_);
      if (tap + 1 == height) return vld1_s8(from_);
      two_ = vld1q_s8(from_);
      from_ += 16;
      return vget_low_s8(two_);
    }

   private:
    const std::int8_t* from_;
    int8x16_t two_;
  };

  // The pixel under which the column's rows lie from `in` on.
  static void run_column(const std::int8_t* in, std::int8_t* out) {
    std::ptrdiff_t row = channels;
    neon::hide(row);
    for (int b = 0; b < plan::blocks; ++b) {
      const int first = plan::first_channel(b);
      const std::int8_t* from = in + first;
      const auto load = [&](auto /*tap*/) __attribute__((always_inline)) {
        const int8x8_t x = vld1_s8(from);
        from += row;
        return x;
      };
      const auto& k = plan::constants.block[b];
      weights_in_order weights(k.weights[0]);
      const int8x8_t pixel = pixel_of<typename plan::template chains<0, 1>>(
          load, weights, power_of_lines(), k, k.offset[0], b);
      vst1_s8(out + first, pixel);  // (clang's is a macro)
    }
  }

  // Input rows under a row of windows, from input column 0 on.
  struct rows {
    const std::int8_t* at[std::size_t(height)];
  };

  static void run_row(const rows& in, std::int8_t* out) {
    if constexpr (has_row_code) {
      neon::depthwise_row<row_form()>::run(in.at[0], in.at[1], in.at[2],
                                           plan::constants.block[0].weights[0],
                                           1 << plan::left_shift, out);
    } else {
      for (int b = 0; b < plan::blocks; ++b) {
        rows from = in;
        const int first = plan::first_channel(b);
        for (int r = 0; r < height; ++r)
          from.at[r] += first;
        run_block(from, out + first, plan::constants.block[b], b);
      }
    }
  }

  // Whether depthwise_row_a32.hpp has code for this window: 3 x 3, and only the outermost windows
  // lack a column, one each. (With the 32 vector registers of a 64-bit Arm the compiler needs no
  // help; see TYTO_ASSEMBLY for the others.)
  static constexpr bool lacks_left = plan::columns(0).begin > 0;
  static constexpr bool lacks_right = plan::columns(s.output.width - 1).end < width;
  static constexpr bool has_row_code =
      neon::has_assembly && neon::tiling_of<Layer>.whole_rows && height == 3 && width == 3 &&
      (stride == 1 || stride == 2) && plan::lanes == 8 && plan::has_lines && plan::pairs_fit &&
      s.output.width > 1 && plan::columns(0).size() >= 2 &&
      plan::columns(s.output.width - 1).size() >= 2 && plan::inner.begin == (lacks_left ? 1 : 0) &&
      plan::inner.end == s.output.width - (lacks_right ? 1 : 0);

  // (A function: without assembly nothing of it may be named.)
  static constexpr neon::depthwise_row_form row_form() {
    return {.width = s.output.width,
            .channels = channels,
            .stride = stride,
            .pad_left = s.window.pad.left,
            .lacks_left = lacks_left,
            .lacks_right = lacks_right,
            .most_columns = most_columns,
            .block_bytes = int{sizeof(plan::constants.block[0])},
            .offsets_bytes = int{sizeof(plan::constants.block[0].offset[0])},
            .fraction_shift = plan::fraction_shift,
            .low = s.numerics.output_min,
            .high = s.numerics.output_max};
  }

  // ---- one pixel at a time ----

  // The filters of eight channels, in registers.
  struct filter {
    const typename plan::block_constants& constants;
    int8x8_t w[std::size_t(plan::taps)];
    int16x4_t power;

    [[gnu::always_inline]] explicit filter(const typename plan::block_constants& k)
        : constants(k), power(power_of_lines()) {
      neon::load_vectors(k.weights[0], w);
    }
  };

  // A row of eight channels: columns at the left border, inner ones, columns at the right border.
  // `in` and `out` are at column 0.
  static void run_block(const rows& in, std::int8_t* out,
                        const typename plan::block_constants& constants, int block) {
    const filter f(constants);
    constexpr index_range inner = plan::inner;
    neon::unrolled<inner.begin>([&](auto x) __attribute__((always_inline)) {
      store<x>(in, x * stride, out + x * channels, f, block);
    });
    for (int x = inner.begin; x < inner.end; ++x)
      store<inner.begin>(in, x * stride, out + x * channels, f, block);
    neon::unrolled<s.output.width - inner.end>([&](auto i) __attribute__((always_inline)) {
      constexpr int x = inner.end + i;
      store<x>(in, x * stride, out + x * channels, f, block);
    });
  }

  // One pixel whose window has the columns that it has at output column X; it begins at input
  // column `left` - pad.left.
  template <int X>
  [[gnu::always_inline]] static inline void store(const rows& in, int left, std::int8_t* out,
                                                  const filter& f, int block) {
    using chains = typename plan::template chains<plan::columns(X).begin, plan::columns(X).end>;
    std::ptrdiff_t pixel = channels;
    neon::hide(pixel);
    rows from = in;
    const int first = left - s.window.pad.left + plan::columns(X).begin;
    neon::unrolled<height>([&](auto r)
                               __attribute__((always_inline)) { from.at[r] += first * channels; });
    // (Taps are in the order of columns.)
    const auto load = [&](auto tap) __attribute__((always_inline)) {
      const int8x8_t x = neon::load_first<plan::lanes>(from.at[tap / width]);
      from.at[tap / width] += pixel;
      return x;
    };
    const std::int32_t* offset = f.constants.offset[plan::column_case(X)];
    neon::store_first<plan::lanes>(
        out, pixel_of<chains>(load, f.w, f.power, f.constants, offset, block));
  }

  static int16x4_t power_of_lines() {
    return vdup_n_s16(plan::has_lines ? 1 << plan::left_shift : 1);
  }

  // Eight channels of a pixel: load(tap) under weights[tap].
  template <class Chains, class Load, class Weights>
  [[gnu::always_inline]] static inline int8x8_t pixel_of(
      Load load, Weights& weights, int16x4_t power, const typename plan::block_constants& constants,
      const std::int32_t* offset, int block) {
    if constexpr (plan::has_lines) {
      const int32x4_t zero = vdupq_n_s32(0);
      const auto sums = neon::add_chains<Chains>({zero, zero}, load, weights, power);
      return neon::stored_by_line<plan::fraction_shift, s.numerics.output_min,
                                  s.numerics.output_max>(sums, constants.multiplier, offset);
    } else {
      const auto sums = neon::add_chains<Chains>({vld1q_s32(offset), vld1q_s32(offset + 4)}, load,
                                                 weights, power);
      return neon::requantizer<Layer>::to_output(sums.low, sums.high, plan::first_channel(block));
    }
  }
};

template <neon::depthwise_one_channel_int8 Layer>
struct kernel<Layer, arch::neon> : kernel<neon::depthwise_as_conv2d<Layer>, arch::neon> {
  static_assert(ops::checked<Layer>::value);
};

}  // namespace tyto
