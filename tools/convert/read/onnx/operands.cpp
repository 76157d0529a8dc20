// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/operands.hpp"

#include <numeric>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/reorder.hpp"

namespace tyto::convert {

namespace {

const std::vector<int> last_of_four{0, 2, 3, 1};  // [batch][height][width][channels]

ir::element_type element_type(const onnx_constant& c) {
  switch (c.type) {
    case onnx_constant::kind::float32:
      return ir::element_type::float32;
    case onnx_constant::kind::int8:
      return ir::element_type::int8;
    case onnx_constant::kind::int32:
      return ir::element_type::int32;
    case onnx_constant::kind::int64:
      break;
  }
  fail("a constant is INT64; accepted: FLOAT, or INT8 or INT32 behind a DequantizeLinear");
}

}  // namespace

std::vector<int> identity_order(std::size_t rank) {
  std::vector<int> order(rank);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

void onnx_operands::expect_inputs(std::size_t least, std::size_t most) const {
  if (inputs_.size() < least || inputs_.size() > most) {
    fail("has {} inputs; accepted: {} to {}", inputs_.size(), least, most);
  }
  for (std::size_t i = 0; i < least; ++i) {
    if (!has(i)) fail("its input {} is missing", i);
  }
}

bool onnx_operands::has(std::size_t i) const {
  return i < inputs_.size() && (inputs_[i].tensor != ir::absent || is_constant(i));
}

bool onnx_operands::is_constant(std::size_t i) const {
  return i < inputs_.size() && inputs_[i].constant != nullptr;
}

const onnx_value& onnx_operands::activation(std::size_t i) const {
  if (is_constant(i)) {
    fail("its input {} is a constant; accepted: a tensor computed at run time", i);
  }
  return inputs_[i];
}

const onnx_constant& onnx_operands::constant(std::size_t i) const {
  if (!is_constant(i)) fail("its input {} is computed at run time; accepted: a constant", i);
  return *inputs_[i].constant;
}

std::string onnx_operands::input_name(std::size_t i) const {
  return node_.input(static_cast<int>(i));
}

int onnx_operands::in_order(const onnx_value& value, const std::vector<int>& order) {
  if (value.order == order) return value.tensor;
  const std::vector<int> at = inverse(value.order);
  ir::transpose t;
  for (const int axis : order)
    t.order.push_back(at[static_cast<std::size_t>(axis)]);
  const std::string name = builder_.at(value.tensor).name;
  const ir::quantization quantized = builder_.at(value.tensor).quantized;
  return builder_.add_node(std::move(t), "", {value.tensor}, name, quantized);
}

int onnx_operands::channels_last(const onnx_value& value) {
  if (value.dims.size() != 4) {
    fail("its input is {}; accepted: four dimensions (batch, channels, height, width)",
         dimensions(value.dims));
  }
  return in_order(value, last_of_four);
}

std::vector<int> onnx_operands::usual_order(const onnx_value& value) {
  if (value.dims.size() == 4) return last_of_four;
  const std::vector<int> last_of_three{0, 2, 1};
  return value.order == last_of_three ? last_of_three : identity_order(value.dims.size());
}

int onnx_operands::operand(std::size_t i, const std::vector<int>& order) {
  std::vector<int> dims = inputs_[i].dims;
  if (dims.size() > order.size()) fail("its input {} has {} axes", i, dims.size());
  dims.insert(dims.begin(), order.size() - dims.size(), 1);
  if (is_constant(i)) {
    const onnx_constant& c = constant(i);
    return add_constant(i, *transposed(c.dims == dims ? c : *with_dims(c, dims), order));
  }
  const onnx_value& x = activation(i);
  if (x.dims.size() == order.size()) return in_order(x, order);
  const int plain = in_order(x, identity_order(x.dims.size()));
  onnx_value whole;
  whole.tensor = builder_.add_view("", plain, dims, builder_.at(plain).name);
  whole.dims = dims;
  whole.order = identity_order(dims.size());
  return in_order(whole, order);
}

int onnx_operands::in_usual_order(const onnx_value& value) {
  return in_order(value, usual_order(value));
}

int onnx_operands::add_constant(std::size_t i, const onnx_constant& c) {
  const ir::element_type type = element_type(c);
  if (type != ir::element_type::float32 && c.quantized.scale.empty()) {
    fail(
        "its input {} is an integer without a scale; accepted: FLOAT, or behind a "
        "DequantizeLinear",
        i);
  }
  return builder_.add_constant(input_name(i), type, c.dims, c.bytes, c.quantized);
}

int onnx_operands::weights(std::size_t i, const std::vector<int>& order) {
  const onnx_constant& c = constant(i);
  if (c.dims.size() != order.size()) {
    fail("its weights are {}; accepted: {} dimensions", dimensions(c.dims), order.size());
  }
  return add_constant(i, *transposed(c, order));
}

namespace {

// The axis of channels, which is the last in the usual order.
std::size_t channel_axis_of(const onnx_value& like, const std::vector<int>& usual) {
  return like.dims.empty() ? 0 : static_cast<std::size_t>(usual.back());
}

bool is_one_number(const onnx_constant& c) {
  return c.elements() == 1 && c.type == onnx_constant::kind::float32;
}

}  // namespace

bool onnx_operands::is_channelwise(std::size_t i, const onnx_value& like) const {
  const onnx_constant& c = constant(i);
  const std::size_t rank = like.dims.size();
  if (rank == 0) return false;
  const std::size_t channel_axis = channel_axis_of(like, usual_order(like));
  const int channels = like.dims[channel_axis];
  if (is_one_number(c) && channels > 1) return true;
  // ONNX aligns the last axes.
  bool fits = c.dims.size() <= rank;
  for (std::size_t k = 0; fits && k < c.dims.size(); ++k) {
    const std::size_t axis = rank - c.dims.size() + k;
    fits = c.dims[k] == (axis == channel_axis ? channels : 1);
  }
  const bool has_channel_axis = rank - channel_axis <= c.dims.size();
  return fits && (has_channel_axis || channels == 1);
}

onnx_constant_pointer onnx_operands::channel_values(std::size_t i, const onnx_value& like) const {
  const onnx_constant& c = constant(i);
  const int channels = like.dims.empty() ? 1 : like.dims[channel_axis_of(like, usual_order(like))];
  if (!is_channelwise(i, like)) {
    fail("its constant is {}; accepted: one number, or one for each of {} channels",
         dimensions(c.dims), channels);
  }
  if (is_one_number(c) && channels > 1) {
    const std::vector<float> all(static_cast<std::size_t>(channels), floats_of(c)[0]);
    return make_onnx_constant({channels}, all);
  }
  onnx_constant made = c;
  made.dims = {channels};
  made.quantized.axis = 0;
  return std::make_shared<onnx_constant>(std::move(made));
}

float onnx_operands::number(std::size_t i) const {
  const std::vector<float> values = floats_of(constant(i));
  if (values.size() != 1) fail("its input {} has {} numbers; accepted: 1", i, values.size());
  return values[0];
}

int onnx_operands::checked_axis(std::int64_t axis, std::size_t rank) {
  const auto most = static_cast<std::int64_t>(rank);
  if (axis < -most || axis >= most) {
    fail("it names axis {}; accepted: {} to {}", axis, -most, most - 1);
  }
  return static_cast<int>(axis < 0 ? axis + most : axis);
}

std::vector<int> onnx_operands::axes(const char* attribute, std::size_t i, std::size_t rank,
                                     std::vector<int> otherwise) const {
  std::vector<std::int64_t> listed = attributes_.integers(attribute, {});
  if (has(i)) listed = integers_of(constant(i));
  if (listed.empty()) return otherwise;
  std::vector<int> checked;
  for (const std::int64_t axis : listed)
    checked.push_back(checked_axis(axis, rank));
  return checked;
}

onnx_value onnx_operands::node(ir::operation what, std::vector<int> operands,
                               const std::vector<int>& order, ir::quantization quantized,
                               int number) {
  onnx_value value;
  value.tensor = builder_.add_node(std::move(what), node_.op_type(), std::move(operands),
                                   output_name(number), std::move(quantized));
  value.order = order;
  value.dims = reordered_dims(builder_.at(value.tensor).dims, inverse(order));
  return value;
}

onnx_value onnx_operands::view(int tensor, const std::vector<int>& dims,
                               const std::vector<int>& order) {
  onnx_value value;
  value.tensor =
      builder_.add_view(node_.op_type(), tensor, reordered_dims(dims, order), node_.output(0));
  value.order = order;
  value.dims = dims;
  return value;
}

// An output that nobody reads may have none.
std::string onnx_operands::output_name(int number) const {
  return number < node_.output_size() ? node_.output(number) : "";
}

onnx_value onnx_operands::of_constant(onnx_constant_pointer c) {
  onnx_value value;
  value.dims = c->dims;
  value.order = identity_order(c->dims.size());
  value.constant = std::move(c);
  return value;
}

}  // namespace tyto::convert
