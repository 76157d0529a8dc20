// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/range.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/random.hpp"

using namespace tyto::convert;
using floats = std::vector<float>;

namespace {

tensor_statistics statistics_of(const std::vector<floats>& inputs) {
  tensor_statistics s;
  for (const floats& f : inputs)
    s.see_extremes(f);
  for (const floats& f : inputs)
    s.see_histogram(f);
  return s;
}

// -1 to 1, evenly distributed.
floats even(std::size_t count) {
  floats values;
  for (std::size_t i = 0; i < count; ++i) {
    values.push_back(2.0F * (static_cast<float>(i) + 0.5F) / static_cast<float>(count) - 1.0F);
  }
  return values;
}

// Mean square error of storing `values` as int8 over a range.
double error_of(const floats& values, range r) {
  const tyto::quantization q = affine_quantization(r);
  double sum = 0.0;
  for (const float v : values) {
    const double error = double{v} - double{tyto::dequantize(tyto::quantize(v, q), q)};
    sum += error * error;
  }
  return sum / static_cast<double>(values.size());
}

}  // namespace

TEST_CASE("min_max: the extremes of all inputs") {
  const tensor_statistics s = statistics_of({{-1, 2}, {-3, 1}, {0, 5}});
  CHECK(choose_range(s, range_method::min_max, 0) == range{-3, 5});
}

TEST_CASE("moving_average: each input's extremes, the newest with weight 1 / 16") {
  const tensor_statistics s = statistics_of({{-1, 2}, {-3, 1}, {0, 5}});
  const double low = -1 + (-3 + 1) / 16.0;
  const double high = 2 + (1 - 2) / 16.0;
  const range expected{static_cast<float>(low + (0 - low) / 16),
                       static_cast<float>(high + (5 - high) / 16)};
  CHECK(choose_range(s, range_method::moving_average, 0) == expected);
}

TEST_CASE("percentile: as many values are cut at either end") {
  const tensor_statistics s = statistics_of({even(100000)});
  const range r = choose_range(s, range_method::percentile, 95.0);
  CHECK(r.low == doctest::Approx(-0.9).epsilon(1e-3));
  CHECK(r.high == doctest::Approx(0.9).epsilon(1e-3));
  const range all = choose_range(s, range_method::percentile, 100.0);
  CHECK(all.low == doctest::Approx(-1.0).epsilon(1e-3));
  CHECK(all.high == doctest::Approx(1.0).epsilon(1e-3));
}

TEST_CASE("percentile: what is real 0 counts too") {
  floats values(9000, 0.0F);
  for (const float v : even(1000))
    values.push_back(v);
  const range r = choose_range(statistics_of({values}), range_method::percentile, 99.0);
  CHECK(r.low == doctest::Approx(-0.8).epsilon(5e-3));
  CHECK(r.high == doctest::Approx(0.8).epsilon(5e-3));
}

TEST_CASE("mse: an outlier is cut where that makes the error less") {
  tyto::test::random numbers(3);
  floats values;
  for (int i = 0; i < 300000; ++i)
    values.push_back(numbers.real() + numbers.real() + numbers.real());
  values.push_back(4.5F);
  const tensor_statistics s = statistics_of({values});
  const range least = choose_range(s, range_method::mse, 0);
  const range all = choose_range(s, range_method::min_max, 0);
  CHECK(least.high < 4.0F);
  CHECK(least.low < -2.5F);
  CHECK(error_of(values, least) < error_of(values, all));
  // No range that ends at another place is better by more than what the histogram rounds.
  for (const float high : {2.2F, 2.5F, 2.8F, 3.0F, 3.5F, 4.0F, 4.5F})
    CHECK(error_of(values, least) < 1.1 * error_of(values, {least.low, high}));
}

TEST_CASE("a tensor that is always the same") {
  const tensor_statistics s = statistics_of({{0.5F, 0.5F}, {0.5F}});
  for (const auto method : {range_method::min_max, range_method::moving_average,
                            range_method::percentile, range_method::mse}) {
    CHECK(choose_range(s, method, 99.0) == range{0.5F, 0.5F});
  }
}

TEST_CASE("scale and zero point: real 0 is stored exactly, both ends within half a step") {
  for (const range r : {range{-1, 1}, range{0, 6}, range{-3, 0.5F}, range{2, 9}, range{-9, -2},
                        range{-246, 24.6F}, range{0, 1e-20F}}) {
    CAPTURE(r.low);
    CAPTURE(r.high);
    const tyto::quantization q = affine_quantization(r);
    CHECK(tyto::dequantize(tyto::quantize(0.0F, q), q) == 0.0F);
    const range stored = stored_range(q);
    CHECK(stored.low <= r.low + 0.51F * q.scale);
    CHECK(stored.high >= r.high - 0.51F * q.scale);
    const float width = std::max(r.high, 0.0F) - std::min(r.low, 0.0F);
    CHECK(stored.high - stored.low == doctest::Approx(width).epsilon(1e-5));
  }
  CHECK(affine_quantization({0, 0}) == tyto::quantization{1.0F, 0});
  CHECK(affine_quantization({0, std::numeric_limits<float>::denorm_min()}).scale == 1.0F);
}

TEST_CASE("a histogram keeps every value, zeros apart") {
  histogram h(-1, 1);
  h.add(floats{-5, -1, 0, 0, 0.5F, 1, 7});
  CHECK(h.zeros() == 2);
  CHECK(h.total() == 7);
  CHECK(h.counts().front() == 2);
  CHECK(h.counts().back() == 2);
  CHECK(h.edge(0) == -1.0);
  CHECK(h.edge(histogram::bins) == 1.0);
}
