// SPDX-License-Identifier: Apache-2.0
// Numbers that follow from the quantisation of tensors, by TensorFlow Lite's rules for int8.
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

struct int8_range {
  int min = -128;
  int max = 127;
};

// Stored values that a fused activation lets through: for ReLU6, those of 0 to 6.
int8_range activation_range(ir::activation function, tyto::quantization output);

// The real numbers that accumulators are multiplied by, one for the layer or one a channel:
// scale_in * scale_weights / scale_out in double, but for a fully connected layer with one scale,
// whose product of scales is taken in float.
std::vector<double> real_multipliers(const ir::tensor& input, const ir::tensor& weights,
                                     const ir::tensor& output, bool fully_connected);

}  // namespace tyto::convert
