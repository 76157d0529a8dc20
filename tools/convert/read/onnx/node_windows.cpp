// SPDX-License-Identifier: Apache-2.0
// Convolutions and pools.
#include <algorithm>
#include <string>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/dilate_weights.hpp"
#include "convert/ir/limits.hpp"
#include "convert/ir/reorder.hpp"
#include "convert/read/onnx/node_reader.hpp"

namespace tyto::convert {

extent onnx_node_reader::spatial(const char* name, std::int64_t least,
                                 std::vector<std::int64_t> otherwise) const {
  std::vector<std::int64_t> v = attributes_.integers(name, std::move(otherwise));
  if (is_flat() && v.size() == 1) v.insert(v.begin(), 1);
  const bool fits = v.size() == 2 && std::all_of(v.begin(), v.end(), [&](std::int64_t x) {
                      return x >= least && x <= limits::window;
                    });
  if (!fits) {
    fail("its {} are [{}]; accepted: height and width, each {} to {}", name, fmt::join(v, ", "),
         least, limits::window);
  }
  return {static_cast<int>(v[0]), static_cast<int>(v[1])};
}

bool onnx_node_reader::is_flat() const {
  return !inputs_.empty() && inputs_[0].dims.size() == 3;
}

void onnx_node_reader::check_dilation() const {
  const extent dilation = spatial("dilations", 1, {1, 1});
  if (dilation != extent{}) {
    fail("dilation {} x {} is not supported; accepted: dilation 1", dilation.height,
         dilation.width);
  }
}

padding onnx_node_reader::given_pads() const {
  std::vector<std::int64_t> v = attributes_.integers("pads", {0, 0, 0, 0});
  if (is_flat() && v.size() == 2) v = {0, v[0], 0, v[1]};
  const bool fits = v.size() == 4 && std::all_of(v.begin(), v.end(), [](std::int64_t x) {
                      return x >= 0 && x <= limits::window;
                    });
  if (!fits) {
    fail("its pads are [{}]; accepted: 4 numbers, each 0 to {}", fmt::join(v, ", "),
         limits::window);
  }
  const auto at = [&](std::size_t i) { return static_cast<int>(v[i]); };
  return {.top = at(0), .bottom = at(2), .left = at(1), .right = at(3)};
}

padding onnx_node_reader::same_lower(const onnx_value& input, const tyto::window& w) {
  const auto total = [](int in, int size, int stride) {
    const std::int64_t outputs = (in - 1) / stride + 1;
    return static_cast<int>(std::max<std::int64_t>((outputs - 1) * stride + size - in, 0));
  };
  const int rows = total(input.dims[2], w.size.height, w.stride.height);
  const int columns = total(input.dims[3], w.size.width, w.stride.width);
  return {.top = rows - rows / 2,
          .bottom = rows / 2,
          .left = columns - columns / 2,
          .right = columns / 2};
}

ir::sliding_window onnx_node_reader::sliding(const onnx_value& input, extent size) const {
  if (input.dims.size() != 4) {
    fail("its input is {}; accepted: four dimensions (batch, channels, height, width)",
         dimensions(input.dims));
  }
  ir::sliding_window s;
  s.window.size = size;
  s.window.stride = spatial("strides", 1, {1, 1});
  const std::string rule = attributes_.text("auto_pad", "NOTSET");
  if (rule == "NOTSET") {
    s.window.pad = given_pads();
  } else if (rule == "SAME_UPPER") {
    s.rule = ir::padding_rule::same;
  } else if (rule == "SAME_LOWER") {
    s.window.pad = same_lower(input, s.window);
  } else if (rule == "VALID") {
    s.rule = ir::padding_rule::valid;
  } else {
    fail("its auto_pad is \"{}\"; accepted: NOTSET, SAME_UPPER, SAME_LOWER, VALID",
         printable(rule));
  }
  return s;
}

void onnx_node_reader::round_up(ir::sliding_window& s, const onnx_value& input) {
  if (s.rule != ir::padding_rule::given) return;
  const auto missing = [](int in, int before, int after, int size, int stride) {
    const std::int64_t room = std::int64_t{in} + before + after - size;
    if (room < 0) return 0;
    const std::int64_t more = (room + stride - 1) / stride * stride - room;
    const bool starts_inside = room + more < std::int64_t{in} + before;
    return starts_inside ? static_cast<int>(more) : 0;
  };
  tyto::window& w = s.window;
  w.pad.bottom += missing(input.dims[2], w.pad.top, w.pad.bottom, w.size.height, w.stride.height);
  w.pad.right += missing(input.dims[3], w.pad.left, w.pad.right, w.size.width, w.stride.width);
}

onnx_value onnx_node_reader::with_height(const onnx_value& x) {
  if (x.dims.size() != 3) return x;
  std::vector<int> to = x.dims;
  to.insert(to.begin() + 2, 1);
  std::vector<int> order;
  for (const int axis : x.order) {
    if (axis == 2) order.push_back(2);
    order.push_back(axis == 2 ? 3 : axis);
  }
  onnx_value made;
  made.tensor =
      builder_.add_view("", x.tensor, reordered_dims(to, order), builder_.at(x.tensor).name);
  made.dims = to;
  made.order = order;
  return made;
}

onnx_value onnx_node_reader::without_height(const onnx_value& x) {
  const std::vector<int> to{x.dims[0], x.dims[1], x.dims[3]};
  std::vector<int> order;
  for (const int axis : x.order) {
    if (axis != 2) order.push_back(axis == 3 ? 2 : axis);
  }
  onnx_value made;
  made.tensor =
      builder_.add_view("", x.tensor, reordered_dims(to, order), builder_.at(x.tensor).name);
  made.dims = to;
  made.order = order;
  return made;
}

onnx_value onnx_node_reader::conv() {
  expect_inputs(2, 3);
  const bool flat = activation(0).dims.size() == 3;
  const onnx_value input = with_height(activation(0));
  std::vector<int> filters = constant(1).dims;  // [out][in / groups][kh][kw]
  if (flat && filters.size() == 3) filters.insert(filters.begin() + 2, 1);
  if (filters.size() != 4) {
    fail("its weights are {}; accepted: four dimensions (out, in, height, width)",
         dimensions(constant(1).dims));
  }
  const extent size{filters[2], filters[3]};
  if (attributes_.find("kernel_shape") != nullptr && spatial("kernel_shape", 1, {}) != size) {
    fail("its kernel_shape is not that of its weights, {}", dimensions(filters));
  }
  ir::sliding_window window = sliding(input, size);
  const std::int64_t groups = attributes_.integer("group", 1);
  const bool depthwise = groups > 1 && groups == input.dims[1] && filters[1] == 1;
  if (groups != 1 && !depthwise) {
    fail("it has {} groups of {} input channels; accepted: 1 group, or one a channel", groups,
         input.dims[1]);
  }
  std::vector<int> operands{
      channels_last(input),
      filter(filters, depthwise ? std::vector{1, 2, 3, 0} : std::vector{0, 2, 3, 1}, window)};
  if (has(2)) operands.push_back(channel_vector(2, filters[0]));
  const std::vector<int> order{0, 2, 3, 1};
  const onnx_value made = depthwise
                              ? node(ir::depthwise_conv_2d{window}, std::move(operands), order)
                              : node(ir::conv_2d{window}, std::move(operands), order);
  return flat ? without_height(made) : made;
}

int onnx_node_reader::filter(const std::vector<int>& dims, const std::vector<int>& order,
                             ir::sliding_window& window) {
  const int tensor = dims == constant(1).dims
                         ? weights(1, order)
                         : add_constant(1, *transposed(*with_dims(constant(1), dims), order));
  const extent by = spatial("dilations", 1, {1, 1});
  if (by == extent{}) return tensor;
  ir::node holder{ir::conv_2d{}, "", {ir::absent, tensor}, ir::absent};
  if (const std::string why = dilate_weights(builder_.graph(), holder, by); !why.empty()) {
    fail("{}", why);
  }
  window.window.size = {builder_.at(holder.inputs[1]).dims[1],
                        builder_.at(holder.inputs[1]).dims[2]};
  return holder.inputs[1];
}

int onnx_node_reader::channel_vector(std::size_t i, int channels) {
  onnx_value like;
  like.dims = {1, channels};
  return add_constant(i, *channel_values(i, like));
}

onnx_value onnx_node_reader::pool(ir::pool_kind kind) {
  expect_inputs(1, 1);
  check_dilation();
  const bool flat = is_flat();
  const onnx_value input = with_height(activation(0));
  const extent size = spatial("kernel_shape", 1, {});
  ir::sliding_window window = sliding(input, size);
  if (attributes_.integer("ceil_mode", 0) != 0) round_up(window, input);
  const onnx_value made = node(ir::pool_2d{kind, window}, {channels_last(input)}, {0, 2, 3, 1});
  return flat ? without_height(made) : made;
}

onnx_value onnx_node_reader::max_pool() {
  return pool(ir::pool_kind::maximum);
}

onnx_value onnx_node_reader::average_pool() {
  const bool counts_padding = attributes_.integer("count_include_pad", 0) != 0;
  const bool pads = attributes_.text("auto_pad", "NOTSET") != "NOTSET" || given_pads() != padding{};
  return counts_padding && pads ? average_with_padding() : pool(ir::pool_kind::average);
}

onnx_value onnx_node_reader::average_with_padding() {
  expect_inputs(1, 1);
  check_dilation();
  if (attributes_.integer("ceil_mode", 0) != 0) {
    fail("count_include_pad and ceil_mode are set; accepted: one of the two");
  }
  const bool flat = is_flat();
  const onnx_value input = with_height(activation(0));
  const extent size = spatial("kernel_shape", 1, {});
  const ir::sliding_window window = sliding(input, size);
  const int x = channels_last(input);
  const std::vector<int> dims{1, size.height, size.width, builder_.at(x).dims[3]};
  const std::vector<float> weights(static_cast<std::size_t>(checked_elements(dims)),
                                   1.0F / static_cast<float>(size.height * size.width));
  const int filter = builder_.add_constant(node_.output(0) + "/weights", ir::element_type::float32,
                                           dims, bytes_of(weights));
  const onnx_value made = node(ir::depthwise_conv_2d{window}, {x, filter}, {0, 2, 3, 1});
  return flat ? without_height(made) : made;
}

onnx_value onnx_node_reader::global_pool(ir::pool_kind kind) {
  expect_inputs(1, 1);
  const bool flat = is_flat();
  const int input = channels_last(with_height(activation(0)));
  const std::vector<int> dims = builder_.at(input).dims;
  ir::pool_2d p{kind, {}};
  p.sliding.window.size = {dims[1], dims[2]};
  const onnx_value made = node(p, {input}, {0, 2, 3, 1});
  return flat ? without_height(made) : made;
}

onnx_value onnx_node_reader::global_average_pool() {
  return global_pool(ir::pool_kind::average);
}

onnx_value onnx_node_reader::global_max_pool() {
  return global_pool(ir::pool_kind::maximum);
}

}  // namespace tyto::convert
