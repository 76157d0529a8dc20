// SPDX-License-Identifier: Apache-2.0
// Reads one node of an ONNX graph; operation.cpp says which function reads which operation.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "convert/read/onnx/operands.hpp"

namespace tyto::convert {

class onnx_node_reader : onnx_operands {
 public:
  onnx_node_reader(const onnx::NodeProto& node, const std::vector<onnx_value>& inputs,
                   std::int64_t opset, graph_builder& builder)
      : onnx_operands(node, inputs, builder), opset_(opset) {}

  std::vector<onnx_value> read();

 private:
  using member = onnx_value (onnx_node_reader::*)();

  static const std::map<std::string_view, member>& readers();

  // ---- convolutions and pools: node_windows.cpp

  // Two numbers of an attribute, each `least` to limits::window.
  extent spatial(const char* name, std::int64_t least, std::vector<std::int64_t> otherwise) const;

  [[nodiscard]] bool is_flat() const;
  void check_dilation() const;
  // ONNX lists what stands before each axis, then what stands behind.
  [[nodiscard]] padding given_pads() const;

  // SAME_LOWER has the odd row or column before the input.
  static padding same_lower(const onnx_value& input, const tyto::window& w);

  [[nodiscard]] ir::sliding_window sliding(const onnx_value& input, extent size) const;
  // ceil_mode: as many rows and columns more behind the input as a last, partial window needs. Such
  // a window starts inside the input or its first pads.
  static void round_up(ir::sliding_window& s, const onnx_value& input);

  // What has one spatial axis is an image of height 1.
  onnx_value with_height(const onnx_value& x);

  // Back again.
  onnx_value without_height(const onnx_value& x);

  onnx_value conv();
  // The weights with their axes reordered; dilated, with zeros between their taps, and the window
  // as large as they then are.
  int filter(const std::vector<int>& dims, const std::vector<int>& order,
             ir::sliding_window& window);

  // Constant input `i` of one dimension: a number for each channel.
  int channel_vector(std::size_t i, int channels);

  onnx_value pool(ir::pool_kind kind);
  onnx_value max_pool();
  onnx_value average_pool();
  // Each channel's convolution with a filter of equal weights: padding counts as zeros.
  onnx_value average_with_padding();

  onnx_value global_pool(ir::pool_kind kind);
  onnx_value global_average_pool();
  onnx_value global_max_pool();

  // ---- products with matrices, norms: node_matrices.cpp

  using floats = std::vector<float>;

  // Vectors of `inputs` elements, along the last axis, in memory order.
  int vectors(std::size_t i, int inputs);

  // x times a matrix [out][in], plus a bias where there is an input 2.
  onnx_value product(std::size_t i, const onnx_constant& matrix, std::size_t constant_input,
                     bool has_bias);

  onnx_value gemm();
  // A constant matrix times a column: alpha A B + beta C, of B one column.
  onnx_value gemm_of_column();

  // Constant input `i`, times alpha, as [out][in].
  onnx_constant_pointer gemm_matrix(std::size_t i, bool turn);

  // Input 2, times beta, a number for each of `outputs`.
  int gemm_bias(int outputs);

  onnx_value mat_mul();
  // (x - mean) / sqrt(variance + epsilon) * scale + bias over the last axis, in seven nodes.
  onnx_value layer_norm();

  onnx_value batch_norm();

  // ---- arithmetic, functions, quantisation: node_arithmetic.cpp

  onnx_value softmax();
  // x - max - log(sum of exp(x - max)), along one axis.
  onnx_value log_softmax();

  onnx_value activate(ir::activation range);
  onnx_value relu();
  // Bounds are attributes before version 11 and constant inputs since.
  onnx_value clip();

  onnx_value max();
  onnx_value min();
  onnx_value add();
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

  onnx_value add_channelwise(std::size_t x, std::size_t c, float sign);
  onnx_value sub();
  onnx_value scale_channels(std::size_t x, std::size_t c, const onnx_constant& values);
  onnx_value mul();
  onnx_value div();
  // Of two.
  onnx_value sum();

  // 1 / x
  onnx_value reciprocal();

  onnx_value apply(ops::function f, float alpha = 0.0F, float beta = 0.0F);
  template <ops::function F>
  onnx_value function() {
    expect_inputs(1, 1);
    return apply(F);
  }

  onnx_value hard_sigmoid();
  onnx_value leaky_relu();
  onnx_value elu();
  onnx_value pow();
  // Of float to float: nothing.
  onnx_value cast();

  ir::quantization quantization(const std::vector<int>& dims, bool uint8_without_zero_point);
  onnx_value quantize();
  onnx_value dequantize();
  onnx_value reduce_by(ops::reduction what);
  template <ops::reduction What>
  onnx_value reduce() {
    return reduce_by(What);
  }

  // ---- what moves elements: node_moves.cpp

  onnx_value concat();
  // Starts, ends, axes and steps are constant inputs; before version 10, attributes.
  onnx_value slice();

  // The part of `count` from `begin` on along ONNX's axis `axis`; output `number`.
  onnx_value part(const onnx_value& x, int axis, std::int64_t begin, std::int64_t count,
                  int number = 0);

  // Sizes are an attribute before version 13 and an input since; without them parts are equal, the
  // last one smaller.
  std::vector<onnx_value> split();

  // Constant indices one apart: a slice. One number takes its axis away.
  onnx_value gather();

  onnx_value constant_node();
  // Also a Dropout, which does nothing after training.
  onnx_value identity();

  // A view, or a constant, of other dimensions. A reshape works on ONNX's order of axes.
  onnx_value reshaped(const std::vector<int>& to);

  onnx_value reshape();
  onnx_value flatten();
  // Axes of 1 that go or come move no element, in whatever order the others are.
  onnx_value squeeze();

  onnx_value unsqueeze();
  onnx_value kept(const onnx_value& x, const std::vector<int>& to, const std::vector<int>& order);
  // Only the names of the axes change.
  onnx_value transpose();

  onnx_value pad();
  static int checked_pad(std::int64_t amount);

  std::int64_t opset_;
};

}  // namespace tyto::convert
