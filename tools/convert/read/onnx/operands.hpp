// SPDX-License-Identifier: Apache-2.0
// The inputs of an ONNX node, and the axes of activations.
//
// ONNX images have the axis order [batch][channels][height][width], ours channels last. No element
// is moved for that: each value remembers which of ONNX's axes its tensor's axes are, and a
// transpose node stands only where an operation reads elements in an order in which they are not
// (simplify() removes it, or says that it cannot).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "convert/ir/graph_builder.hpp"
#include "convert/read/onnx/attributes.hpp"
#include "convert/read/onnx/constant.hpp"

namespace tyto::convert {

struct onnx_value {
  int tensor = ir::absent;         // of the intermediate representation
  std::vector<int> dims;           // in ONNX's order of axes
  std::vector<int> order;          // axis i of the tensor is ONNX's axis order[i]
  bool is_uint8 = false;           // stored 128 less, as INT8
  onnx_constant_pointer constant;  // then there is no tensor
};

class onnx_operands {
 public:
  // inputs: an empty value where the node names none.
  onnx_operands(const onnx::NodeProto& node, const std::vector<onnx_value>& inputs,
                graph_builder& builder)
      : node_(node), attributes_(node), inputs_(inputs), builder_(builder) {}

 protected:
  // ---- inputs

  void expect_inputs(std::size_t least, std::size_t most) const;
  [[nodiscard]] bool has(std::size_t i) const;  // input i is named
  [[nodiscard]] bool is_constant(std::size_t i) const;
  [[nodiscard]] const onnx_value& activation(std::size_t i) const;
  [[nodiscard]] const onnx_constant& constant(std::size_t i) const;
  [[nodiscard]] std::string input_name(std::size_t i) const;

  // The tensor of an activation with its axes in the order wanted.
  int in_order(const onnx_value& value, const std::vector<int>& order);
  // The same with four dimensions, channels last.
  int channels_last(const onnx_value& value);
  // Four dimensions: channels last; three of which the channels are last already stay so; else as
  // ONNX has them. The order that this is.
  static std::vector<int> usual_order(const onnx_value& value);
  int in_usual_order(const onnx_value& value);

  // ---- constants as tensors

  int add_constant(std::size_t i, const onnx_constant& c);
  // Constant input `i` of four or two dimensions with its axes reordered.
  int weights(std::size_t i, const std::vector<int>& order);
  // Constant input `i`, which ONNX would repeat along all but the channels of `like`: one number a
  // channel.
  [[nodiscard]] onnx_constant_pointer channel_values(std::size_t i, const onnx_value& like) const;
  // Whether channel_values() would give them.
  [[nodiscard]] bool is_channelwise(std::size_t i, const onnx_value& like) const;
  // Input `i`, constant or not, with ones in front of its axes up to as many as `order` has, in
  // that order.
  int operand(std::size_t i, const std::vector<int>& order);
  // One FLOAT number.
  [[nodiscard]] float number(std::size_t i) const;
  // The axes that an attribute or, in later versions, input `i` lists, each at least 0; those
  // given by `otherwise` where there is neither.
  std::vector<int> axes(const char* attribute, std::size_t i, std::size_t rank,
                        std::vector<int> otherwise) const;
  static int checked_axis(std::int64_t axis, std::size_t rank);

  // ---- results

  // A new node, whose output has the axes in `order`; it is the ONNX node's output `number`.
  onnx_value node(ir::operation what, std::vector<int> operands, const std::vector<int>& order,
                  ir::quantization quantized = {}, int number = 0);
  [[nodiscard]] std::string output_name(int number) const;
  // The activation's elements where they stand, with other dimensions. `dims` are ONNX's.
  onnx_value view(int tensor, const std::vector<int>& dims, const std::vector<int>& order);
  static onnx_value of_constant(onnx_constant_pointer c);

  const onnx::NodeProto& node_;
  onnx_attributes attributes_;
  const std::vector<onnx_value>& inputs_;
  graph_builder& builder_;
};

// 0, 1, ..., rank - 1
std::vector<int> identity_order(std::size_t rank);

}  // namespace tyto::convert
