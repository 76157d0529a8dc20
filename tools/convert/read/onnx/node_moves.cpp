// SPDX-License-Identifier: Apache-2.0
// What moves elements.
#include <algorithm>
#include <optional>
#include <string>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/limits.hpp"
#include "convert/ir/reorder.hpp"
#include "convert/read/onnx/node_reader.hpp"

namespace tyto::convert {

onnx_value onnx_node_reader::concat() {
  expect_inputs(1, limits::inputs);
  const std::vector<int> order = usual_order(activation(0));
  const int axis = checked_axis(attributes_.integer("axis", 0), order.size());
  std::vector<int> parts;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (activation(i).dims.size() != order.size()) {
      fail("its inputs have {} and {} axes; accepted: as many", order.size(),
           activation(i).dims.size());
    }
    parts.push_back(in_order(activation(i), order));
  }
  const std::vector<int> at = inverse(order);
  return node(ir::concatenation{at[static_cast<std::size_t>(axis)]}, std::move(parts), order);
}

onnx_value onnx_node_reader::slice() {
  expect_inputs(1, 5);
  const onnx_value& x = activation(0);
  const bool listed = has(1);
  const auto numbers = [&](std::size_t i, const char* attribute, std::vector<std::int64_t> none) {
    if (!listed) return attributes_.integers(attribute, std::move(none));
    return has(i) ? clamped_integers(constant(i)) : std::move(none);
  };
  const std::vector<std::int64_t> starts = numbers(1, "starts", {});
  const std::vector<std::int64_t> ends = numbers(2, "ends", {});
  const std::vector<int> cut = axes("axes", 3, x.dims.size(), identity_order(starts.size()));
  const std::vector<std::int64_t> steps =
      numbers(4, "steps", std::vector<std::int64_t>(starts.size(), 1));
  if (starts.size() != ends.size() || starts.size() != cut.size() ||
      starts.size() != steps.size() || cut.size() > x.dims.size()) {
    fail("it has {} starts, {} ends, {} axes and {} steps; accepted: as many of each",
         starts.size(), ends.size(), cut.size(), steps.size());
  }
  const std::vector<int>& order = x.order;
  const std::vector<int> dims = builder_.at(x.tensor).dims;
  const std::vector<int> at = inverse(order);
  ir::slice s{std::vector<int>(dims.size(), 0), dims, std::vector<int>(dims.size(), 1)};
  for (std::size_t i = 0; i < cut.size(); ++i) {
    const auto axis = static_cast<std::size_t>(at[static_cast<std::size_t>(cut[i])]);
    const std::int64_t extent = dims[axis];
    if (steps[i] < 1 || steps[i] > limits::window) {
      fail("its step is {}; accepted: 1 to {}", steps[i], limits::window);
    }
    const auto place = [&](std::int64_t p) {
      return std::clamp<std::int64_t>(p < 0 ? p + extent : p, 0, extent);
    };
    const std::int64_t begin = place(starts[i]);
    const std::int64_t end = place(ends[i]);
    if (end <= begin) fail("it takes nothing of axis {}", cut[i]);
    s.begin[axis] = static_cast<int>(begin);
    s.step[axis] = static_cast<int>(steps[i]);
    s.size[axis] = static_cast<int>((end - begin + steps[i] - 1) / steps[i]);
  }
  return node(std::move(s), {x.tensor}, order);
}

onnx_value onnx_node_reader::part(const onnx_value& x, int axis, std::int64_t begin,
                                  std::int64_t count, int number) {
  const std::vector<int> dims = builder_.at(x.tensor).dims;
  const std::vector<int> places = inverse(x.order);
  const auto at = static_cast<std::size_t>(places[static_cast<std::size_t>(axis)]);
  if (begin < 0 || count < 1 || begin + count > dims[at]) {
    fail("it takes {} elements from {} on of axis {} of {}", count, begin, axis,
         dimensions(x.dims));
  }
  ir::slice s{std::vector<int>(dims.size(), 0), dims, std::vector<int>(dims.size(), 1)};
  s.begin[at] = static_cast<int>(begin);
  s.size[at] = static_cast<int>(count);
  return node(std::move(s), {x.tensor}, x.order, {}, number);
}

std::vector<onnx_value> onnx_node_reader::split() {
  expect_inputs(1, 2);
  const onnx_value& x = activation(0);
  const int axis = checked_axis(attributes_.integer("axis", 0), x.dims.size());
  const std::int64_t extent = x.dims[static_cast<std::size_t>(axis)];
  std::vector<std::int64_t> sizes = attributes_.integers("split", {});
  if (has(1)) sizes = integers_of(constant(1));
  const std::int64_t parts = node_.output_size();
  if (sizes.empty()) {
    const std::int64_t each = (extent + parts - 1) / parts;
    sizes.assign(static_cast<std::size_t>(parts), each);
    sizes.back() = extent - each * (parts - 1);
  }
  std::int64_t begin = 0;
  std::vector<onnx_value> made;
  for (std::size_t i = 0; i < sizes.size() && i < static_cast<std::size_t>(parts); ++i) {
    made.push_back(part(x, axis, begin, sizes[i], static_cast<int>(i)));
    begin += sizes[i];
  }
  if (begin != extent || static_cast<std::int64_t>(sizes.size()) != parts) {
    fail("it makes {} parts of [{}] of axis {}, which has {}", parts, fmt::join(sizes, ", "), axis,
         extent);
  }
  return made;
}

onnx_value onnx_node_reader::gather() {
  expect_inputs(2, 2);
  const onnx_value& x = activation(0);
  const int axis = checked_axis(attributes_.integer("axis", 0), x.dims.size());
  const std::int64_t extent = x.dims[static_cast<std::size_t>(axis)];
  std::vector<std::int64_t> indices = integers_of(constant(1));
  for (std::int64_t& index : indices)
    index += index < 0 ? extent : 0;
  for (std::size_t i = 1; i < indices.size(); ++i) {
    if (indices[i] != indices[i - 1] + 1) {
      fail("its indices are [{}]; accepted: each one more than the one before",
           fmt::join(indices, ", "));
    }
  }
  if (indices.empty() || constant(1).dims.size() > 1) {
    fail("its indices are {}; accepted: a number, or one dimension", dimensions(constant(1).dims));
  }
  onnx_value taken = part(x, axis, indices[0], static_cast<std::int64_t>(indices.size()));
  if (!constant(1).dims.empty()) return taken;
  std::vector<int> to = taken.dims;
  to.erase(to.begin() + axis);
  std::vector<int> order;
  for (const int of : taken.order) {
    if (of != axis) order.push_back(of > axis ? of - 1 : of);
  }
  return kept(taken, to, order);
}

onnx_value onnx_node_reader::constant_node() {
  if (const auto* a = attributes_.find("value"); a != nullptr && a->has_t()) {
    return of_constant(read_onnx_tensor(a->t()));
  }
  if (const auto* a = attributes_.find("value_float"); a != nullptr) {
    const std::vector<float> values{a->f()};
    return of_constant(make_onnx_constant({}, values));
  }
  if (const auto* a = attributes_.find("value_floats"); a != nullptr && a->floats_size() > 0) {
    const std::vector<float> values(a->floats().begin(), a->floats().end());
    return of_constant(make_onnx_constant({a->floats_size()}, values));
  }
  if (const auto* a = attributes_.find("value_int"); a != nullptr) {
    const std::vector<std::int64_t> values{a->i()};
    return of_constant(make_onnx_constant(values));
  }
  if (const auto* a = attributes_.find("value_ints"); a != nullptr) {
    const std::vector<std::int64_t> values(a->ints().begin(), a->ints().end());
    return of_constant(make_onnx_constant(values));
  }
  fail("has no value that is read; accepted: value, value_float(s), value_int(s)");
}

onnx_value onnx_node_reader::identity() {
  expect_inputs(1, 3);
  if (is_constant(0)) return inputs_[0];
  const onnx_value& x = activation(0);
  onnx_value made = view(x.tensor, x.dims, x.order);
  made.is_uint8 = x.is_uint8;
  return made;
}

onnx_value onnx_node_reader::reshaped(const std::vector<int>& to) {
  if (is_constant(0)) {
    if (checked_elements(to) != static_cast<std::int64_t>(constant(0).elements())) {
      fail("it makes {} of a constant {}", dimensions(to), dimensions(constant(0).dims));
    }
    return of_constant(with_dims(constant(0), to));
  }
  const onnx_value& x = activation(0);
  onnx_value made = view(in_order(x, identity_order(x.dims.size())), to, identity_order(to.size()));
  made.is_uint8 = x.is_uint8;
  return made;
}

onnx_value onnx_node_reader::reshape() {
  expect_inputs(2, 2);
  const std::vector<int>& from = inputs_[0].dims;
  const std::vector<std::int64_t> asked = integers_of(constant(1));
  if (asked.size() > limits::rank) {
    fail("it makes {} dimensions; accepted: up to {}", asked.size(), limits::rank);
  }
  const bool zero_copies = attributes_.integer("allowzero", 0) == 0;
  std::vector<int> to;
  std::int64_t known = 1;
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    std::int64_t dim = asked[i];
    if (dim == 0 && zero_copies && i < from.size()) dim = from[i];
    if (dim == -1 && !open) {
      open = i;
      dim = 1;
    }
    to.push_back(checked_dim(dim));
    known *= dim;
    if (known > limits::tensor_elements) {
      fail("it makes more than {} elements", limits::tensor_elements);
    }
  }
  const std::int64_t elements = checked_elements(from);
  if (open) to[*open] = static_cast<int>(std::max<std::int64_t>(elements / known, 1));
  return reshaped(to);
}

onnx_value onnx_node_reader::flatten() {
  expect_inputs(1, 1);
  const std::vector<int>& from = inputs_[0].dims;
  const auto rank = static_cast<std::int64_t>(from.size());
  std::int64_t axis = attributes_.integer("axis", 1);
  if (axis < -rank || axis > rank) {
    fail("it names axis {}; accepted: {} to {}", axis, -rank, rank);
  }
  if (axis < 0) axis += rank;
  std::vector<int> to{1, 1};
  for (std::int64_t i = 0; i < rank; ++i)
    to[i < axis ? 0 : 1] *= from[static_cast<std::size_t>(i)];
  return reshaped(to);
}

onnx_value onnx_node_reader::squeeze() {
  expect_inputs(1, 2);
  const onnx_value& x = inputs_[0];
  std::vector<int> all;
  for (std::size_t i = 0; i < x.dims.size(); ++i) {
    if (x.dims[i] == 1) all.push_back(static_cast<int>(i));
  }
  const std::vector<int> dropped = axes("axes", 1, x.dims.size(), all);
  const auto drops = [&](int axis) {
    return std::find(dropped.begin(), dropped.end(), axis) != dropped.end();
  };
  std::vector<int> to;
  std::vector<int> new_axis(x.dims.size(), 0);
  for (std::size_t i = 0; i < x.dims.size(); ++i) {
    if (drops(static_cast<int>(i)) && x.dims[i] != 1) {
      fail("it drops axis {} of {}; accepted: axes of 1", i, dimensions(x.dims));
    }
    new_axis[i] = static_cast<int>(to.size());
    if (!drops(static_cast<int>(i))) to.push_back(x.dims[i]);
  }
  if (is_constant(0)) return reshaped(to);
  std::vector<int> order;
  for (const int axis : x.order) {
    if (!drops(axis)) order.push_back(new_axis[static_cast<std::size_t>(axis)]);
  }
  return kept(x, to, order);
}

onnx_value onnx_node_reader::unsqueeze() {
  expect_inputs(1, 2);
  const onnx_value& x = inputs_[0];
  const std::size_t given = axes("axes", 1, 2 * limits::rank, {}).size();
  const std::size_t rank = x.dims.size() + given;
  if (rank > limits::rank) {
    fail("it makes {} dimensions; accepted: up to {}", rank, limits::rank);
  }
  const std::vector<int> added = axes("axes", 1, rank, {});
  const auto adds = [&](std::size_t axis) {
    return std::find(added.begin(), added.end(), static_cast<int>(axis)) != added.end();
  };
  std::vector<int> to;
  std::vector<int> new_axis;  // of each old one
  for (std::size_t i = 0; i < rank; ++i) {
    if (!adds(i) && new_axis.size() == x.dims.size()) fail("it names an axis twice");
    to.push_back(adds(i) ? 1 : x.dims[new_axis.size()]);
    if (!adds(i)) new_axis.push_back(static_cast<int>(i));
  }
  if (is_constant(0)) return reshaped(to);
  std::vector<int> order;
  for (std::size_t i = 0; i < rank; ++i) {
    if (adds(i)) order.push_back(static_cast<int>(i));
  }
  for (const int axis : x.order)
    order.push_back(new_axis[static_cast<std::size_t>(axis)]);
  return kept(x, to, order);
}

onnx_value onnx_node_reader::kept(const onnx_value& x, const std::vector<int>& to,
                                  const std::vector<int>& order) {
  onnx_value made = view(x.tensor, to, order);
  made.is_uint8 = x.is_uint8;
  return made;
}

onnx_value onnx_node_reader::transpose() {
  expect_inputs(1, 1);
  const onnx_value& x = inputs_[0];
  const std::size_t rank = x.dims.size();
  std::vector<int> order = identity_order(rank);
  std::reverse(order.begin(), order.end());
  if (attributes_.find("perm") != nullptr) order = axes("perm", 1, rank, {});
  std::vector<int> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  if (sorted != identity_order(rank)) {
    fail("its perm is [{}]; accepted: each of {} axes once", fmt::join(order, ", "), rank);
  }
  if (is_constant(0)) return of_constant(transposed(constant(0), order));
  onnx_value made = x;
  made.dims = reordered_dims(x.dims, order);
  const std::vector<int> to = inverse(order);
  for (int& axis : made.order)
    axis = to[static_cast<std::size_t>(axis)];
  return made;
}

onnx_value onnx_node_reader::pad() {
  expect_inputs(1, 4);
  const onnx_value& x = activation(0);
  const float value = has(2) ? number(2) : attributes_.real("value", 0.0F);
  std::vector<std::int64_t> amounts = attributes_.integers("pads", {});
  if (has(1)) amounts = integers_of(constant(1));
  const std::size_t rank = x.dims.size();
  const std::vector<int> padded = axes("axes", 3, rank, identity_order(rank));
  if (amounts.size() != 2 * padded.size()) {
    fail("it has {} pads; accepted: 2 for each of {} axes", amounts.size(), padded.size());
  }
  // What pads by nothing does so in every mode.
  const bool pads = std::any_of(amounts.begin(), amounts.end(), [](auto n) { return n != 0; });
  const std::string mode = attributes_.text("mode", "constant");
  if (pads && mode != "constant") {
    fail("its mode is \"{}\"; accepted: constant", printable(mode));
  }
  const std::vector<int> order = usual_order(x);
  const std::vector<int> at = inverse(order);
  ir::pad p;
  p.zero = value == 0.0F;
  p.real_value = value;
  p.amounts.resize(rank, {0, 0});
  for (std::size_t i = 0; i < padded.size(); ++i) {
    const auto axis = static_cast<std::size_t>(at[static_cast<std::size_t>(padded[i])]);
    p.amounts[axis] = {checked_pad(amounts[i]), checked_pad(amounts[i + padded.size()])};
  }
  return node(std::move(p), {in_order(x, order)}, order);
}

int onnx_node_reader::checked_pad(std::int64_t amount) {
  if (amount < 0 || amount > limits::window) {
    fail("it pads by {}; accepted: 0 to {}", amount, limits::window);
  }
  return static_cast<int>(amount);
}

}  // namespace tyto::convert
