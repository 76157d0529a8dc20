// SPDX-License-Identifier: Apache-2.0
#include "plain_loops.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace bench::plain {
namespace {

// x * m, rounded, moved to the output's zero point and clamped.
std::int8_t store(const layer& l, int channel, std::int32_t x) {
  const tyto::multiplier m = l.multipliers[static_cast<std::size_t>(channel)];
  if (m.exponent > 0) x <<= m.exponent;
  const std::int64_t product = std::int64_t{x} * m.mantissa;
  const std::int64_t nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
  std::int32_t scaled = static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));
  if (m.exponent < 0) {
    const int shift = -m.exponent;
    const std::int32_t mask = (1 << shift) - 1;
    const std::int32_t threshold = (mask >> 1) + (scaled < 0 ? 1 : 0);
    scaled = (scaled >> shift) + ((scaled & mask) > threshold ? 1 : 0);
  }
  return static_cast<std::int8_t>(std::clamp(scaled + l.numerics.output_zero_point,
                                             l.numerics.output_min, l.numerics.output_max));
}

float store(const layer& l, int /*channel*/, float x) {
  return std::min(std::max(x, l.float_min), l.float_max);
}

template <class T>
struct parameters;
template <>
struct parameters<std::int8_t> {
  using accumulator = std::int32_t;
  explicit parameters(const layer& l)
      : weights(l.weights.data()), bias(l.bias.data()), zero(l.numerics.input_zero_point) {}
  const std::int8_t* weights;
  const std::int32_t* bias;
  std::int32_t zero;
};
template <>
struct parameters<float> {
  using accumulator = float;
  explicit parameters(const layer& l)
      : weights(l.float_weights.data()), bias(l.float_bias.data()) {}
  const float* weights;
  const float* bias;
  static constexpr float zero = 0.0F;
};

template <class T>
void convolution(const layer& l, const T* input, T* output) {
  const parameters<T> p(l);
  const tyto::shape in = l.input;
  const tyto::window& w = l.window;
  for (int y = 0; y < l.output.height; ++y) {
    for (int x = 0; x < l.output.width; ++x) {
      for (int c = 0; c < l.output.channels; ++c) {
        auto sum = p.bias[c];
        for (int ky = 0; ky < w.size.height; ++ky) {
          const int iy = y * w.stride.height - w.pad.top + ky;
          if (iy < 0 || iy >= in.height) continue;
          for (int kx = 0; kx < w.size.width; ++kx) {
            const int ix = x * w.stride.width - w.pad.left + kx;
            if (ix < 0 || ix >= in.width) continue;
            const T* pixel = input + (iy * in.width + ix) * in.channels;
            const T* weights =
                p.weights + ((c * w.size.height + ky) * w.size.width + kx) * in.channels;
            for (int i = 0; i < in.channels; ++i)
              sum += (pixel[i] - p.zero) * weights[i];
          }
        }
        *output++ = store(l, c, sum);
      }
    }
  }
}

template <class T>
void depthwise(const layer& l, const T* input, T* output) {
  const parameters<T> p(l);
  const tyto::shape in = l.input;
  const tyto::window& w = l.window;
  const int multiplier = l.output.channels / in.channels;
  for (int y = 0; y < l.output.height; ++y) {
    for (int x = 0; x < l.output.width; ++x) {
      for (int c = 0; c < l.output.channels; ++c) {
        auto sum = p.bias[c];
        for (int ky = 0; ky < w.size.height; ++ky) {
          const int iy = y * w.stride.height - w.pad.top + ky;
          if (iy < 0 || iy >= in.height) continue;
          for (int kx = 0; kx < w.size.width; ++kx) {
            const int ix = x * w.stride.width - w.pad.left + kx;
            if (ix < 0 || ix >= in.width) continue;
            sum += (input[(iy * in.width + ix) * in.channels + c / multiplier] - p.zero) *
                   p.weights[(ky * w.size.width + kx) * l.output.channels + c];
          }
        }
        *output++ = store(l, c, sum);
      }
    }
  }
}

// `pixels` vectors times one matrix: pointwise and fully connected.
template <class T>
void product(const layer& l, int pixels, int inputs, const T* input, T* output) {
  const parameters<T> p(l);
  for (int pixel = 0; pixel < pixels; ++pixel) {
    for (int c = 0; c < l.output.channels; ++c) {
      auto sum = p.bias[c];
      for (int i = 0; i < inputs; ++i)
        sum += (input[pixel * inputs + i] - p.zero) * p.weights[c * inputs + i];
      *output++ = store(l, c, sum);
    }
  }
}

template <class T>
void global_average_pool(const layer& l, const T* input, T* output) {
  const int pixels = l.input.height * l.input.width;
  for (int c = 0; c < l.input.channels; ++c) {
    typename parameters<T>::accumulator sum = 0;
    for (int pixel = 0; pixel < pixels; ++pixel)
      sum += input[pixel * l.input.channels + c];
    if constexpr (std::same_as<T, float>) {
      output[c] = sum / static_cast<float>(pixels);
    } else {
      output[c] = static_cast<T>((sum + (sum > 0 ? pixels / 2 : -(pixels / 2))) / pixels);
    }
  }
}

// In float for int8 too, which is what most would write: a result may be one unit off.
template <class T>
void softmax(const layer& l, const T* input, T* output) {
  const int n = l.input.channels;
  const T largest = *std::max_element(input, input + n);
  float sum = 0.0F;
  for (int c = 0; c < n; ++c)
    sum += std::exp(l.beta * static_cast<float>(input[c] - largest));
  for (int c = 0; c < n; ++c) {
    const float p = std::exp(l.beta * static_cast<float>(input[c] - largest)) / sum;
    if constexpr (std::same_as<T, float>) {
      output[c] = p;
    } else {
      output[c] = static_cast<T>(std::clamp(std::lround(p * 256.0F) - 128L, -128L, 127L));
    }
  }
}

template <class T>
void run_layer(const layer& l, const T* input, T* output) {
  switch (l.operation) {
    case operation::conv2d:
      return convolution(l, input, output);
    case operation::depthwise:
      return depthwise(l, input, output);
    case operation::pointwise:
      return product(l, l.input.height * l.input.width, l.input.channels, input, output);
    case operation::fully_connected:
      return product(l, 1, l.input.elements(), input, output);
    case operation::global_average_pool:
      return global_average_pool(l, input, output);
    case operation::softmax:
      return softmax(l, input, output);
  }
}

}  // namespace

void run(const layer& l, const std::int8_t* input, std::int8_t* output) {
  run_layer(l, input, output);
}

void run(const layer& l, const float* input, float* output) {
  run_layer(l, input, output);
}

}  // namespace bench::plain
