// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/operation.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/dilate_weights.hpp"
#include "convert/ir/limits.hpp"
#include "convert/ir/reorder.hpp"
#include "convert/read/onnx/fold.hpp"
#include "convert/read/onnx/recurrent.hpp"

namespace tyto::convert {

namespace {

class node_reader : onnx_operands {
 public:
  node_reader(const onnx::NodeProto& node, const std::vector<onnx_value>& inputs,
              std::int64_t opset, graph_builder& builder)
      : onnx_operands(node, inputs, builder), opset_(opset) {}

  std::vector<onnx_value> read() {
    if (!node_.domain().empty() && node_.domain() != "ai.onnx") {
      fail("is of the domain \"{}\"; accepted: ONNX's own operators", printable(node_.domain()));
    }
    if (onnx_constant_pointer c = folded(node_, inputs_); c != nullptr) return {of_constant(c)};
    if (node_.op_type() == "Split") return split();
    const auto found = readers().find(node_.op_type());
    if (found == readers().end()) {
      std::vector<std::string_view> names{"GRU", "LSTM", "Split"};
      for (const auto& [name, function] : readers())
        names.push_back(name);
      std::sort(names.begin(), names.end());
      fail("this operation is not supported; accepted: {}", fmt::join(names, ", "));
    }
    return {(this->*found->second)()};
  }

 private:
  using member = onnx_value (node_reader::*)();

  static const std::map<std::string_view, member>& readers() {
    static const std::map<std::string_view, member> all{
        {"Abs", &node_reader::function<ops::function::abs>},
        {"Add", &node_reader::add},
        {"AveragePool", &node_reader::average_pool},
        {"BatchNormalization", &node_reader::batch_norm},
        {"Cast", &node_reader::cast},
        {"Clip", &node_reader::clip},
        {"Concat", &node_reader::concat},
        {"Constant", &node_reader::constant_node},
        {"Conv", &node_reader::conv},
        {"DequantizeLinear", &node_reader::dequantize},
        {"Div", &node_reader::div},
        {"Dropout", &node_reader::identity},
        {"Elu", &node_reader::elu},
        {"Exp", &node_reader::function<ops::function::exp>},
        {"Flatten", &node_reader::flatten},
        {"Gather", &node_reader::gather},
        {"Gemm", &node_reader::gemm},
        {"GlobalAveragePool", &node_reader::global_average_pool},
        {"GlobalMaxPool", &node_reader::global_max_pool},
        {"HardSigmoid", &node_reader::hard_sigmoid},
        {"HardSwish", &node_reader::function<ops::function::hard_swish>},
        {"Identity", &node_reader::identity},
        {"LayerNormalization", &node_reader::layer_norm},
        {"LeakyRelu", &node_reader::leaky_relu},
        {"Log", &node_reader::function<ops::function::log>},
        {"LogSoftmax", &node_reader::log_softmax},
        {"MatMul", &node_reader::mat_mul},
        {"Max", &node_reader::max},
        {"MaxPool", &node_reader::max_pool},
        {"Min", &node_reader::min},
        {"Mul", &node_reader::mul},
        {"Neg", &node_reader::function<ops::function::negate>},
        {"PRelu", &node_reader::binary<ops::arithmetic::prelu>},
        {"Pad", &node_reader::pad},
        {"Pow", &node_reader::pow},
        {"QuantizeLinear", &node_reader::quantize},
        {"Reciprocal", &node_reader::reciprocal},
        {"ReduceMax", &node_reader::reduce<ops::reduction::maximum>},
        {"ReduceMean", &node_reader::reduce<ops::reduction::mean>},
        {"ReduceMin", &node_reader::reduce<ops::reduction::minimum>},
        {"ReduceSum", &node_reader::reduce<ops::reduction::sum>},
        {"Relu", &node_reader::relu},
        {"Reshape", &node_reader::reshape},
        {"Sigmoid", &node_reader::function<ops::function::logistic>},
        {"Slice", &node_reader::slice},
        {"Softmax", &node_reader::softmax},
        {"Sqrt", &node_reader::function<ops::function::sqrt>},
        {"Squeeze", &node_reader::squeeze},
        {"Sub", &node_reader::sub},
        {"Sum", &node_reader::sum},
        {"Tanh", &node_reader::function<ops::function::tanh>},
        {"Transpose", &node_reader::transpose},
        {"Unsqueeze", &node_reader::unsqueeze}};
    return all;
  }

  // ---- windows

  // Two numbers of an attribute, each `least` to limits::window.
  extent spatial(const char* name, std::int64_t least, std::vector<std::int64_t> otherwise) const {
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

  bool is_flat() const { return !inputs_.empty() && inputs_[0].dims.size() == 3; }

  void check_dilation() const {
    const extent dilation = spatial("dilations", 1, {1, 1});
    if (dilation != extent{}) {
      fail("dilation {} x {} is not supported; accepted: dilation 1", dilation.height,
           dilation.width);
    }
  }

  // ONNX lists what stands before each axis, then what stands behind.
  padding given_pads() const {
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

  // SAME_LOWER has the odd row or column before the input.
  static padding same_lower(const onnx_value& input, const tyto::window& w) {
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

  ir::sliding_window sliding(const onnx_value& input, extent size) const {
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

  // ceil_mode: as many rows and columns more behind the input as a last, partial window needs. Such
  // a window starts inside the input or its first pads.
  static void round_up(ir::sliding_window& s, const onnx_value& input) {
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

  // ---- layers

  // What has one spatial axis is an image of height 1.
  onnx_value with_height(const onnx_value& x) {
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

  // Back again.
  onnx_value without_height(const onnx_value& x) {
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

  onnx_value conv() {
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

  // The weights with their axes reordered; dilated, with zeros between their taps, and the window
  // as large as they then are.
  int filter(const std::vector<int>& dims, const std::vector<int>& order,
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

  // Constant input `i` of one dimension: a number for each channel.
  int channel_vector(std::size_t i, int channels) {
    onnx_value like;
    like.dims = {1, channels};
    return add_constant(i, *channel_values(i, like));
  }

  onnx_value pool(ir::pool_kind kind) {
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

  onnx_value max_pool() { return pool(ir::pool_kind::maximum); }

  onnx_value average_pool() {
    const bool counts_padding = attributes_.integer("count_include_pad", 0) != 0;
    const bool pads =
        attributes_.text("auto_pad", "NOTSET") != "NOTSET" || given_pads() != padding{};
    return counts_padding && pads ? average_with_padding() : pool(ir::pool_kind::average);
  }

  // Each channel's convolution with a filter of equal weights: padding counts as zeros.
  onnx_value average_with_padding() {
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
    const int filter = builder_.add_constant(node_.output(0) + "/weights",
                                             ir::element_type::float32, dims, bytes_of(weights));
    const onnx_value made = node(ir::depthwise_conv_2d{window}, {x, filter}, {0, 2, 3, 1});
    return flat ? without_height(made) : made;
  }

  onnx_value global_pool(ir::pool_kind kind) {
    expect_inputs(1, 1);
    const bool flat = is_flat();
    const int input = channels_last(with_height(activation(0)));
    const std::vector<int> dims = builder_.at(input).dims;
    ir::pool_2d p{kind, {}};
    p.sliding.window.size = {dims[1], dims[2]};
    const onnx_value made = node(p, {input}, {0, 2, 3, 1});
    return flat ? without_height(made) : made;
  }
  onnx_value global_average_pool() { return global_pool(ir::pool_kind::average); }
  onnx_value global_max_pool() { return global_pool(ir::pool_kind::maximum); }

  // Vectors of `inputs` elements, along the last axis, in memory order.
  int vectors(std::size_t i, int inputs) {
    const onnx_value& x = activation(i);
    if (x.dims.size() < 2 || x.dims.back() != inputs) {
      fail("its input is {}, its matrix takes {}; accepted: vectors of {} along the last axis",
           dimensions(x.dims), inputs, inputs);
    }
    return in_order(x, identity_order(x.dims.size()));
  }

  // x times a matrix [out][in], plus a bias where there is an input 2.
  onnx_value product(std::size_t i, const onnx_constant& matrix, std::size_t constant_input,
                     bool has_bias) {
    std::vector<int> operands{vectors(i, matrix.dims[1]), add_constant(constant_input, matrix)};
    if (has_bias) operands.push_back(gemm_bias(matrix.dims[0]));
    std::vector<int> to = activation(i).dims;
    const bool one = checked_elements(to) == matrix.dims[1];
    to.back() = matrix.dims[0];
    const onnx_value made =
        node(ir::fully_connected{}, std::move(operands), identity_order(one ? 2 : to.size()));
    return made.dims == to ? made : view(made.tensor, to, identity_order(to.size()));
  }

  onnx_value gemm() {
    expect_inputs(2, 3);
    if (is_constant(0) && !is_constant(1)) return gemm_of_column();
    const onnx_constant_pointer matrix = gemm_matrix(1, attributes_.integer("transB", 0) == 0);
    if (attributes_.integer("transA", 0) == 0) return product(0, *matrix, 1, has(2));
    const onnx_value& x = activation(0);  // its columns are the vectors
    if (x.dims.size() != 2 || x.dims[0] != matrix->dims[1]) {
      fail("transA is set and its input is {}; accepted: {} x n", dimensions(x.dims),
           matrix->dims[1]);
    }
    std::vector<int> operands{in_order(x, {1, 0}), add_constant(1, *matrix)};
    if (has(2)) operands.push_back(gemm_bias(matrix->dims[0]));
    return node(ir::fully_connected{}, std::move(operands), {0, 1});
  }

  // A constant matrix times a column: alpha A B + beta C, of B one column.
  onnx_value gemm_of_column() {
    const onnx_constant_pointer matrix = gemm_matrix(0, attributes_.integer("transA", 0) != 0);
    const bool is_row = attributes_.integer("transB", 0) != 0;
    const onnx_value& x = activation(1);
    const std::vector<int> column =
        is_row ? std::vector{1, matrix->dims[1]} : std::vector{matrix->dims[1], 1};
    if (x.dims != column) {
      fail("its input is {}; accepted: {}", dimensions(x.dims), dimensions(column));
    }
    const int outputs = matrix->dims[0];
    const int plain = builder_.add_view("", in_order(x, {0, 1}), {1, matrix->dims[1]},
                                        builder_.at(x.tensor).name);
    std::vector<int> operands{plain, add_constant(0, *matrix)};
    if (has(2)) {
      const onnx_constant& c = constant(2);
      if (c.elements() != 1 && c.dims != std::vector<int>{outputs, 1}) {
        fail("its third input is {}; accepted: {}x1", dimensions(c.dims), outputs);
      }
      floats values = floats_of(c);
      if (values.size() == 1) values.assign(static_cast<std::size_t>(outputs), values[0]);
      for (float& value : values)
        value *= attributes_.real("beta", 1.0F);
      operands.push_back(add_constant(2, *make_onnx_constant({outputs}, values)));
    }
    const onnx_value made = node(ir::fully_connected{}, std::move(operands), {0, 1});
    return view(made.tensor, {outputs, 1}, {0, 1});
  }

  using floats = std::vector<float>;

  // Constant input `i`, times alpha, as [out][in].
  onnx_constant_pointer gemm_matrix(std::size_t i, bool turn) {
    const onnx_constant& c = constant(i);
    if (c.dims.size() != 2) {
      fail("its matrix is {}; accepted: two dimensions", dimensions(c.dims));
    }
    const float alpha = attributes_.real("alpha", 1.0F);
    const onnx_constant_pointer matrix =
        transposed(c, turn ? std::vector{1, 0} : std::vector{0, 1});
    return alpha == 1.0F ? matrix : scaled(*matrix, alpha);
  }

  // Input 2, times beta, a number for each of `outputs`.
  int gemm_bias(int outputs) {
    onnx_value like;
    like.dims = {1, outputs};
    const onnx_constant_pointer c = channel_values(2, like);
    const float beta = attributes_.real("beta", 1.0F);
    return add_constant(2, beta == 1.0F ? *c : *scaled(*c, beta));
  }

  onnx_value mat_mul() {
    expect_inputs(2, 2);
    if (!is_constant(0) && !is_constant(1)) {
      fail("it multiplies two tensors computed at run time; accepted: a constant matrix");
    }
    if (constant(1).dims.size() != 2) {
      fail("its matrix is {}; accepted: two dimensions", dimensions(constant(1).dims));
    }
    return product(0, *transposed(constant(1), std::vector{1, 0}), 1, false);
  }

  onnx_value softmax() {
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

  // x - max - log(sum of exp(x - max)), along one axis.
  onnx_value log_softmax() {
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

  // ---- elementwise

  onnx_value activate(ir::activation range) {
    const onnx_value& x = activation(0);
    if (std::isnan(range.low) || std::isnan(range.high) || range.low > range.high) {
      fail("it clamps to {} .. {}; accepted: the smaller bound first", range.low, range.high);
    }
    return node(ir::activate{range}, {x.tensor}, x.order);
  }

  onnx_value relu() {
    expect_inputs(1, 1);
    return activate(ir::activation::relu);
  }

  // Bounds are attributes before version 11 and constant inputs since.
  onnx_value clip() {
    expect_inputs(1, 3);
    ir::activation range;
    range.low = has(1) ? number(1) : attributes_.real("min", range.low);
    range.high = has(2) ? number(2) : attributes_.real("max", range.high);
    return activate(range);
  }

  onnx_value max() {
    expect_inputs(2, 2);
    return activate({.low = number(1)});
  }
  onnx_value min() {
    expect_inputs(2, 2);
    return activate({.high = number(1)});
  }

  onnx_value add() {
    expect_inputs(2, 2);
    if (is_constant(1) && is_channelwise(1, activation(0))) return add_channelwise(0, 1, 1.0F);
    if (is_constant(0) && is_channelwise(0, activation(1))) return add_channelwise(1, 0, 1.0F);
    if (is_constant(0) || is_constant(1) || activation(0).dims != activation(1).dims) {
      return binary<ops::arithmetic::add>();
    }
    const onnx_value& a = activation(0);
    const onnx_value& b = activation(1);
    return node(ir::add{}, {in_usual_order(a), in_usual_order(b)}, usual_order(a));
  }

  // An activation first, a constant second; dimensions repeat as NumPy repeats them.
  template <ops::arithmetic What>
  onnx_value binary() {
    expect_inputs(2, 2);
    const bool swapped = is_constant(0);
    const std::size_t first = swapped ? 1 : 0;
    const onnx_value& a = activation(first);
    const onnx_value& b = inputs_[1 - first];
    const std::vector<int> order = usual_order(b.dims.size() > a.dims.size() ? b : a);
    const int x = operand(first, order);
    const int y = operand(1 - first, order);
    return node(ir::binary{What, ir::activation::none, swapped}, {x, y}, order);
  }

  onnx_value add_channelwise(std::size_t x, std::size_t c, float sign) {
    const onnx_value& input = activation(x);
    onnx_constant_pointer values = channel_values(c, input);
    if (sign != 1.0F) values = scaled(*values, sign);
    return node(ir::bias_add{}, {in_usual_order(input), add_constant(c, *values)},
                usual_order(input));
  }

  onnx_value sub() {
    expect_inputs(2, 2);
    if (is_constant(1) && is_channelwise(1, activation(0))) return add_channelwise(0, 1, -1.0F);
    return binary<ops::arithmetic::subtract>();
  }

  onnx_value scale_channels(std::size_t x, std::size_t c, const onnx_constant& values) {
    const onnx_value& input = activation(x);
    const int scale = add_constant(c, values);
    return node(ir::batch_norm{},
                {in_usual_order(input), scale, ir::absent, ir::absent, ir::absent},
                usual_order(input));
  }

  onnx_value mul() {
    expect_inputs(2, 2);
    const std::size_t c = is_constant(1) ? 1 : 0;
    if (!is_constant(c) || !is_channelwise(c, activation(1 - c))) {
      return binary<ops::arithmetic::multiply>();
    }
    return scale_channels(1 - c, c, *channel_values(c, activation(1 - c)));
  }

  onnx_value div() {
    expect_inputs(2, 2);
    if (!is_constant(1) || !is_channelwise(1, activation(0))) {
      return binary<ops::arithmetic::divide>();
    }
    std::vector<float> values = floats_of(*channel_values(1, activation(0)));
    for (float& value : values)
      value = 1.0F / value;
    return scale_channels(0, 1, *make_onnx_constant({static_cast<int>(values.size())}, values));
  }

  // Of two.
  onnx_value sum() { return add(); }

  // 1 / x
  onnx_value reciprocal() {
    expect_inputs(1, 1);
    const onnx_value& x = activation(0);
    const std::vector<float> one{1.0F};
    const int numerator = builder_.add_constant(node_.output(0) + "/one", ir::element_type::float32,
                                                {1}, bytes_of(one));
    return node(ir::binary{ops::arithmetic::divide, ir::activation::none, true},
                {x.tensor, numerator}, x.order);
  }

  // ---- functions

  onnx_value apply(ops::function f, float alpha = 0.0F, float beta = 0.0F) {
    const onnx_value& x = activation(0);
    return node(ir::unary{f, alpha, beta}, {x.tensor}, x.order);
  }
  template <ops::function F>
  onnx_value function() {
    expect_inputs(1, 1);
    return apply(F);
  }
  onnx_value hard_sigmoid() {
    expect_inputs(1, 1);
    return apply(ops::function::hard_sigmoid, attributes_.real("alpha", 0.2F),
                 attributes_.real("beta", 0.5F));
  }
  onnx_value leaky_relu() {
    expect_inputs(1, 1);
    return apply(ops::function::leaky_relu, attributes_.real("alpha", 0.01F));
  }
  onnx_value elu() {
    expect_inputs(1, 1);
    return apply(ops::function::elu, attributes_.real("alpha", 1.0F));
  }
  onnx_value pow() {
    expect_inputs(2, 2);
    const float exponent = number(1);
    if (exponent == 2.0F) return apply(ops::function::square);
    if (exponent == 0.5F) return apply(ops::function::sqrt);
    fail("its exponent is {}; accepted: 2 and 0.5", exponent);
  }

  // Of float to float: nothing.
  onnx_value cast() {
    if (attributes_.integer("to", 0) != onnx::TensorProto::FLOAT) {
      fail("it casts to element type {}; accepted: FLOAT", attributes_.integer("to", 0));
    }
    return identity();
  }

  // (x - mean) / sqrt(variance + epsilon) * scale + bias over the last axis, in seven nodes.
  onnx_value layer_norm() {
    expect_inputs(2, 3);
    const onnx_value& x = activation(0);
    const auto rank = static_cast<std::int64_t>(x.dims.size());
    if (checked_axis(attributes_.integer("axis", -1), x.dims.size()) != rank - 1) {
      fail("its axis is {} of {}; accepted: the last", attributes_.integer("axis", -1),
           dimensions(x.dims));
    }
    const std::vector<int> order = identity_order(x.dims.size());
    const std::string& name = node_.output(0);
    const auto add = [&](ir::operation what, std::vector<int> inputs, const char* suffix) {
      return builder_.add_node(std::move(what), "", std::move(inputs), name + suffix);
    };
    std::vector<int> with_one = x.dims;
    with_one.back() = 1;
    const auto mean_of = [&](int t, const char* suffix) {
      return builder_.add_view("", add(ir::mean{{static_cast<int>(rank - 1)}}, {t}, suffix),
                               with_one, name + suffix);
    };
    const int in = in_order(x, order);
    const int centred =
        add(ir::binary{ops::arithmetic::subtract}, {in, mean_of(in, "/mean")}, "/centred");
    const int variance =
        mean_of(add(ir::unary{ops::function::square}, {centred}, "/square"), "/variance");
    const std::vector<float> epsilon{attributes_.real("epsilon", 1e-5F)};
    const int guard =
        builder_.add_constant(name + "/epsilon", ir::element_type::float32, {1}, bytes_of(epsilon));
    const int spread =
        add(ir::unary{ops::function::rsqrt},
            {add(ir::binary{ops::arithmetic::add}, {variance, guard}, "/guarded")}, "/spread");
    const int normal = add(ir::binary{ops::arithmetic::multiply}, {centred, spread}, "/normal");
    const ir::binary times{ops::arithmetic::multiply};
    if (!has(2)) return node(times, {normal, operand(1, order)}, order);
    const int scaled = add(times, {normal, operand(1, order)}, "/scaled");
    return node(ir::binary{ops::arithmetic::add}, {scaled, operand(2, order)}, order);
  }

  // ---- moves

  onnx_value concat() {
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

  // Starts, ends, axes and steps are constant inputs; before version 10, attributes.
  onnx_value slice() {
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

  // The part of `count` from `begin` on along ONNX's axis `axis`; output `number`.
  onnx_value part(const onnx_value& x, int axis, std::int64_t begin, std::int64_t count,
                  int number = 0) {
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

  // Sizes are an attribute before version 13 and an input since; without them parts are equal, the
  // last one smaller.
  std::vector<onnx_value> split() {
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
      fail("it makes {} parts of [{}] of axis {}, which has {}", parts, fmt::join(sizes, ", "),
           axis, extent);
    }
    return made;
  }

  // Constant indices one apart: a slice. One number takes its axis away.
  onnx_value gather() {
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
      fail("its indices are {}; accepted: a number, or one dimension",
           dimensions(constant(1).dims));
    }
    const onnx_value taken = part(x, axis, indices[0], static_cast<std::int64_t>(indices.size()));
    if (!constant(1).dims.empty()) return taken;
    std::vector<int> to = taken.dims;
    to.erase(to.begin() + axis);
    std::vector<int> order;
    for (const int of : taken.order) {
      if (of != axis) order.push_back(of > axis ? of - 1 : of);
    }
    return kept(taken, to, order);
  }

  onnx_value batch_norm() {
    expect_inputs(5, 5);
    if (attributes_.integer("training_mode", 0) != 0) {
      fail("training_mode is set; accepted: a model exported for inference");
    }
    const onnx_value& input = activation(0);
    if (input.dims.size() < 2) {
      fail("its input is {}; accepted: two to four dimensions", dimensions(input.dims));
    }
    const std::vector<int> order =
        input.dims.size() == 3 ? std::vector{0, 2, 1} : usual_order(input);
    std::vector<int> operands{in_order(input, order)};
    for (std::size_t i = 1; i < 5; ++i) {  // scale, offset, mean, variance
      operands.push_back(channel_vector(i, input.dims[1]));
    }
    return node(ir::batch_norm{attributes_.real("epsilon", 1e-5F)}, std::move(operands), order);
  }

  // ---- quantisation

  ir::quantization quantization(const std::vector<int>& dims, bool uint8_without_zero_point) {
    if (attributes_.integer("block_size", 0) != 0) {
      fail("block_size is set; accepted: one scale, or one for each index of an axis");
    }
    return onnx_quantization(constant(1), has(2) ? &constant(2) : nullptr, uint8_without_zero_point,
                             dims, attributes_.integer("axis", 1));
  }

  onnx_value quantize() {
    expect_inputs(2, 3);
    const bool uint8 = has(2) ? constant(2).was_uint8 : true;  // UINT8 is ONNX's default
    const ir::quantization q = quantization(inputs_[0].dims, true);
    if (has(2) && constant(2).type != onnx_constant::kind::int8) {
      fail("its zero point is no INT8 or UINT8; accepted: those");
    }
    if (is_constant(0)) return of_constant(quantized_constant(constant(0), q));
    if (q.scale.size() != 1)
      fail("it has {} scales; accepted: 1 for an activation", q.scale.size());
    const onnx_value& x = activation(0);
    if (builder_.at(x.tensor).type != ir::element_type::float32) {
      fail("its input is {}; accepted: FLOAT", builder_.at(x.tensor).type_name);
    }
    onnx_value made = node(ir::quantize{}, {x.tensor}, x.order, q);
    made.is_uint8 = uint8;
    return made;
  }

  onnx_value dequantize() {
    expect_inputs(2, 3);
    if (is_constant(0)) {
      const onnx_constant& c = constant(0);
      return of_constant(dequantized_constant(c, quantization(c.dims, c.was_uint8)));
    }
    const onnx_value& x = activation(0);
    const ir::quantization q = quantization(x.dims, x.is_uint8);
    if (q.scale.size() != 1)
      fail("it has {} scales; accepted: 1 for an activation", q.scale.size());
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

  // ---- constants and names

  onnx_value constant_node() {
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

  // Also a Dropout, which does nothing after training.
  onnx_value identity() {
    expect_inputs(1, 3);
    if (is_constant(0)) return inputs_[0];
    const onnx_value& x = activation(0);
    onnx_value made = view(x.tensor, x.dims, x.order);
    made.is_uint8 = x.is_uint8;
    return made;
  }

  // ---- shapes

  // A view, or a constant, of other dimensions. A reshape works on ONNX's order of axes.
  onnx_value reshaped(const std::vector<int>& to) {
    if (is_constant(0)) {
      if (checked_elements(to) != static_cast<std::int64_t>(constant(0).elements())) {
        fail("it makes {} of a constant {}", dimensions(to), dimensions(constant(0).dims));
      }
      return of_constant(with_dims(constant(0), to));
    }
    const onnx_value& x = activation(0);
    onnx_value made =
        view(in_order(x, identity_order(x.dims.size())), to, identity_order(to.size()));
    made.is_uint8 = x.is_uint8;
    return made;
  }

  onnx_value reshape() {
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

  onnx_value flatten() {
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

  // Axes of 1 that go or come move no element, in whatever order the others are.
  onnx_value squeeze() {
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

  onnx_value unsqueeze() {
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

  onnx_value kept(const onnx_value& x, const std::vector<int>& to, const std::vector<int>& order) {
    onnx_value made = view(x.tensor, to, order);
    made.is_uint8 = x.is_uint8;
    return made;
  }

  // Only the names of the axes change.
  onnx_value transpose() {
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

  template <ops::reduction What>
  onnx_value reduce() {
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
    ir::operation what = ir::reduce{What, reduced};
    if (What == ops::reduction::mean) what = ir::mean{reduced};
    const onnx_value made = node(std::move(what), {in_order(x, order)}, left_order);
    if (attributes_.integer("keepdims", 1) == 0) return made;
    onnx_value with_ones = made;
    with_ones.tensor =
        builder_.add_view("", made.tensor, reordered_dims(left, order), node_.output(0));
    with_ones.dims = left;
    with_ones.order = order;
    return with_ones;
  }

  onnx_value pad() {
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

  static int checked_pad(std::int64_t amount) {
    if (amount < 0 || amount > limits::window) {
      fail("it pads by {}; accepted: 0 to {}", amount, limits::window);
    }
    return static_cast<int>(amount);
  }

  std::int64_t opset_;
};

}  // namespace

std::vector<onnx_value> read_onnx_node(const onnx::NodeProto& node,
                                       const std::vector<onnx_value>& inputs, std::int64_t opset,
                                       graph_builder& builder) {
  if (is_onnx_recurrent(node)) return read_onnx_recurrent(node, inputs, builder);
  return node_reader(node, inputs, opset, builder).read();
}

}  // namespace tyto::convert
