// SPDX-License-Identifier: Apache-2.0
// Builds frozen TensorFlow graphs node by node, with weights of a fixed pseudo-random sequence.
// What it has built is in `graph`, where a test may change any field.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "graphdef.pb.h"
#include "support/random.hpp"

namespace tyto::test {

class graphdef_builder {
 public:
  convert::graphdef::Graph graph;

  convert::graphdef::Node& last() { return *graph.mutable_node(graph.node_size() - 1); }

  // The node of this name.
  convert::graphdef::Node& named(const std::string& name) {
    for (auto& node : *graph.mutable_node()) {
      if (node.name() == name) return node;
    }
    return last();
  }

  // Leaves what node `output` needs, as freezing a graph does.
  void freeze(const std::string& output) {
    std::set<std::string> needed{output};
    for (std::size_t before = 0; before != needed.size();) {
      before = needed.size();
      for (const auto& node : graph.node()) {
        if (!needed.contains(node.name())) continue;
        for (const std::string& in : node.input())
          needed.insert(in.substr(0, in.find(':')));
      }
    }
    convert::graphdef::Graph all;
    all.Swap(&graph);
    for (const auto& node : all.node()) {
      if (needed.contains(node.name())) *graph.add_node() = node;
    }
  }

  std::vector<std::uint8_t> bytes() const {
    const std::string text = graph.SerializeAsString();
    return {text.begin(), text.end()};
  }

  std::string node(const std::string& op, const std::string& name,
                   const std::vector<std::string>& inputs) {
    auto* n = graph.add_node();
    n->set_op(op);
    n->set_name(name);
    for (const std::string& in : inputs)
      n->add_input(in);
    return name;
  }

  // ---- attributes of the last node

  convert::graphdef::AttrValue& attr(const std::string& key) {
    for (auto& a : *last().mutable_attr()) {
      if (a.key() == key) {
        a.mutable_value()->Clear();
        return *a.mutable_value();
      }
    }
    auto* a = last().add_attr();
    a->set_key(key);
    return *a->mutable_value();
  }
  graphdef_builder& set(const std::string& key, int value) {
    attr(key).set_i(value);
    return *this;
  }
  graphdef_builder& set(const std::string& key, float value) {
    attr(key).set_f(value);
    return *this;
  }
  graphdef_builder& set(const std::string& key, bool value) {
    attr(key).set_b(value);
    return *this;
  }
  graphdef_builder& set(const std::string& key, const char* value) {
    attr(key).set_s(value);
    return *this;
  }
  graphdef_builder& set(const std::string& key, const std::vector<int>& values) {
    auto* list = attr(key).mutable_list();
    for (const int v : values)
      list->add_i(v);
    return *this;
  }

  // ---- constants

  convert::graphdef::Tensor& tensor(const std::string& name, int dtype,
                                    const std::vector<int>& dims) {
    node("Const", name, {});
    attr("dtype").set_type(dtype);
    auto* t = attr("value").mutable_tensor();
    t->set_dtype(dtype);
    for (const int dim : dims)
      t->mutable_tensor_shape()->add_dim()->set_size(dim);
    return *t;
  }

  std::string floats(const std::string& name, const std::vector<int>& dims,
                     const std::vector<float>& values) {
    tensor(name, 1, dims)
        .set_tensor_content(std::string(reinterpret_cast<const char*>(values.data()),
                                        values.size() * sizeof(float)));
    return name;
  }

  std::string randoms(const std::string& name, const std::vector<int>& dims, float scale = 1.0F) {
    std::size_t n = 1;
    for (const int dim : dims)
      n *= static_cast<std::size_t>(dim);
    std::vector<float> values;
    for (std::size_t i = 0; i < n; ++i)
      values.push_back(scale * numbers_.real());
    return floats(name, dims, values);
  }

  std::string positives(const std::string& name, int count) {
    std::vector<float> values;
    for (int i = 0; i < count; ++i)
      values.push_back(0.5F + 0.25F * numbers_.real());
    return floats(name, {count}, values);
  }

  std::string ints(const std::string& name, const std::vector<int>& values,
                   std::vector<int> dims = {}) {
    if (dims.empty()) dims = {static_cast<int>(values.size())};
    auto& t = tensor(name, 3, dims);
    for (const int v : values)
      t.add_int_val(v);
    return name;
  }

  // ---- nodes

  std::string placeholder(const std::vector<int>& dims, int dtype = 1) {
    node("Placeholder", "input", {});
    attr("dtype").set_type(dtype);
    auto* shape = attr("shape").mutable_shape();
    for (const int dim : dims)
      shape->add_dim()->set_size(dim);
    return "input";
  }

  // Convolution, added constant, batch norm and activation, as slim writes them.
  std::string conv_block(const std::string& name, const std::string& in, int from, int to,
                         std::vector<int> size = {3, 3}, std::vector<int> strides = {1, 1},
                         const char* activation = "Relu") {
    randoms(name + "/weights", {size[0], size[1], from, to}, 0.5F);
    node("Identity", name + "/weights/read", {name + "/weights"});
    node("Conv2D", name + "/Conv2D", {in, name + "/weights/read"});
    window(strides);
    return tail(name, name + "/Conv2D", to, activation);
  }

  std::string depthwise_block(const std::string& name, const std::string& in, int from,
                              int multiplier = 1, const char* activation = "Relu6") {
    randoms(name + "/weights", {3, 3, from, multiplier}, 0.5F);
    node("DepthwiseConv2dNative", name + "/depthwise", {in, name + "/weights"});
    window({1, 1});
    return tail(name, name + "/depthwise", from * multiplier, activation);
  }

  void window(const std::vector<int>& strides, const char* padding = "SAME") {
    set("strides", std::vector<int>{1, strides[0], strides[1], 1});
    set("padding", padding);
    set("data_format", "NHWC");
  }

  std::string batch_norm(const std::string& name, const std::string& in, int channels) {
    positives(name + "/gamma", channels);
    randoms(name + "/beta", {channels}, 0.3F);
    randoms(name + "/mean", {channels}, 0.3F);
    positives(name + "/variance", channels);
    node("FusedBatchNorm", name,
         {in, name + "/gamma", name + "/beta", name + "/mean", name + "/variance"});
    set("is_training", false);
    set("epsilon", 1e-3F);
    return name;
  }

  std::string dense(const std::string& name, const std::string& in, int from, int to) {
    randoms(name + "/weights", {from, to}, 0.3F);
    node("MatMul", name + "/MatMul", {in, name + "/weights"});
    randoms(name + "/biases", {to});
    return node("BiasAdd", name + "/BiasAdd", {name + "/MatMul", name + "/biases"});
  }

  // DecodeWav, AudioSpectrogram and Mfcc of one second, as ARM's models have them.
  std::string front_end() {
    node("Placeholder", "wav_data", {});
    attr("dtype").set_type(7);
    attr("shape").mutable_shape();
    node("DecodeWav", "decoded", {"wav_data"});
    set("desired_samples", 16000).set("desired_channels", 1);
    node("AudioSpectrogram", "spectrogram", {"decoded"});
    set("window_size", 640).set("stride", 320).set("magnitude_squared", true);
    node("Mfcc", "Mfcc", {"spectrogram", "decoded:1"});
    set("dct_coefficient_count", 10).set("filterbank_channel_count", 40);
    set("lower_frequency_limit", 20.0F).set("upper_frequency_limit", 4000.0F);
    return "Mfcc";
  }

  // The same as an image, "Reshape_1".
  void front_end_image() {
    const std::string features = front_end();
    ints("Reshape/shape", {-1, 490});
    node("Reshape", "Reshape", {features, "Reshape/shape"});
    ints("Reshape_1/shape", {-1, 49, 10, 1});
    node("Reshape", "Reshape_1", {"Reshape", "Reshape_1/shape"});
  }

  tyto::test::random& numbers() { return numbers_; }

 private:
  std::string tail(const std::string& name, const std::string& in, int channels,
                   const char* activation) {
    randoms(name + "/biases", {channels}, 0.3F);
    node("BiasAdd", name + "/BiasAdd", {in, name + "/biases"});
    batch_norm(name + "/norm", name + "/BiasAdd", channels);
    return node(activation, name + "/" + activation, {name + "/norm"});
  }

  tyto::test::random numbers_{13};
};

// A DS-CNN with its front end, small: what ARM's keyword models look like.
inline graphdef_builder graphdef_ds_cnn_like() {
  graphdef_builder b;
  b.front_end_image();
  std::string x = b.conv_block("conv_1", "Reshape_1", 1, 4, {10, 4}, {2, 2});
  x = b.depthwise_block("ds_1", x, 4, 1, "Relu");
  x = b.conv_block("pw_1", x, 4, 6, {1, 1});
  b.node("AvgPool", "pool", {x});
  b.window({2, 2}, "VALID");
  b.set("ksize", std::vector<int>{1, 25, 5, 1});
  b.node("Squeeze", "squeeze", {"pool"});
  b.set("squeeze_dims", std::vector<int>{1, 2});
  b.node("Softmax", "labels_softmax", {b.dense("fc1", "squeeze", 6, 3)});
  return b;
}

}  // namespace tyto::test
