// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/operation.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/read/onnx/fold.hpp"
#include "convert/read/onnx/node_reader.hpp"
#include "convert/read/onnx/recurrent.hpp"

namespace tyto::convert {

std::vector<onnx_value> onnx_node_reader::read() {
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

const std::map<std::string_view, onnx_node_reader::member>& onnx_node_reader::readers() {
  static const std::map<std::string_view, member> all{
      {"Abs", &onnx_node_reader::function<ops::function::abs>},
      {"Add", &onnx_node_reader::add},
      {"AveragePool", &onnx_node_reader::average_pool},
      {"BatchNormalization", &onnx_node_reader::batch_norm},
      {"Cast", &onnx_node_reader::cast},
      {"Clip", &onnx_node_reader::clip},
      {"Concat", &onnx_node_reader::concat},
      {"Constant", &onnx_node_reader::constant_node},
      {"Conv", &onnx_node_reader::conv},
      {"DequantizeLinear", &onnx_node_reader::dequantize},
      {"Div", &onnx_node_reader::div},
      {"Dropout", &onnx_node_reader::identity},
      {"Elu", &onnx_node_reader::elu},
      {"Exp", &onnx_node_reader::function<ops::function::exp>},
      {"Flatten", &onnx_node_reader::flatten},
      {"Gather", &onnx_node_reader::gather},
      {"Gemm", &onnx_node_reader::gemm},
      {"GlobalAveragePool", &onnx_node_reader::global_average_pool},
      {"GlobalMaxPool", &onnx_node_reader::global_max_pool},
      {"HardSigmoid", &onnx_node_reader::hard_sigmoid},
      {"HardSwish", &onnx_node_reader::function<ops::function::hard_swish>},
      {"Identity", &onnx_node_reader::identity},
      {"LayerNormalization", &onnx_node_reader::layer_norm},
      {"LeakyRelu", &onnx_node_reader::leaky_relu},
      {"Log", &onnx_node_reader::function<ops::function::log>},
      {"LogSoftmax", &onnx_node_reader::log_softmax},
      {"MatMul", &onnx_node_reader::mat_mul},
      {"Max", &onnx_node_reader::max},
      {"MaxPool", &onnx_node_reader::max_pool},
      {"Min", &onnx_node_reader::min},
      {"Mul", &onnx_node_reader::mul},
      {"Neg", &onnx_node_reader::function<ops::function::negate>},
      {"PRelu", &onnx_node_reader::binary<ops::arithmetic::prelu>},
      {"Pad", &onnx_node_reader::pad},
      {"Pow", &onnx_node_reader::pow},
      {"QuantizeLinear", &onnx_node_reader::quantize},
      {"Reciprocal", &onnx_node_reader::reciprocal},
      {"ReduceMax", &onnx_node_reader::reduce<ops::reduction::maximum>},
      {"ReduceMean", &onnx_node_reader::reduce<ops::reduction::mean>},
      {"ReduceMin", &onnx_node_reader::reduce<ops::reduction::minimum>},
      {"ReduceSum", &onnx_node_reader::reduce<ops::reduction::sum>},
      {"Relu", &onnx_node_reader::relu},
      {"Reshape", &onnx_node_reader::reshape},
      {"Sigmoid", &onnx_node_reader::function<ops::function::logistic>},
      {"Slice", &onnx_node_reader::slice},
      {"Softmax", &onnx_node_reader::softmax},
      {"Sqrt", &onnx_node_reader::function<ops::function::sqrt>},
      {"Squeeze", &onnx_node_reader::squeeze},
      {"Sub", &onnx_node_reader::sub},
      {"Sum", &onnx_node_reader::sum},
      {"Tanh", &onnx_node_reader::function<ops::function::tanh>},
      {"Transpose", &onnx_node_reader::transpose},
      {"Unsqueeze", &onnx_node_reader::unsqueeze}};
  return all;
}

std::vector<onnx_value> read_onnx_node(const onnx::NodeProto& node,
                                       const std::vector<onnx_value>& inputs, std::int64_t opset,
                                       graph_builder& builder) {
  if (is_onnx_recurrent(node)) return read_onnx_recurrent(node, inputs, builder);
  return onnx_node_reader(node, inputs, opset, builder).read();
}

}  // namespace tyto::convert
