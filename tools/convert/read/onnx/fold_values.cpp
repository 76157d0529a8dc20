// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/fold_values.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <numeric>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/graph_builder.hpp"

namespace tyto::convert {

namespace {

std::size_t axis_of(std::int64_t axis, std::size_t rank) {
  const auto most = static_cast<std::int64_t>(rank);
  if (axis < -most || axis >= most) fail("its axis is {} of {} dimensions", axis, rank);
  return static_cast<std::size_t>(axis < 0 ? axis + most : axis);
}

// Elements that one step along an axis passes.
std::vector<std::size_t> strides(const std::vector<int>& dims) {
  std::vector<std::size_t> all(dims.size());
  std::size_t stride = 1;
  for (std::size_t axis = dims.size(); axis-- > 0;) {
    all[axis] = stride;
    stride *= static_cast<std::size_t>(dims[axis]);
  }
  return all;
}

// A constant of `dims` whose element at an index is that of `c` at from(index).
template <class From>
onnx_constant_pointer gathered(const onnx_constant& c, const std::vector<int>& dims, From from) {
  onnx_constant made;
  made.type = c.type;
  made.was_uint8 = c.was_uint8;
  made.dims = dims;
  const std::size_t size = c.element_bytes();
  const auto count = static_cast<std::size_t>(checked_elements(dims));
  made.bytes.reserve(count * size);
  std::vector<std::size_t> index(dims.size());
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t rest = i;
    for (std::size_t axis = dims.size(); axis-- > 0;) {
      index[axis] = rest % static_cast<std::size_t>(dims[axis]);
      rest /= static_cast<std::size_t>(dims[axis]);
    }
    const auto at = c.bytes.begin() + static_cast<std::ptrdiff_t>(from(index) * size);
    made.bytes.insert(made.bytes.end(), at, at + static_cast<std::ptrdiff_t>(size));
  }
  return std::make_shared<onnx_constant>(std::move(made));
}

using one_of_float = double (*)(double);

const std::map<std::string_view, one_of_float>& functions() {
  static const std::map<std::string_view, one_of_float> all{
      {"Abs", [](double x) { return std::abs(x); }},
      {"Exp", [](double x) { return std::exp(x); }},
      {"Identity", [](double x) { return x; }},
      {"Log", [](double x) { return std::log(x); }},
      {"Neg", [](double x) { return -x; }},
      {"Reciprocal", [](double x) { return 1.0 / x; }},
      {"Relu", [](double x) { return std::max(x, 0.0); }},
      {"Sigmoid", [](double x) { return 1.0 / (1.0 + std::exp(-x)); }},
      {"Sqrt", [](double x) { return std::sqrt(x); }},
      {"Tanh", [](double x) { return std::tanh(x); }},
  };
  return all;
}

struct reduction {
  double start;
  double (*add)(double sum, double x);
  double (*end)(double sum, double count);
};

const std::map<std::string_view, reduction>& reductions() {
  constexpr auto sum = [](double s, double x) { return s + x; };
  constexpr auto squares = [](double s, double x) { return s + x * x; };
  constexpr auto as_it_is = [](double s, double) { return s; };
  static const std::map<std::string_view, reduction> all{
      {"ReduceL1", {0.0, [](double s, double x) { return s + std::abs(x); }, as_it_is}},
      {"ReduceL2", {0.0, squares, [](double s, double) { return std::sqrt(s); }}},
      {"ReduceMax", {-INFINITY, [](double s, double x) { return std::max(s, x); }, as_it_is}},
      {"ReduceMean", {0.0, sum, [](double s, double count) { return s / count; }}},
      {"ReduceMin", {INFINITY, [](double s, double x) { return std::min(s, x); }, as_it_is}},
      {"ReduceProd", {1.0, [](double s, double x) { return s * x; }, as_it_is}},
      {"ReduceSum", {0.0, sum, as_it_is}},
      {"ReduceSumSquare", {0.0, squares, as_it_is}},
  };
  return all;
}

}  // namespace

onnx_constant_pointer elementwise(std::string_view op, const onnx_constant& c) {
  const auto found = functions().find(op);
  if (found == functions().end() || c.type != onnx_constant::kind::float32) return nullptr;
  std::vector<float> values = floats_of(c);
  for (float& x : values)
    x = static_cast<float>(found->second(x));
  return make_onnx_constant(c.dims, values);
}

onnx_constant_pointer reduced(std::string_view op, const onnx_constant& c, std::vector<int> axes,
                              bool keep) {
  const auto found = reductions().find(op);
  if (found == reductions().end() || c.type != onnx_constant::kind::float32) return nullptr;
  const std::size_t rank = c.dims.size();
  if (axes.empty()) {
    axes.resize(rank);
    std::iota(axes.begin(), axes.end(), 0);
  }
  std::vector<int> kept = c.dims;
  for (const int axis : axes)
    kept[axis_of(axis, rank)] = 1;
  const std::vector<float> values = floats_of(c);
  const std::vector<std::size_t> steps = strides(c.dims);
  const std::vector<std::size_t> to_steps = strides(kept);
  std::vector<double> sums(static_cast<std::size_t>(checked_elements(kept)), found->second.start);
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::size_t to = 0;
    for (std::size_t axis = 0; axis < rank; ++axis) {
      if (kept[axis] != 1)
        to += i / steps[axis] % static_cast<std::size_t>(kept[axis]) * to_steps[axis];
    }
    sums[to] = found->second.add(sums[to], static_cast<double>(values[i]));
  }
  const double count = static_cast<double>(values.size()) / static_cast<double>(sums.size());
  std::vector<float> results;
  for (const double sum : sums)
    results.push_back(static_cast<float>(found->second.end(sum, count)));
  std::vector<int> dims;
  for (std::size_t axis = 0; axis < rank; ++axis) {
    const bool gone = std::find(axes.begin(), axes.end(), static_cast<int>(axis)) != axes.end();
    if (keep || !gone) dims.push_back(kept[axis]);
  }
  return make_onnx_constant(dims, results);
}

onnx_constant_pointer joined(std::span<const onnx_constant* const> parts, std::int64_t axis) {
  const onnx_constant& first = *parts.front();
  const std::size_t along = axis_of(axis, first.dims.size());
  onnx_constant made;
  made.type = first.type;
  made.was_uint8 = first.was_uint8;
  made.dims = first.dims;
  made.dims[along] = 0;
  for (const onnx_constant* part : parts) {
    if (part->type != made.type || part->was_uint8 != made.was_uint8) return nullptr;
    std::vector<int> dims = part->dims;
    if (dims.size() == made.dims.size()) dims[along] = made.dims[along];
    if (dims != made.dims) {
      fail("it joins {} and {}; accepted: dimensions that differ in one", dimensions(first.dims),
           dimensions(part->dims));
    }
    made.dims[along] += part->dims[along];
  }
  checked_elements(made.dims);
  // Outer indices, one after the other, of each part its own run.
  std::size_t outer = 1;
  for (std::size_t i = 0; i < along; ++i)
    outer *= static_cast<std::size_t>(made.dims[i]);
  for (std::size_t i = 0; i < outer; ++i) {
    for (const onnx_constant* part : parts) {
      const std::size_t run = part->bytes.size() / outer;
      const auto at = part->bytes.begin() + static_cast<std::ptrdiff_t>(i * run);
      made.bytes.insert(made.bytes.end(), at, at + static_cast<std::ptrdiff_t>(run));
    }
  }
  return std::make_shared<onnx_constant>(std::move(made));
}

onnx_constant_pointer taken(const onnx_constant& c, std::int64_t axis,
                            std::span<const std::int64_t> indices,
                            const std::vector<int>& indices_dims) {
  const std::size_t along = axis_of(axis, c.dims.size());
  const std::int64_t size = c.dims[along];
  std::vector<std::size_t> from;
  for (const std::int64_t index : indices) {
    if (index < -size || index >= size) fail("it takes number {} of {}", index, size);
    from.push_back(static_cast<std::size_t>(index < 0 ? index + size : index));
  }
  std::vector<int> dims = c.dims;
  dims[along] = static_cast<int>(from.size());
  const std::vector<std::size_t> steps = strides(c.dims);
  const auto made = gathered(c, dims, [&](const std::vector<std::size_t>& index) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < index.size(); ++i)
      at += (i == along ? from[index[i]] : index[i]) * steps[i];
    return at;
  });
  const auto place = dims.begin() + static_cast<std::ptrdiff_t>(along);
  dims.insert(dims.erase(place), indices_dims.begin(), indices_dims.end());
  return with_dims(*made, dims);
}

onnx_constant_pointer expanded(const onnx_constant& c, std::span<const std::int64_t> dims) {
  const std::size_t rank = std::max(c.dims.size(), dims.size());
  std::vector<int> from(rank - c.dims.size(), 1);
  from.insert(from.end(), c.dims.begin(), c.dims.end());
  std::vector<int> to = from;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    int& dim = to[rank - dims.size() + i];
    const int wanted = checked_dim(dims[i]);
    if (dim != wanted && dim != 1 && wanted != 1) {
      fail("it expands {} to {}; accepted: dimensions that are equal or 1", dim, wanted);
    }
    dim = std::max(dim, wanted);
  }
  const std::vector<std::size_t> steps = strides(from);
  return gathered(c, to, [&](const std::vector<std::size_t>& index) {
    std::size_t at = 0;
    for (std::size_t i = 0; i < rank; ++i)
      at += from[i] == 1 ? 0 : index[i] * steps[i];
    return at;
  });
}

}  // namespace tyto::convert
