// SPDX-License-Identifier: Apache-2.0
// The ways to quantise a float model.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tyto::convert {

struct scheme {
  std::string name;
  bool quantized = true;      // false: the model stays float
  bool per_channel = true;    // a scale for each output channel of the weights, or one
  bool float_first = false;   // all up to the first convolution stays float
  bool wide = false;          // activations are int16, or else int8
  bool power_of_two = false;  // every scale is a power of two, and activations share one
  float global_scale = 4.0F;  // power_of_two: activations cover -global_scale to global_scale
};

// int8, int16x8, int8-per-tensor, int8-skip-first, pow2, pow2-skip-first, float. Throws `error` for
// others.
scheme parse_scheme(std::string_view name);

// All names, with commas.
std::string scheme_names();

// Throws `error` unless `scale` is a power of two from 2^-16 to 2^16.
void check_global_scale(float scale);

}  // namespace tyto::convert
