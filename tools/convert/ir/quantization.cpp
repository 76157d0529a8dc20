// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/quantization.hpp"

#include <algorithm>
#include <cmath>

namespace tyto::convert {

tyto::quantization quantization_of(const ir::tensor& activation) {
  return {activation.quantized.scale.at(0),
          static_cast<int>(activation.quantized.zero_point.at(0))};
}

bool same_quantization(const ir::tensor& a, const ir::tensor& b) {
  if (a.quantized.scale.empty() || b.quantized.scale.empty()) {
    return a.quantized.scale.empty() == b.quantized.scale.empty();
  }
  const tyto::quantization p = quantization_of(a);
  const tyto::quantization q = quantization_of(b);
  const float difference = std::abs(p.scale - q.scale);
  return p.zero_point == q.zero_point && difference <= 1e-6F &&
         difference <= 1e-3F * std::max(p.scale, q.scale);
}

stored_limits activation_range(ir::activation function, tyto::quantization output,
                               stored_limits all) {
  const auto stored = [&](float real) {
    const std::int64_t q = std::int64_t{round_half_away(real / output.scale)} + output.zero_point;
    return static_cast<int>(clamp<std::int64_t>(q, all.min, all.max));
  };
  stored_limits range = all;
  if (std::isfinite(function.low)) range.min = stored(function.low);
  if (std::isfinite(function.high)) range.max = stored(function.high);
  return range;
}

std::vector<double> real_multipliers(const ir::tensor& input, const ir::tensor& weights,
                                     const ir::tensor& output, multiplier_rule rule) {
  const float in = quantization_of(input).scale;
  const double out = quantization_of(output).scale;
  const std::vector<float>& scales = weights.quantized.scale;
  if (rule == multiplier_rule::float32 && scales.size() == 1) {
    return {double{in * scales[0] / quantization_of(output).scale}};
  }
  if (rule == multiplier_rule::float32_product && scales.size() == 1) {
    return {double{in * scales[0]} / out};
  }
  std::vector<double> real;
  for (const float scale : scales)
    real.push_back(double{in} * double{scale} / out);
  return real;
}

}  // namespace tyto::convert
