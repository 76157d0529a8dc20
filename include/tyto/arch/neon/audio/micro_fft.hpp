// SPDX-License-Identifier: Apache-2.0
// The micro front end's FFT of 512 real points on eight lanes of 16 bits, equal to the definition
// (audio/micro/fft.hpp) to the bit:
//
//   r(v c) = (v c + 2^14) >> 15 is VQRDMULH, which saturates for c = -32768 alone;
//   r of a sum of two products is VMULL, VMLAL and VRSHRN #15, which rounds the same way;
//   a twiddle factor of 1 is 32767 and leaves what was quartered before, |v| <= 2^14, as it is;
//   sums wrap around in both.
//
// Data lies in blocks of eight complex points, 8 real and then 8 imaginary parts.
#pragma once

#include <arm_neon.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"
#include "tyto/audio/micro/fft.hpp"

namespace tyto::neon::audio {

struct complex8 {
  int16x8_t re;
  int16x8_t im;
};

[[gnu::always_inline]] inline complex8 load(const std::int16_t* block) {
  return {vld1q_s16(block), vld1q_s16(block + 8)};
}
[[gnu::always_inline]] inline void store(std::int16_t* block, complex8 z) {
  vst1q_s16(block, z.re);
  vst1q_s16(block + 8, z.im);
}

[[gnu::always_inline]] inline complex8 operator+(complex8 a, complex8 b) {
  return {vaddq_s16(a.re, b.re), vaddq_s16(a.im, b.im)};
}
[[gnu::always_inline]] inline complex8 operator-(complex8 a, complex8 b) {
  return {vsubq_s16(a.re, b.re), vsubq_s16(a.im, b.im)};
}

[[gnu::always_inline]] inline complex8 scaled(complex8 z, std::int16_t factor_q15) {
  return {vqrdmulhq_n_s16(z.re, factor_q15), vqrdmulhq_n_s16(z.im, factor_q15)};
}

[[gnu::always_inline]] inline complex8 operator*(complex8 a, complex8 b) {
  const auto re = [](int16x4_t a_re, int16x4_t a_im, int16x4_t b_re, int16x4_t b_im) {
    return vrshrn_n_s32(vmlsl_s16(vmull_s16(a_re, b_re), a_im, b_im), 15);
  };
  const auto im = [](int16x4_t a_re, int16x4_t a_im, int16x4_t b_re, int16x4_t b_im) {
    return vrshrn_n_s32(vmlal_s16(vmull_s16(a_re, b_im), a_im, b_re), 15);
  };
  const auto low = [](int16x8_t x) { return vget_low_s16(x); };
  const auto high = [](int16x8_t x) { return vget_high_s16(x); };
  return {vcombine_s16(re(low(a.re), low(a.im), low(b.re), low(b.im)),
                       re(high(a.re), high(a.im), high(b.re), high(b.im))),
          vcombine_s16(im(low(a.re), low(a.im), low(b.re), low(b.im)),
                       im(high(a.re), high(a.im), high(b.re), high(b.im)))};
}

struct four_of_8 {
  complex8 at[4];
};

[[gnu::always_inline]] inline four_of_8 butterfly(complex8 a, complex8 b, complex8 c, complex8 d) {
  const complex8 even = a + c;
  const complex8 odd = a - c;
  const complex8 both = b + d;
  const complex8 turned = b - d;
  return {{even + both,
           {vaddq_s16(odd.re, turned.im), vsubq_s16(odd.im, turned.re)},
           even - both,
           {vsubq_s16(odd.re, turned.im), vaddq_s16(odd.im, turned.re)}}};
}

// From rows a, b, c, d to columns: a becomes [a0 b0 c0 d0 a4 b4 c4 d4], b that of 1 and 5, and so
// on.
[[gnu::always_inline]] inline void transpose(int16x8_t& a, int16x8_t& b, int16x8_t& c,
                                             int16x8_t& d) {
  const int16x8x2_t ab = vtrnq_s16(a, b);
  const int16x8x2_t cd = vtrnq_s16(c, d);
  const auto as_32 = [](int16x8_t x) { return vreinterpretq_s32_s16(x); };
  const int32x4x2_t even = vtrnq_s32(as_32(ab.val[0]), as_32(cd.val[0]));
  const int32x4x2_t odd = vtrnq_s32(as_32(ab.val[1]), as_32(cd.val[1]));
  a = vreinterpretq_s16_s32(even.val[0]);
  b = vreinterpretq_s16_s32(odd.val[0]);
  c = vreinterpretq_s16_s32(even.val[1]);
  d = vreinterpretq_s16_s32(odd.val[1]);
}

// [a.low b.low] and [a.high b.high].
[[gnu::always_inline]] inline void exchange_halves(int16x8_t& a, int16x8_t& b) {
  const int16x8_t low = vcombine_s16(vget_low_s16(a), vget_low_s16(b));
  b = vcombine_s16(vget_high_s16(a), vget_high_s16(b));
  a = low;
}

// Twiddle factors of a stage, for each vector of k: w^k, w^2k, w^3k. A stage of 4 points has its
// four k twice.
template <int Quarter>
constexpr auto micro_stage_table() {
  constexpr int vectors = Quarter < 8 ? 1 : Quarter / 8;
  std::array<std::int16_t, std::size_t{3 * 16 * vectors}> made{};
  std::size_t to = 0;
  for (int vector = 0; vector < vectors; ++vector) {
    for (int power = 1; power <= 3; ++power) {
      for (int lane = 0; lane < 8; ++lane, ++to) {
        const int k = (8 * vector + lane) % Quarter;
        const auto root =
            tyto::audio::micro::real_fft<512>::root(power * k * (512 / (4 * Quarter)));
        made[to] = root.re;
        made[to + 8] = root.im;
      }
      to += 8;
    }
  }
  return made;
}

class micro_fft {
  using definition = tyto::audio::micro::real_fft<512>;
  static constexpr int points = 256;
  static constexpr int block = 16;  // int16 of eight points
  static constexpr std::int16_t quarter_q15 = tyto::audio::micro::quarter_q15;
  static constexpr std::int16_t half_q15 = tyto::audio::micro::half_q15;

 public:
  // samples: 512, each times 2^shift within 16 bits. z: 512 int16, the transform of the even
  // samples + i the odd ones, in blocks.
  static void transform(const std::int16_t* samples, int shift, std::int16_t* z) {
    first_stage(samples, vdupq_n_s16(static_cast<std::int16_t>(shift)), z);
    second_stage(z);
    later_stage<16>(z, third.data());
    later_stage<64>(z, fourth.data());
  }

  // energies[k] of the real FFT's bins 0 < k < 256; [0] and [256] are not meant to be read.
  static void energies(const std::int16_t* z, std::uint32_t* out) {
    const std::int16_t* w = separating.data();
    complex8 after = load(z);  // Z[256] = Z[0]
    for (int k = 0; k < 128; k += 8) {
      const complex8 here = load(z + 2 * (points - 8 - k));
      const complex8 mirrored{reversed(vextq_s16(here.re, after.re, 1)),
                              reversed(vextq_s16(here.im, after.im, 1))};
      after = here;
      const complex8 p = scaled(load(z + 2 * k), half_q15);
      const complex8 m = scaled(mirrored, half_q15);
      const complex8 f1{vaddq_s16(p.re, m.re), vsubq_s16(p.im, m.im)};
      const complex8 f2{vsubq_s16(p.re, m.re), vaddq_s16(p.im, m.im)};
      const complex8 t = f2 * load(w);
      w += block;
      const complex8 low{vhaddq_s16(f1.re, t.re), vhaddq_s16(f1.im, t.im)};
      const complex8 high{vhsubq_s16(f1.re, t.re), vhsubq_s16(t.im, f1.im)};
      vst1q_u32(out + k, energy(vget_low_s16(low.re), vget_low_s16(low.im)));
      vst1q_u32(out + k + 4, energy(vget_high_s16(low.re), vget_high_s16(low.im)));
      // Bins 256 - k down to 249 - k.
      vst1q_u32(out + 253 - k, reversed(energy(vget_low_s16(high.re), vget_low_s16(high.im))));
      vst1q_u32(out + 249 - k, reversed(energy(vget_high_s16(high.re), vget_high_s16(high.im))));
    }
    out[128] = middle_energy(z);
  }

 private:
  [[gnu::always_inline]] static int16x8_t reversed(int16x8_t x) {
    const int16x8_t halves = vrev64q_s16(x);
    return vcombine_s16(vget_high_s16(halves), vget_low_s16(halves));
  }
  [[gnu::always_inline]] static uint32x4_t reversed(uint32x4_t x) {
    const uint32x4_t halves = vrev64q_u32(x);
    return vcombine_u32(vget_high_u32(halves), vget_low_u32(halves));
  }
  [[gnu::always_inline]] static uint32x4_t energy(int16x4_t re, int16x4_t im) {
    return vreinterpretq_u32_s32(vmlal_s16(vmull_s16(re, re), im, im));
  }

  // Bin 128 is its own mirror image; the second of its two values counts.
  static std::uint32_t middle_energy(const std::int16_t* z) {
    namespace micro = tyto::audio::micro;
    const micro::complex16 p = micro::scaled({z[2 * 128], z[2 * 128 + 8]}, micro::half_q15);
    const micro::complex16 q{p.re, static_cast<std::int16_t>(-p.im)};
    const micro::complex16 f1 = micro::sum(p, q);
    const micro::complex16 t = micro::product(micro::difference(p, q), definition::root(256));
    return micro::energy({static_cast<std::int16_t>((f1.re - t.re) >> 1),
                          static_cast<std::int16_t>((t.im - f1.im) >> 1)});
  }

  // With n = (d3 d2 d1 d0) in base 4, the four inputs that differ in d3 make four outputs k = 0..3
  // of place (d0 d1 d2 k). The lanes of a vector differ in d0 and the low bit of d1, so the columns
  // are stored in the order that the next stage reads, (d0 d1>>1) (d2) (d1&1 k):
  //
  //   block 4 (2 d0 + (d1 >> 1)) + d2   lanes   d1 even: k = 0 1 2 3   d1 odd: k = 0 1 2 3
  static void first_stage(const std::int16_t* samples, int16x8_t shift, std::int16_t* z) {
    for (int i = 0; i < 8; ++i) {
      const auto input = [&](int quarter) __attribute__((always_inline)) {
        const int16x8x2_t x = vld2q_s16(samples + 128 * quarter + 16 * i);
        return scaled({vshlq_s16(x.val[0], shift), vshlq_s16(x.val[1], shift)}, quarter_q15);
      };
      four_of_8 out = butterfly(input(0), input(1), input(2), input(3));
      transpose(out.at[0].re, out.at[1].re, out.at[2].re, out.at[3].re);
      transpose(out.at[0].im, out.at[1].im, out.at[2].im, out.at[3].im);
      std::int16_t* const to = z + block * (4 * (i & 1) + (i >> 1));
      unrolled<4>([&](auto d0)
                      __attribute__((always_inline)) { store(to + 8 * block * d0, out.at[d0]); });
    }
  }

  // Joins transforms of 4 points, two sixteens at a time, and brings the places into their order.
  static void second_stage(std::int16_t* z) {
    const complex8 w1 = load(second.data());
    const complex8 w2 = load(second.data() + block);
    const complex8 w3 = load(second.data() + 2 * block);
    for (int i = 0; i < 8; ++i) {
      four_of_8 out =
          butterfly(scaled(load(z), quarter_q15), scaled(load(z + block), quarter_q15) * w1,
                    scaled(load(z + 2 * block), quarter_q15) * w2,
                    scaled(load(z + 3 * block), quarter_q15) * w3);
      exchange_halves(out.at[0].re, out.at[1].re);
      exchange_halves(out.at[0].im, out.at[1].im);
      exchange_halves(out.at[2].re, out.at[3].re);
      exchange_halves(out.at[2].im, out.at[3].im);
      store(z, out.at[0]);
      store(z + block, out.at[2]);
      store(z + 2 * block, out.at[1]);
      store(z + 3 * block, out.at[3]);
      z += 4 * block;
    }
  }

  // Joins transforms of Quarter points.
  template <int Quarter>
  static void later_stage(std::int16_t* z, const std::int16_t* w) {
    constexpr int stride = 2 * Quarter;  // int16
    for (int k = 0; k < Quarter; k += 8) {
      const complex8 w1 = load(w);
      const complex8 w2 = load(w + block);
      const complex8 w3 = load(w + 2 * block);
      w += 3 * block;
      for (std::int16_t* at = z + 2 * k; at < z + 2 * points; at += 4 * stride) {
        const four_of_8 out =
            butterfly(scaled(load(at), quarter_q15), scaled(load(at + stride), quarter_q15) * w1,
                      scaled(load(at + 2 * stride), quarter_q15) * w2,
                      scaled(load(at + 3 * stride), quarter_q15) * w3);
        store(at, out.at[0]);
        store(at + stride, out.at[1]);
        store(at + 2 * stride, out.at[2]);
        store(at + 3 * stride, out.at[3]);
      }
    }
  }

  static constexpr auto second = micro_stage_table<4>();
  static constexpr auto third = micro_stage_table<16>();
  static constexpr auto fourth = micro_stage_table<64>();
  static constexpr auto separating = [] {
    std::array<std::int16_t, 2 * 128> made{};
    for (int k = 0; k < 128; ++k) {
      const auto root = definition::root(k + 128);
      made[static_cast<std::size_t>(k / 8 * block + k % 8)] = root.re;
      made[static_cast<std::size_t>(k / 8 * block + k % 8 + 8)] = root.im;
    }
    return made;
  }();

 public:
  static constexpr std::size_t table_bytes =
      sizeof(second) + sizeof(third) + sizeof(fourth) + sizeof(separating);
};

}  // namespace tyto::neon::audio
