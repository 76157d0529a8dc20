// SPDX-License-Identifier: Apache-2.0
// Arithmetic on whole constants of an ONNX file, as NumPy does it: what stays of an exporter that
// leaves weight normalisation, batch norms or the cutting up of weights to the reader.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "convert/read/onnx/constant.hpp"

namespace tyto::convert {

// Each element by the operator `op` of one FLOAT input; nullptr where that is none of Abs, Exp,
// Identity, Log, Neg, Reciprocal, Relu, Sigmoid, Sqrt, Tanh.
onnx_constant_pointer elementwise(std::string_view op, const onnx_constant& c);

// Sums, means, roots of sums of squares (ReduceSum, ReduceMean, ReduceL2) and the like over `axes`
// (each at least 0; none: all) of FLOAT; nullptr where `op` is another. An axis that is summed over
// stays with length 1 where `keep` says so.
onnx_constant_pointer reduced(std::string_view op, const onnx_constant& c, std::vector<int> axes,
                              bool keep);

// One behind the other along `axis`; nullptr where the element types differ. Throws `error` where
// another dimension does.
onnx_constant_pointer joined(std::span<const onnx_constant* const> parts, std::int64_t axis);

// Elements `indices` along `axis`; where `indices_dims` is empty, the axis goes. Throws `error` for
// an index outside.
onnx_constant_pointer taken(const onnx_constant& c, std::int64_t axis,
                            std::span<const std::int64_t> indices,
                            const std::vector<int>& indices_dims);

// Repeated along dimensions of 1 to `dims` or what is broadcast of both.
onnx_constant_pointer expanded(const onnx_constant& c, std::span<const std::int64_t> dims);

}  // namespace tyto::convert
