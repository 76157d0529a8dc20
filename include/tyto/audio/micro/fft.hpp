// SPDX-License-Identifier: Apache-2.0
// Real FFT in 16 bits, in place. Every step halves or quarters before it adds, so the result is
// X[k] / Size, less what is rounded off; where it happens and how it rounds is part of the
// definition, for the features depend on it.
//
// The Size real samples are taken as Size / 2 complex ones (even samples real, odd ones imaginary),
// transformed by decimation in time in radix-4 stages, and separated. Sums wrap around in 16 bits:
// a butterfly of inputs near full scale that all turn the same way can leave the range.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/audio/extents.hpp"
#include "tyto/audio/micro/window.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio::micro {

// A complex number whose parts are in 1 / 32768.
struct complex16 {
  std::int16_t re = 0;
  std::int16_t im = 0;

  friend constexpr bool operator==(complex16, complex16) = default;
};

// r(v) = (v + 2^14) >> 15: a product of two Q15 numbers as one, halves rounded up.
constexpr std::int16_t rounded_q15(std::int32_t v) {
  return static_cast<std::int16_t>((v + (1 << 14)) >> 15);
}

constexpr complex16 scaled(complex16 z, int factor_q15) {
  return {rounded_q15(z.re * factor_q15), rounded_q15(z.im * factor_q15)};
}

constexpr complex16 product(complex16 a, complex16 b) {
  return {rounded_q15(a.re * b.re - a.im * b.im), rounded_q15(a.re * b.im + a.im * b.re)};
}

constexpr complex16 sum(complex16 a, complex16 b) {
  return {static_cast<std::int16_t>(a.re + b.re), static_cast<std::int16_t>(a.im + b.im)};
}

constexpr complex16 difference(complex16 a, complex16 b) {
  return {static_cast<std::int16_t>(a.re - b.re), static_cast<std::int16_t>(a.im - b.im)};
}

inline constexpr int quarter_q15 = 8191;  // 32767 / 4, rounded down
inline constexpr int half_q15 = 16383;    // 32767 / 2, rounded down
inline constexpr int full_scale = 32767;

// Size: 128, 512 or 2048, for the complex FFT is of a power of four.
template <int Size>
class real_fft {
  static_assert(Size == 128 || Size == 512 || Size == 2048,
                "tyto: the 16-bit FFT's Size must be 128, 512 or 2048; cure: a window of 65 to "
                "128, 257 to 512 or 1025 to 2048 samples");

 public:
  static constexpr int points = Size / 2;

  // e^(-2 pi i k / Size), 0 <= k < 3 Size / 4, each part round(32767 ...).
  static constexpr complex16 root(int k) {
    return {wave[static_cast<std::size_t>(k)], wave[static_cast<std::size_t>(k + Size / 4)]};
  }

  // From z[n] = (x[2n], x[2n + 1]) to X[k] / Size for 0 < k < Size / 2. The two bins that are real
  // share the first place: re of z[0] is X[0] / Size, im is X[Size / 2] / Size.
  static constexpr void transform(span_of<complex16, points> z) {
    reorder(z.data());
    for (int quarter = 1; quarter < points; quarter *= 4)
      stage(z.data(), quarter);
    separate(z.data());
  }

  // Position that input n is moved to first: its base-4 digits in reverse.
  static constexpr int reversed(int n) {
    int r = 0;
    for (int digit = 1; digit < points; digit *= 4) {
      r = 4 * r + n % 4;
      n /= 4;
    }
    return r;
  }

 private:
  // round(32767 cos(2 pi k / Size)). The imaginary part of a root is found a quarter further on.
  static constexpr array_of<std::int16_t, Size> wave = [] {
    array_of<std::int16_t, Size> made{};
    for (int k = 0; k < Size; ++k) {
      made[static_cast<std::size_t>(k)] =
          static_cast<std::int16_t>(math::nearest(full_scale * math::cos(2 * math::pi * k / Size)));
    }
    return made;
  }();

  static constexpr void reorder(complex16* z) {
    for (int n = 0; n < points; ++n) {
      const int r = reversed(n);
      if (n >= r) continue;
      const complex16 kept = z[n];
      z[n] = z[r];
      z[r] = kept;
    }
  }

  // Joins four transforms of `quarter` points each, one after the other, into one; throughout z.
  static constexpr void stage(complex16* z, int quarter) {
    const int step = Size / (4 * quarter);
    for (int first = 0; first < points; first += 4 * quarter) {
      for (int k = 0; k < quarter; ++k)
        butterfly(z + first + k, quarter, root(k * step), root(2 * k * step), root(3 * k * step));
    }
  }

  static constexpr void butterfly(complex16* z, int quarter, complex16 w1, complex16 w2,
                                  complex16 w3) {
    const complex16 a = scaled(z[0], quarter_q15);
    const complex16 b = product(scaled(z[quarter], quarter_q15), w1);
    const complex16 c = product(scaled(z[2 * quarter], quarter_q15), w2);
    const complex16 d = product(scaled(z[3 * quarter], quarter_q15), w3);
    const complex16 even = sum(a, c);
    const complex16 odd = difference(a, c);
    const complex16 both = sum(b, d);
    const complex16 turned = difference(b, d);
    const complex16 minus_i{turned.im, static_cast<std::int16_t>(-turned.re)};
    z[0] = sum(even, both);
    z[quarter] = sum(odd, minus_i);
    z[2 * quarter] = difference(even, both);
    z[3 * quarter] = difference(odd, minus_i);
  }

  // From Z, the transform of even + i odd samples, to X.
  static constexpr void separate(complex16* z) {
    const complex16 first = scaled(z[0], half_q15);
    z[0] = {static_cast<std::int16_t>(first.re + first.im),
            static_cast<std::int16_t>(first.re - first.im)};
    for (int k = 1; k <= points / 2; ++k) {
      const complex16 p = scaled(z[k], half_q15);
      const complex16 mirrored = scaled(z[points - k], half_q15);
      const complex16 q{mirrored.re, static_cast<std::int16_t>(-mirrored.im)};
      const complex16 f1 = sum(p, q);
      const complex16 t = product(difference(p, q), root(k + points / 2));
      z[k] = {static_cast<std::int16_t>((f1.re + t.re) >> 1),
              static_cast<std::int16_t>((f1.im + t.im) >> 1)};
      z[points - k] = {static_cast<std::int16_t>((f1.re - t.re) >> 1),
                       static_cast<std::int16_t>((t.im - f1.im) >> 1)};
    }
  }

 public:
  static constexpr std::size_t table_bytes = sizeof(wave);
};

// Energy of a bin that is not one of the two real ones.
constexpr std::uint32_t energy(complex16 x) {
  return static_cast<std::uint32_t>(x.re * x.re) + static_cast<std::uint32_t>(x.im * x.im);
}

}  // namespace tyto::audio::micro
