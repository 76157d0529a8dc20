// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/tensor_statistics.hpp"

#include <algorithm>
#include <numeric>

namespace tyto::convert {

histogram::histogram(double low, double high)
    : low_(low), width_((high - low) / static_cast<double>(bins)), counts_(bins) {}

void histogram::add(std::span<const float> values) {
  constexpr auto last = static_cast<double>(bins - 1);
  for (const float value : values) {
    if (value == 0.0F) {
      ++zeros_;
      continue;
    }
    const double place = width_ > 0.0 ? (double{value} - low_) / width_ : 0.0;
    ++counts_[static_cast<std::size_t>(std::clamp(place, 0.0, last))];
  }
}

std::int64_t histogram::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), zeros_);
}

void tensor_statistics::see_extremes(std::span<const float> values) {
  if (values.empty()) return;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double low = *least;
  const double high = *most;
  if (!any_) {
    any_ = true;
    min_ = moving_min_ = low;
    max_ = moving_max_ = high;
    return;
  }
  constexpr double newest = 1.0 / 16;
  min_ = std::min(min_, low);
  max_ = std::max(max_, high);
  moving_min_ += newest * (low - moving_min_);
  moving_max_ += newest * (high - moving_max_);
}

void tensor_statistics::see_histogram(std::span<const float> values) {
  if (distribution_.counts().empty()) distribution_ = histogram(min_, max_);
  distribution_.add(values);
}

}  // namespace tyto::convert
