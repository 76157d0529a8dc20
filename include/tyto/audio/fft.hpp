// SPDX-License-Identifier: Apache-2.0
// Real FFT of fixed size, in place, with its tables made at compile time.
//
// The N real samples are taken as N / 2 complex ones, even samples real, odd ones imaginary; a
// complex FFT of half the size is followed by one pass that separates the two. The complex FFT is a
// conjugate-pair split radix: about 4 M log2 M operations for M points (radix 2: 5 M log2 M), and
// each butterfly turns its inputs by one twiddle factor w^k, k < M / 4, and its conjugate. So a
// quarter wave is all the table there is.
//
// Source: I. Kamar and Y. Elcherif, "Conjugate pair fast Fourier transform", Electronics Letters 25
// (1989); H. Sorensen et al., "Real-valued fast Fourier transform algorithms", IEEE Trans. ASSP 35
// (1987), for the separation.
//
// With fused multiply-add the compiler may round an intermediate result differently; results of two
// targets then differ by about 1e-7 of the largest bin. Everything else is the same everywhere.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "tyto/audio/extents.hpp"
#include "tyto/core/math.hpp"

namespace tyto::audio {

namespace detail {

// cos(2 pi k / Size), 0 <= k < Size / 4. The sine of entry k is entry Size / 4 - k.
template <int Size>
constexpr array_of<float, Size / 4> make_quarter_wave() {
  array_of<float, Size / 4> table{};
  for (int k = 0; k < Size / 4; ++k) {
    table[static_cast<std::size_t>(k)] = static_cast<float>(math::cos(2 * math::pi * k / Size));
  }
  return table;
}

template <int Size>
inline constexpr auto quarter_wave = make_quarter_wave<Size>();

// Where the split-radix recursion of `points` points finds its input `position`:
//
//   position   0 .. M/2-1     M/2 .. 3M/4-1   3M/4 .. M-1
//   input      even: 2n       4n + 1          4n - 1 (mod M)
//
// each part being in its own recursion's order.
constexpr int split_radix_input(int points, int position) {
  if (points <= 2) return position;
  const int half = points / 2;
  const int quarter = points / 4;
  if (position < half) return 2 * split_radix_input(half, position);
  if (position < half + quarter) return 4 * split_radix_input(quarter, position - half) + 1;
  return (4 * split_radix_input(quarter, position - half - quarter) + points - 1) % points;
}

template <int Points>
using index_of = std::conditional_t<(Points <= 256), std::uint8_t, std::uint16_t>;

// The same order as exchanges: for position 0, 1, ... in turn, exchange with the entry's position,
// which is never lower. An input that an earlier exchange has moved away is followed to its place.
template <int Points>
constexpr array_of<index_of<Points>, Points> make_exchanges() {
  array_of<index_of<Points>, Points> exchange{};
  for (int position = 0; position < Points; ++position) {
    int from = split_radix_input(Points, position);
    while (from < position)
      from = exchange[static_cast<std::size_t>(from)];
    exchange[static_cast<std::size_t>(position)] = static_cast<index_of<Points>>(from);
  }
  return exchange;
}

template <int Points>
inline constexpr auto exchanges = make_exchanges<Points>();

}  // namespace detail

// Size: a power of two, 4 to 8192.
template <int Size>
class real_fft {
  static_assert(4 <= Size && Size <= 8192 && std::has_single_bit(static_cast<unsigned>(Size)),
                "tyto: real_fft's Size must be a power of two from 4 to 8192; cure: pad the frame "
                "with zeros to the next power of two");

 public:
  static constexpr int size = Size;
  static constexpr int bins = Size / 2 + 1;
  static constexpr std::size_t table_bytes =
      sizeof(detail::quarter_wave<Size>) + sizeof(detail::exchanges<Size / 2>);

  // X[k] = sum over n of x[n] exp(-2 pi i k n / Size), not scaled. The two bins that are real share
  // the first place:
  //
  //   index     0      1           2        3        4        5      ...  Size-2         Size-1
  //   before    x[0]   x[1]        x[2]     x[3]     x[4]     x[5]   ...
  //   after     X[0]   X[Size/2]   Re X[1]  Im X[1]  Re X[2]  Im X[2] ... Re X[Size/2-1] Im ...
  static constexpr void transform(span_of<float, Size> x) {
    reorder(x.data());
    split_radix<points>(x.data());
    separate(x.data());
  }

 private:
  static constexpr int points = Size / 2;

  static constexpr float cosine(int k) {
    return detail::quarter_wave<Size>[static_cast<std::size_t>(k)];
  }
  static constexpr float sine(int k) { return cosine(Size / 4 - k); }

  static constexpr void reorder(float* z) {
    for (int i = 0; i < points; ++i) {
      const int j = detail::exchanges<points>[static_cast<std::size_t>(i)];
      const float re = z[2 * i];
      const float im = z[2 * i + 1];
      z[2 * i] = z[2 * j];
      z[2 * i + 1] = z[2 * j + 1];
      z[2 * j] = re;
      z[2 * j + 1] = im;
    }
  }

  // Complex FFT of Points points in split-radix order; z holds them as re, im pairs.
  template <int Points>
  static constexpr void split_radix(float* z) {
    if constexpr (Points == 2) {
      const float re = z[2];
      const float im = z[3];
      z[2] = z[0] - re;
      z[3] = z[1] - im;
      z[0] += re;
      z[1] += im;
    } else if constexpr (Points >= 4) {
      split_radix<Points / 2>(z);
      split_radix<Points / 4>(z + Points);
      split_radix<Points / 4>(z + Points + Points / 2);
      butterfly<Points>(z, z[Points], z[Points + 1], z[Points + Points / 2],
                        z[Points + Points / 2 + 1]);
      constexpr int step = Size / Points;
      for (int k = 1; k < Points / 4; ++k) {
        // w = exp(-2 pi i k / Points); the third quarter is turned by w, the last by its conjugate.
        const float c = cosine(k * step);
        const float s = sine(k * step);
        float* const at = z + 2 * k;
        const float a_re = at[Points];
        const float a_im = at[Points + 1];
        const float b_re = at[Points + Points / 2];
        const float b_im = at[Points + Points / 2 + 1];
        butterfly<Points>(at, c * a_re + s * a_im, c * a_im - s * a_re, c * b_re - s * b_im,
                          c * b_im + s * b_re);
      }
    }
  }

  // With u the transform of the even inputs, a and b those of the inputs 4n + 1 and 4n - 1, turned:
  //
  //   X[k]              = u[k]              +   (a + b)
  //   X[k + Points/2]   = u[k]              -   (a + b)
  //   X[k + Points/4]   = u[k + Points/4]   - i (a - b)
  //   X[k + 3 Points/4] = u[k + Points/4]   + i (a - b)
  template <int Points>
  static constexpr void butterfly(float* z, float a_re, float a_im, float b_re, float b_im) {
    const float sum_re = a_re + b_re;
    const float sum_im = a_im + b_im;
    const float difference_re = a_re - b_re;
    const float difference_im = a_im - b_im;
    constexpr int quarter = Points / 2;  // floats
    const float u_re = z[0];
    const float u_im = z[1];
    const float v_re = z[quarter];
    const float v_im = z[quarter + 1];
    z[0] = u_re + sum_re;
    z[1] = u_im + sum_im;
    z[quarter] = v_re + difference_im;
    z[quarter + 1] = v_im - difference_re;
    z[2 * quarter] = u_re - sum_re;
    z[2 * quarter + 1] = u_im - sum_im;
    z[3 * quarter] = v_re - difference_im;
    z[3 * quarter + 1] = v_im + difference_re;
  }

  // From Z, the transform of even + i odd, to X. With * for the conjugate and M = Size / 2:
  //   X[k] = (Z[k] + Z*[M-k]) / 2 - i w (Z[k] - Z*[M-k]) / 2,  w = exp(-2 pi i k / Size)
  // and X[M-k] is the conjugate of the same with the sign of the second term turned.
  static constexpr void separate(float* z) {
    const float even = z[0];
    const float odd = z[1];
    z[0] = even + odd;
    z[1] = even - odd;
    for (int k = 1; k < points / 2; ++k) {
      float* const low = z + 2 * k;
      float* const high = z + 2 * (points - k);
      const float sum_re = 0.5F * (low[0] + high[0]);
      const float sum_im = 0.5F * (low[1] - high[1]);
      const float difference_re = 0.5F * (low[0] - high[0]);
      const float difference_im = 0.5F * (low[1] + high[1]);
      const float c = cosine(k);
      const float s = sine(k);
      const float turned_re = c * difference_im - s * difference_re;
      const float turned_im = c * difference_re + s * difference_im;  // of +i w, hence the signs
      low[0] = sum_re + turned_re;
      low[1] = sum_im - turned_im;
      high[0] = sum_re - turned_re;
      high[1] = -sum_im - turned_im;
    }
    z[points + 1] = -z[points + 1];
  }
};

}  // namespace tyto::audio
