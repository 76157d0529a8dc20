// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/fold_integers.hpp"

#include <algorithm>
#include <string>

#include "common/error.hpp"
#include "convert/ir/limits.hpp"
#include "convert/read/graphdef/constant.hpp"
#include "convert/read/graphdef/strided_slice.hpp"

namespace tyto::convert {

namespace {

using integers = std::vector<int>;

bool is_integer(const graphdef_value& value) {
  return value.constant != nullptr && (value.constant->dtype() == graphdef_type::int32 ||
                                       value.constant->dtype() == graphdef_type::int64);
}

integers list(const graphdef_value& value) {
  return constant_integers(*value.constant, limits::window);
}

int scalar(const graphdef_value& value) {
  const integers all = list(value);
  if (all.size() != 1) fail("it has {} numbers where 1 is expected", all.size());
  return all[0];
}

graphdef::Tensor vector_of(const integers& values) {
  return integer_constant({static_cast<int>(values.size())}, values);
}

integers range(int first, int end, int step) {
  if (step == 0 || (end - first) / step > limits::window) {
    fail("its range is {} to {} by {}; accepted: up to {} numbers", first, end, step,
         limits::window);
  }
  integers all;
  for (int i = first; step > 0 ? i < end : i > end; i += step)
    all.push_back(i);
  return all;
}

// One number more, or one axis.
integers joined(const std::vector<graphdef_value>& parts) {
  integers all;
  for (const graphdef_value& part : parts) {
    const integers some = list(part);
    all.insert(all.end(), some.begin(), some.end());
    if (all.size() > limits::window) fail("it makes more than {} numbers", limits::window);
  }
  return all;
}

integers taken(const graphdef::Node& node, const std::vector<graphdef_value>& in, integers& dims) {
  const integers all = list(in[0]);
  const graphdef_slice s = read_strided_slice(node, constant_dims(*in[0].constant), *in[1].constant,
                                              *in[2].constant, *in[3].constant);
  if (s.taken.begin.size() != 1) fail("it slices more than one axis of constants; accepted: one");
  integers some;
  for (int i = 0; i < s.taken.size[0]; ++i)
    some.push_back(all[static_cast<std::size_t>(s.taken.begin[0] + i * s.taken.step[0])]);
  dims = s.dims;
  return some;
}

// One of the operations on two lists of numbers.
std::optional<int> combined(const std::string& op, int a, int b) {
  constexpr std::int64_t most = std::int64_t{1} << 24;
  const auto small = [&](std::int64_t x) {
    return static_cast<int>(std::clamp<std::int64_t>(x, -most, most));
  };
  if (op == "Add" || op == "AddV2") return a + b;
  if (op == "Sub") return a - b;
  if (op == "Mul") return small(std::int64_t{a} * b);
  if (op == "Maximum") return std::max(a, b);
  if (op == "Minimum") return std::min(a, b);
  return std::nullopt;
}

std::optional<graphdef::Tensor> fold_pair(const std::string& op, const graphdef_value& x,
                                          const graphdef_value& y) {
  if (!combined(op, 0, 0)) return std::nullopt;
  const integers a = list(x);
  const integers b = list(y);
  if (a.size() != b.size() && a.size() != 1 && b.size() != 1) {
    fail("its constants have {} and {} elements; accepted: as many, or one", a.size(), b.size());
  }
  integers made;
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i)
    made.push_back(*combined(op, a[a.size() == 1 ? 0 : i], b[b.size() == 1 ? 0 : i]));
  const graphdef_value& longer = a.size() >= b.size() ? x : y;
  return integer_constant(constant_dims(*longer.constant), made);
}

graphdef::Tensor filled(const integers& dims, const graphdef::Tensor& value) {
  graphdef::Tensor made = value;
  made.mutable_tensor_shape()->Clear();
  for (const int dim : dims)
    made.mutable_tensor_shape()->add_dim()->set_size(dim);
  if (value.dtype() == graphdef_type::float32) {
    const float x = constant_floats(value).at(0);
    made.clear_tensor_content();
    made.clear_float_val();
    made.add_float_val(x);
  }
  return made;
}

}  // namespace

std::optional<graphdef::Tensor> fold_integers(const graphdef::Node& node,
                                              const std::vector<graphdef_value>& inputs,
                                              const graph_builder& builder) {
  const std::string& op = node.op();
  const std::size_t count = inputs.size();
  if (count == 1 && (op == "Shape" || op == "Rank") &&
      (inputs[0].kind == graphdef_value::activation || inputs[0].constant != nullptr)) {
    const integers dims = inputs[0].constant != nullptr ? constant_dims(*inputs[0].constant)
                                                        : builder.at(inputs[0].tensor).dims;
    return op == "Shape" ? vector_of(dims) : integer_constant({}, {static_cast<int>(dims.size())});
  }
  if (count == 2 && op == "TensorArraySizeV3" && inputs[0].kind == graphdef_value::array) {
    return integer_constant({}, {inputs[0].array_rows});
  }
  const bool fills = count == 2 && op == "Fill" && inputs[1].constant != nullptr;
  if (count == 0 || !std::all_of(inputs.begin(), inputs.end() - (fills ? 1 : 0), is_integer)) {
    return std::nullopt;
  }
  if (fills) return filled(list(inputs[0]), *inputs[1].constant);
  if (op == "Pack") return vector_of(joined(inputs));
  if (op == "ConcatV2" && count > 1) return vector_of(joined({inputs.begin(), inputs.end() - 1}));
  if (op == "ExpandDims" && count == 2) return vector_of({scalar(inputs[0])});
  if (op == "Range" && count == 3) {
    return vector_of(range(scalar(inputs[0]), scalar(inputs[1]), scalar(inputs[2])));
  }
  if (op == "StridedSlice" && count == 4) {
    integers dims;
    const integers some = taken(node, inputs, dims);
    return integer_constant(dims, some);
  }
  return count == 2 ? fold_pair(op, inputs[0], inputs[1]) : std::nullopt;
}

}  // namespace tyto::convert
