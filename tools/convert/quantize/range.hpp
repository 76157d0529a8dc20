// SPDX-License-Identifier: Apache-2.0
// From the values that a tensor takes to the range that int8 has to cover.
#pragma once

#include "convert/quantize/tensor_statistics.hpp"
#include "tyto/core/numerics.hpp"

namespace tyto::convert {

// Real numbers, low <= high.
struct range {
  float low = 0.0F;
  float high = 0.0F;

  friend bool operator==(const range&, const range&) = default;
};

enum class range_method : std::uint8_t {
  min_max,         // all values
  moving_average,  // the average of each input's extremes
  percentile,      // all but the outermost values at each end
  mse,             // the least mean square error of storing and clipping
};

// The defaults are those that kept int8 closest to float on calibration clips that the ranges were
// not taken from. Features have tails of their own: digital silence, which is in recordings now and
// then, gives the logarithm's floor, far below all that is heard.
struct range_rule {
  range_method method = range_method::percentile;
  double percentile = 99.99;       // of the values that are not above the range; as many below
  double input_percentile = 99.9;  // the same for the network's input
};

// `percentile` is the rule's for the tensor.
range choose_range(const tensor_statistics& statistics, range_method method, double percentile);

// Scale and zero point for int8: real 0, which padding stores, is always a stored value, so the
// range is widened to hold it and shifted to meet it.
tyto::quantization affine_quantization(range r);

// Scale for int16, whose zero point is 0.
tyto::quantization symmetric_quantization(range r);

// What stored values -128 to 127 stand for.
range stored_range(tyto::quantization q);

}  // namespace tyto::convert
