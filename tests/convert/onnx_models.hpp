// SPDX-License-Identifier: Apache-2.0
// ONNX models of the kinds that people convert, small enough to compile in a moment. Each is baked
// by the build (see CMakeLists.txt) and converted again by the tests.
#pragma once

#include "convert/onnx_builder.hpp"

namespace tyto::test {

// MobileNet V2: inverted residuals with clipped activations, the last of a block linear; batch
// norms as an exporter leaves them.
inline onnx_builder onnx_mobilenet_like() {
  onnx_builder b;
  const auto normed_clip = [&](const std::string& in, int channels) {
    return b.clip(b.batch_norm(in, channels), 0.0F, 6.0F);
  };
  std::string x = normed_clip(b.conv(b.input({1, 3, 24, 20}), 3, 8, 3, 2, 1, false), 8);
  const auto block = [&](const std::string& in, int from, int to, int stride) {
    const int wide = 2 * from;
    std::string y = normed_clip(b.conv(in, from, wide, 1, 1, 1, false), wide);
    y = normed_clip(b.conv(y, wide, wide, 3, stride, wide, false), wide);
    y = b.batch_norm(b.conv(y, wide, to, 1, 1, 1, false), to);
    return from == to && stride == 1 ? b.node("Add", {in, y}) : y;
  };
  x = block(x, 8, 8, 1);
  x = block(x, 8, 12, 2);
  x = block(x, 12, 12, 1);
  x = b.node("GlobalAveragePool", {x});
  b.node("Softmax", {b.dense(b.node("Flatten", {x}), 12, 5)});
  return b;
}

// A DS-CNN as a keyword spotter has it, without padding in time, so that it streams; and inputs of
// it, float32, to quantise it with.
inline onnx_builder onnx_ds_cnn_stream() {
  onnx_builder b;
  const auto pads_in_frequency = [&](const std::string& out) {
    b.set("pads", std::vector<std::int64_t>{0, 1, 0, 1});
    return out;
  };
  const auto conv = [&](const std::string& in, int from, int to, std::vector<int> size, int stride,
                        int groups) {
    const std::string out = b.node(
        "Conv", {in, b.randoms({to, from / groups, size[0], size[1]}, 0.4F), b.randoms({to})});
    b.set("kernel_shape", std::vector<std::int64_t>{size[0], size[1]});
    b.set("strides", std::vector<std::int64_t>{stride, stride});
    b.set("group", groups);
    return out;
  };
  constexpr int channels = 16;
  std::string x = b.input({1, 1, 49, 10});
  x = b.relu(pads_in_frequency(conv(x, 1, channels, {10, 4}, 2, 1)));
  for (int block = 0; block < 4; ++block) {
    x = b.relu(pads_in_frequency(conv(x, channels, channels, {3, 3}, 1, channels)));
    x = b.relu(conv(x, channels, channels, {1, 1}, 1, 1));
  }
  x = b.node("GlobalAveragePool", {x});
  b.node("Softmax", {b.dense(b.node("Flatten", {x}), channels, 3)});
  return b;
}

inline std::vector<std::uint8_t> onnx_ds_cnn_stream_inputs() {
  std::vector<std::uint8_t> bytes;
  random numbers(5);
  for (int i = 0; i < 20 * 49 * 10; ++i) {
    const float value = 20.0F * numbers.real();
    const auto* const first = reinterpret_cast<const std::uint8_t*>(&value);
    bytes.insert(bytes.end(), first, first + sizeof value);
  }
  return bytes;
}

// ResNet: max pool, residual adds with a strided projection, explicit pads, ReLU behind the sum;
// the image is flattened with its channels first.
inline onnx_builder onnx_resnet_like() {
  onnx_builder b;
  std::string x = b.conv(b.input({1, 2, 20, 18}), 2, 8, 5, 2);
  x = b.relu(b.batch_norm(x, 8));
  x = b.node("MaxPool", {x});
  b.set("kernel_shape", std::vector<std::int64_t>{3, 3});
  b.set("strides", std::vector<std::int64_t>{2, 2});
  b.set("pads", std::vector<std::int64_t>{1, 1, 1, 1});
  const auto explicit_pads = [&](std::int64_t amount) {
    b.set("auto_pad", std::string("NOTSET"));
    b.set("pads", std::vector<std::int64_t>{amount, amount, amount, amount});
  };
  const auto block = [&](const std::string& in, int from, int to, int stride) {
    std::string y = b.conv(in, from, to, 3, stride, 1, false);
    explicit_pads(1);
    y = b.relu(b.batch_norm(y, to));
    y = b.conv(y, to, to, 3, 1, 1, false);
    explicit_pads(1);
    y = b.batch_norm(y, to);
    std::string shortcut = in;
    if (stride != 1) {
      shortcut = b.conv(in, from, to, 1, stride, 1, false);
      explicit_pads(0);
      shortcut = b.batch_norm(shortcut, to);
    }
    return b.relu(b.node("Add", {y, shortcut}));
  };
  x = block(x, 8, 8, 1);
  x = block(x, 8, 12, 2);
  b.dense(b.node("Flatten", {x}), 12 * 3 * 3, 6);
  return b;
}

}  // namespace tyto::test
