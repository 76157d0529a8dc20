// SPDX-License-Identifier: Apache-2.0
// The smallest models that use each operator: what tests break field by field, and what a fuzzer
// starts from.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "convert/model_builder.hpp"

namespace tyto::test {

// Every one takes and gives little more than a handful of elements.
namespace small {

inline model_builder conv() {
  model_builder b;
  b.conv(b.input({1, 4, 3, 2}, {0.1F, 3}), 2, 3, 2,
         {tflite::Padding_SAME, 2, 1, tflite::ActivationFunctionType_RELU, 1, 1, 0});
  return b;
}

inline model_builder pointwise() {
  model_builder b;
  b.conv(b.input({1, 2, 2, 3}, {0.1F, 3}), 2, 1, 1);
  return b;
}

inline model_builder depthwise() {
  model_builder b;
  b.depthwise(b.input({1, 4, 4, 2}, {0.1F, -4}), 3, 3,
              {tflite::Padding_VALID, 1, 1, tflite::ActivationFunctionType_RELU6, 1, 1, 0}, 2);
  return b;
}

inline model_builder dense(bool per_channel = false) {
  model_builder b;
  b.dense(b.input({1, 5}, {0.1F, 0}), 3, {}, per_channel);
  return b;
}

inline model_builder pool(tflite::BuiltinOperator kind) {
  model_builder b;
  b.pool(kind, b.input({1, 5, 4, 2}, {0.1F, 0}),
         {tflite::Padding_SAME, 2, 2, 3, 3, tflite::ActivationFunctionType_NONE});
  return b;
}

inline model_builder average_pool() {
  return pool(tflite::BuiltinOperator_AVERAGE_POOL_2D);
}
inline model_builder max_pool() {
  return pool(tflite::BuiltinOperator_MAX_POOL_2D);
}

inline model_builder global_pool() {
  model_builder b;
  b.pool(tflite::BuiltinOperator_AVERAGE_POOL_2D, b.input({1, 3, 2, 2}, {0.1F, 0}),
         {tflite::Padding_VALID, 1, 1, 3, 2, tflite::ActivationFunctionType_NONE});
  return b;
}

// x + relu(x)
inline model_builder add() {
  model_builder b;
  const int in = b.input({1, 2, 2, 2}, {0.1F, 5});
  const int positive = b.rescale(tflite::BuiltinOperator_RELU, in, {0.05F, -128});
  b.add(in, positive, {0.2F, -10});
  return b;
}

inline model_builder softmax() {
  model_builder b;
  b.softmax(b.input({1, 4}, {0.1F, 7}));
  return b;
}

inline model_builder mean() {
  model_builder b;
  b.mean(b.input({1, 3, 4, 2}, {0.1F, 7}), {1, 2}, {1, 2}, {0.05F, -3});
  return b;
}

inline model_builder pad() {
  model_builder b;
  b.conv(b.pad(b.input({1, 4, 3, 1}, {0.1F, 3}), {1, 0}, {2, 1}), 2, 2, 2);
  return b;
}

// Dilation as TensorFlow spelt it before CONV_2D had one.
inline model_builder batches() {
  model_builder b;
  const int in = b.space_to_batch(b.input({1, 5, 4, 2}, {0.1F, 3}), {2, 3}, {1, 2, 0, 2});
  b.batch_to_space(b.conv(in, 2, 2, 2, {tflite::Padding_VALID}), {2, 3}, {0, 1, 0, 0});
  return b;
}

// The same along one axis, which becomes the second of two in between.
inline model_builder batches_of_rows() {
  model_builder b;
  const int in = b.space_to_batch(b.input({1, 7, 3}, {0.1F, 3}), {2}, {4, 1});
  const int x = b.depthwise(b.reshape(in, {2, 1, 6, 3}), 1, 3, {tflite::Padding_VALID});
  b.batch_to_space(b.reshape(x, {2, 4, 3}), {2}, {0, 1});
  return b;
}

inline model_builder reshape() {
  model_builder b;
  b.dense(b.reshape(b.input({1, 2, 3, 1}, {0.1F, 3}), {1, 6}), 2);
  return b;
}

inline model_builder rescale() {
  model_builder b;
  b.rescale(tflite::BuiltinOperator_QUANTIZE, b.input({1, 6}, {0.1F, 3}), {0.13F, -3});
  return b;
}

inline model_builder elu() {
  model_builder b;
  b.rescale(tflite::BuiltinOperator_ELU, b.input({1, 6}, {0.05F, 3}), {0.04F, -100});
  return b;
}

inline model_builder float_ends() {
  model_builder b;
  b.dequantize(b.rescale(tflite::BuiltinOperator_QUANTIZE, b.float_input({1, 6}), {0.5F, 3}));
  return b;
}

inline model_builder svdf() {
  model_builder b;
  b.svdf(b.input({1, 4}, {0.05F, -7}), 3, 4, 1, tflite::TensorType_INT8);
  return b;
}

inline model_builder wide_svdf() {
  model_builder b;
  b.svdf(b.input({1, 4}, {0.05F, -7}), 3, 4, 2, tflite::TensorType_INT16, {4.0F, -5});
  return b;
}

inline model_builder float_svdf() {
  model_builder b;
  b.svdf(b.float_input({1, 4}), 3, 4, 2, tflite::TensorType_FLOAT32);
  return b;
}

inline model_builder lstm() {
  model_builder b;
  b.lstm(b.input({1, 3, 4}, {0.03F, 5}), 2, {.cell_clip = 3.0F});
  return b;
}

inline model_builder float_lstm() {
  model_builder b;
  b.lstm(b.float_input({3, 1, 4}), 2, {.time_major = true});
  return b;
}

// int8 to int16, and that to int32.
inline model_builder wide_softmax() {
  model_builder b;
  const int probabilities = b.softmax(b.input({1, 4}, {0.1F, 7}));
  b.tensor(probabilities).type = tflite::TensorType_INT16;
  b.tensor(probabilities).scale = {1.0F / 65536};
  b.tensor(probabilities).zero_point = {-32768};
  b.rescale(tflite::BuiltinOperator_QUANTIZE, probabilities, {1.0F / 32768, 0});
  b.last_output().type = tflite::TensorType_INT32;
  return b;
}

}  // namespace small

inline std::vector<std::pair<std::string, model_builder>> small_models() {
  return {{"conv", small::conv()},
          {"pointwise", small::pointwise()},
          {"depthwise", small::depthwise()},
          {"dense", small::dense()},
          {"dense_per_channel", small::dense(true)},
          {"average_pool", small::average_pool()},
          {"max_pool", small::max_pool()},
          {"global_pool", small::global_pool()},
          {"add", small::add()},
          {"softmax", small::softmax()},
          {"mean", small::mean()},
          {"pad", small::pad()},
          {"batches", small::batches()},
          {"batches_of_rows", small::batches_of_rows()},
          {"reshape", small::reshape()},
          {"rescale", small::rescale()},
          {"elu", small::elu()},
          {"float_ends", small::float_ends()},
          {"svdf", small::svdf()},
          {"wide_svdf", small::wide_svdf()},
          {"float_svdf", small::float_svdf()},
          {"lstm", small::lstm()},
          {"float_lstm", small::float_lstm()},
          {"wide_softmax", small::wide_softmax()}};
}

}  // namespace tyto::test
