// SPDX-License-Identifier: Apache-2.0
// Constants of a GraphDef.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "convert/read/graphdef/node.hpp"

namespace tyto::convert {

// Dimensions of a constant, and its numbers where they are FLOAT. A list of fewer numbers than
// elements is filled up with the last one, as TensorFlow does.
std::vector<int> constant_dims(const graphdef::Tensor& tensor);
std::vector<float> constant_floats(const graphdef::Tensor& tensor);

// The same for an operation on `elements` elements: as many, a single one repeated.
std::vector<float> constant_floats(const graphdef::Tensor& tensor, int elements);

// What a Const holds.
const graphdef::Tensor& const_value(const graphdef::Node& node);

// The numbers of a constant of INT32 or INT64, at most `most` of them, each within +-2^24.
std::vector<int> constant_integers(const graphdef::Tensor& tensor, std::int64_t most = 16);

// A constant of INT32.
graphdef::Tensor integer_constant(const std::vector<int>& dims, const std::vector<int>& values);

// The elementwise operations on constants that frozen graphs leave of a batch norm: `op` is Add,
// AddV2, Sub, Mul or RealDiv of two, Neg, Sqrt or Rsqrt of one. Of two, both have the same number
// of elements or one of them has a single one. False for another `op`.
bool fold_constants(std::string_view op, const std::vector<const graphdef::Tensor*>& inputs,
                    graphdef::Tensor& result);

}  // namespace tyto::convert
