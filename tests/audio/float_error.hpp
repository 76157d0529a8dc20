// SPDX-License-Identifier: Apache-2.0
// Errors in units in the last place of the right result.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "tyto/core/math.hpp"

namespace tyto::test {

// |got - right| in ulps of `right`, which is taken as exact.
inline double ulps(double got, double right) {
  const double size = std::fabs(right);
  const double ulp = std::nextafter(size, std::numeric_limits<double>::infinity()) - size;
  return got == right ? 0.0 : std::fabs(got - right) / ulp;
}

// Error of log(x) in ulps of a float result; infinite for a NaN.
inline double float_log_ulps(float x) {
  const double right = std::log(double{x});
  const double got = math::log(x);
  if (got == right) return 0.0;
  const float size = std::fabs(static_cast<float>(right));
  const double ulp =
      double{std::nextafter(size, std::numeric_limits<float>::infinity())} - double{size};
  const double error = std::fabs(got - right) / ulp;
  return std::isnan(error) ? std::numeric_limits<double>::infinity() : error;
}

}  // namespace tyto::test
