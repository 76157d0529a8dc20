// SPDX-License-Identifier: Apache-2.0
#include "bounds.hpp"

#include <cmath>

namespace operate {

namespace {

// Probability of at most `count` events where `mean` are expected.
double poisson_at_most(int count, double mean) {
  // In logarithms: exp(-mean) of a mean in the thousands is 0.
  double sum = 0.0;
  double log_term = -mean;
  for (int i = 0; i <= count; ++i) {
    if (i > 0) log_term += std::log(mean / i);
    sum += std::exp(log_term);
  }
  return sum;
}

// The mean at which poisson_at_most(count, mean) falls to `p`.
double mean_with(int count, double p) {
  double low = 0.0;
  double high = 20.0 + 3.0 * count;
  for (int i = 0; i < 80; ++i) {
    const double mean = (low + high) / 2.0;
    (poisson_at_most(count, mean) > p ? low : high) = mean;
  }
  return (low + high) / 2.0;
}

}  // namespace

interval poisson_interval(int count) {
  return {count == 0 ? 0.0 : mean_with(count - 1, 0.975), mean_with(count, 0.025)};
}

interval rate_interval(int count, double hours) {
  if (!(hours > 0.0)) return {0.0, 0.0};
  const interval mean = poisson_interval(count);
  return {mean.low / hours, mean.high / hours};
}

interval share_interval(int part, int whole) {
  if (whole == 0) return {0.0, 1.0};
  constexpr double z = 1.959964;
  const double n = whole;
  const double p = part / n;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double reach = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::fmax(0.0, centre - reach), std::fmin(1.0, centre + reach)};
}

}  // namespace operate
