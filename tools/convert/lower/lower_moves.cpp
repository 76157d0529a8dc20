// SPDX-License-Identifier: Apache-2.0
// What moves elements, and what stores them otherwise.
#include <algorithm>
#include <type_traits>
#include <utility>

#include "convert/ir/graph_edit.hpp"
#include "convert/lower/lowering.hpp"

namespace tyto::convert {

void lowering::lower(const ir::concatenation& c) {
  with_element([&]<class T>(T) { lower_concatenation<T>(c); });
}

template <tyto::element T>
void lowering::lower_concatenation(const ir::concatenation& c) {
  if (output().dims.size() == 4 && c.axis == 0) refuse("it joins batches");
  ops::concatenate<T> s;
  s.axis = axis_of(output(), c.axis);
  s.input = shape_of(input(0));
  s.output = shape_of(output());
  s.input_count = static_cast<int>(node().inputs.size());
  for (int k = 0; k < s.input_count; ++k) {
    s.extents[k] = ops::extent_along(shape_of(input(static_cast<std::size_t>(k))), s.axis);
  }
  lowered::layer layer;
  layer.spec = s;
  add_layer("concatenate", std::move(layer), node().inputs.size());
}

void lowering::lower(const ir::slice& s) {
  if (takes_rows(s)) return take_rows(s);
  with_element([&]<class T>(T) { lower_slice<T>(s); });
}

template <tyto::element T>
void lowering::lower_slice(const ir::slice& s) {
  lowered::layer layer;
  layer.spec = ops::slice<T>{shape_of(input(0)), shape_of(output()), steps_of(input(0), s.begin, 0),
                             steps_of(input(0), s.step, 1)};
  add_layer("slice", std::move(layer));
}

void lowering::lower(const ir::transpose& t) {
  with_element([&]<class T>(T) { lower_transpose<T>(t); });
}

template <tyto::element T>
void lowering::lower_transpose(const ir::transpose& t) {
  const std::vector<int>& dims = input(0).dims;
  std::vector<int> axes;  // of more than one element, in the input's order
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (dims[i] > 1) axes.push_back(static_cast<int>(i));
  }
  std::vector<int> moved;  // the same, in the output's order
  for (const int axis : t.order) {
    if (dims[static_cast<std::size_t>(axis)] > 1) moved.push_back(axis);
  }
  if (moved == axes) return lower(ir::view{});
  const int missing = 3 - static_cast<int>(axes.size());
  ops::transpose<T> s;
  int extents[3] = {1, 1, 1};
  for (std::size_t i = 0; i < axes.size(); ++i) {
    extents[missing + static_cast<int>(i)] = dims[static_cast<std::size_t>(axes[i])];
    const auto at = std::find(axes.begin(), axes.end(), moved[i]) - axes.begin();
    s.order[missing + static_cast<int>(i)] = static_cast<ops::axis>(missing + static_cast<int>(at));
  }
  s.input = {extents[0], extents[1], extents[2]};
  s.output = {ops::extent_along(s.input, s.order[0]), ops::extent_along(s.input, s.order[1]),
              ops::extent_along(s.input, s.order[2])};
  lowered::layer layer;
  layer.spec = s;
  add_layer("transpose", std::move(layer));
}

template <quantized_element T>
void lowering::rescale(ir::activation function) {
  const shape s = stored_shape(0);
  lowered::layer layer;
  layer.spec = ops::rescale_of<T>{s, s, numerics_of<T>(function)};
  layer.multipliers = {make_multiplier(double{quantization_of(input(0)).scale} /
                                       double{quantization_of(output()).scale})};
  add_layer("rescale", std::move(layer));
}

void lowering::lower(const ir::activate& a) {
  if (is_float()) return clamp(a.function);
  is_wide() ? rescale<std::int16_t>(a.function) : rescale<std::int8_t>(a.function);
}

void lowering::clamp(ir::activation function) {
  const shape s = stored_shape(0);
  const auto [min, max] = range_of<float>(function);
  lowered::layer layer;
  layer.spec = ops::max_pool<float>{s, s, {}, min, max};
  add_layer("clamp", std::move(layer));
}

void lowering::lower(const ir::quantize&) {
  using type = ir::element_type;
  const type from = input(0).type;
  const type to = output().type;
  if (from == to) {
    return is_wide() ? rescale<std::int16_t>(ir::activation::none)
                     : rescale<std::int8_t>(ir::activation::none);
  }
  if (from == type::float32) {
    const shape s = stored_shape(0);
    quantization stored = quantization_of(output());
    if (to == type::uint8) stored.zero_point -= 128;  // int8, 128 lower
    lowered::layer layer;
    if (to == type::int16) {
      layer.spec = ops::quantize_to<std::int16_t>{s, s, stored};
    } else {
      layer.spec = ops::quantize{s, s, stored};
    }
    add_layer("quantize", std::move(layer));
    if (to == type::uint8)
      recode<std::int8_t, std::uint8_t>(stored, quantization_of(output()), true);
    return;
  }
  const quantization in = quantization_of(input(0));
  const quantization out = quantization_of(output());
  if (from == type::uint8) return recode<std::uint8_t, std::int8_t>(in, out);
  if (from == type::int16 && to == type::int32) return recode<std::int16_t, std::int32_t>(in, out);
  if (from == type::int16) return recode<std::int16_t, std::int8_t>(in, out);
  if (to == type::uint8) return recode<std::int8_t, std::uint8_t>(in, out);
  if (to == type::int16) return recode<std::int8_t, std::int16_t>(in, out);
  recode<std::int8_t, std::int32_t>(in, out);
}

template <class In, class Out>
void lowering::recode(quantization in, quantization out, bool again) {
  const shape s = stored_shape(0);
  const multiplier scale = make_multiplier(double{in.scale} / double{out.scale});
  if (ops::checks::largest_input<In>(in.zero_point) >
      ops::checks::largest_accumulator(scale.exponent)) {
    refuse("its output's scale {} is too small for its input's; accepted: a larger output scale",
           out.scale);
  }
  lowered::layer layer;
  layer.spec = ops::recode<In, Out>{s, s, in.zero_point, out.zero_point, scale, model_.rounding};
  add_layer("recode", std::move(layer), 1, again);
}

void lowering::lower(const ir::dequantize&) {
  const shape s = stored_shape(0);
  quantization stored = quantization_of(input(0));
  const bool from_uint8 = input(0).type == ir::element_type::uint8;
  if (from_uint8) {
    const quantization in = stored;
    stored.zero_point -= 128;
    recode<std::uint8_t, std::int8_t>(in, stored);
  }
  lowered::layer layer;
  if (is_wide()) {
    layer.spec = ops::dequantize_from<std::int16_t>{s, s, stored};
  } else {
    layer.spec = ops::dequantize{s, s, stored};
  }
  add_layer("dequantize", std::move(layer), 1, from_uint8);
}

void lowering::lower(const ir::view&) {
  value_of_output() = value_of_input(0);
}

void lowering::lower(const ir::pad& p) {
  if (is_read()) {
    with_element([&]<class T>(T) { lower_pad<T>(p); });
  } else {
    take_border(p);
  }
}

bool lowering::is_read() const {
  return node().output == graph_.output || !readers_of(graph_, node().output).empty();
}

void lowering::take_border(const ir::pad& p) {
  value v = value_of_input(0);
  if (v.pad == padding{}) v.inside = shape_of(input(0));
  if (p.amounts.size() == 4) {
    v.pad.top += p.amounts[1][0];
    v.pad.bottom += p.amounts[1][1];
    v.pad.left += p.amounts[2][0];
    v.pad.right += p.amounts[2][1];
  }
  v.pad_value = is_float() ? 0 : quantization_of(input(0)).zero_point;
  value_of_output() = v;
}

bool lowering::takes_rows(const ir::slice& s) const {
  const std::vector<int>& in = input(0).dims;
  const value& v = value_of_input(0);
  if (in.size() != 4 || s.step[1] != 1 || v.pad != padding{} || v.later != ir::absent) return false;
  std::vector<int> whole = in;
  whole[1] = s.size[1];
  return s.size == whole && stored_shape(0) == shape_of(input(0)) && has_history();
}

bool lowering::has_history() const {
  return std::any_of(graph_.nodes.begin(), graph_.nodes.end(),
                     [](const ir::node& n) { return std::holds_alternative<ir::history>(n.what); });
}

void lowering::take_rows(const ir::slice& s) {
  value v = value_of_input(0);
  v.first_row += s.begin[1];
  v.rows = s.size[1];
  value_of_output() = v;
}

template <tyto::element T>
void lowering::lower_pad(const ir::pad& p) {
  std::vector<int> before;
  bool any = false;
  for (const auto& [first, last] : p.amounts) {
    before.push_back(first);
    any = any || first != 0 || last != 0;
  }
  if (!any) return lower(ir::view{});
  if (p.amounts.size() == 4 && output().dims[0] != 1) refuse("it pads the batch");
  ops::pad<T> s{shape_of(input(0)), shape_of(output()), steps_of(input(0), before, 0), T{}};
  if constexpr (std::is_same_v<T, float>) {
    s.value = p.zero ? 0.0F : p.real_value;
  } else {
    s.value = static_cast<T>(p.zero ? quantization_of(input(0)).zero_point : p.value);
  }
  lowered::layer layer;
  layer.spec = s;
  add_layer("pad", std::move(layer));
}

}  // namespace tyto::convert
