// SPDX-License-Identifier: Apache-2.0
// Models of the kinds that people convert, small enough to compile in a moment. Each is baked by
// the build (see CMakeLists.txt) and converted again by the tests.
#pragma once

#include <cstdint>
#include <vector>

#include "convert/model_builder.hpp"

namespace tyto::test {

inline conv_options same(
    int stride = 1, tflite::ActivationFunctionType fused = tflite::ActivationFunctionType_RELU6) {
  return {tflite::Padding_SAME, stride, stride, fused, 1, 1, 0};
}

inline conv_options valid(
    int stride = 1, tflite::ActivationFunctionType fused = tflite::ActivationFunctionType_RELU) {
  return {tflite::Padding_VALID, stride, stride, fused, 1, 1, 0};
}

// MobileNet V1: a convolution, 13 blocks of depthwise and pointwise, average pool, classifier.
inline std::vector<std::uint8_t> mobilenet_like() {
  model_builder b;
  int x = b.conv(b.input({1, 32, 32, 3}, {1.0F / 32, -1}), 8, 3, 3, same(2));
  const int strides[] = {1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1};
  const int channels[] = {8, 12, 12, 16, 16, 24, 24, 24, 24, 24, 24, 32, 32};
  for (int block = 0; block < 13; ++block) {
    x = b.depthwise(x, 3, 3, same(strides[block]));
    x = b.conv(x, channels[block], 1, 1, same());
  }
  pool_options whole;
  whole.height = b.tensor(x).shape[1];
  whole.width = b.tensor(x).shape[2];
  whole.stride_h = whole.height;
  whole.stride_w = whole.width;
  x = b.pool(tflite::BuiltinOperator_AVERAGE_POOL_2D, x, whole);
  b.softmax(b.dense(b.reshape(x, {1, 32}), 2));
  return b.bytes();
}

// A wake word network along time: k x 1 and 1 x k windows, VALID, one with a causal pad in front.
inline std::vector<std::uint8_t> streaming_like() {
  model_builder b;
  int x = b.input({1, 33, 1, 20}, {0.1F, 4});
  x = b.conv(b.depthwise(x, 3, 1, valid()), 16, 1, 1, valid());
  x = b.conv(b.depthwise(b.pad(x, {4, 0}, {0, 0}), 5, 1, valid()), 12, 1, 1, valid());
  x = b.conv(b.depthwise(x, 10, 1, valid(2)), 12, 1, 1, valid());
  x = b.reshape(x, {1, 1, 11, 12});
  x = b.conv(b.depthwise(x, 1, 11, valid()), 8, 1, 1, valid());
  b.dense(b.reshape(x, {1, 8}), 3);
  return b.bytes();
}

// DS-CNN with int16 activations.
inline std::vector<std::uint8_t> int16_ds_cnn_like() {
  model_builder b;
  b.stored = tflite::TensorType_INT16;
  int x = b.conv(b.input({1, 25, 10, 1}, {0.002F, 0}), 16, 10, 4, same(2));
  for (int block = 0; block < 2; ++block) {
    x = b.depthwise(x, 3, 3, same());
    x = b.conv(x, 16, 1, 1, same());
  }
  x = b.pool(tflite::BuiltinOperator_AVERAGE_POOL_2D, x,
             {tflite::Padding_VALID, 1, 1, 13, 5, tflite::ActivationFunctionType_NONE});
  b.softmax(b.dense(b.reshape(x, {1, 16}), 6, {}, true));
  b.last_output().scale = {1.0F / 32768};
  return b.bytes();
}

// Float at both ends and int16 between: a pad of its own, branches, a bias of 32 bits, an
// activation alone, requantisations to int16 and by way of int8.
inline std::vector<std::uint8_t> int16_mixed() {
  model_builder b;
  b.stored = tflite::TensorType_INT16;
  const auto none = tflite::ActivationFunctionType_NONE;
  int x = b.rescale(tflite::BuiltinOperator_QUANTIZE, b.float_input({1, 12, 10, 2}), {0.004F, 0});
  x = b.conv(b.pad(x, {1, 2}, {0, 1}), 8, 3, 3, same(1, none));
  const int bias = b.last().inputs[2];
  b.tensor(bias).type = tflite::TensorType_INT32;
  b.buffer_of(b.tensor(bias)).data.resize(8 * sizeof(std::int32_t));
  x = b.rescale(tflite::BuiltinOperator_RELU, x, {0.003F, 0});
  const int large =
      b.pool(tflite::BuiltinOperator_MAX_POOL_2D, x, {tflite::Padding_SAME, 2, 2, 3, 2, none});
  const int branch = b.conv(large, 8, 3, 3, same(1, none));
  x = b.add(large, branch, {0.005F, 0}, {tflite::ActivationFunctionType_RELU});
  x = b.op(tflite::BuiltinOperator_MUL, {x, branch}, b.activation(b.tensor(x).shape, {0.02F, 0}));
  x = b.rescale(tflite::BuiltinOperator_QUANTIZE, x, {0.0006F, 0});
  b.stored = tflite::TensorType_INT8;
  x = b.rescale(tflite::BuiltinOperator_QUANTIZE, x, {0.15F, 5});
  b.stored = tflite::TensorType_INT16;
  x = b.rescale(tflite::BuiltinOperator_QUANTIZE, x, {0.0006F, 0});
  for (const auto function : {tflite::BuiltinOperator_LOGISTIC, tflite::BuiltinOperator_TANH})
    x = b.rescale(function, x, {1.0F / 32768, 0});
  x = b.mean(x, {1, 2}, {1, 1, 1, 8}, {1.0F / 32768, 0});
  b.dequantize(b.dense(b.squeeze(x, {1, 8}), 5));
  return b.bytes();
}

// Fully connected layers from 1 x 640 to a bottleneck and back.
inline std::vector<std::uint8_t> autoencoder_like() {
  model_builder b;
  const dense_options relu{tflite::ActivationFunctionType_RELU, 0};
  int x = b.input({1, 640}, {0.4F, 88});
  for (const int width : {32, 32, 8, 32, 32})
    x = b.dense(x, width, relu);
  b.dense(x, 640);
  return b.bytes();
}

// Float at both ends; pads before a convolution and its SAME, a residual add, pools, standalone
// activations, a requantisation, mean and squeeze.
inline std::vector<std::uint8_t> mixed() {
  model_builder b;
  const int in = b.float_input({1, 12, 10, 2});
  int x = b.rescale(tflite::BuiltinOperator_QUANTIZE, in, {0.9F, 3});
  x = b.conv(b.pad(x, {1, 2}, {0, 1}), 8, 3, 3, same(1, tflite::ActivationFunctionType_NONE));
  x = b.rescale(tflite::BuiltinOperator_RELU, x, {0.5F, -128});
  pool_options half{tflite::Padding_SAME, 2, 2, 3, 2, tflite::ActivationFunctionType_NONE};
  x = b.pool(tflite::BuiltinOperator_MAX_POOL_2D, x, half);
  const int branch = b.conv(x, 8, 3, 3, same(1, tflite::ActivationFunctionType_NONE));
  x = b.add(x, branch, {0.9F, -100}, {tflite::ActivationFunctionType_RELU});
  x = b.pool(tflite::BuiltinOperator_AVERAGE_POOL_2D, x, half);
  x = b.rescale(tflite::BuiltinOperator_QUANTIZE, x, {0.8F, -90});
  x = b.mean(x, {1, 2}, {1, 1, 1, 8}, {0.6F, -70});
  x = b.squeeze(x, {1, 8});
  b.dequantize(b.softmax(b.dense(x, 5, {}, true), 0.05F));
  return b.bytes();
}

// Reshapes that change what height, width and channels mean, one of them padded, two readers of one
// tensor, a depth multiplier, a rectangular window with uneven SAME pads, a mean over one axis.
inline std::vector<std::uint8_t> reshaping() {
  model_builder b;
  int x = b.reshape(b.input({1, 96}, {0.05F, -7}), {1, 8, 6, 2});
  x = b.depthwise(x, 2, 4, same(1, tflite::ActivationFunctionType_RELU), 3);
  x = b.reshape(x, {1, 4, 12, 6});
  const int left = b.conv(b.pad(x, {0, 1}, {1, 0}), 6, 2, 2, valid(2));
  const int right = b.conv(x, 6, 2, 3, same(2, tflite::ActivationFunctionType_NONE));
  x = b.add(left, right, {0.2F, 10});
  x = b.reshape(x, {1, 12, 6});
  x = b.mean(x, {-2}, {1, 6}, {0.15F, 4});
  b.rescale(tflite::BuiltinOperator_RELU6, x, {0.03F, -20});
  return b.bytes();
}

}  // namespace tyto::test
