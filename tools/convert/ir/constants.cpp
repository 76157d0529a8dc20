// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/constants.hpp"

#include <cmath>
#include <cstring>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

namespace {

template <class T>
std::vector<std::uint8_t> bytes_of_values(std::span<const T> values) {
  std::vector<std::uint8_t> bytes(values.size_bytes());
  if (!bytes.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

template <class T>
std::vector<double> values_of(const std::vector<std::uint8_t>& bytes) {
  std::vector<double> values;
  values.reserve(bytes.size() / sizeof(T));
  for (std::size_t at = 0; at + sizeof(T) <= bytes.size(); at += sizeof(T)) {
    T value{};
    std::memcpy(&value, bytes.data() + at, sizeof(T));
    values.push_back(static_cast<double>(value));
  }
  return values;
}

// One scale and zero point for the tensor, or one for each index of the axis.
bool quantization_fits(const ir::tensor& t) {
  const ir::quantization& q = t.quantized;
  if (q.scale.empty() || q.zero_point.size() > q.scale.size()) return false;
  if (q.scale.size() == 1) return true;
  const auto axis = static_cast<std::size_t>(q.axis);
  return q.axis >= 0 && axis < t.dims.size() &&
         q.scale.size() == static_cast<std::size_t>(t.dims[axis]) &&
         (q.zero_point.empty() || q.zero_point.size() == q.scale.size());
}

void dequantize(const ir::tensor& t, std::vector<double>& values) {
  const ir::quantization& q = t.quantized;
  std::size_t step = 1;  // elements from one index of the axis to the next
  if (q.scale.size() > 1) {
    for (std::size_t i = static_cast<std::size_t>(q.axis) + 1; i < t.dims.size(); ++i) {
      step *= static_cast<std::size_t>(t.dims[i]);
    }
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t slice = q.scale.size() == 1 ? 0 : i / step % q.scale.size();
    const std::int64_t zero_point = q.zero_point.empty() ? 0 : q.zero_point[slice];
    values[i] = double{q.scale[slice]} * (values[i] - static_cast<double>(zero_point));
  }
}

}  // namespace

std::vector<std::uint8_t> bytes_of(std::span<const float> values) {
  return bytes_of_values(values);
}
std::vector<std::uint8_t> bytes_of(std::span<const std::int32_t> values) {
  return bytes_of_values(values);
}
std::vector<std::uint8_t> bytes_of(std::span<const std::int64_t> values) {
  return bytes_of_values(values);
}

bool has_real_values(const ir::tensor& constant) {
  if (!constant.constant()) return false;
  if (constant.type == ir::element_type::float32) return true;
  const bool integer =
      constant.type == ir::element_type::int8 || constant.type == ir::element_type::int32;
  return integer && quantization_fits(constant);
}

std::vector<double> real_values(const ir::graph& graph, const ir::tensor& constant) {
  if (!has_real_values(constant)) {
    fail(
        "\"{}\" is {} of {} scales; accepted: a FLOAT32 constant, or an INT8 or INT32 one with one "
        "scale, or one for each channel",
        printable(constant.name), constant.type_name, constant.quantized.scale.size());
  }
  const std::vector<std::uint8_t>& bytes = graph.data_of(constant);
  if (constant.type == ir::element_type::float32) return values_of<float>(bytes);
  std::vector<double> values = constant.type == ir::element_type::int8
                                   ? values_of<std::int8_t>(bytes)
                                   : values_of<std::int32_t>(bytes);
  dequantize(constant, values);
  return values;
}

int add_constant(ir::graph& graph, const std::string& name, std::vector<int> dims,
                 std::span<const double> values) {
  std::vector<float> floats;
  floats.reserve(values.size());
  for (const double value : values) {
    floats.push_back(static_cast<float>(value));
    if (!std::isfinite(floats.back())) {
      fail("\"{}\" would hold {}; accepted: finite numbers", printable(name), value);
    }
  }
  ir::tensor t;
  t.name = name;
  t.type = ir::element_type::float32;
  t.type_name = "FLOAT32";
  t.dims = std::move(dims);
  t.buffer = static_cast<int>(graph.buffers.size());
  graph.buffers.push_back(bytes_of(std::span<const float>(floats)));
  graph.tensors.push_back(std::move(t));
  return static_cast<int>(graph.tensors.size()) - 1;
}

}  // namespace tyto::convert
