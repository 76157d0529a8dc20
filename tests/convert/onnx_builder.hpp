// SPDX-License-Identifier: Apache-2.0
// Builds ONNX models node by node, with weights of a fixed pseudo-random sequence. What it has
// built is in `model`, where a test may change any field.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "onnx.pb.h"
#include "support/random.hpp"

namespace tyto::test {

class onnx_builder {
 public:
  onnx::ModelProto model;

  onnx_builder() {
    model.set_ir_version(8);
    auto* opset = model.add_opset_import();
    opset->set_domain("");
    opset->set_version(13);
    model.mutable_graph()->set_name("test");
  }

  onnx::GraphProto& graph() { return *model.mutable_graph(); }
  onnx::NodeProto& last() { return *graph().mutable_node(graph().node_size() - 1); }
  void opset(int version) { model.mutable_opset_import(0)->set_version(version); }

  std::vector<std::uint8_t> bytes() {
    if (graph().output_size() == 0) graph().add_output()->set_name(last().output(0));
    const std::string text = model.SerializeAsString();
    return {text.begin(), text.end()};
  }

  std::string input(const std::vector<int>& dims, int type = onnx::TensorProto::FLOAT) {
    auto* value = graph().add_input();
    value->set_name("input");
    auto* tensor = value->mutable_type()->mutable_tensor_type();
    tensor->set_elem_type(type);
    for (const int dim : dims)
      tensor->mutable_shape()->add_dim()->set_dim_value(dim);
    return "input";
  }

  // ---- constants

  onnx::TensorProto& initializer(const std::string& name, const std::vector<int>& dims, int type) {
    auto* tensor = graph().add_initializer();
    tensor->set_name(name);
    tensor->set_data_type(type);
    for (const int dim : dims)
      tensor->add_dims(dim);
    return *tensor;
  }

  std::string floats(const std::vector<int>& dims, const std::vector<float>& values) {
    auto& tensor = initializer(next_name("c"), dims, onnx::TensorProto::FLOAT);
    for (const float v : values)
      tensor.add_float_data(v);
    return tensor.name();
  }

  // Pseudo-random numbers within +-scale.
  std::string randoms(const std::vector<int>& dims, float scale = 1.0F) {
    std::vector<float> values;
    for (int i = 0; i < elements(dims); ++i)
      values.push_back(scale * numbers_.real());
    return floats(dims, values);
  }

  std::string positives(int count) {
    std::vector<float> values;
    for (int i = 0; i < count; ++i)
      values.push_back(0.5F + numbers_.real() * 0.25F);
    return floats({count}, values);
  }

  std::string integers(const std::vector<std::int64_t>& values) {
    auto& tensor =
        initializer(next_name("i"), {static_cast<int>(values.size())}, onnx::TensorProto::INT64);
    for (const std::int64_t v : values)
      tensor.add_int64_data(v);
    return tensor.name();
  }

  std::string int8s(const std::vector<int>& dims, const std::vector<int>& values,
                    int type = onnx::TensorProto::INT8) {
    auto& tensor = initializer(next_name("q"), dims, type);
    std::string raw;
    for (const int v : values)
      raw += static_cast<char>(v);
    tensor.set_raw_data(raw);
    return tensor.name();
  }

  std::string int32s(const std::vector<int>& values) {
    auto& tensor =
        initializer(next_name("b"), {static_cast<int>(values.size())}, onnx::TensorProto::INT32);
    for (const int v : values)
      tensor.add_int32_data(v);
    return tensor.name();
  }

  // ---- nodes; each returns its output's name

  std::string node(const std::string& type, const std::vector<std::string>& inputs) {
    auto* n = graph().add_node();
    n->set_op_type(type);
    n->set_name(next_name(type));
    for (const std::string& in : inputs)
      n->add_input(in);
    n->add_output(n->name() + "/out");
    return n->output(0);
  }

  // Attributes of the last node.
  onnx_builder& set(const std::string& name, std::int64_t value) {
    auto& a = attribute(name, onnx::AttributeProto::INT);
    a.set_i(value);
    return *this;
  }
  onnx_builder& set(const std::string& name, int value) { return set(name, std::int64_t{value}); }
  onnx_builder& set(const std::string& name, float value) {
    auto& a = attribute(name, onnx::AttributeProto::FLOAT);
    a.set_f(value);
    return *this;
  }
  onnx_builder& set(const std::string& name, const std::string& value) {
    auto& a = attribute(name, onnx::AttributeProto::STRING);
    a.set_s(value);
    return *this;
  }
  onnx_builder& set(const std::string& name, const std::vector<std::int64_t>& values) {
    auto& a = attribute(name, onnx::AttributeProto::INTS);
    for (const std::int64_t v : values)
      a.add_ints(v);
    return *this;
  }

  // `from` channels to `to`; SAME_UPPER with 3 x 3 filters as a rule.
  std::string conv(const std::string& in, int from, int to, int size = 3, int stride = 1,
                   int groups = 1, bool has_bias = true) {
    const int taps = from / groups * size * size;
    const float scale = 1.5F / static_cast<float>(taps);
    std::vector<std::string> inputs{in, randoms({to, from / groups, size, size}, 4.0F * scale)};
    if (has_bias) inputs.push_back(randoms({to}, 0.2F));
    const std::string out = node("Conv", inputs);
    set("auto_pad", std::string("SAME_UPPER"));
    set("strides", std::vector<std::int64_t>{stride, stride});
    set("group", groups);
    return out;
  }

  std::string batch_norm(const std::string& in, int channels) {
    const std::string out =
        node("BatchNormalization", {in, positives(channels), randoms({channels}, 0.3F),
                                    randoms({channels}, 0.3F), positives(channels)});
    set("epsilon", 1e-3F);
    return out;
  }

  std::string relu(const std::string& in) { return node("Relu", {in}); }
  std::string clip(const std::string& in, float low, float high) {
    return node("Clip", {in, floats({}, {low}), floats({}, {high})});
  }

  std::string dense(const std::string& in, int from, int to) {
    const std::string out = node(
        "Gemm", {in, randoms({to, from}, 2.0F / static_cast<float>(from)), randoms({to}, 0.2F)});
    set("transB", 1);
    return out;
  }

  std::string next_name(const std::string& kind) { return kind + "_" + std::to_string(++count_); }

  tyto::test::random& numbers() { return numbers_; }

 private:
  static int elements(const std::vector<int>& dims) {
    int n = 1;
    for (const int dim : dims)
      n *= dim;
    return n;
  }

  onnx::AttributeProto& attribute(const std::string& name, onnx::AttributeProto::AttributeType t) {
    for (onnx::AttributeProto& a : *last().mutable_attribute()) {
      if (a.name() == name) {
        a.Clear();
        a.set_name(name);
        a.set_type(t);
        return a;
      }
    }
    auto* a = last().add_attribute();
    a->set_name(name);
    a->set_type(t);
    return *a;
  }

  tyto::test::random numbers_{11};
  int count_ = 0;
};

}  // namespace tyto::test
