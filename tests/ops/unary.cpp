// SPDX-License-Identifier: Apache-2.0
#include "tyto/ops/unary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

namespace tyto::test {
namespace {

using ops::function;

double exactly(const ops::unary& s, double x) {
  const double alpha = static_cast<double>(s.alpha);
  switch (s.function) {
    case function::logistic:
      return 1.0 / (1.0 + std::exp(-x));
    case function::tanh:
      return std::tanh(x);
    case function::hard_swish:
      return x * std::clamp(x + 3.0, 0.0, 6.0) / 6.0;
    case function::hard_sigmoid:
      return std::clamp(alpha * x + static_cast<double>(s.beta), 0.0, 1.0);
    case function::leaky_relu:
      return x >= 0 ? x : alpha * x;
    case function::elu:
      return x >= 0 ? x : alpha * std::expm1(x);
    case function::exp:
      return std::exp(x);
    case function::log:
      return std::log(x);
    case function::sqrt:
      return std::sqrt(x);
    case function::rsqrt:
      return 1.0 / std::sqrt(x);
    case function::abs:
      return std::abs(x);
    case function::negate:
      return -x;
    case function::square:
      return x * x;
  }
  return 0.0;
}

}  // namespace

TEST_CASE("functions of a float are within four roundings of the real ones") {
  for (int f = 0; f <= static_cast<int>(function::square); ++f) {
    const ops::unary s{.function = static_cast<function>(f),
                       .input = {1, 1, 1},
                       .output = {1, 1, 1},
                       .alpha = 0.2F,
                       .beta = 0.5F};
    const bool positive_only = s.function == function::log || s.function == function::sqrt ||
                               s.function == function::rsqrt;
    for (float x = -20.0F; x <= 20.0F; x += 0.03125F) {
      if (positive_only && x <= 0.0F) continue;
      float got = x;
      ops::apply(s, &got, &got);
      const double needed = exactly(s, static_cast<double>(x));
      INFO("function ", f, " of ", x);
      // hard-sigmoid and hard-swish cancel near where they turn.
      CHECK(std::abs(static_cast<double>(got) - needed) <=
            std::abs(needed) * 0x1p-22 + 20 * 0x1p-24);
    }
  }
}

TEST_CASE("functions of a float: far arguments neither overflow nor are NaN") {
  const auto value = [](function f, float x) {
    return ops::value_of({.function = f, .input = {}, .output = {}}, x);
  };
  CHECK(value(function::logistic, -1e30F) == 0.0F);
  CHECK(value(function::logistic, 1e30F) == 1.0F);
  CHECK(value(function::tanh, -1e30F) == -1.0F);
  CHECK(value(function::tanh, 1e30F) == 1.0F);
}

}  // namespace tyto::test
