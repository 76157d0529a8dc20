// SPDX-License-Identifier: Apache-2.0
// A layer as engines see it that know their network at run time only.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "tyto/core/numerics.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/core/shape.hpp"

namespace bench {

enum class operation {
  conv2d,
  depthwise,
  pointwise,
  fully_connected,
  global_average_pool,
  softmax
};

// The float32 network is the int8 network without its rounding: its activations are the int8
// network's, less their zero point, and its weights take in the requantise multiplier. So both do
// the same work on the same numbers, and float results lie within a few units of int8 ones.
struct layer {
  std::string name;
  bench::operation operation{};
  tyto::shape input;
  tyto::shape output;
  tyto::window window;  // of convolutions
  std::int64_t macs = 0;

  // int8. Weights are in the canonical order of the operator, see tyto/ops.
  tyto::numerics<std::int8_t> numerics;
  std::span<const std::int8_t> weights;
  std::span<const std::int32_t> bias;
  std::vector<tyto::multiplier> multipliers;  // one an output channel

  // float32
  std::vector<float> float_weights;
  std::vector<float> float_bias;
  float float_min = std::numeric_limits<float>::lowest();
  float float_max = std::numeric_limits<float>::max();

  float beta = 1.0F;  // softmax: what multiplies an activation (less its zero point)
};

using network = std::vector<layer>;

constexpr double real(tyto::multiplier m) {
  double value = static_cast<double>(m.mantissa) / 2147483648.0;  // 2^31
  for (int e = m.exponent; e > 0; --e)
    value *= 2;
  for (int e = m.exponent; e < 0; ++e)
    value /= 2;
  return value;
}

}  // namespace bench
