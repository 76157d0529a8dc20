// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <initializer_list>

#include "onnx.pb.h"
#include "train/export.hpp"

namespace tyto::train {
namespace {

using torch::Tensor;

constexpr int ir_version = 8, opset = 13;
constexpr const char* front_end =
    "rate=16000,window=480,hop=320,nfft=512,spectrum=power,mel=40,low=0,high=4000,log=ln(x+1e-6),"
    "coefficients={},frames={}";

class graph_writer {
 public:
  explicit graph_writer(onnx::GraphProto& graph) : graph_(graph) {}

  // Adds the node that computes `output` of `inputs`.
  onnx::NodeProto& node(const std::string& type, const std::string& name,
                        std::initializer_list<std::string> inputs, const std::string& output) {
    onnx::NodeProto& n = *graph_.add_node();
    n.set_op_type(type);
    n.set_name(name);
    for (const std::string& input : inputs)
      n.add_input(input);
    n.add_output(output);
    return n;
  }

  void constant(const std::string& name, const Tensor& values) {
    onnx::TensorProto& t = *graph_.add_initializer();
    t.set_name(name);
    t.set_data_type(onnx::TensorProto::FLOAT);
    for (const std::int64_t d : values.sizes())
      t.add_dims(d);
    const Tensor dense = values.contiguous();
    t.set_raw_data(dense.data_ptr<float>(),
                   sizeof(float) * static_cast<std::size_t>(dense.numel()));
  }

  static void attribute(onnx::NodeProto& node, const std::string& name, std::int64_t value) {
    onnx::AttributeProto& a = *node.add_attribute();
    a.set_name(name);
    a.set_type(onnx::AttributeProto::INT);
    a.set_i(value);
  }

  static void attribute(onnx::NodeProto& node, const std::string& name,
                        std::initializer_list<std::int64_t> values) {
    onnx::AttributeProto& a = *node.add_attribute();
    a.set_name(name);
    a.set_type(onnx::AttributeProto::INTS);
    for (const std::int64_t v : values)
      a.add_ints(v);
  }

  struct window {
    std::int64_t height, width, stride, groups;
    padding times, frequencies;
  };

  // A convolution, the batch normalisation after it folded in, and its ReLU. `weights`:
  // [output][input][height][width]. Returns the output's name.
  std::string convolution(const std::string& name, const std::string& input, const Tensor& weights,
                          const batch_norm_relu& norm, const window& w) {
    const Tensor factor = norm.scale * torch::rsqrt(norm.variance + batch_norm_relu::epsilon);
    constant(name + "/weight", weights * factor.view({-1, 1, 1, 1}));
    constant(name + "/bias", norm.shift - norm.mean * factor);
    onnx::NodeProto& n =
        node("Conv", name, {input, name + "/weight", name + "/bias"}, name + "/conv");
    attribute(n, "group", w.groups);
    attribute(n, "kernel_shape", {w.height, w.width});
    attribute(n, "pads",
              {w.times.before, w.frequencies.before, w.times.after, w.frequencies.after});
    attribute(n, "strides", {w.stride, w.stride});
    node("Relu", name + "/relu", {name + "/conv"}, name + "/relu");
    return name + "/relu";
  }

 private:
  onnx::GraphProto& graph_;
};

void describe(onnx::ValueInfoProto& value, const std::string& name,
              std::initializer_list<std::int64_t> dims) {
  value.set_name(name);
  auto& type = *value.mutable_type()->mutable_tensor_type();
  type.set_elem_type(onnx::TensorProto::FLOAT);
  for (const std::int64_t d : dims)
    type.mutable_shape()->add_dim()->set_dim_value(d);
}

void metadata(onnx::ModelProto& model, const std::string& key, const std::string& value) {
  auto& entry = *model.add_metadata_props();
  entry.set_key(key);
  entry.set_value(value);
}

}  // namespace

std::string onnx_of(const ds_cnn& network, const std::string& name,
                    const std::vector<std::string>& labels) {
  torch::NoGradGuard no_grad;
  const ds_cnn_shape& s = network.shape;
  onnx::ModelProto model;
  model.set_ir_version(ir_version);
  model.set_producer_name("tyto");
  model.add_opset_import()->set_version(opset);
  onnx::GraphProto& graph = *model.mutable_graph();
  graph.set_name(name);
  describe(*graph.add_input(), "features", {1, 1, s.frames, s.coefficients});
  describe(*graph.add_output(), "probabilities", {1, s.labels});

  graph_writer write(graph);
  const padding none{}, one{1, 1};
  const auto same = [](std::int64_t size, std::int64_t kernel) {
    return same_padding(size, kernel, ds_cnn_shape::stride);
  };
  std::string x = write.convolution(
      "conv_1", "features",
      network.convolution->weights.t().reshape(
          {s.channels, 1, ds_cnn_shape::kernel_time, ds_cnn_shape::kernel_frequency}),
      *network.after_convolution,
      {ds_cnn_shape::kernel_time, ds_cnn_shape::kernel_frequency, ds_cnn_shape::stride, 1,
       s.pad_time ? same(s.frames, ds_cnn_shape::kernel_time) : none,
       same(s.coefficients, ds_cnn_shape::kernel_frequency)});
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    const ds_cnn::block& b = network.blocks[i];
    const std::string block = fmt::format("block_{}/", i + 1);
    x = write.convolution(block + "depthwise", x,
                          b.depthwise->weights.permute({2, 0, 1}).unsqueeze(1), *b.after_depthwise,
                          {3, 3, 1, s.channels, s.pad_time ? one : none, one});
    x = write.convolution(block + "pointwise", x,
                          b.pointwise->weights.t().reshape({s.channels, s.channels, 1, 1}),
                          *b.after_pointwise, {1, 1, 1, 1, none, none});
  }
  write.node("GlobalAveragePool", "pool", {x}, "pool");
  write.node("Flatten", "flatten", {"pool"}, "flat");
  write.constant("dense/weight", network.dense->weight);
  write.constant("dense/bias", network.dense->bias);
  graph_writer::attribute(
      write.node("Gemm", "dense", {"flat", "dense/weight", "dense/bias"}, "logits"), "transB", 1);
  graph_writer::attribute(write.node("Softmax", "softmax", {"logits"}, "probabilities"), "axis", 1);

  metadata(model, "labels", fmt::format("{}", fmt::join(labels, ",")));
  metadata(model, "front_end", fmt::format(front_end, s.coefficients, s.frames));
  return model.SerializeAsString();
}

}  // namespace tyto::train
