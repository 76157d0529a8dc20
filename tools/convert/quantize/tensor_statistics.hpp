// SPDX-License-Identifier: Apache-2.0
// What calibration sees of one tensor's values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tyto::convert {

// Counts values between two bounds in bins of equal width. Values at real 0 are counted apart: they
// are stored without error, and a ReLU makes many.
class histogram {
 public:
  static constexpr std::size_t bins = 4096;

  histogram() = default;
  histogram(double low, double high);

  // Values outside the bounds count as at the bound.
  void add(std::span<const float> values);

  [[nodiscard]] std::int64_t zeros() const { return zeros_; }
  [[nodiscard]] const std::vector<std::int64_t>& counts() const { return counts_; }
  [[nodiscard]] std::int64_t total() const;  // zeros included

  // Real value in the middle of a bin.
  [[nodiscard]] double centre(std::size_t bin) const {
    return low_ + (static_cast<double>(bin) + 0.5) * width_;
  }
  // Real value at which a bin begins; that of bin `bins` is where the last one ends.
  [[nodiscard]] double edge(std::size_t bin) const {
    return low_ + static_cast<double>(bin) * width_;
  }

 private:
  double low_ = 0.0;
  double width_ = 0.0;
  std::int64_t zeros_ = 0;
  std::vector<std::int64_t> counts_;
};

// Filled in two rounds over the same inputs: see_extremes for all, then see_histogram for all.
class tensor_statistics {
 public:
  void see_extremes(std::span<const float> values);
  void see_histogram(std::span<const float> values);

  [[nodiscard]] double min() const { return min_; }
  [[nodiscard]] double max() const { return max_; }

  // Each input's extremes averaged, the newest with weight 1 / 16.
  [[nodiscard]] double moving_min() const { return moving_min_; }
  [[nodiscard]] double moving_max() const { return moving_max_; }

  [[nodiscard]] const histogram& distribution() const { return distribution_; }

 private:
  bool any_ = false;
  double min_ = 0.0;
  double max_ = 0.0;
  double moving_min_ = 0.0;
  double moving_max_ = 0.0;
  histogram distribution_;
};

}  // namespace tyto::convert
