// SPDX-License-Identifier: Apache-2.0
// The operators once more, written from their definitions and nothing else: run-time parameters,
// a padded copy of the input in place of clipped windows, 64-bit or double sums, rounding by its
// formula. Slow, and independent of the library on purpose.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <type_traits>
#include <vector>

namespace tyto::test::reference {

// Lets plain int subscript standard containers.
constexpr std::size_t at(int i) {
  return static_cast<std::size_t>(i);
}

// n / d to the nearest integer, ties away from zero; d > 0.
inline std::int64_t divide_nearest_away(std::int64_t n, std::int64_t d) {
  const std::int64_t magnitude = n < 0 ? -n : n;
  const std::int64_t rounded = magnitude / d + (2 * (magnitude % d) >= d ? 1 : 0);
  return n < 0 ? -rounded : rounded;
}

// floor(n / 2^bits)
inline std::int64_t floor_shift(std::int64_t n, int bits) {
  const std::int64_t d = std::int64_t{1} << bits;
  return n / d - (n % d < 0 ? 1 : 0);
}

inline std::int64_t saturate(std::int64_t x) {
  return std::clamp<std::int64_t>(x, INT32_MIN, INT32_MAX);
}

// Truncating division and a nudge whose sign is the product's round half up, in one line.
inline std::int64_t high_product(std::int64_t a, std::int64_t b) {
  return saturate(floor_shift(a * b + (std::int64_t{1} << 30), 31));
}

inline std::int64_t requantize(bool one_step, std::int64_t x, std::int64_t mantissa, int exponent) {
  if (one_step) {
    return floor_shift(x * mantissa + (std::int64_t{1} << (30 - exponent)), 31 - exponent);
  }
  const std::int64_t shifted = x * (std::int64_t{1} << std::max(exponent, 0));
  if (shifted != saturate(shifted)) throw std::logic_error("accumulator out of range");
  return divide_nearest_away(high_product(shifted, mantissa),
                             std::int64_t{1} << std::max(-exponent, 0));
}

// A sum of 64 bits, by a mantissa of 15 bits.
inline std::int64_t requantize_wide(std::int64_t x, std::int64_t mantissa, int exponent) {
  const std::int64_t short_mantissa =
      std::min<std::int64_t>(divide_nearest_away(mantissa, 65536), 32767);
  return floor_shift(x * short_mantissa + (std::int64_t{1} << (14 - exponent)), 15 - exponent);
}

// How an int8 sum becomes stored values, one multiplier for all channels or one each.
struct requantization {
  std::vector<std::int32_t> mantissa;
  std::vector<int> exponent;
  int zero_point = 0;
  int min = -128;
  int max = 127;
  bool one_step = false;

  std::int8_t operator()(std::int64_t acc, int channel) const {
    if (acc != saturate(acc)) throw std::logic_error("sum does not fit int32");
    const std::size_t i = mantissa.size() == 1 ? 0 : at(channel);
    const std::int64_t q = requantize(one_step, acc, mantissa.at(i), exponent.at(i)) + zero_point;
    return static_cast<std::int8_t>(std::clamp<std::int64_t>(q, min, max));
  }
};

// [height][width][channels]
template <class T>
struct image {
  int height = 0;
  int width = 0;
  int channels = 0;
  std::vector<T> values;

  image(int h, int w, int c, T fill)
      : height(h), width(w), channels(c), values(at(h * w * c), fill) {}
  image(int h, int w, int c, const T* data)
      : height(h), width(w), channels(c), values(data, data + h * w * c) {}

  T& operator()(int y, int x, int c) { return values.at(at((y * width + x) * channels + c)); }
  const T& operator()(int y, int x, int c) const {
    return values.at(at((y * width + x) * channels + c));
  }
};

struct geometry {
  int filter_height = 1, filter_width = 1;
  int stride_height = 1, stride_width = 1;
  int top = 0, bottom = 0, left = 0, right = 0;

  template <class T>
  int output_height(const image<T>& in) const {
    return (in.height + top + bottom - filter_height) / stride_height + 1;
  }
  template <class T>
  int output_width(const image<T>& in) const {
    return (in.width + left + right - filter_width) / stride_width + 1;
  }
};

// A copy with a border of `value`.
template <class T>
image<T> pad(const image<T>& in, const geometry& g, T value) {
  image<T> out(in.height + g.top + g.bottom, in.width + g.left + g.right, in.channels, value);
  for (int y = 0; y < in.height; ++y)
    for (int x = 0; x < in.width; ++x)
      for (int c = 0; c < in.channels; ++c)
        out(y + g.top, x + g.left, c) = in(y, x, c);
  return out;
}

// A sum of products, exact for int8; for float in double, with what its error is measured against.
template <class T>
struct sum {
  using type = std::conditional_t<std::is_same_v<T, float>, double, std::int64_t>;
  type value = 0;
  type magnitude = 0;  // sum of the terms' absolute values

  void add(type term) {
    value += term;
    magnitude += term < 0 ? -term : term;
  }
};

template <class T>
using bias_of = std::conditional_t<
    std::is_same_v<T, float>, float,
    std::conditional_t<std::is_same_v<T, std::int16_t>, std::int64_t, std::int32_t>>;

template <class T>
using sums = std::vector<sum<T>>;

// weights[out][kh][kw][in]; sums in [height][width][out] order.
template <class T>
sums<T> convolution(const image<T>& in, const geometry& g, T zero, const std::vector<T>& weights,
                    const std::vector<bias_of<T>>& bias) {
  using number = typename sum<T>::type;
  const image<T> padded = pad(in, g, zero);
  sums<T> out;
  for (int y = 0; y < g.output_height(in); ++y)
    for (int x = 0; x < g.output_width(in); ++x)
      for (int o = 0; o < static_cast<int>(bias.size()); ++o) {
        sum<T> acc;
        acc.add(bias.at(at(o)));
        for (int ky = 0; ky < g.filter_height; ++ky)
          for (int kx = 0; kx < g.filter_width; ++kx)
            for (int i = 0; i < in.channels; ++i) {
              const int w = ((o * g.filter_height + ky) * g.filter_width + kx) * in.channels + i;
              const number real = static_cast<number>(padded(y * g.stride_height + ky,
                                                             x * g.stride_width + kx, i)) -
                                  static_cast<number>(zero);
              acc.add(real * static_cast<number>(weights.at(at(w))));
            }
        out.push_back(acc);
      }
  return out;
}

// weights[kh][kw][in * multiplier]: output channel i * multiplier + m is input channel i's m-th.
template <class T>
sums<T> depthwise(const image<T>& in, const geometry& g, int multiplier, T zero,
                  const std::vector<T>& weights, const std::vector<bias_of<T>>& bias) {
  using number = typename sum<T>::type;
  const image<T> padded = pad(in, g, zero);
  sums<T> out;
  for (int y = 0; y < g.output_height(in); ++y)
    for (int x = 0; x < g.output_width(in); ++x)
      for (int i = 0; i < in.channels; ++i)
        for (int m = 0; m < multiplier; ++m) {
          const int o = i * multiplier + m;
          sum<T> acc;
          acc.add(bias.at(at(o)));
          for (int ky = 0; ky < g.filter_height; ++ky)
            for (int kx = 0; kx < g.filter_width; ++kx) {
              const number real = static_cast<number>(padded(y * g.stride_height + ky,
                                                             x * g.stride_width + kx, i)) -
                                  static_cast<number>(zero);
              const int w = (ky * g.filter_width + kx) * in.channels * multiplier + o;
              acc.add(real * static_cast<number>(weights.at(at(w))));
            }
          out.push_back(acc);
        }
  return out;
}

// weights[out][in]
template <class T>
sums<T> fully_connected(const std::vector<T>& in, T zero, const std::vector<T>& weights,
                        const std::vector<bias_of<T>>& bias) {
  using number = typename sum<T>::type;
  sums<T> out;
  for (int o = 0; o < static_cast<int>(bias.size()); ++o) {
    sum<T> acc;
    acc.add(bias.at(at(o)));
    for (int i = 0; i < static_cast<int>(in.size()); ++i) {
      const number real = static_cast<number>(in[at(i)]) - static_cast<number>(zero);
      acc.add(real * static_cast<number>(weights.at(at(o * static_cast<int>(in.size()) + i))));
    }
    out.push_back(acc);
  }
  return out;
}

// Every sum of `all` as it is stored; sums come `channels` at a time.
inline std::vector<std::int8_t> store(const sums<std::int8_t>& all, int channels,
                                      const requantization& how) {
  std::vector<std::int8_t> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    out.push_back(how(all[i].value, static_cast<int>(i) % channels));
  }
  return out;
}

// Calls f(values inside the window, output position) for each output of a pool.
template <class T, class F>
void for_each_window(const image<T>& in, const geometry& g, F f) {
  image<int> inside_source(in.height, in.width, in.channels, 1);
  const image<int> inside = pad(inside_source, g, 0);
  const image<T> padded = pad(in, g, T{});
  for (int y = 0; y < g.output_height(in); ++y)
    for (int x = 0; x < g.output_width(in); ++x)
      for (int c = 0; c < in.channels; ++c) {
        std::vector<T> values;
        for (int ky = 0; ky < g.filter_height; ++ky)
          for (int kx = 0; kx < g.filter_width; ++kx) {
            const int py = y * g.stride_height + ky;
            const int px = x * g.stride_width + kx;
            if (inside(py, px, c) != 0) values.push_back(padded(py, px, c));
          }
        f(values);
      }
}

template <class T>
std::int64_t mean_of(const std::vector<T>& values) {
  std::int64_t total = 0;
  for (const int v : values)
    total += v;
  return divide_nearest_away(total, static_cast<std::int64_t>(values.size()));
}

template <class T = std::int8_t>
std::vector<T> average_pool(const image<T>& in, const geometry& g, int min, int max) {
  std::vector<T> out;
  for_each_window(in, g, [&](const std::vector<T>& values) {
    out.push_back(static_cast<T>(std::clamp<std::int64_t>(mean_of(values), min, max)));
  });
  return out;
}

template <class T>
std::vector<T> max_pool(const image<T>& in, const geometry& g, T min, T max) {
  std::vector<T> out;
  for_each_window(in, g, [&](const std::vector<T>& values) {
    out.push_back(std::clamp(*std::max_element(values.begin(), values.end()), min, max));
  });
  return out;
}

// ---- the softmax's fixed-point functions, with constants taken from libm ----

inline std::int64_t q31(double real) {
  return std::llround(real * 0x1p31);
}

// exp(x / 2^26) in units of 2^-31, -2^31 <= x <= 0.
inline std::int64_t exponential(std::int64_t x) {
  if (x == 0) return INT32_MAX;
  const std::int64_t quarter = 1 << 24;
  std::int64_t quarters = -x / quarter;  // whole ones, towards zero ...
  std::int64_t rest = x + quarters * quarter;
  if (rest == 0) {  // ... but what is left for the series is in [-1/4, 0)
    --quarters;
    rest = -quarter;
  }
  // exp(-1/8) * (1 + t + t^2 / 2 + t^3 / 6 + t^4 / 24), t = rest + 1/8, in this order of roundings.
  const std::int64_t t = rest * 32 + (1 << 28);
  const std::int64_t t2 = high_product(t, t);
  const std::int64_t t3 = high_product(t2, t);
  const std::int64_t quarter_t4 = divide_nearest_away(high_product(t2, t2), 4);
  const std::int64_t tail =
      divide_nearest_away(high_product(quarter_t4 + t3, q31(1.0 / 3.0)) + t2, 2);
  const std::int64_t middle = q31(std::exp(-0.125));
  std::int64_t result = middle + high_product(middle, t + tail);
  double power = 0.25;
  for (; quarters != 0; quarters /= 2, power *= 2) {
    if (quarters % 2 != 0) result = high_product(result, q31(std::exp(-power)));
  }
  return result;
}

// 2^31 / (1 + x / 2^31), 0 <= x < 2^31: Newton-Raphson in units of 2^-29.
inline std::int64_t reciprocal(std::int64_t x) {
  const std::int64_t half = (x + INT32_MAX + 1) / 2;
  std::int64_t y =
      std::llround(48.0 / 17.0 * 0x1p29) + high_product(half, std::llround(-32.0 / 17.0 * 0x1p29));
  for (int step = 0; step < 3; ++step) {
    const std::int64_t error = (1 << 29) - high_product(half, y);
    y += saturate(high_product(y, error) * 4);
  }
  return saturate(y * 2);
}

}  // namespace tyto::test::reference
