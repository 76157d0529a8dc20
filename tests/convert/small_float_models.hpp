// SPDX-License-Identifier: Apache-2.0
// The smallest ONNX and GraphDef models that use each operator: what tests damage, and what fuzzers
// start from.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "convert/graphdef_recurrent.hpp"
#include "convert/onnx_builder.hpp"

namespace tyto::test {

using named_files = std::vector<std::pair<std::string, std::vector<std::uint8_t>>>;

// A convolution in QDQ form: int8 weights, an int32 bias, scales a channel.
inline onnx_builder small_qdq() {
  onnx_builder b;
  const auto scale = [&](float s) { return b.floats({}, std::vector<float>{s}); };
  const auto zero = [&](int z) { return b.int8s({}, {z}); };
  const auto pair = [&](const std::string& in, float s, int z) {
    const std::string quantized = b.node("QuantizeLinear", {in, scale(s), zero(z)});
    return b.node("DequantizeLinear", {quantized, scale(s), zero(z)});
  };
  const std::string x = pair(b.input({1, 1, 2, 2}), 0.05F, 3);
  const std::string filters = b.int8s({2, 1, 2, 2}, {1, -2, 3, -4, 5, -6, 7, -8});
  const std::string scales = b.floats({2}, std::vector<float>{0.02F, 0.03F});
  const std::string weights = b.node("DequantizeLinear", {filters, scales, b.int8s({2}, {0, 0})});
  b.set("axis", 0);
  const std::string bias = b.node(
      "DequantizeLinear",
      {b.int32s({10, -20}), b.floats({2}, std::vector<float>{0.001F, 0.0015F}), b.int32s({0, 0})});
  b.set("axis", 0);
  const std::string y = pair(b.relu(b.node("Conv", {x, weights, bias})), 0.01F, -128);
  b.node("Softmax", {pair(b.node("Flatten", {y}), 0.01F, -128)});
  return b;
}

inline named_files small_onnx_models() {
  named_files all;
  const auto add = [&](const std::string& name, onnx_builder b) {
    all.emplace_back(name + ".onnx", b.bytes());
  };
  {
    onnx_builder b;
    b.relu(b.batch_norm(b.conv(b.input({1, 2, 4, 3}), 2, 2, 2, 1), 2));
    add("conv", b);
  }
  {
    onnx_builder b;
    b.clip(b.conv(b.input({1, 2, 4, 3}), 2, 4, 3, 2, 2), 0.0F, 6.0F);
    add("depthwise", b);
  }
  {
    onnx_builder b;
    const std::string x = b.conv(b.input({1, 2, 3, 2}), 2, 2, 1);
    b.dense(b.node("Flatten", {b.node("Add", {x, b.relu(x)})}), 12, 3);
    b.node("Softmax", {b.last().output(0)});
    add("flatten", b);
  }
  {
    onnx_builder b;
    const std::string x = b.node("MaxPool", {b.input({1, 2, 5, 5})});
    b.set("kernel_shape", std::vector<std::int64_t>{3, 3});
    b.set("strides", std::vector<std::int64_t>{2, 2}).set("ceil_mode", 1);
    b.node("GlobalAveragePool", {x});
    add("pools", b);
  }
  {
    onnx_builder b;
    const std::string x = b.node("Reshape", {b.input({1, 8}), b.integers({0, 2, -1, 1})});
    const std::string padded = b.node("Pad", {x, b.integers({0, 0, 1, 0, 0, 0, 0, 1})});
    const std::string y = b.conv(padded, 2, 2, 2, 1);
    b.set("auto_pad", std::string("VALID"));
    b.node("ReduceMean", {b.node("Mul", {y, b.randoms({2, 1, 1})})});
    b.set("axes", std::vector<std::int64_t>{2, 3}).set("keepdims", 0);
    add("shapes", b);
  }
  {
    onnx_builder b;
    const std::string x = b.node("Transpose", {b.input({1, 3, 2, 1})});
    b.set("perm", std::vector<std::int64_t>{0, 3, 1, 2});
    b.node("Squeeze", {b.conv(x, 1, 1, 1), b.integers({1})});
    add("transpose", b);
  }
  add("qdq", small_qdq());
  return all;
}

inline named_files small_graphdef_models() {
  named_files all;
  const auto add = [&](const std::string& name, const graphdef_builder& b) {
    all.emplace_back(name + ".pb", b.bytes());
  };
  {
    graphdef_builder b;
    b.conv_block("c", b.placeholder({-1, 4, 3, 2}), 2, 2, {2, 2});
    add("conv", b);
  }
  {
    graphdef_builder b;
    b.depthwise_block("d", b.placeholder({1, 4, 3, 2}), 2);
    add("depthwise", b);
  }
  {
    graphdef_builder b;
    b.node("Softmax", "s", {b.front_end()});
    add("front_end", b);
  }
  {
    graphdef_builder b;
    b.placeholder({1, 8});
    b.ints("to", {-1, 2, 4, 1});
    b.node("Reshape", "r", {"input", "to"});
    b.node("MaxPool", "m", {"r"});
    b.window({1, 2}, "VALID");
    b.set("ksize", std::vector<int>{1, 2, 2, 1});
    b.node("Squeeze", "q", {"m"});
    b.set("squeeze_dims", std::vector<int>{1, 3});
    b.dense("f", "q", 2, 2);
    add("shapes", b);
  }
  {
    graphdef_builder b;
    b.placeholder({1, 2, 2, 2});
    b.randoms("a", {2});
    b.randoms("b", {2});
    b.node("Mul", "ab", {"a", "b"});
    b.node("Mul", "x", {"input", "ab"});
    b.node("Add", "y", {"x", "input"});
    b.ints("axes", {1, 2});
    b.node("Mean", "z", {"y", "axes"});
    add("arithmetic", b);
  }
  {
    graphdef_builder b;
    tf_rnn rnn(b, {{tf_cell::basic_lstm, 2}, {tf_cell::gru, 2}});
    rnn.build(b.placeholder({1, 2, 1}), 1);
    b.node("Relu", "r", {rnn.rows});
    b.freeze("r");
    add("loop", b);
  }
  return all;
}

}  // namespace tyto::test
