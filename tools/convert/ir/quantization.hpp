// SPDX-License-Identifier: Apache-2.0
// Numbers that follow from the quantisation of tensors, by TensorFlow Lite's rules.
#pragma once

#include <cstdint>
#include <vector>

#include "convert/ir/ir.hpp"
#include "tyto/core/numerics.hpp"

namespace tyto::convert {

// The one scale and zero point of an activation that check_types has passed.
tyto::quantization quantization_of(const ir::tensor& activation);

// Whether stored values of one mean the same in the other. (TensorFlow Lite's pools allow the two
// scales to differ by 1e-6.)
bool same_quantization(const ir::tensor& a, const ir::tensor& b);

struct stored_limits {
  int min = -128;
  int max = 127;
};

// Stored values, out of `all`, that a fused activation lets through: for ReLU6, those of 0 to 6.
stored_limits activation_range(ir::activation function, tyto::quantization output,
                               stored_limits all = {});

// In what scale_in * scale_weights / scale_out is computed where the weights have one scale; with a
// scale a channel it is double.
enum class multiplier_rule : std::uint8_t {
  float64,
  float32_product,  // the product of the first two in float, the quotient in double: of a fully
                    // connected layer
  float32,          // all in float: of an SVDF
};

// The real numbers that accumulators are multiplied by, one for the layer or one a channel.
std::vector<double> real_multipliers(const ir::tensor& input, const ir::tensor& weights,
                                     const ir::tensor& output, multiplier_rule rule);

}  // namespace tyto::convert
