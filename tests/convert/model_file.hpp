// SPDX-License-Identifier: Apache-2.0
// A TensorFlow Lite file as plain tables, so that a test can change any field before it is written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tflite_generated.h"

namespace tyto::test {

struct tensor_table {
  std::string name;
  std::vector<int> shape;
  tflite::TensorType type = tflite::TensorType_INT8;
  std::uint32_t buffer = 0;
  std::vector<float> scale;
  std::vector<std::int64_t> zero_point;
  int axis = 0;
  std::vector<int> signature;  // left out when empty
  bool variable = false;
  bool sparse = false;
  bool custom_quantization = false;
};

struct conv_options {
  tflite::Padding padding = tflite::Padding_VALID;
  int stride_h = 1;
  int stride_w = 1;
  tflite::ActivationFunctionType fused = tflite::ActivationFunctionType_NONE;
  int dilation_h = 1;
  int dilation_w = 1;
  int depth_multiplier = 0;  // of a depthwise convolution, which these are if it is not 0
};

struct pool_options {
  tflite::Padding padding = tflite::Padding_VALID;
  int stride_h = 1;
  int stride_w = 1;
  int height = 1;
  int width = 1;
  tflite::ActivationFunctionType fused = tflite::ActivationFunctionType_NONE;
};

struct dense_options {
  tflite::ActivationFunctionType fused = tflite::ActivationFunctionType_NONE;
  int weights_format = 0;
};

struct add_options {
  tflite::ActivationFunctionType fused = tflite::ActivationFunctionType_NONE;
};

struct softmax_options {
  float beta = 1.0F;
};

struct svdf_options {
  int rank = 1;
  tflite::ActivationFunctionType fused = tflite::ActivationFunctionType_NONE;
};

struct lstm_options {
  tflite::ActivationFunctionType fused = tflite::ActivationFunctionType_TANH;
  float cell_clip = 0.0F;
  bool time_major = false;
};

struct concatenation_options {
  int axis = 0;
};

struct strided_slice_options {};

struct gather_options {
  int axis = 0;
};

struct matmul_options {
  bool adj_y = false;
};

struct call_once_options {
  int subgraph = 0;
};

struct variable_options {
  std::string name;
};

using options_table = std::variant<std::monostate, conv_options, pool_options, dense_options,
                                   add_options, softmax_options, svdf_options, lstm_options,
                                   concatenation_options, strided_slice_options, gather_options,
                                   matmul_options, call_once_options, variable_options>;

struct operator_table {
  std::uint32_t code = 0;  // index of model_file::codes
  std::vector<int> inputs;
  std::vector<int> outputs;
  options_table options;
};

struct code_table {
  int builtin = 0;
  int deprecated = 0;
  std::string custom;
};

struct buffer_table {
  std::vector<std::uint8_t> data;
  std::uint64_t offset = 0;
};

struct subgraph_table {
  std::vector<tensor_table> tensors;
  std::vector<int> inputs;
  std::vector<int> outputs;
  std::vector<operator_table> operators;
};

struct model_file {
  std::uint32_t version = 3;
  std::vector<code_table> codes;
  subgraph_table graph;
  std::vector<subgraph_table> others;     // further subgraphs
  std::vector<buffer_table> buffers{{}};  // the first is empty by convention
  std::string identifier = "TFL3";

  [[nodiscard]] std::vector<std::uint8_t> bytes() const;
};

namespace detail {

using flatbuffers::FlatBufferBuilder;
using flatbuffers::Offset;

// A vector, or nothing at all where it is empty.
template <class T>
Offset<flatbuffers::Vector<T>> vector_or_none(FlatBufferBuilder& b, const std::vector<T>& v) {
  return v.empty() ? 0 : b.CreateVector(v);
}

inline Offset<tflite::Tensor> write(FlatBufferBuilder& b, const tensor_table& t) {
  Offset<tflite::QuantizationParameters> quantization;
  if (!t.scale.empty() || !t.zero_point.empty() || t.custom_quantization) {
    const auto scale = vector_or_none(b, t.scale);
    const auto zero_point = vector_or_none(b, t.zero_point);
    const auto details = t.custom_quantization ? tflite::CreateCustomQuantization(b).Union() : 0;
    quantization = tflite::CreateQuantizationParameters(
        b, 0, 0, scale, zero_point,
        t.custom_quantization ? tflite::QuantizationDetails_CustomQuantization
                              : tflite::QuantizationDetails_NONE,
        details, t.axis);
  }
  const auto shape = b.CreateVector(t.shape);
  const auto name = b.CreateString(t.name);
  const auto signature = vector_or_none(b, t.signature);
  const auto sparsity = t.sparse ? tflite::CreateSparsityParameters(b) : 0;
  return tflite::CreateTensor(b, shape, t.type, t.buffer, name, quantization, t.variable, sparsity,
                              signature);
}

struct written_options {
  tflite::BuiltinOptions type = tflite::BuiltinOptions_NONE;
  Offset<void> table;
};

struct write_options {
  FlatBufferBuilder& b;

  written_options operator()(std::monostate) const { return {}; }

  written_options operator()(const conv_options& o) const {
    if (o.depth_multiplier != 0) {
      return {tflite::BuiltinOptions_DepthwiseConv2DOptions,
              tflite::CreateDepthwiseConv2DOptions(b, o.padding, o.stride_w, o.stride_h,
                                                   o.depth_multiplier, o.fused, o.dilation_w,
                                                   o.dilation_h)
                  .Union()};
    }
    return {tflite::BuiltinOptions_Conv2DOptions,
            tflite::CreateConv2DOptions(b, o.padding, o.stride_w, o.stride_h, o.fused, o.dilation_w,
                                        o.dilation_h)
                .Union()};
  }
  written_options operator()(const pool_options& o) const {
    return {tflite::BuiltinOptions_Pool2DOptions,
            tflite::CreatePool2DOptions(b, o.padding, o.stride_w, o.stride_h, o.width, o.height,
                                        o.fused)
                .Union()};
  }
  written_options operator()(const dense_options& o) const {
    const auto format = static_cast<tflite::FullyConnectedOptionsWeightsFormat>(o.weights_format);
    return {tflite::BuiltinOptions_FullyConnectedOptions,
            tflite::CreateFullyConnectedOptions(b, o.fused, format).Union()};
  }
  written_options operator()(const add_options& o) const {
    return {tflite::BuiltinOptions_AddOptions, tflite::CreateAddOptions(b, o.fused).Union()};
  }
  written_options operator()(const softmax_options& o) const {
    return {tflite::BuiltinOptions_SoftmaxOptions, tflite::CreateSoftmaxOptions(b, o.beta).Union()};
  }
  written_options operator()(const svdf_options& o) const {
    return {tflite::BuiltinOptions_SVDFOptions,
            tflite::CreateSVDFOptions(b, o.rank, o.fused).Union()};
  }
  written_options operator()(const concatenation_options& o) const {
    return {tflite::BuiltinOptions_ConcatenationOptions,
            tflite::CreateConcatenationOptions(b, o.axis).Union()};
  }
  written_options operator()(const strided_slice_options&) const {
    return {tflite::BuiltinOptions_StridedSliceOptions,
            tflite::CreateStridedSliceOptions(b).Union()};
  }
  written_options operator()(const gather_options& o) const {
    return {tflite::BuiltinOptions_GatherOptions, tflite::CreateGatherOptions(b, o.axis).Union()};
  }
  written_options operator()(const matmul_options& o) const {
    return {tflite::BuiltinOptions_BatchMatMulOptions,
            tflite::CreateBatchMatMulOptions(b, false, o.adj_y).Union()};
  }
  written_options operator()(const call_once_options& o) const {
    return {tflite::BuiltinOptions_CallOnceOptions,
            tflite::CreateCallOnceOptions(b, o.subgraph).Union()};
  }
  written_options operator()(const variable_options& o) const {
    const auto name = b.CreateString(o.name);
    return {tflite::BuiltinOptions_VarHandleOptions,
            tflite::CreateVarHandleOptions(b, 0, name).Union()};
  }
  written_options operator()(const lstm_options& o) const {
    return {
        tflite::BuiltinOptions_UnidirectionalSequenceLSTMOptions,
        tflite::CreateUnidirectionalSequenceLSTMOptions(b, o.fused, o.cell_clip, 0.0F, o.time_major)
            .Union()};
  }
};

inline Offset<tflite::Operator> write(FlatBufferBuilder& b, const operator_table& o) {
  const written_options options = std::visit(write_options{b}, o.options);
  const auto inputs = b.CreateVector(o.inputs);
  const auto outputs = b.CreateVector(o.outputs);
  return tflite::CreateOperator(b, o.code, inputs, outputs, options.type, options.table);
}

inline Offset<tflite::OperatorCode> write(FlatBufferBuilder& b, const code_table& c) {
  const auto custom = c.custom.empty() ? 0 : b.CreateString(c.custom);
  return tflite::CreateOperatorCode(b, static_cast<std::int8_t>(c.deprecated), custom, 1,
                                    static_cast<tflite::BuiltinOperator>(c.builtin));
}

inline Offset<tflite::Buffer> write(FlatBufferBuilder& b, const buffer_table& buffer) {
  Offset<flatbuffers::Vector<std::uint8_t>> data;
  if (!buffer.data.empty()) {
    b.ForceVectorAlignment(buffer.data.size(), 1, 16);
    data = b.CreateVector(buffer.data);
  }
  return tflite::CreateBuffer(b, data, buffer.offset);
}

Offset<tflite::SubGraph> write(FlatBufferBuilder& b, const subgraph_table& g);

template <class Table>
auto write_all(FlatBufferBuilder& b, const std::vector<Table>& tables) {
  std::vector<decltype(write(b, tables.front()))> offsets;
  for (const Table& table : tables)
    offsets.push_back(write(b, table));
  return b.CreateVector(offsets);
}

inline Offset<tflite::SubGraph> write(FlatBufferBuilder& b, const subgraph_table& g) {
  const auto tensors = write_all(b, g.tensors);
  const auto inputs = b.CreateVector(g.inputs);
  const auto outputs = b.CreateVector(g.outputs);
  const auto operators = write_all(b, g.operators);
  return tflite::CreateSubGraph(b, tensors, inputs, outputs, operators);
}

}  // namespace detail

inline std::vector<std::uint8_t> model_file::bytes() const {
  flatbuffers::FlatBufferBuilder b;
  const auto code_offsets = detail::write_all(b, codes);
  std::vector<subgraph_table> graphs{graph};
  graphs.insert(graphs.end(), others.begin(), others.end());
  const auto graph_offsets = detail::write_all(b, graphs);
  const auto buffer_offsets = detail::write_all(b, buffers);
  b.Finish(tflite::CreateModel(b, version, code_offsets, graph_offsets, 0, buffer_offsets),
           identifier.c_str());
  return {b.GetBufferPointer(), b.GetBufferPointer() + b.GetSize()};
}

}  // namespace tyto::test
