// SPDX-License-Identifier: Apache-2.0
// Functions of one float element. (int8 has ops/lookup.hpp.)
#pragma once

#include "tyto/core/math.hpp"
#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

enum class function : std::uint8_t {
  logistic,      // 1 / (1 + exp(-x))
  tanh,          //
  hard_swish,    // x * min(max(x + 3, 0), 6) / 6
  hard_sigmoid,  // min(max(alpha * x + beta, 0), 1)
  leaky_relu,    // x for x >= 0, alpha * x below
  elu,           // x for x >= 0, alpha * (exp(x) - 1) below
  exp,
  log,
  sqrt,
  rsqrt,  // 1 / sqrt(x)
  abs,
  negate,
  square,
};

struct unary {
  using element = float;
  static constexpr const char* operator_name = "unary";
  static constexpr bool elementwise = true;

  ops::function function = ops::function::logistic;
  shape input;
  shape output;
  float alpha = 0.0F;
  float beta = 0.0F;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <class Layer>
concept unary_layer = std::is_same_v<spec_of<Layer>, unary>;

template <unary_layer Layer>
struct checked<Layer> {
  static constexpr bool value = checks::keeps_shape<Layer>();
};

constexpr float logistic(float x) {
  return 1.0F / (1.0F + math::exp(-x));
}

// f(x).
constexpr float value_of(const unary& s, float x) {
  switch (s.function) {
    case function::logistic:
      return logistic(x);
    case function::tanh:
      return math::tanh(x);
    case function::hard_swish:
      return x * clamp(x + 3.0F, 0.0F, 6.0F) / 6.0F;
    case function::hard_sigmoid:
      return clamp(s.alpha * x + s.beta, 0.0F, 1.0F);
    case function::leaky_relu:
      return x >= 0.0F ? x : s.alpha * x;
    case function::elu:
      // exp(x) - 1, without the difference of two numbers near 1.
      return x >= 0.0F ? x : s.alpha * (math::tanh(0.5F * x) * (math::exp(x) + 1.0F));
    case function::exp:
      return math::exp(x);
    case function::log:
      return math::log(x);
    case function::sqrt:
      return math::sqrt(x);
    case function::rsqrt:
      return 1.0F / math::sqrt(x);
    case function::abs:
      return x < 0.0F ? -x : x;
    case function::negate:
      return -x;
    case function::square:
      return x * x;
  }
  return x;
}

// out[i] = f(in[i]). `output` may be `input`.
constexpr void apply(const unary& s, const float* input, float* output) {
  for (int i = 0; i < s.output.elements(); ++i)
    output[i] = value_of(s, input[i]);
}

}  // namespace tyto::ops

namespace tyto {

template <ops::unary_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
