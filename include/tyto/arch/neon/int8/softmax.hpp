// SPDX-License-Identifier: Apache-2.0
// Softmax over a few channels, int8: the fixed-point algorithm of ops/softmax.hpp, four channels at
// a time. Every exponential is made once.
#pragma once

#include <arm_neon.h>

#include <bit>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/core/fixed_point.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/ops/softmax.hpp"

namespace tyto::neon {

// More would want more of the stack than labels are worth.
inline constexpr int most_softmax_channels = 64;

template <class Layer>
concept softmax_int8 = ops::int8_softmax_layer<Layer> && Layer::spec.rounding ==
                       rounding::two_step&& Layer::spec.input.channels <= most_softmax_channels;

// round(x / 2^Bits), ties away from zero.
template <int Bits>
[[gnu::always_inline]] inline int32x4_t divide_by_power_of_two(int32x4_t x) {
  if constexpr (Bits == 0) {
    return x;
  } else {
    return vrshrq_n_s32(vqaddq_s32(x, vshrq_n_s32(x, 31)), Bits);  // a negative tie goes down
  }
}

// fixed_point::exp_on_negative of four numbers: Q5.26, at most 0, to Q0.31. (One copy: it is long,
// and a few calls cost a small part of what a network does.)
[[gnu::noinline]] inline int32x4_t exp_on_negative(int32x4_t x) {
  constexpr std::int32_t quarter = 1 << 24;
  constexpr std::int32_t factor[] = {1672461947, 1302514674, 790015084, 290630308,
                                     39332535,   720401,     242};
  const int32x4_t in_last_quarter =
      vsubq_s32(vandq_s32(x, vdupq_n_s32(quarter - 1)), vdupq_n_s32(quarter));
  const int32x4_t whole_quarters = vsubq_s32(in_last_quarter, x);

  // The Taylor series about -1/8, see fixed_point::detail::exp_on_last_quarter. (No shift of
  // [-1/4, 0) saturates.)
  constexpr std::int32_t exp_of_minus_eighth = 1895147668;
  constexpr std::int32_t third = 715827883;
  const int32x4_t t = vaddq_s32(vshlq_n_s32(in_last_quarter, 5), vdupq_n_s32(1 << 28));
  const int32x4_t t2 = vqrdmulhq_s32(t, t);
  const int32x4_t t3 = vqrdmulhq_s32(t2, t);
  const int32x4_t t4 = vqrdmulhq_s32(t2, t2);
  const int32x4_t cubic = vaddq_s32(divide_by_power_of_two<2>(t4), t3);
  const int32x4_t tail = divide_by_power_of_two<1>(vaddq_s32(vqrdmulhq_n_s32(cubic, third), t2));
  const int32x4_t base = vdupq_n_s32(exp_of_minus_eighth);
  int32x4_t result = vaddq_s32(base, vqrdmulhq_s32(base, vaddq_s32(t, tail)));

  unrolled<7>([&](auto k) __attribute__((always_inline)) {
    const uint32x4_t has_bit = vtstq_s32(whole_quarters, vdupq_n_s32(quarter << k));
    result = vbslq_s32(has_bit, vqrdmulhq_n_s32(result, factor[k]), result);
  });
  return vbslq_s32(vceqq_s32(x, vdupq_n_s32(0)), vdupq_n_s32(0x7fffffff), result);
}

}  // namespace tyto::neon

namespace tyto {

template <neon::softmax_int8 Layer>
struct kernel<Layer, arch::neon> {
  static_assert(ops::checked<Layer>::value);
  static constexpr auto& s = Layer::spec;

  // `output` may be `input`.
  template <row_order = row_order::top_down>
  static void run(const std::int8_t* input, std::int8_t* output) {
    for (int pixel = 0; pixel < s.input.height * s.input.width; ++pixel)
      run_pixel(input + pixel * channels, output + pixel * channels);
  }

 private:
  static constexpr int channels = s.input.channels;
  static constexpr int groups = (channels + 7) / 8;
  static constexpr int last_channels = channels - 8 * (groups - 1);
  static constexpr int sum_bits = 12;  // integer bits of the sum of exponentials

  static constexpr int left = s.input_multiplier.exponent > 0 ? s.input_multiplier.exponent : 0;
  static constexpr int right = s.input_multiplier.exponent < 0 ? -s.input_multiplier.exponent : 0;

  static void run_pixel(const std::int8_t* input, std::int8_t* output) {
    const int8x8_t last = last_group(input);
    int8x8_t largest = last;
    for (int g = 0; g < groups - 1; ++g)
      largest = vmax_s8(largest, vld1_s8(input + 8 * g));
    largest = vpmax_s8(largest, largest);
    largest = vpmax_s8(largest, largest);
    largest = vpmax_s8(largest, largest);

    alignas(16) std::int32_t exponentials[std::size_t(8 * groups)];
    int32x4_t sums = vdupq_n_s32(0);
    for (int g = 0; g < groups - 1; ++g)
      add_group(vld1_s8(input + 8 * g), largest, exponentials + 8 * g, sums);
    add_group(last, largest, exponentials + 8 * (groups - 1), sums);
    if constexpr (last_channels < 8) {
      // The last group's other lanes held -128, and are taken out again.
      for (int i = last_channels; i < 8; ++i) {
        sums = vsetq_lane_s32(
            vgetq_lane_s32(sums, 0) -
                rounding_divide_by_power_of_two(exponentials[8 * (groups - 1) + i], sum_bits),
            sums, 0);
      }
    }
    const int32x2_t half = vadd_s32(vget_low_s32(sums), vget_high_s32(sums));
    const std::int32_t sum = vget_lane_s32(vpadd_s32(half, half), 0);

    // sum = 2^(sum_bits - zeros) * (1 + fraction), fraction in [0, 1)
    const int zeros = std::countl_zero(static_cast<std::uint32_t>(sum));
    const auto fraction = static_cast<std::int32_t>((static_cast<std::uint32_t>(sum) << zeros) -
                                                    (std::uint32_t{1} << 31));
    const int32x4_t scale = vdupq_n_s32(fixed_point::reciprocal_of_one_plus(fraction));
    const int shift = sum_bits - zeros + 31 - 8;  // 32 or more: each probability rounds to 0
    const int32x4_t minus_shift = vdupq_n_s32(-shift);
    const auto stored = [&](int g) __attribute__((always_inline)) {
      const std::int32_t* e = exponentials + 8 * g;
      const int16x4_t low = probability(vld1q_s32(e), scale, minus_shift);
      const int16x4_t high = probability(vld1q_s32(e + 4), scale, minus_shift);
      const int8x8_t x = vqmovn_s16(vsubq_s16(vcombine_s16(low, high), vdupq_n_s16(128)));
      return shift > 31 ? vdup_n_s8(-128) : x;
    };
    for (int g = 0; g < groups - 1; ++g)
      vst1_s8(output + 8 * g, stored(g));
    neon::store_first<last_channels>(output + 8 * (groups - 1), stored(groups - 1));
  }

  // The last channels, -128 in the lanes behind them.
  [[gnu::always_inline]] static inline int8x8_t last_group(const std::int8_t* input) {
    const int8x8_t x = neon::load_first<last_channels>(input + 8 * (groups - 1));
    if constexpr (last_channels == 8) return x;
    constexpr std::uint64_t there = ~std::uint64_t{0} >> (8 * (8 - last_channels));
    return vbsl_s8(vcreate_u8(there), x, vdup_n_s8(-128));
  }

  [[gnu::always_inline]] static inline void add_group(int8x8_t x, int8x8_t largest,
                                                      std::int32_t* to, int32x4_t& sums) {
    const int16x8_t difference = vsubl_s8(x, largest);
    const int32x4_t low = exponential(vmovl_s16(vget_low_s16(difference)));
    const int32x4_t high = exponential(vmovl_s16(vget_high_s16(difference)));
    vst1q_s32(to, low);
    vst1q_s32(to + 4, high);
    sums = vaddq_s32(sums, neon::divide_by_power_of_two<sum_bits>(low));
    sums = vaddq_s32(sums, neon::divide_by_power_of_two<sum_bits>(high));
  }

  // Those too far under the largest count nothing, and come out as probability 0.
  [[gnu::noinline]] static int32x4_t exponential(int32x4_t difference) {
    const int32x4_t x = neon::divide_by_power_of_two<right>(
        vqrdmulhq_n_s32(vshlq_n_s32(difference, left), s.input_multiplier.mantissa));
    const int32x4_t e = neon::exp_on_negative(x);
    if constexpr (s.difference_min <= -255) {
      return e;
    } else {
      const uint32x4_t counts = vcgeq_s32(difference, vdupq_n_s32(s.difference_min));
      return vandq_s32(e, vreinterpretq_s32_u32(counts));
    }
  }

  [[gnu::always_inline]] static inline int16x4_t probability(int32x4_t e, int32x4_t scale,
                                                             int32x4_t minus_shift) {
    return vmovn_s32(vrshlq_s32(vqrdmulhq_s32(e, scale), minus_shift));
  }
};

}  // namespace tyto
