// SPDX-License-Identifier: Apache-2.0
// Arithmetic, functions, quantisation.
#include <algorithm>
#include <string>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/reorder.hpp"
#include "convert/read/onnx/node_reader.hpp"

namespace tyto::convert {

onnx_value onnx_node_reader::softmax() {
  expect_inputs(1, 1);
  const onnx_value& x = activation(0);
  const bool flattens = opset_ < 13;  // everything from the axis on
  const int axis = checked_axis(attributes_.integer("axis", flattens ? 1 : -1), x.dims.size());
  const auto first_after = static_cast<std::ptrdiff_t>(axis) + 1;
  const bool alone =
      std::all_of(x.dims.begin() + first_after, x.dims.end(), [](int dim) { return dim == 1; });
  if (flattens && !alone) {
    fail("its axis {} of {} is followed by others; accepted: one axis", axis, dimensions(x.dims));
  }
  std::vector<int> order = usual_order(x);
  if (order.back() != axis) order = identity_order(x.dims.size());
  if (order.back() != axis) {
    fail("its axis is {} of {}; accepted: the channels, or the last", axis, dimensions(x.dims));
  }
  return node(ir::softmax{}, {in_order(x, order)}, order);
}

onnx_value onnx_node_reader::log_softmax() {
  expect_inputs(1, 1);
  const onnx_value& x = activation(0);
  const int axis = checked_axis(attributes_.integer("axis", opset_ < 13 ? 1 : -1), x.dims.size());
  const std::vector<int> order = usual_order(x);
  const int along = inverse(order)[static_cast<std::size_t>(axis)];
  const std::string& name = node_.output(0);
  const auto add = [&](ir::operation what, std::vector<int> inputs, const char* suffix) {
    return builder_.add_node(std::move(what), "", std::move(inputs), name + suffix);
  };
  const int in = in_order(x, order);
  std::vector<int> with_one = builder_.at(in).dims;
  with_one[static_cast<std::size_t>(along)] = 1;
  const auto reduced = [&](ops::reduction what, int t, const char* suffix) {
    return builder_.add_view("", add(ir::reduce{what, {along}}, {t}, suffix), with_one,
                             name + suffix);
  };
  const ir::binary minus{ops::arithmetic::subtract};
  const int below = add(minus, {in, reduced(ops::reduction::maximum, in, "/largest")}, "/below");
  const int sum =
      reduced(ops::reduction::sum, add(ir::unary{ops::function::exp}, {below}, "/exp"), "/sum");
  return node(minus, {below, add(ir::unary{ops::function::log}, {sum}, "/log")}, order);
}

onnx_value onnx_node_reader::activate(ir::activation range) {
  const onnx_value& x = activation(0);
  if (std::isnan(range.low) || std::isnan(range.high) || range.low > range.high) {
    fail("it clamps to {} .. {}; accepted: the smaller bound first", range.low, range.high);
  }
  return node(ir::activate{range}, {x.tensor}, x.order);
}

onnx_value onnx_node_reader::relu() {
  expect_inputs(1, 1);
  return activate(ir::activation::relu);
}

onnx_value onnx_node_reader::clip() {
  expect_inputs(1, 3);
  ir::activation range;
  range.low = has(1) ? number(1) : attributes_.real("min", range.low);
  range.high = has(2) ? number(2) : attributes_.real("max", range.high);
  return activate(range);
}

onnx_value onnx_node_reader::max() {
  expect_inputs(2, 2);
  return activate({.low = number(1)});
}

onnx_value onnx_node_reader::min() {
  expect_inputs(2, 2);
  return activate({.high = number(1)});
}

onnx_value onnx_node_reader::add() {
  expect_inputs(2, 2);
  if (is_constant(1) && is_channelwise(1, activation(0))) return add_channelwise(0, 1, 1.0F);
  if (is_constant(0) && is_channelwise(0, activation(1))) return add_channelwise(1, 0, 1.0F);
  if (is_constant(0) || is_constant(1) || activation(0).dims != activation(1).dims) {
    return binary<ops::arithmetic::add>();
  }
  const onnx_value& a = activation(0);
  const onnx_value& b = activation(1);
  // Where a convolution has made the one, in its order.
  const std::vector<int> own = usual_order(a);
  const std::vector<int> order = own == identity_order(own.size()) ? usual_order(b) : own;
  return node(ir::add{}, {in_order(a, order), in_order(b, order)}, order);
}

onnx_value onnx_node_reader::add_channelwise(std::size_t x, std::size_t c, float sign) {
  const onnx_value& input = activation(x);
  onnx_constant_pointer values = channel_values(c, input);
  if (sign != 1.0F) values = scaled(*values, sign);
  return node(ir::bias_add{}, {in_usual_order(input), add_constant(c, *values)},
              usual_order(input));
}

onnx_value onnx_node_reader::sub() {
  expect_inputs(2, 2);
  if (is_constant(1) && is_channelwise(1, activation(0))) return add_channelwise(0, 1, -1.0F);
  return binary<ops::arithmetic::subtract>();
}

onnx_value onnx_node_reader::scale_channels(std::size_t x, std::size_t c,
                                            const onnx_constant& values) {
  const onnx_value& input = activation(x);
  const int scale = add_constant(c, values);
  return node(ir::batch_norm{}, {in_usual_order(input), scale, ir::absent, ir::absent, ir::absent},
              usual_order(input));
}

onnx_value onnx_node_reader::mul() {
  expect_inputs(2, 2);
  const std::size_t c = is_constant(1) ? 1 : 0;
  if (!is_constant(c) || !is_channelwise(c, activation(1 - c))) {
    return binary<ops::arithmetic::multiply>();
  }
  return scale_channels(1 - c, c, *channel_values(c, activation(1 - c)));
}

onnx_value onnx_node_reader::div() {
  expect_inputs(2, 2);
  if (!is_constant(1) || !is_channelwise(1, activation(0))) {
    return binary<ops::arithmetic::divide>();
  }
  std::vector<float> values = floats_of(*channel_values(1, activation(0)));
  for (float& value : values)
    value = 1.0F / value;
  return scale_channels(0, 1, *make_onnx_constant({static_cast<int>(values.size())}, values));
}

onnx_value onnx_node_reader::sum() {
  return add();
}

onnx_value onnx_node_reader::reciprocal() {
  expect_inputs(1, 1);
  const onnx_value& x = activation(0);
  const std::vector<float> one{1.0F};
  const int numerator = builder_.add_constant(node_.output(0) + "/one", ir::element_type::float32,
                                              {1}, bytes_of(one));
  return node(ir::binary{ops::arithmetic::divide, ir::activation::none, true},
              {x.tensor, numerator}, x.order);
}

onnx_value onnx_node_reader::apply(ops::function f, float alpha, float beta) {
  const onnx_value& x = activation(0);
  return node(ir::unary{f, alpha, beta}, {x.tensor}, x.order);
}

onnx_value onnx_node_reader::hard_sigmoid() {
  expect_inputs(1, 1);
  return apply(ops::function::hard_sigmoid, attributes_.real("alpha", 0.2F),
               attributes_.real("beta", 0.5F));
}

onnx_value onnx_node_reader::leaky_relu() {
  expect_inputs(1, 1);
  return apply(ops::function::leaky_relu, attributes_.real("alpha", 0.01F));
}

onnx_value onnx_node_reader::elu() {
  expect_inputs(1, 1);
  return apply(ops::function::elu, attributes_.real("alpha", 1.0F));
}

onnx_value onnx_node_reader::pow() {
  expect_inputs(2, 2);
  const float exponent = number(1);
  if (exponent == 2.0F) return apply(ops::function::square);
  if (exponent == 0.5F) return apply(ops::function::sqrt);
  fail("its exponent is {}; accepted: 2 and 0.5", exponent);
}

onnx_value onnx_node_reader::cast() {
  if (attributes_.integer("to", 0) != onnx::TensorProto::FLOAT) {
    fail("it casts to element type {}; accepted: FLOAT", attributes_.integer("to", 0));
  }
  return identity();
}

ir::quantization onnx_node_reader::quantization(const std::vector<int>& dims,
                                                bool uint8_without_zero_point) {
  if (attributes_.integer("block_size", 0) != 0) {
    fail("block_size is set; accepted: one scale, or one for each index of an axis");
  }
  return onnx_quantization(constant(1), has(2) ? &constant(2) : nullptr, uint8_without_zero_point,
                           dims, attributes_.integer("axis", 1));
}

onnx_value onnx_node_reader::quantize() {
  expect_inputs(2, 3);
  const bool uint8 = has(2) ? constant(2).was_uint8 : true;  // UINT8 is ONNX's default
  const ir::quantization q = quantization(inputs_[0].dims, true);
  if (has(2) && constant(2).type != onnx_constant::kind::int8) {
    fail("its zero point is no INT8 or UINT8; accepted: those");
  }
  if (is_constant(0)) return of_constant(quantized_constant(constant(0), q));
  if (q.scale.size() != 1) fail("it has {} scales; accepted: 1 for an activation", q.scale.size());
  const onnx_value& x = activation(0);
  if (builder_.at(x.tensor).type != ir::element_type::float32) {
    fail("its input is {}; accepted: FLOAT", builder_.at(x.tensor).type_name);
  }
  onnx_value made = node(ir::quantize{}, {x.tensor}, x.order, q);
  made.is_uint8 = uint8;
  return made;
}

onnx_value onnx_node_reader::dequantize() {
  expect_inputs(2, 3);
  if (is_constant(0)) {
    const onnx_constant& c = constant(0);
    return of_constant(dequantized_constant(c, quantization(c.dims, c.was_uint8)));
  }
  const onnx_value& x = activation(0);
  const ir::quantization q = quantization(x.dims, x.is_uint8);
  if (q.scale.size() != 1) fail("it has {} scales; accepted: 1 for an activation", q.scale.size());
  ir::tensor& stored = builder_.graph().tensors[static_cast<std::size_t>(x.tensor)];
  if (stored.type != ir::element_type::int8) {
    fail("its input is {}; accepted: INT8", stored.type_name);
  }
  if (stored.quantized.scale.empty()) stored.quantized = q;  // the network's input
  if (stored.quantized.scale != q.scale || stored.quantized.zero_point != q.zero_point) {
    fail("its scale and zero point are not those that its input was quantised with");
  }
  return node(ir::dequantize{}, {x.tensor}, x.order);
}

onnx_value onnx_node_reader::reduce_by(ops::reduction what) {
  expect_inputs(1, 2);
  const onnx_value& x = activation(0);
  const std::vector<int> named = axes("axes", 1, x.dims.size(), identity_order(x.dims.size()));
  const std::vector<int> order = usual_order(x);
  std::vector<int> reduced;
  std::vector<int> left = x.dims;
  std::vector<int> left_order;  // of the axes that are left, by their old numbers
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (std::find(named.begin(), named.end(), order[i]) == named.end()) {
      left_order.push_back(order[i]);
    } else {
      reduced.push_back(static_cast<int>(i));
      left[static_cast<std::size_t>(order[i])] = 1;
    }
  }
  std::vector<int> sorted = left_order;
  std::sort(sorted.begin(), sorted.end());
  for (int& axis : left_order) {
    axis = static_cast<int>(std::find(sorted.begin(), sorted.end(), axis) - sorted.begin());
  }
  ir::operation operation = ir::reduce{what, reduced};
  if (what == ops::reduction::mean) operation = ir::mean{reduced};
  onnx_value made = node(std::move(operation), {in_order(x, order)}, left_order);
  if (attributes_.integer("keepdims", 1) == 0) return made;
  onnx_value with_ones = made;
  with_ones.tensor =
      builder_.add_view("", made.tensor, reordered_dims(left, order), node_.output(0));
  with_ones.dims = left;
  with_ones.order = order;
  return with_ones;
}

}  // namespace tyto::convert
