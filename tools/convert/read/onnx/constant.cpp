// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/constant.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/float16.hpp"
#include "convert/ir/graph_builder.hpp"
#include "convert/ir/reorder.hpp"

namespace tyto::convert {

namespace {

using kind = onnx_constant::kind;

std::vector<int> dims_of(const onnx::TensorProto& tensor) {
  std::vector<int> dims;
  for (const std::int64_t dim : tensor.dims())
    dims.push_back(checked_dim(dim));
  checked_elements(dims);
  return dims;
}

// The list of numbers that stands in the place of raw data, each stored as a T.
template <class T, class List>
std::vector<std::uint8_t> bytes_of_list(const List& list) {
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(list.size()) * sizeof(T));
  std::size_t at = 0;
  for (const auto number : list) {
    const T value = static_cast<T>(number);
    std::memcpy(bytes.data() + at, &value, sizeof(T));
    at += sizeof(T);
  }
  return bytes;
}

template <class T, class List>
void take_data(const onnx::TensorProto& tensor, const List& list, onnx_constant& to) {
  if (tensor.has_raw_data()) {
    to.bytes.assign(tensor.raw_data().begin(), tensor.raw_data().end());
  } else {
    to.bytes = bytes_of_list<T>(list);
  }
}

std::vector<std::uint8_t> floats_of_halves(const std::vector<std::uint8_t>& halves) {
  std::vector<float> values;
  for (std::size_t at = 0; at + 2 <= halves.size(); at += 2) {
    std::uint16_t half = 0;
    std::memcpy(&half, halves.data() + at, sizeof half);
    values.push_back(float_of_half(half));
  }
  return bytes_of(values);
}

std::vector<std::uint8_t> floats_of_doubles(const std::vector<std::uint8_t>& doubles) {
  std::vector<float> values;
  for (std::size_t at = 0; at + 8 <= doubles.size(); at += 8) {
    double value = 0.0;
    std::memcpy(&value, doubles.data() + at, sizeof value);
    values.push_back(static_cast<float>(value));
  }
  return bytes_of(values);
}

template <class T>
std::vector<T> values_of(const onnx_constant& constant) {
  std::vector<T> values(constant.bytes.size() / sizeof(T));
  if (!values.empty()) {
    std::memcpy(values.data(), constant.bytes.data(), values.size() * sizeof(T));
  }
  return values;
}

std::vector<std::int64_t> zero_points_of(const onnx_constant& constant) {
  if (constant.type == kind::int8) {
    const auto values = values_of<std::int8_t>(constant);
    return {values.begin(), values.end()};
  }
  if (constant.type == kind::int32) {
    const auto values = values_of<std::int32_t>(constant);
    return {values.begin(), values.end()};
  }
  fail("its zero point is no INT8, UINT8 or INT32");
}

}  // namespace

std::size_t onnx_constant::elements() const {
  return bytes.size() / element_bytes();
}

std::size_t onnx_constant::element_bytes() const {
  return type == kind::int8 ? 1 : type == kind::int64 ? 8 : 4;
}

onnx_constant_pointer read_onnx_tensor(const onnx::TensorProto& tensor) {
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL || tensor.external_data_size() > 0) {
    fail("constant \"{}\" has its data in another file; accepted: data in the model's file",
         printable(tensor.name()));
  }
  onnx_constant made;
  made.dims = dims_of(tensor);
  switch (tensor.data_type()) {
    case onnx::TensorProto::FLOAT:
      made.type = kind::float32;
      take_data<float>(tensor, tensor.float_data(), made);
      break;
    case onnx::TensorProto::FLOAT16:
      made.type = kind::float32;
      take_data<std::uint16_t>(tensor, tensor.int32_data(), made);
      made.bytes = floats_of_halves(made.bytes);
      break;
    case onnx::TensorProto::DOUBLE:
      made.type = kind::float32;
      take_data<double>(tensor, tensor.double_data(), made);
      made.bytes = floats_of_doubles(made.bytes);
      break;
    case onnx::TensorProto::INT8:
    case onnx::TensorProto::UINT8:
      made.type = kind::int8;
      made.was_uint8 = tensor.data_type() == onnx::TensorProto::UINT8;
      take_data<std::uint8_t>(tensor, tensor.int32_data(), made);
      if (made.was_uint8) {
        for (std::uint8_t& byte : made.bytes)
          byte ^= 0x80U;
      }
      break;
    case onnx::TensorProto::INT32:
      made.type = kind::int32;
      take_data<std::int32_t>(tensor, tensor.int32_data(), made);
      break;
    case onnx::TensorProto::INT64:
      made.type = kind::int64;
      take_data<std::int64_t>(tensor, tensor.int64_data(), made);
      break;
    default:
      fail(
          "constant \"{}\" has element type {}; accepted: FLOAT, FLOAT16, DOUBLE, INT8, UINT8, "
          "INT32, INT64",
          printable(tensor.name()), tensor.data_type());
  }
  const std::size_t needed =
      static_cast<std::size_t>(checked_elements(made.dims)) * made.element_bytes();
  if (made.bytes.size() != needed) {
    fail("constant \"{}\" is {} and has {} bytes; accepted: {}", printable(tensor.name()),
         dimensions(made.dims), made.bytes.size(), needed);
  }
  return std::make_shared<onnx_constant>(std::move(made));
}

onnx_constant_pointer make_onnx_constant(std::vector<int> dims, std::span<const float> values) {
  onnx_constant made;
  made.dims = std::move(dims);
  made.bytes = bytes_of(values);
  return std::make_shared<onnx_constant>(std::move(made));
}

onnx_constant_pointer make_onnx_constant(std::span<const std::int64_t> values) {
  onnx_constant made;
  made.type = kind::int64;
  made.dims = {static_cast<int>(values.size())};
  made.bytes.resize(values.size_bytes());
  if (!values.empty()) std::memcpy(made.bytes.data(), values.data(), made.bytes.size());
  return std::make_shared<onnx_constant>(std::move(made));
}

std::vector<float> floats_of(const onnx_constant& constant) {
  if (constant.type != kind::float32) fail("a constant is no FLOAT");
  return values_of<float>(constant);
}

namespace {

constexpr std::int64_t largest_integer = std::int64_t{1} << 24;

std::vector<std::int64_t> any_integers_of(const onnx_constant& constant) {
  constexpr std::size_t most = 16;
  if (constant.elements() > most) {
    fail("a list has {} numbers; accepted: up to {}", constant.elements(), most);
  }
  if (constant.type == kind::int64) return values_of<std::int64_t>(constant);
  if (constant.type != kind::int32) fail("a list of numbers is no INT64");
  const auto narrow = values_of<std::int32_t>(constant);
  return {narrow.begin(), narrow.end()};
}

}  // namespace

std::vector<std::int64_t> integers_of(const onnx_constant& constant) {
  std::vector<std::int64_t> values = any_integers_of(constant);
  for (const std::int64_t x : values) {
    if (x < -largest_integer || x > largest_integer) {
      fail("a list holds {}; accepted: {} to {}", x, -largest_integer, largest_integer);
    }
  }
  return values;
}

std::vector<std::int64_t> clamped_integers(const onnx_constant& constant) {
  std::vector<std::int64_t> values = any_integers_of(constant);
  for (std::int64_t& x : values)
    x = std::clamp(x, -largest_integer, largest_integer);
  return values;
}

onnx_constant_pointer transposed(const onnx_constant& constant, std::span<const int> order) {
  onnx_constant made = constant;
  made.dims = reordered_dims(constant.dims, order);
  made.bytes = reordered(constant.bytes, constant.element_bytes(), constant.dims, order);
  if (made.quantized.scale.size() > 1) {
    made.quantized.axis = inverse(order)[static_cast<std::size_t>(constant.quantized.axis)];
  }
  return std::make_shared<onnx_constant>(std::move(made));
}

onnx_constant_pointer with_dims(const onnx_constant& constant, std::vector<int> dims) {
  if (constant.quantized.scale.size() > 1) {
    fail("it gives a constant that is quantised along an axis other dimensions");
  }
  onnx_constant made = constant;
  made.dims = std::move(dims);
  return std::make_shared<onnx_constant>(std::move(made));
}

onnx_constant_pointer scaled(const onnx_constant& constant, float factor) {
  onnx_constant made = constant;
  for (float& scale : made.quantized.scale)
    scale *= factor;
  if (made.quantized.scale.empty()) {
    std::vector<float> values = floats_of(constant);
    for (float& value : values)
      value *= factor;
    made.bytes = bytes_of(std::span<const float>(values));
  }
  return std::make_shared<onnx_constant>(std::move(made));
}

ir::quantization onnx_quantization(const onnx_constant& scale, const onnx_constant* zero_point,
                                   bool uint8_without_zero_point, const std::vector<int>& dims,
                                   std::int64_t axis) {
  ir::quantization q;
  q.scale = floats_of(scale);
  for (const float s : q.scale) {
    if (!std::isfinite(s) || s <= 0.0F) {
      fail("its scale is {}; accepted: a finite number over 0", s);
    }
  }
  if (zero_point != nullptr) {
    q.zero_point = zero_points_of(*zero_point);
  } else {
    q.zero_point.assign(q.scale.size(), uint8_without_zero_point ? -128 : 0);
  }
  if (q.zero_point.size() != q.scale.size()) {
    fail("it has {} scales and {} zero points; accepted: as many", q.scale.size(),
         q.zero_point.size());
  }
  if (q.scale.size() == 1) return q;
  if (dims.size() == 1) axis = 0;  // files leave the attribute's default, 1, for a bias
  const auto rank = static_cast<std::int64_t>(dims.size());
  if (axis < -rank || axis >= rank) {
    fail("it is along axis {}; accepted: {} to {}", axis, -rank, rank - 1);
  }
  q.axis = static_cast<int>(axis < 0 ? axis + rank : axis);
  const int slices = dims[static_cast<std::size_t>(q.axis)];
  if (q.scale.size() != static_cast<std::size_t>(slices)) {
    fail("it has {} scales along axis {} of {}; accepted: 1 or {}", q.scale.size(), q.axis,
         dimensions(dims), slices);
  }
  return q;
}

onnx_constant_pointer quantized_constant(const onnx_constant& constant,
                                         const ir::quantization& quantized) {
  const std::vector<float> values = floats_of(constant);
  std::size_t step = 1;
  if (quantized.scale.size() > 1) {
    for (std::size_t i = static_cast<std::size_t>(quantized.axis) + 1; i < constant.dims.size();
         ++i) {
      step *= static_cast<std::size_t>(constant.dims[i]);
    }
  }
  onnx_constant made;
  made.type = kind::int8;
  made.dims = constant.dims;
  made.bytes.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t slice = i / step % quantized.scale.size();
    // ONNX: half to even, which is the default rounding mode.
    const double nearest = std::nearbyint(double{values[i] / quantized.scale[slice]}) +
                           static_cast<double>(quantized.zero_point[slice]);
    if (std::isnan(nearest)) fail("a constant holds no number");
    const auto stored = static_cast<std::int8_t>(std::clamp(nearest, -128.0, 127.0));
    made.bytes.push_back(static_cast<std::uint8_t>(stored));
  }
  return std::make_shared<onnx_constant>(std::move(made));
}

onnx_constant_pointer dequantized_constant(const onnx_constant& constant,
                                           ir::quantization quantized) {
  if (constant.type != kind::int8 && constant.type != kind::int32) {
    fail("it dequantises a constant that is no INT8, UINT8 or INT32");
  }
  onnx_constant made = constant;
  made.quantized = std::move(quantized);
  return std::make_shared<onnx_constant>(std::move(made));
}

}  // namespace tyto::convert
