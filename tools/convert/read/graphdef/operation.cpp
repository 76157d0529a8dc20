// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/operation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/limits.hpp"
#include "convert/ir/reorder.hpp"
#include "convert/read/graphdef/constant.hpp"
#include "convert/read/graphdef/strided_slice.hpp"

namespace tyto::convert {

namespace {

class node_reader {
 public:
  node_reader(const graphdef::Node& node, const std::vector<graphdef_value>& inputs,
              graph_builder& builder, int& network_input)
      : node_(node),
        attributes_(node),
        inputs_(inputs),
        builder_(builder),
        network_input_(network_input) {}

  graphdef_value read() {
    const auto found = readers().find(node_.op());
    if (found == readers().end()) {
      std::vector<std::string_view> names;
      for (const auto& [name, function] : readers())
        names.push_back(name);
      fail("this operation is not supported; accepted: {}", fmt::join(names, ", "));
    }
    return (this->*found->second)();
  }

 private:
  using member = graphdef_value (node_reader::*)();

  static const std::map<std::string_view, member>& readers() {
    static const std::map<std::string_view, member> all{
        {"Add", &node_reader::add},
        {"AddV2", &node_reader::add},
        {"AudioSpectrogram", &node_reader::audio_spectrogram},
        {"AvgPool", &node_reader::average_pool},
        {"BiasAdd", &node_reader::bias_add},
        {"Const", &node_reader::constant},
        {"Conv2D", &node_reader::conv_2d},
        {"DecodeWav", &node_reader::decode_wav},
        {"DepthwiseConv2dNative", &node_reader::depthwise_conv_2d},
        {"ExpandDims", &node_reader::expand_dims},
        {"FusedBatchNorm", &node_reader::batch_norm},
        {"FusedBatchNormV2", &node_reader::batch_norm},
        {"FusedBatchNormV3", &node_reader::batch_norm},
        {"Identity", &node_reader::identity},
        {"MatMul", &node_reader::mat_mul},
        {"MaxPool", &node_reader::max_pool},
        {"Maximum", &node_reader::maximum},
        {"Mean", &node_reader::mean},
        {"Mfcc", &node_reader::mfcc},
        {"Minimum", &node_reader::minimum},
        {"Mul", &node_reader::mul},
        {"Pad", &node_reader::pad},
        {"PadV2", &node_reader::pad},
        {"Placeholder", &node_reader::placeholder},
        {"Relu", &node_reader::relu},
        {"Relu6", &node_reader::relu6},
        {"Reshape", &node_reader::reshape},
        {"Softmax", &node_reader::softmax},
        {"Squeeze", &node_reader::squeeze},
        {"StridedSlice", &node_reader::strided_slice},
        {"Sub", &node_reader::sub},
        {"TensorArrayGatherV3", &node_reader::gather_array},
        {"TensorArrayScatterV3", &node_reader::scatter_array},
        {"TensorArrayV3", &node_reader::tensor_array},
        {"Transpose", &node_reader::transpose}};
    return all;
  }

  // ---- inputs

  void expect_inputs(std::size_t count) const {
    if (inputs_.size() != count) fail("has {} inputs; accepted: {}", inputs_.size(), count);
  }

  [[nodiscard]] int activation(std::size_t i) const { return activation_input(inputs_, i); }
  [[nodiscard]] const graphdef::Tensor& constant_input(std::size_t i) const {
    return convert::constant_input(inputs_, i);
  }

  [[nodiscard]] bool is_constant(std::size_t i) const { return inputs_[i].constant != nullptr; }

  [[nodiscard]] const std::vector<int>& dims(int tensor) const { return builder_.at(tensor).dims; }

  [[nodiscard]] std::string input_name(std::size_t i) const {
    std::size_t seen = 0;
    for (const std::string& name : node_.input()) {
      if (!name.starts_with('^') && seen++ == i) return name;
    }
    return node_.name();
  }

  // Constant input `i` as a new tensor of `dims`, its axes reordered.
  int weights(std::size_t i, std::size_t rank, const std::vector<int>& order) {
    const graphdef::Tensor& tensor = constant_input(i);
    const std::vector<int> from = constant_dims(tensor);
    if (from.size() != rank)
      fail("its weights are {}; accepted: {} dimensions", dimensions(from), rank);
    const std::vector<float> values = constant_floats(tensor);
    return builder_.add_constant(
        input_name(i), ir::element_type::float32, reordered_dims(from, order),
        reordered(bytes_of(std::span<const float>(values)), sizeof(float), from, order));
  }

  // Numbers of constant input `i`: one a channel of an activation that has `channels`.
  [[nodiscard]] std::vector<float> channel_values(std::size_t i, int channels) const {
    const graphdef::Tensor& tensor = constant_input(i);
    const std::vector<int> from = constant_dims(tensor);
    std::vector<float> values = constant_floats(tensor);
    const bool one_a_channel = !from.empty() && from.back() == channels;
    if (values.size() == 1) {
      values.resize(static_cast<std::size_t>(channels), values[0]);
    } else if (!one_a_channel || values.size() != static_cast<std::size_t>(channels)) {
      fail("its constant is {}; accepted: one number, or one for each of {} channels",
           dimensions(from), channels);
    }
    return values;
  }

  int channel_constant(std::size_t i, const std::vector<float>& values) {
    return builder_.add_constant(input_name(i), ir::element_type::float32,
                                 {static_cast<int>(values.size())},
                                 bytes_of(std::span<const float>(values)));
  }

  [[nodiscard]] int channels_of(int tensor) const {
    if (dims(tensor).empty()) fail("its input is a scalar; accepted: a last axis of channels");
    return dims(tensor).back();
  }

  // ---- results

  static graphdef_value result(int tensor) {
    graphdef_value value;
    value.kind = graphdef_value::activation;
    value.tensor = tensor;
    return value;
  }

  graphdef_value node(ir::operation what, std::vector<int> operands) {
    return result(
        builder_.add_node(std::move(what), node_.op(), std::move(operands), node_.name()));
  }

  graphdef_value view(int tensor, std::vector<int> to) {
    return result(builder_.add_view(node_.op(), tensor, std::move(to), node_.name()));
  }

  graphdef_value network_input(std::vector<int> to) {
    if (network_input_ != ir::absent) {
      fail("is a second input beside \"{}\"; accepted: one",
           printable(builder_.at(network_input_).name));
    }
    network_input_ = builder_.add_input(node_.name(), std::move(to));
    return result(network_input_);
  }

  // ---- attributes

  void check_data_format() const {
    const std::string format = attributes_.text("data_format", "NHWC");
    if (format != "NHWC") fail("its data_format is {}; accepted: NHWC", printable(format));
  }

  // Height and width of an attribute [1, height, width, 1].
  extent spatial(const char* name) const {
    const std::vector<std::int64_t> values = attributes_.integers(name);
    if (values.size() != 4 || values[0] != 1 || values[3] != 1) {
      fail("its {} are [{}]; accepted: [1, height, width, 1]", name, fmt::join(values, ", "));
    }
    for (const std::int64_t x : values) {
      if (x < 1 || x > limits::window) {
        fail("its {} are [{}]; accepted: 1 to {}", name, fmt::join(values, ", "), limits::window);
      }
    }
    return {static_cast<int>(values[1]), static_cast<int>(values[2])};
  }

  void check_dilation() const {
    if (attributes_.find("dilations") == nullptr) return;
    const extent dilation = spatial("dilations");
    if (dilation != extent{}) {
      fail("dilation {} x {} is not supported; accepted: dilation 1", dilation.height,
           dilation.width);
    }
  }

  [[nodiscard]] ir::sliding_window sliding(extent size) const {
    check_data_format();
    ir::sliding_window s;
    s.window.size = size;
    s.window.stride = spatial("strides");
    const std::string padding = attributes_.text("padding", "");
    if (padding == "SAME") {
      s.rule = ir::padding_rule::same;
    } else if (padding == "VALID") {
      s.rule = ir::padding_rule::valid;
    } else if (padding == "EXPLICIT") {
      s.window.pad = explicit_paddings();
    } else {
      fail("its padding is \"{}\"; accepted: SAME, VALID, EXPLICIT", printable(padding));
    }
    return s;
  }

  [[nodiscard]] padding explicit_paddings() const {
    const std::vector<std::int64_t> p = attributes_.integers("explicit_paddings");
    const bool in_range = std::all_of(p.begin(), p.end(),
                                      [](std::int64_t x) { return x >= 0 && x <= limits::window; });
    if (p.size() != 8 || !in_range || p[0] != 0 || p[1] != 0 || p[6] != 0 || p[7] != 0) {
      fail("its explicit_paddings are [{}]; accepted: 8 numbers, those of batch and channels 0",
           fmt::join(p, ", "));
    }
    const auto at = [&](std::size_t i) { return static_cast<int>(p[i]); };
    return {.top = at(2), .bottom = at(3), .left = at(4), .right = at(5)};
  }

  // ---- the front end

  graphdef_value placeholder() {
    const int type = attributes_.type("dtype", graphdef_type::float32);
    if (type == graphdef_type::string) {
      graphdef_value value;
      value.kind = graphdef_value::wav_file;
      return value;
    }
    if (type != graphdef_type::float32) {
      fail("its element type is {}; accepted: {} (FLOAT), or {} (STRING) for DecodeWav", type,
           graphdef_type::float32, graphdef_type::string);
    }
    return network_input(placeholder_dims());
  }

  [[nodiscard]] std::vector<int> placeholder_dims() const {
    const graphdef::AttrValue* attribute = attributes_.find("shape");
    if (attribute == nullptr || !attribute->has_shape() || attribute->shape().unknown_rank()) {
      fail("has no shape; accepted: fixed dimensions, but for the batch");
    }
    std::vector<int> to;
    for (const graphdef::Shape::Dim& dim : attribute->shape().dim()) {
      if (dim.size() < 0 && to.empty()) {
        to.push_back(1);  // a batch of any size: we run one at a time
      } else if (dim.size() < 0) {
        fail(
            "has a dynamic shape: dimension {} is not known; accepted: fixed dimensions, but for "
            "the batch",
            to.size());
      } else {
        to.push_back(checked_dim(dim.size()));
      }
    }
    return to;
  }

  graphdef_value decode_wav() {
    expect_inputs(1);
    if (inputs_[0].kind != graphdef_value::wav_file) {
      fail("its input is no Placeholder of type STRING; accepted: the bytes of a WAV file");
    }
    graphdef_value value;
    value.kind = graphdef_value::audio;
    read_decode_wav(node_, value.clip);
    return value;
  }

  graphdef_value audio_spectrogram() {
    expect_inputs(1);
    if (inputs_[0].kind != graphdef_value::audio) {
      fail("its input is no sound; accepted: what DecodeWav gives");
    }
    graphdef_value value = inputs_[0];
    value.kind = graphdef_value::spectrogram;
    read_audio_spectrogram(node_, value.clip);
    return value;
  }

  graphdef_value mfcc() {
    expect_inputs(2);
    if (inputs_[0].kind != graphdef_value::spectrogram) {
      fail("its input is no spectrogram; accepted: what AudioSpectrogram gives");
    }
    graphdef_audio clip = inputs_[0].clip;
    if (is_constant(1)) {
      const std::vector<int> rate = constant_integers(constant_input(1));
      if (rate.size() == 1) clip.sample_rate = rate[0];
    } else if (inputs_[1].kind != graphdef_value::sample_rate) {
      fail("its sample rate is computed; accepted: that of DecodeWav, or a constant");
    }
    const graphdef_front_end front = read_mfcc(node_, clip);
    if (!clip.sample_rate) {
      builder_.graph().notes.push_back(
          fmt::format("front end: the graph takes the sample rate from the WAV file it decodes; "
                      "taken as {} Hz",
                      front.parameters.sample_rate));
    }
    builder_.graph().front_end = front.parameters;
    return network_input({1, front.frames, front.parameters.coefficients});
  }

  // ---- constants and names

  graphdef_value constant() {
    graphdef_value made;
    made.constant = &const_value(node_);
    return made;
  }

  graphdef_value identity() {
    expect_inputs(1);
    if (inputs_[0].kind != graphdef_value::activation) return inputs_[0];
    return view(activation(0), dims(activation(0)));
  }

  // ---- layers

  graphdef_value conv_2d() {
    expect_inputs(2);
    check_dilation();
    const int input = activation(0);
    const int filter = weights(1, 4, {3, 0, 1, 2});  // from [kh][kw][in][out]
    const std::vector<int>& size = dims(filter);
    return node(ir::conv_2d{sliding({size[1], size[2]})}, {input, filter});
  }

  graphdef_value depthwise_conv_2d() {
    expect_inputs(2);
    check_dilation();
    const int input = activation(0);
    const graphdef::Tensor& tensor = constant_input(1);
    const std::vector<int> from = constant_dims(tensor);  // [kh][kw][in][multiplier]
    if (from.size() != 4) fail("its weights are {}; accepted: 4 dimensions", dimensions(from));
    if (channels_of(input) != from[2]) {
      fail("its input has {} channels, its weights are {}", channels_of(input), dimensions(from));
    }
    const std::vector<float> values = constant_floats(tensor);
    const int filter = builder_.add_constant(input_name(1), ir::element_type::float32,
                                             {1, from[0], from[1], from[2] * from[3]},
                                             bytes_of(std::span<const float>(values)));
    return node(ir::depthwise_conv_2d{sliding({from[0], from[1]})}, {input, filter});
  }

  graphdef_value mat_mul() {
    expect_inputs(2);
    if (attributes_.flag("transpose_a", false)) {
      fail("transpose_a is set; accepted: a vector times a matrix");
    }
    const int input = activation(0);
    const bool out_in = attributes_.flag("transpose_b", false);
    const int matrix = weights(1, 2, out_in ? std::vector{0, 1} : std::vector{1, 0});
    const std::vector<int>& in = dims(input);
    if (in.size() != 2 || in[0] != 1 || in[1] != dims(matrix)[1]) {
      fail("its input is {}, its matrix takes {}; accepted: 1x{}", dimensions(in), dims(matrix)[1],
           dims(matrix)[1]);
    }
    return node(ir::fully_connected{}, {input, matrix});
  }

  graphdef_value pool(ir::pool_kind kind) {
    expect_inputs(1);
    return node(ir::pool_2d{kind, sliding(spatial("ksize"))}, {activation(0)});
  }
  graphdef_value average_pool() { return pool(ir::pool_kind::average); }
  graphdef_value max_pool() { return pool(ir::pool_kind::maximum); }

  graphdef_value softmax() {
    expect_inputs(1);
    return node(ir::softmax{}, {activation(0)});
  }

  // ---- along the channels

  graphdef_value bias_add() {
    expect_inputs(2);
    check_data_format();
    return add_constant_input(0, 1, 1.0F);
  }

  // Input `x` plus `sign` times constant input `c`.
  graphdef_value add_constant_input(std::size_t x, std::size_t c, float sign) {
    const int input = activation(x);
    std::vector<float> values = channel_values(c, channels_of(input));
    for (float& value : values)
      value *= sign;
    return node(ir::bias_add{}, {input, channel_constant(c, values)});
  }

  graphdef_value add() {
    expect_inputs(2);
    if (is_constant(1)) return add_constant_input(0, 1, 1.0F);
    if (is_constant(0)) return add_constant_input(1, 0, 1.0F);
    return node(ir::add{}, {activation(0), activation(1)});
  }

  graphdef_value sub() {
    expect_inputs(2);
    return add_constant_input(0, 1, -1.0F);
  }

  graphdef_value mul() {
    expect_inputs(2);
    const std::size_t c = is_constant(1) ? 1 : 0;
    const int input = activation(1 - c);
    const int scale = channel_constant(c, channel_values(c, channels_of(input)));
    return node(ir::batch_norm{}, {input, scale, ir::absent, ir::absent, ir::absent});
  }

  graphdef_value batch_norm() {
    expect_inputs(5);
    check_data_format();
    if (attributes_.flag("is_training", true)) {
      fail("is_training is set; accepted: a graph frozen for inference");
    }
    const int input = activation(0);
    std::vector<int> operands{input};
    for (std::size_t i = 1; i < 5; ++i) {  // scale, offset, mean, variance
      operands.push_back(channel_constant(i, channel_values(i, channels_of(input))));
    }
    return node(ir::batch_norm{attributes_.real("epsilon", 1e-4F)}, std::move(operands));
  }

  graphdef_value relu() {
    expect_inputs(1);
    return node(ir::activate{ir::activation::relu}, {activation(0)});
  }
  graphdef_value relu6() {
    expect_inputs(1);
    return node(ir::activate{ir::activation::relu6}, {activation(0)});
  }

  // The greater or the smaller of a tensor and one constant number.
  graphdef_value clamp(float ir::activation::*bound) {
    expect_inputs(2);
    const std::size_t c = is_constant(1) ? 1 : 0;
    const int input = activation(1 - c);
    const graphdef::Tensor& tensor = constant_input(c);
    const std::vector<float> values = constant_floats(tensor);
    if (values.size() != 1 || std::isnan(values[0])) {
      fail("its constant has {} numbers; accepted: 1, which is a number", values.size());
    }
    ir::activation range;
    range.*bound = values[0];
    return node(ir::activate{range}, {input});
  }
  graphdef_value maximum() { return clamp(&ir::activation::low); }
  graphdef_value minimum() { return clamp(&ir::activation::high); }

  // ---- shapes

  [[nodiscard]] int checked_axis(std::int64_t axis, std::size_t rank) const {
    const auto most = static_cast<std::int64_t>(rank);
    if (axis < -most || axis >= most) {
      fail("it names axis {}; accepted: {} to {}", axis, -most, most - 1);
    }
    return static_cast<int>(axis < 0 ? axis + most : axis);
  }

  graphdef_value mean() {
    expect_inputs(2);
    const int input = activation(0);
    const std::vector<int> from = dims(input);
    ir::mean m;
    for (const int axis : constant_integers(constant_input(1))) {
      m.axes.push_back(checked_axis(axis, from.size()));
    }
    const graphdef_value made = node(m, {input});
    if (!attributes_.flag("keep_dims", attributes_.flag("keepdims", false))) return made;
    std::vector<int> to = from;
    for (const int axis : m.axes)
      to[static_cast<std::size_t>(axis)] = 1;
    return result(builder_.add_view("", made.tensor, to, node_.name()));
  }

  graphdef_value reshape() {
    expect_inputs(2);
    const int input = activation(0);
    std::vector<int> to = constant_integers(constant_input(1));
    if (to.size() > limits::rank)
      fail("it makes {} dimensions; accepted: up to {}", to.size(), limits::rank);
    std::int64_t known = 1;
    std::optional<std::size_t> open;
    for (std::size_t i = 0; i < to.size(); ++i) {
      if (to[i] == -1 && !open) {
        open = i;
      } else {
        known *= checked_dim(to[i]);
        if (known > limits::tensor_elements)
          fail("it makes more than {} elements", limits::tensor_elements);
      }
    }
    const std::int64_t elements = checked_elements(dims(input));
    if (open) to[*open] = static_cast<int>(elements / known);
    return view(input, std::move(to));
  }

  graphdef_value squeeze() {
    expect_inputs(1);
    const int input = activation(0);
    const std::vector<int>& from = dims(input);
    std::vector<bool> goes(from.size(), false);
    const std::vector<std::int64_t> axes = attributes_.integers("squeeze_dims");
    for (const std::int64_t named : axes) {
      const auto axis = static_cast<std::size_t>(checked_axis(named, from.size()));
      if (from[axis] != 1)
        fail("it drops axis {} of {}; accepted: axes of 1", axis, dimensions(from));
      goes[axis] = true;
    }
    std::vector<int> to;
    for (std::size_t i = 0; i < from.size(); ++i) {
      const bool drop = axes.empty() ? from[i] == 1 && i > 0 : goes[i];
      if (!drop) to.push_back(from[i]);
    }
    return view(input, std::move(to));
  }

  graphdef_value expand_dims() {
    expect_inputs(2);
    const int input = activation(0);
    std::vector<int> to = dims(input);
    const std::vector<int> axis = constant_integers(constant_input(1));
    if (axis.size() != 1) fail("it names {} axes; accepted: 1", axis.size());
    to.insert(to.begin() + checked_axis(axis[0], to.size() + 1), 1);
    return view(input, std::move(to));
  }

  graphdef_value pad() {
    if (inputs_.size() != 2 && inputs_.size() != 3) {
      fail("has {} inputs; accepted: 2 or 3", inputs_.size());
    }
    const int input = activation(0);
    const std::vector<int> numbers = constant_integers(constant_input(1));
    if (numbers.size() != 2 * dims(input).size()) {
      fail("it has {} paddings; accepted: 2 for each of {} dimensions", numbers.size(),
           dims(input).size());
    }
    if (inputs_.size() == 3) {
      const std::vector<float> value = constant_floats(constant_input(2));
      if (value.size() != 1 || value[0] != 0.0F) fail("it pads with another value than 0");
    }
    ir::pad p;
    for (std::size_t i = 0; i < numbers.size(); i += 2) {
      p.amounts.push_back({numbers[i], numbers[i + 1]});
    }
    return node(std::move(p), {input});
  }

  graphdef_value transpose() {
    expect_inputs(2);
    const int input = activation(0);
    const std::vector<int> order = constant_integers(constant_input(1));
    std::vector<int> sorted = order;
    std::sort(sorted.begin(), sorted.end());
    std::vector<int> all(dims(input).size());
    for (std::size_t i = 0; i < all.size(); ++i)
      all[i] = static_cast<int>(i);
    if (sorted != all) {
      fail("its order of axes is [{}]; accepted: each of {} axes once", fmt::join(order, ", "),
           all.size());
    }
    if (moves_nothing(dims(input), order)) return view(input, reordered_dims(dims(input), order));
    return node(ir::transpose{order}, {input});
  }

  graphdef_value strided_slice() {
    expect_inputs(4);
    const int input = activation(0);
    const graphdef_slice s = read_strided_slice(node_, dims(input), constant_input(1),
                                                constant_input(2), constant_input(3));
    const graphdef_value taken = node(s.taken, {input});
    return s.dims == dims(taken.tensor) ? taken : view(taken.tensor, s.dims);
  }

  // ---- arrays of a loop

  graphdef_value tensor_array() {
    expect_inputs(1);
    const std::vector<int> rows = constant_integers(constant_input(0));
    if (rows.size() != 1) fail("its size has {} numbers; accepted: 1", rows.size());
    graphdef_value value;
    value.kind = graphdef_value::array;
    value.array_of = &node_;
    value.array_rows = checked_dim(rows[0]);
    return value;
  }

  // Input 0 and input `flow` are one array, whose rows input 1 names in their order.
  [[nodiscard]] const graphdef_value& array(std::size_t flow) const {
    if (inputs_[0].kind != graphdef_value::array || inputs_[flow].kind != graphdef_value::array ||
        inputs_[0].array_of != inputs_[flow].array_of) {
      fail("its inputs 0 and {} are not one TensorArrayV3", flow);
    }
    const std::vector<int> rows = constant_integers(constant_input(1), limits::window);
    bool in_order = static_cast<int>(rows.size()) == inputs_[0].array_rows;
    for (std::size_t i = 0; i < rows.size(); ++i)
      in_order = in_order && rows[i] == static_cast<int>(i);
    if (!in_order) fail("its indices are others than 0 to {}", inputs_[0].array_rows - 1);
    return inputs_[flow];
  }

  graphdef_value scatter_array() {
    expect_inputs(4);
    graphdef_value value = array(3);
    value.tensor = activation(2);
    const std::vector<int>& rows = dims(value.tensor);
    if (rows.size() != 3 || rows[0] != value.array_rows || rows[1] != 1) {
      fail("its rows are {}; accepted: {} x 1 x n", dimensions(rows), value.array_rows);
    }
    return value;
  }

  graphdef_value gather_array() {
    expect_inputs(3);
    const graphdef_value& value = array(2);
    if (value.tensor == ir::absent) fail("no loop has written its array");
    return result(value.tensor);
  }

  const graphdef::Node& node_;
  graphdef_attributes attributes_;
  const std::vector<graphdef_value>& inputs_;
  graph_builder& builder_;
  int& network_input_;
};

}  // namespace

int activation_input(const std::vector<graphdef_value>& inputs, std::size_t i) {
  const graphdef_value& value = inputs.at(i);
  if (value.constant != nullptr) {
    fail("its input {} is a constant; accepted: a tensor computed at run time", i);
  }
  if (value.kind == graphdef_value::nothing || value.kind == graphdef_value::array) {
    fail("its input {} is no tensor; accepted: a tensor computed at run time", i);
  }
  if (value.kind != graphdef_value::activation) {
    fail("its input {} is sound or a spectrogram; accepted: what Mfcc computes", i);
  }
  return value.tensor;
}

const graphdef::Tensor& constant_input(const std::vector<graphdef_value>& inputs, std::size_t i) {
  if (inputs.at(i).constant == nullptr) {
    fail("its input {} is computed at run time; accepted: a constant", i);
  }
  return *inputs[i].constant;
}

graphdef_value read_graphdef_node(const graphdef::Node& node,
                                  const std::vector<graphdef_value>& inputs, graph_builder& builder,
                                  int& network_input) {
  return node_reader(node, inputs, builder, network_input).read();
}

}  // namespace tyto::convert
