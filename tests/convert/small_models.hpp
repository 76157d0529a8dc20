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

// int16 activations, a bias of INT64, logistic and softmax.
inline model_builder int16() {
  model_builder b;
  b.stored = tflite::TensorType_INT16;
  const int in = b.conv(b.input({1, 4, 3, 2}, {0.001F, 0}), 2, 3, 2);
  b.softmax(b.rescale(tflite::BuiltinOperator_LOGISTIC, in, {1.0F / 32768, 0}));
  b.last_output().scale = {1.0F / 32768};
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

// Rows of a variable in front of the new one, the newest of them assigned: a ring buffer.
inline model_builder ring() {
  model_builder b;
  constexpr quantization q{0.1F, 3};
  const int in = b.input({1, 1, 1, 2}, q);
  const int initial =
      b.constant<std::int8_t>({1, 2, 1, 2}, tflite::TensorType_INT8, {9, -9, 40, -40});
  b.tensor(initial).scale = {q.scale};
  b.tensor(initial).zero_point = {q.zero_point};
  b.start_variable(initial);
  const int handle = b.variable_handle();
  const int past =
      b.op(tflite::BuiltinOperator_READ_VARIABLE, {handle}, b.activation({1, 2, 1, 2}, q));
  const int all = b.op(tflite::BuiltinOperator_CONCATENATION, {past, in},
                       b.activation({1, 3, 1, 2}, q), concatenation_options{1});
  const int begin = b.int32_constant({0, 1, 0, 0});
  const int end = b.int32_constant({1, 3, 1, 2});
  const int step = b.int32_constant({1, 1, 1, 1});
  const int newest = b.op(tflite::BuiltinOperator_STRIDED_SLICE, {all, begin, end, step},
                          b.activation({1, 2, 1, 2}, q), strided_slice_options{});
  b.assign_variable(handle, newest);
  b.depthwise(all, 3, 1);
  return b;
}

inline model_builder gather(const std::vector<int>& indices) {
  model_builder b;
  const int in = b.input({1, 2, 5}, {0.1F, 3});
  const int constant = b.int32_constant(indices);
  b.op(tflite::BuiltinOperator_GATHER, {in, constant},
       b.activation({1, 2, static_cast<int>(indices.size())}, {0.1F, 3}), gather_options{2});
  return b;
}

// Two rows of three by a constant matrix that makes them rows of two.
inline model_builder matmul() {
  model_builder b;
  const int in = b.input({1, 2, 3}, {0.1F, 3});
  const int matrix =
      b.constant<std::int8_t>({3, 2}, tflite::TensorType_INT8, {10, -20, 30, 40, 50, -60});
  b.tensor(matrix).scale = {0.02F};
  b.tensor(matrix).zero_point = {0};
  b.op(tflite::BuiltinOperator_BATCH_MATMUL, {in, matrix}, b.activation({1, 2, 2}, {0.2F, -5}),
       matmul_options{});
  return b;
}

inline model_builder rsqrt() {
  model_builder b;
  b.rescale(tflite::BuiltinOperator_RSQRT, b.input({1, 6}, {0.05F, -128}), {0.02F, -128});
  return b;
}

inline model_builder float_function(tflite::BuiltinOperator kind) {
  model_builder b;
  const int in = b.float_input({1, 2, 4});
  b.op(kind, {in}, b.float_activation({1, 2, 4}));
  return b;
}

// A matrix of float16, which a DEQUANTIZE makes real.
inline model_builder half_weights() {
  model_builder b;
  const int in = b.float_input({1, 2});
  const int half = b.constant<std::uint16_t>({2, 2}, tflite::TensorType_FLOAT16,
                                             {0x3c00, 0xc000, 0x3800, 0x4200});  // 1, -2, 0.5, 3
  const int weights = b.op(tflite::BuiltinOperator_DEQUANTIZE, {half}, b.float_activation({2, 2}));
  b.op(tflite::BuiltinOperator_FULLY_CONNECTED, {in, weights}, b.float_activation({1, 2}),
       dense_options{});
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
          {"int16", small::int16()},
          {"wide_softmax", small::wide_softmax()},
          {"ring", small::ring()},
          {"gather", small::gather({0, 3, 4})},
          {"matmul", small::matmul()},
          {"rsqrt", small::rsqrt()},
          {"log_softmax", small::float_function(tflite::BuiltinOperator_LOG_SOFTMAX)},
          {"l2_normalization", small::float_function(tflite::BuiltinOperator_L2_NORMALIZATION)},
          {"half_weights", small::half_weights()}};
}

}  // namespace tyto::test
