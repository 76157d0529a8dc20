// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/range.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace tyto::convert {

namespace {

constexpr double steps = 255.0;  // from stored -128 to 127

range narrowed(double low, double high) {
  return {static_cast<float>(low), static_cast<float>(high)};
}

range percentile_range(const tensor_statistics& s, double percentile) {
  const histogram& h = s.distribution();
  const double outside = (1.0 - percentile / 100.0) * static_cast<double>(h.total());
  const auto holds = [&](std::int64_t count) { return static_cast<double>(count) > outside; };
  std::size_t first = 0;
  std::size_t last = histogram::bins - 1;
  for (std::int64_t n = h.counts()[0]; !holds(n) && first < last;)
    n += h.counts()[++first];
  for (std::int64_t n = h.counts()[last]; !holds(n) && last > first;)
    n += h.counts()[--last];
  return narrowed(h.edge(first), h.edge(last + 1));
}

// Sums over the bins before each bin: how many values, their sum, their squares' sum.
class moments {
 public:
  explicit moments(const histogram& h) : before_(histogram::bins + 1) {
    for (std::size_t i = 0; i < histogram::bins; ++i) {
      const auto n = static_cast<double>(h.counts()[i]);
      const double x = h.centre(i);
      before_[i + 1] = {before_[i][0] + n, before_[i][1] + n * x, before_[i][2] + n * x * x};
    }
  }

  // Sum over the values in bins [begin, end) of (value - x)^2.
  [[nodiscard]] double squares_around(double x, std::size_t begin, std::size_t end) const {
    const auto part = [&](std::size_t k) { return before_[end][k] - before_[begin][k]; };
    return std::max(0.0, part(2) - 2 * x * part(1) + x * x * part(0));
  }
  [[nodiscard]] double count(std::size_t begin, std::size_t end) const {
    return before_[end][0] - before_[begin][0];
  }

 private:
  std::vector<std::array<double, 3>> before_;
};

// Tries ranges that end at the edges of bins. Inside, the error of rounding is evenly distributed
// over a step; outside, values are clipped to the end of the range.
range mse_range(const tensor_statistics& s) {
  const histogram& h = s.distribution();
  const moments m(h);
  constexpr std::size_t stride = histogram::bins / 256;
  range best = narrowed(s.min(), s.max());
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t begin = 0; begin < histogram::bins && h.edge(begin) <= std::max(0.0, s.min());
       begin += stride) {
    const double low = std::min(0.0, h.edge(begin));
    for (std::size_t end = histogram::bins; end > begin; end -= stride) {
      const double high = std::max(0.0, h.edge(end));
      const double step = (high - low) / steps;
      const double error = m.squares_around(low, 0, begin) +
                           m.squares_around(high, end, histogram::bins) +
                           m.count(begin, end) * step * step / 12;
      if (error < least) {
        least = error;
        best = narrowed(h.edge(begin), h.edge(end));
      }
      if (h.edge(end) <= 0.0) break;
    }
  }
  return best;
}

}  // namespace

range choose_range(const tensor_statistics& s, range_method method, double percentile) {
  if (s.min() == s.max()) return narrowed(s.min(), s.max());
  switch (method) {
    case range_method::min_max:
      break;
    case range_method::moving_average:
      return narrowed(s.moving_min(), s.moving_max());
    case range_method::percentile:
      return percentile_range(s, percentile);
    case range_method::mse:
      return mse_range(s);
  }
  return narrowed(s.min(), s.max());
}

tyto::quantization affine_quantization(range r) {
  const double low = std::min(0.0, double{r.low});
  const double high = std::max(0.0, double{r.high});
  // A tensor that is always 0 has any scale.
  const auto scale = static_cast<float>((high - low) / steps);
  if (!(scale >= std::numeric_limits<float>::min())) return {1.0F, 0};
  const double zero_point = std::round(-128.0 - low / double{scale});
  return {scale, static_cast<int>(std::clamp(zero_point, -128.0, 127.0))};
}

tyto::quantization symmetric_quantization(range r) {
  const double largest = std::max(std::abs(double{r.low}), std::abs(double{r.high}));
  const auto scale = static_cast<float>(largest / 32767.0);
  return {scale >= std::numeric_limits<float>::min() ? scale : 1.0F, 0};
}

range stored_range(tyto::quantization q) {
  return {dequantize(std::int8_t{-128}, q), dequantize(std::int8_t{127}, q)};
}

}  // namespace tyto::convert
