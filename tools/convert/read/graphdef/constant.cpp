// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/constant.hpp"

#include <cmath>
#include <cstring>

#include "common/error.hpp"
#include "convert/ir/graph_builder.hpp"

namespace tyto::convert {

namespace {

// Numbers of the tensor: its raw content, or a list that its last number completes.
template <class T, class List>
std::vector<T> numbers(const graphdef::Tensor& tensor, const List& list) {
  const auto elements = static_cast<std::size_t>(checked_elements(constant_dims(tensor)));
  std::vector<T> values;
  if (!tensor.tensor_content().empty()) {
    const std::string& content = tensor.tensor_content();
    if (content.size() != elements * sizeof(T)) {
      fail("a constant of {} elements has {} bytes; accepted: {}", elements, content.size(),
           elements * sizeof(T));
    }
    values.resize(elements);
    std::memcpy(values.data(), content.data(), content.size());
    return values;
  }
  const auto given = static_cast<std::size_t>(list.size());
  if (given == 0 || given > elements) {
    fail("a constant of {} elements has {} numbers; accepted: 1 to {}", elements, given, elements);
  }
  values.assign(list.begin(), list.end());
  values.resize(elements, values.back());
  return values;
}

template <class F>
graphdef::Tensor elementwise(const std::vector<float>& values, const graphdef::Tensor& like, F f) {
  std::vector<float> out;
  out.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    out.push_back(f(i));
  graphdef::Tensor result;
  result.set_dtype(graphdef_type::float32);
  *result.mutable_tensor_shape() = like.tensor_shape();
  result.set_tensor_content(
      std::string(reinterpret_cast<const char*>(out.data()), out.size() * sizeof(float)));
  return result;
}

bool fold_one(std::string_view op, const graphdef::Tensor& a, graphdef::Tensor& result) {
  if (op != "Neg" && op != "Sqrt" && op != "Rsqrt") return false;
  const std::vector<float> x = constant_floats(a);
  result = elementwise(x, a, [&](std::size_t i) {
    if (op == "Neg") return -x[i];
    return op == "Sqrt" ? std::sqrt(x[i]) : 1.0F / std::sqrt(x[i]);
  });
  return true;
}

bool fold_two(std::string_view op, const graphdef::Tensor& a, const graphdef::Tensor& b,
              graphdef::Tensor& result) {
  const bool adds = op == "Add" || op == "AddV2";
  if (!adds && op != "Sub" && op != "Mul" && op != "RealDiv") return false;
  const std::vector<float> x = constant_floats(a);
  const std::vector<float> y = constant_floats(b);
  if (x.size() != y.size() && x.size() != 1 && y.size() != 1) {
    fail("its constants have {} and {} elements; accepted: as many, or one", x.size(), y.size());
  }
  const bool like_a = x.size() >= y.size();
  result = elementwise(like_a ? x : y, like_a ? a : b, [&](std::size_t i) {
    const float p = x[x.size() == 1 ? 0 : i];
    const float q = y[y.size() == 1 ? 0 : i];
    return adds ? p + q : op == "Sub" ? p - q : op == "Mul" ? p * q : p / q;
  });
  return true;
}

}  // namespace

std::vector<int> constant_dims(const graphdef::Tensor& tensor) {
  if (tensor.tensor_shape().unknown_rank()) fail("a constant has no dimensions");
  std::vector<int> dims;
  for (const graphdef::Shape::Dim& dim : tensor.tensor_shape().dim()) {
    dims.push_back(checked_dim(dim.size()));
  }
  return dims;
}

std::vector<float> constant_floats(const graphdef::Tensor& tensor) {
  if (tensor.dtype() != graphdef_type::float32) {
    fail("a constant has element type {}; accepted: {} (FLOAT)", tensor.dtype(),
         graphdef_type::float32);
  }
  return numbers<float>(tensor, tensor.float_val());
}

std::vector<float> constant_floats(const graphdef::Tensor& tensor, int elements) {
  std::vector<float> all = constant_floats(tensor);
  const auto size = static_cast<std::size_t>(elements);
  if (all.size() == 1) all.resize(size, all[0]);
  if (all.size() != size) {
    fail("its constant has {} numbers; accepted: one, or {}", all.size(), elements);
  }
  return all;
}

const graphdef::Tensor& const_value(const graphdef::Node& node) {
  const graphdef::AttrValue* value = graphdef_attributes(node).find("value");
  if (value == nullptr || !value->has_tensor()) fail("has no value");
  return value->tensor();
}

std::vector<int> constant_integers(const graphdef::Tensor& tensor, std::int64_t most) {
  constexpr std::int64_t largest = std::int64_t{1} << 24;
  const std::int64_t elements = checked_elements(constant_dims(tensor));
  if (elements > most) fail("a list has {} numbers; accepted: up to {}", elements, most);
  std::vector<std::int64_t> wide;
  if (tensor.dtype() == graphdef_type::int32) {
    const std::vector<std::int32_t> values = numbers<std::int32_t>(tensor, tensor.int_val());
    wide.assign(values.begin(), values.end());
  } else if (tensor.dtype() == graphdef_type::int64) {
    wide = numbers<std::int64_t>(tensor, tensor.int64_val());
  } else {
    fail("a list of numbers has element type {}; accepted: {} (INT32), {} (INT64)", tensor.dtype(),
         graphdef_type::int32, graphdef_type::int64);
  }
  std::vector<int> values;
  for (const std::int64_t x : wide) {
    if (x < -largest || x > largest) {
      fail("a list holds {}; accepted: {} to {}", x, -largest, largest);
    }
    values.push_back(static_cast<int>(x));
  }
  return values;
}

graphdef::Tensor integer_constant(const std::vector<int>& dims, const std::vector<int>& values) {
  graphdef::Tensor made;
  made.set_dtype(graphdef_type::int32);
  made.mutable_tensor_shape();
  for (const int dim : dims)
    made.mutable_tensor_shape()->add_dim()->set_size(dim);
  made.mutable_int_val()->Add(values.begin(), values.end());
  return made;
}

bool fold_constants(std::string_view op, const std::vector<const graphdef::Tensor*>& inputs,
                    graphdef::Tensor& result) {
  if (inputs.size() == 1) return fold_one(op, *inputs[0], result);
  if (inputs.size() == 2) return fold_two(op, *inputs[0], *inputs[1], result);
  return false;
}

}  // namespace tyto::convert
