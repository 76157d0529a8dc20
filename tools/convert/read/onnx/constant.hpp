// SPDX-License-Identifier: Apache-2.0
// Constants of an ONNX file, and what nodes of constants alone compute.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "convert/ir/ir.hpp"
#include "onnx.pb.h"

namespace tyto::convert {

// UINT8 is held as INT8, 128 less; so are its zero points, and the real numbers stay the same.
struct onnx_constant {
  enum class kind { float32, int8, int32, int64 };

  onnx_constant::kind type = kind::float32;
  bool was_uint8 = false;
  std::vector<int> dims;
  std::vector<std::uint8_t> bytes;  // little-endian, row-major
  ir::quantization quantized;       // where a DequantizeLinear gave it one

  [[nodiscard]] std::size_t elements() const;
  [[nodiscard]] std::size_t element_bytes() const;
};

using onnx_constant_pointer = std::shared_ptr<const onnx_constant>;

// Throws `error` for another element type, data of another size than the dimensions, or data in
// another file.
onnx_constant_pointer read_onnx_tensor(const onnx::TensorProto& tensor);

onnx_constant_pointer make_onnx_constant(std::vector<int> dims, std::span<const float> values);
onnx_constant_pointer make_onnx_constant(std::span<const std::int64_t> values);

// The numbers of a FLOAT constant.
std::vector<float> floats_of(const onnx_constant& constant);

// The numbers of an INT64 or INT32 constant: at most 16, each within +-2^24.
std::vector<std::int64_t> integers_of(const onnx_constant& constant);

// The same, where a larger number (exporters write one for "to the end") counts as the limit.
std::vector<std::int64_t> clamped_integers(const onnx_constant& constant);

// Axis i of the result is axis order[i].
onnx_constant_pointer transposed(const onnx_constant& constant, std::span<const int> order);

// The same elements, other dimensions.
onnx_constant_pointer with_dims(const onnx_constant& constant, std::vector<int> dims);

// Times `factor`: of a quantised constant, its scales.
onnx_constant_pointer scaled(const onnx_constant& constant, float factor);

// The quantisation that inputs `scale` and `zero_point` (nullptr: that of the type's 0) mean for a
// tensor of `dims` in ONNX's order of axes, along `axis`.
ir::quantization onnx_quantization(const onnx_constant& scale, const onnx_constant* zero_point,
                                   bool uint8_without_zero_point, const std::vector<int>& dims,
                                   std::int64_t axis);

// QuantizeLinear of a FLOAT constant.
onnx_constant_pointer quantized_constant(const onnx_constant& constant,
                                         const ir::quantization& quantized);

// DequantizeLinear of a constant: it stays stored as it is, and has a quantisation.
onnx_constant_pointer dequantized_constant(const onnx_constant& constant,
                                           ir::quantization quantized);

}  // namespace tyto::convert
