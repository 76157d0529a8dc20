// SPDX-License-Identifier: Apache-2.0
// Loops over channels innermost, in blocks that stay in registers: the compiler vectorises them,
// and the sums over rows run in the order of the rows whatever the width of its vectors.
#include "train/kernels.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tyto::train::kernels {
namespace {

constexpr std::int64_t block = 32;  // channels at a time

// Calls f(first, count) for each block of channels; count is a constant where the block is full.
template <class F>
void for_blocks(std::int64_t channels, F f) {
  std::int64_t c = 0;
  for (; c + block <= channels; c += block)
    f(c, std::integral_constant<std::int64_t, block>{});
  if (c < channels) f(c, channels - c);
}

// The rows and columns of a 3 x 3 window at output (t, f) that lie within the input.
struct window {
  std::int64_t first_i, last_i, first_j, last_j;
};

window window_at(const image& in, std::int64_t pad, std::int64_t t, std::int64_t f) {
  return {std::max<std::int64_t>(0, pad - t), std::min<std::int64_t>(3, in.times - t + pad),
          std::max<std::int64_t>(0, 1 - f), std::min<std::int64_t>(3, in.frequencies - f + 1)};
}

}  // namespace

void depthwise(const image& in, bool pad_time, const float* __restrict input,
               const float* __restrict weights, float* __restrict output) {
  const std::int64_t pad = pad_time ? 1 : 0;
  const std::int64_t out_times = in.times - 2 + 2 * pad;
  const std::int64_t row = in.frequencies * in.channels;
  for (std::int64_t n = 0; n < in.clips; ++n) {
    const float* x = input + n * in.times * row;
    for (std::int64_t t = 0; t < out_times; ++t) {
      for (std::int64_t f = 0; f < in.frequencies; ++f) {
        const window w = window_at(in, pad, t, f);
        for_blocks(in.channels, [&](std::int64_t first, auto count) {
          float sum[block] = {};
          for (std::int64_t i = w.first_i; i < w.last_i; ++i) {
            for (std::int64_t j = w.first_j; j < w.last_j; ++j) {
              const float* a = x + (t + i - pad) * row + (f + j - 1) * in.channels + first;
              const float* b = weights + (i * 3 + j) * in.channels + first;
              for (std::int64_t c = 0; c < count; ++c)
                sum[c] += a[c] * b[c];
            }
          }
          std::copy_n(sum, count, output + f * in.channels + first);
        });
      }
      output += row;
    }
  }
}

void depthwise_gradients(const image& in, bool pad_time, const float* __restrict input,
                         const float* __restrict weights, const float* __restrict grad_output,
                         float* __restrict grad_input, float* __restrict grad_weights) {
  const std::int64_t pad = pad_time ? 1 : 0;
  const std::int64_t out_times = in.times - 2 + 2 * pad;
  const std::int64_t row = in.frequencies * in.channels;
  // Of the input: the output's gradient gathered through the mirrored window.
  for (std::int64_t n = 0; n < in.clips; ++n) {
    const float* g = grad_output + n * out_times * row;
    float* out = grad_input + n * in.times * row;
    for (std::int64_t t = 0; t < in.times; ++t) {
      for (std::int64_t f = 0; f < in.frequencies; ++f) {
        for_blocks(in.channels, [&](std::int64_t first, auto count) {
          float sum[block] = {};
          for (std::int64_t i = 0; i < 3; ++i) {
            const std::int64_t from_t = t + pad - i;
            if (from_t < 0 || from_t >= out_times) continue;
            for (std::int64_t j = 0; j < 3; ++j) {
              const std::int64_t from_f = f + 1 - j;
              if (from_f < 0 || from_f >= in.frequencies) continue;
              const float* a = g + from_t * row + from_f * in.channels + first;
              const float* b = weights + (i * 3 + j) * in.channels + first;
              for (std::int64_t c = 0; c < count; ++c)
                sum[c] += a[c] * b[c];
            }
          }
          std::copy_n(sum, count, out + t * row + f * in.channels + first);
        });
      }
    }
  }
  // Of the weights: nine running sums a channel, kept in registers for a clip.
  std::fill_n(grad_weights, 9 * in.channels, 0.0F);
  for (std::int64_t n = 0; n < in.clips; ++n) {
    const float* x = input + n * in.times * row;
    const float* g = grad_output + n * out_times * row;
    for_blocks(in.channels, [&](std::int64_t first, auto count) {
      for (std::int64_t i = 0; i < 3; ++i) {
        const std::int64_t first_t = std::max<std::int64_t>(0, pad - i);
        const std::int64_t last_t = std::min(out_times, in.times + pad - i);
        float sum[3][block] = {};
        for (std::int64_t t = first_t; t < last_t; ++t) {
          for (std::int64_t f = 0; f < in.frequencies; ++f) {
            const float* b = g + t * row + f * in.channels + first;
            for (std::int64_t j = std::max<std::int64_t>(0, 1 - f);
                 j < std::min<std::int64_t>(3, in.frequencies - f + 1); ++j) {
              const float* a = x + (t + i - pad) * row + (f + j - 1) * in.channels + first;
              for (std::int64_t c = 0; c < count; ++c)
                sum[j][c] += a[c] * b[c];
            }
          }
        }
        for (std::int64_t j = 0; j < 3; ++j) {
          float* to = grad_weights + (i * 3 + j) * in.channels + first;
          for (std::int64_t c = 0; c < count; ++c)
            to[c] += sum[j][c];
        }
      }
    });
  }
}

void batch_norm_relu(std::int64_t rows, std::int64_t channels, float epsilon,
                     const float* __restrict x, const float* __restrict scale,
                     const float* __restrict shift, float* __restrict mean,
                     float* __restrict inverse_deviation, float* __restrict y) {
  constexpr std::int64_t chunk = 256;  // rows summed in float before they go to double
  std::vector<double> sums(2 * static_cast<std::size_t>(channels));
  for (std::int64_t r = 0; r < rows; r += chunk) {
    const std::int64_t last = std::min(rows, r + chunk);
    for_blocks(channels, [&](std::int64_t first, auto count) {
      float sum[block] = {}, squares[block] = {};
      for (std::int64_t k = r; k < last; ++k) {
        const float* a = x + k * channels + first;
        for (std::int64_t c = 0; c < count; ++c) {
          sum[c] += a[c];
          squares[c] += a[c] * a[c];
        }
      }
      for (std::int64_t c = 0; c < count; ++c) {
        sums[static_cast<std::size_t>(first + c)] += sum[c];
        sums[static_cast<std::size_t>(channels + first + c)] += squares[c];
      }
    });
  }
  std::vector<float> factor(static_cast<std::size_t>(channels)), term(factor.size());
  for (std::int64_t c = 0; c < channels; ++c) {
    const auto at = static_cast<std::size_t>(c);
    const double m = sums[at] / static_cast<double>(rows);
    const double squares = sums[at + static_cast<std::size_t>(channels)];
    const double variance = std::max(0.0, squares / static_cast<double>(rows) - m * m);
    mean[c] = static_cast<float>(m);
    inverse_deviation[c] = static_cast<float>(1.0 / std::sqrt(variance + epsilon));
    factor[at] = inverse_deviation[c] * scale[c];
    term[at] = shift[c] - mean[c] * factor[at];
  }
  const float* __restrict by = factor.data();
  const float* __restrict plus = term.data();
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < channels; ++c) {
      const float v = x[r * channels + c] * by[c] + plus[c];
      y[r * channels + c] = v > 0.0F ? v : 0.0F;
    }
  }
}

void batch_norm_relu_gradients(std::int64_t rows, std::int64_t channels, const float* __restrict x,
                               const float* __restrict y, const float* __restrict grad_y,
                               const float* __restrict scale, const float* __restrict mean,
                               const float* __restrict inverse_deviation, float* __restrict grad_x,
                               float* __restrict grad_scale, float* __restrict grad_shift) {
  std::fill_n(grad_scale, channels, 0.0F);
  std::fill_n(grad_shift, channels, 0.0F);
  constexpr std::int64_t chunk = 256;
  for (std::int64_t r = 0; r < rows; r += chunk) {
    const std::int64_t last = std::min(rows, r + chunk);
    for_blocks(channels, [&](std::int64_t first, auto count) {
      float sum[block] = {}, products[block] = {};
      for (std::int64_t k = r; k < last; ++k) {
        const std::int64_t at = k * channels + first;
        for (std::int64_t c = 0; c < count; ++c) {
          const float g = y[at + c] > 0.0F ? grad_y[at + c] : 0.0F;
          sum[c] += g;
          products[c] += g * (x[at + c] - mean[first + c]);
        }
      }
      for (std::int64_t c = 0; c < count; ++c) {
        grad_shift[first + c] += sum[c];
        grad_scale[first + c] += products[c] * inverse_deviation[first + c];
      }
    });
  }
  // dx = scale / deviation * (g - mean(g) - x^ mean(g x^)), x^ the normalised x.
  std::vector<float> factors(3 * static_cast<std::size_t>(channels));
  float* __restrict by = factors.data();
  float* __restrict slope = by + channels;
  float* __restrict term = slope + channels;
  for (std::int64_t c = 0; c < channels; ++c) {
    by[c] = scale[c] * inverse_deviation[c];
    const float n = static_cast<float>(rows);
    slope[c] = -by[c] * inverse_deviation[c] * grad_scale[c] / n;
    term[c] = -by[c] * grad_shift[c] / n - slope[c] * mean[c];
  }
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::int64_t at = r * channels;
    for (std::int64_t c = 0; c < channels; ++c) {
      const float g = y[at + c] > 0.0F ? grad_y[at + c] : 0.0F;
      grad_x[at + c] = g * by[c] + x[at + c] * slope[c] + term[c];
    }
  }
}

}  // namespace tyto::train::kernels
