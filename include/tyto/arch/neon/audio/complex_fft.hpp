// SPDX-License-Identifier: Apache-2.0
// Complex FFT on four lanes: decimation in time, radix 4, with one stage of radix 2 at the end
// where the number of points is no power of four. Data lies in blocks of four points, so that a
// block is two vectors side by side:
//
//   float   0..3              4..7              8..11             ...
//           re z[0] .. z[3]   im z[0] .. z[3]   re z[4] .. z[7]   ...
#pragma once

#include <arm_neon.h>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/core/math.hpp"

namespace tyto::neon::audio {

struct complex4 {
  float32x4_t re;
  float32x4_t im;
};

[[gnu::always_inline]] inline complex4 load(const float* block) {
  return {vld1q_f32(block), vld1q_f32(block + 4)};
}

[[gnu::always_inline]] inline void store(float* block, complex4 z) {
  vst1q_f32(block, z.re);
  vst1q_f32(block + 4, z.im);
}

[[gnu::always_inline]] inline complex4 operator+(complex4 a, complex4 b) {
  return {vaddq_f32(a.re, b.re), vaddq_f32(a.im, b.im)};
}
[[gnu::always_inline]] inline complex4 operator-(complex4 a, complex4 b) {
  return {vsubq_f32(a.re, b.re), vsubq_f32(a.im, b.im)};
}
[[gnu::always_inline]] inline complex4 operator*(complex4 a, complex4 b) {
  return {vfmsq_f32(vmulq_f32(a.re, b.re), a.im, b.im),
          vfmaq_f32(vmulq_f32(a.re, b.im), a.im, b.re)};
}

// a - i b and a + i b.
[[gnu::always_inline]] inline complex4 minus_i(complex4 a, complex4 b) {
  return {vaddq_f32(a.re, b.im), vsubq_f32(a.im, b.re)};
}
[[gnu::always_inline]] inline complex4 plus_i(complex4 a, complex4 b) {
  return {vsubq_f32(a.re, b.im), vaddq_f32(a.im, b.re)};
}

struct four_blocks {
  complex4 at[4];
};

// The four-point transforms of (a, b, c, d), lane by lane.
[[gnu::always_inline]] inline four_blocks butterfly(complex4 a, complex4 b, complex4 c,
                                                    complex4 d) {
  const complex4 even = a + c;
  const complex4 odd = a - c;
  const complex4 both = b + d;
  const complex4 turned = b - d;
  return {{even + both, minus_i(odd, turned), even - both, plus_i(odd, turned)}};
}

[[gnu::always_inline]] inline void transpose(float32x4_t& a, float32x4_t& b, float32x4_t& c,
                                             float32x4_t& d) {
  const float32x4x2_t ab = vtrnq_f32(a, b);
  const float32x4x2_t cd = vtrnq_f32(c, d);
  a = vcombine_f32(vget_low_f32(ab.val[0]), vget_low_f32(cd.val[0]));
  b = vcombine_f32(vget_low_f32(ab.val[1]), vget_low_f32(cd.val[1]));
  c = vcombine_f32(vget_high_f32(ab.val[0]), vget_high_f32(cd.val[0]));
  d = vcombine_f32(vget_high_f32(ab.val[1]), vget_high_f32(cd.val[1]));
}

// Points: a power of two, 32 to 4096.
template <int Points>
class complex_fft {
  static_assert(32 <= Points && Points <= 4096 && std::has_single_bit(unsigned{Points}));

  static constexpr bool ends_in_radix_2 = std::countr_zero(unsigned{Points}) % 2 == 1;
  // Points of the transforms that stages of radix 4 make.
  static constexpr int radix_4_points = ends_in_radix_2 ? Points / 2 : Points;

 public:
  // Blocks of the input that the first stage takes a block from each quarter of.
  static constexpr int first_stage_blocks = Points / 16;

  // The first stage, of block i of each quarter of the input; to z. Each of i's four points gives a
  // block of its own.
  [[gnu::always_inline]] static void first_stage(float* z, int i, complex4 a, complex4 b,
                                                 complex4 c, complex4 d) {
    four_blocks out = butterfly(a, b, c, d);
    transpose(out.at[0].re, out.at[1].re, out.at[2].re, out.at[3].re);
    transpose(out.at[0].im, out.at[1].im, out.at[2].im, out.at[3].im);
    float* const to = z + first_place[static_cast<std::size_t>(i)];
    store(to, out.at[0]);
    store(to + lane_place(1), out.at[1]);
    store(to + lane_place(2), out.at[2]);
    store(to + lane_place(3), out.at[3]);
  }

  // The stages after it, in place. Z[k] = sum over n of z[n] exp(-2 pi i k n / Points).
  static void later_stages(float* z) { stages<4, 0>(z); }

 private:
  // Floats from lane 0's block to that of another lane.
  static constexpr int lane_place(int lane) {
    if (!ends_in_radix_2) return 2 * lane * (Points / 4);
    return 2 * ((lane & 1) * (Points / 2) + (lane >> 1) * (Points / 8));
  }

  // Where lane 0 of block i goes: its index's base-4 digits in reverse.
  static constexpr auto first_place = [] {
    std::array<std::uint16_t, std::size_t{first_stage_blocks}> made{};
    for (int i = 0; i < first_stage_blocks; ++i) {
      int rest = ends_in_radix_2 ? 2 * i : 4 * i;
      int reversed = 0;
      for (int digit = 1; digit < radix_4_points / 4; digit *= 4) {
        reversed = 4 * reversed + rest % 4;
        rest /= 4;
      }
      made[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(2 * 4 * reversed);
    }
    return made;
  }();

  // Of each stage of radix 4, for each block of a quarter: w, w^2, w^3; then of the last of radix
  // 2: w. w = exp(-2 pi i k / size).
  static constexpr int table_floats = [] {
    int floats = 0;
    for (int quarter = 4; 4 * quarter <= radix_4_points; quarter *= 4)
      floats += 3 * 2 * quarter;
    return floats + (ends_in_radix_2 ? Points : 0);
  }();

  static constexpr auto table = [] {
    std::array<float, std::size_t{table_floats}> made{};
    std::size_t to = 0;
    const auto add_block = [&](int first, int power, int size) {
      for (int part = 0; part < 2; ++part) {
        for (int k = first; k < first + 4; ++k) {
          const double angle = 2 * math::pi * (power * k % size) / size;
          made[to++] = static_cast<float>(part == 0 ? math::cos(angle) : -math::sin(angle));
        }
      }
    };
    for (int quarter = 4; 4 * quarter <= radix_4_points; quarter *= 4) {
      for (int k = 0; k < quarter; k += 4) {
        for (int power = 1; power <= 3; ++power)
          add_block(k, power, 4 * quarter);
      }
    }
    if (ends_in_radix_2) {
      for (int k = 0; k < Points / 2; k += 4)
        add_block(k, 1, Points);
    }
    return made;
  }();

  template <int Quarter, int TableAt>
  [[gnu::always_inline]] static void stages(float* z) {
    const float* w = table.data() + TableAt;
    if constexpr (4 * Quarter <= radix_4_points) {
      constexpr int stride = 2 * Quarter;  // floats
      for (int k = 0; k < Quarter; k += 4) {
        const complex4 w1 = load(w);
        const complex4 w2 = load(w + 8);
        const complex4 w3 = load(w + 16);
        w += 24;
        for (float* at = z + 2 * k; at < z + 2 * Points; at += 4 * stride) {
          const four_blocks out = butterfly(load(at), load(at + stride) * w1,
                                            load(at + 2 * stride) * w2, load(at + 3 * stride) * w3);
          store(at, out.at[0]);
          store(at + stride, out.at[1]);
          store(at + 2 * stride, out.at[2]);
          store(at + 3 * stride, out.at[3]);
        }
      }
      stages<4 * Quarter, TableAt + 6 * Quarter>(z);
    } else if constexpr (ends_in_radix_2) {
      for (int k = 0; k < Points / 2; k += 4) {
        float* const low = z + 2 * k;
        float* const high = low + Points;
        const complex4 a = load(low);
        const complex4 b = load(high) * load(w);
        w += 8;
        store(low, a + b);
        store(high, a - b);
      }
    }
  }

 public:
  static constexpr std::size_t table_bytes = sizeof(table) + sizeof(first_place);
};

}  // namespace tyto::neon::audio
