// SPDX-License-Identifier: Apache-2.0
// Files that are no model, no whole model, or a model of another shape than the converter takes.
#include <doctest/doctest.h>

#include <string>

#include "convert/ir/limits.hpp"
#include "convert/refusal.hpp"
#include "convert/small_models.hpp"

using namespace tyto::test;
using std::string;

TEST_CASE("the models that the cases below break are accepted") {
  for (auto& model : small_models()) {
    CAPTURE(model.first);
    auto& builder = model.second;
    CHECK(refusal(builder) == "accepted");
  }
}

TEST_CASE("no model at all") {
  CHECK(refusal(std::vector<std::uint8_t>{}) == "has 0 bytes, too few for a TensorFlow Lite model");
  CHECK(refusal({'T', 'F', 'L', '3', 0, 0, 0}) ==
        "has 7 bytes, too few for a TensorFlow Lite model");
  const string text = "This is a text file and no model.";
  CHECK(refusal(std::vector<std::uint8_t>(text.begin(), text.end())) ==
        "is no TensorFlow Lite model: bytes 4 to 7 are not \"TFL3\"");
  model_builder older = small::conv();
  older.file.identifier = "TFL2";
  CHECK(refusal(older) == "is no TensorFlow Lite model: bytes 4 to 7 are not \"TFL3\"");
  std::vector<std::uint8_t> cut = small::conv().bytes();
  cut.resize(cut.size() / 2);
  CHECK(refusal(cut) ==
        "is damaged or cut short: its 376 bytes do not hold all that its tables "
        "point to");
}

TEST_CASE("another version, other numbers of graphs and ends") {
  using builder = model_builder;
  CHECK(refusal(small::conv(), [](builder& b) { b.file.version = 2; }) ==
        "has schema version 2; accepted: 3");
  CHECK(refusal(small::conv(), [](builder& b) { b.file.graph.inputs.clear(); }) ==
        "has 0 inputs; accepted: at least 1");
  CHECK(refusal(small::conv(), [](builder& b) { b.file.graph.inputs = {99}; }) ==
        "names tensor 99 as its input, of 4");
  CHECK(refusal(small::conv(), [](builder& b) { b.file.graph.inputs = {-1}; }) ==
        "names tensor -1 as its input, of 4");
  builder b = small::conv();
  b.file.graph.outputs = {4};
  CHECK(refusal(b.file.bytes()) == "names tensor 4 as its output, of 4");
  b.file.graph.outputs = {3};
  b.file.graph.operators.clear();
  CHECK(refusal(b.file.bytes()) == "has no operators; accepted: at least one");
}

TEST_CASE("buffers that are not there") {
  CHECK(refusal(small::conv(), [](model_builder& b) { b.last_input(1).buffer = 7; }) ==
        "tensor 1 (\"c1\") names buffer 7, of 3");
  CHECK(refusal(small::conv(),
                [](model_builder& b) { b.buffer_of(b.last_input(1)).offset = 4096; }) ==
        "tensor 1 (\"c1\") has its data behind the file's tables; accepted: data in a buffer");
}

TEST_CASE("operators that are not there") {
  using builder = model_builder;
  CHECK(refusal(small::conv(), [](builder& b) { b.last().code = 5; }) ==
        "operator 0 (unknown \"\"): names operator code 5, of 1");
  CHECK(refusal(small::conv(), [](builder& b) { b.last().inputs[0] = 9; }) ==
        "operator 0 (CONV_2D \"t3\"): reads tensor 9, of 4");
  CHECK(refusal(small::conv(), [](builder& b) { b.last().inputs[0] = -2; }) ==
        "operator 0 (CONV_2D \"t3\"): reads tensor -2, of 4");
  CHECK(refusal(small::conv(), [](builder& b) { b.last().inputs[0] = -1; }) ==
        "operator 0 (CONV_2D \"t3\"): its input 0 is missing");
  CHECK(refusal(small::conv(), [](builder& b) { b.last().inputs.resize(1); }) ==
        "operator 0 (CONV_2D \"t3\"): has 1 inputs; accepted: 2 to 3");
  CHECK(refusal(small::add(), [](builder& b) { b.last().inputs.push_back(0); }) ==
        "operator 1 (ADD \"t2\"): has 3 inputs; accepted: 2");
  CHECK(refusal(small::conv(), [](builder& b) { b.last().outputs.push_back(0); }) ==
        "operator 0 (CONV_2D \"t3\"): has 2 outputs; accepted: 1");

  builder b = small::conv();
  b.file.graph.outputs = {3};
  b.last().outputs.clear();
  CHECK(refusal(b.file.bytes()) == "operator 0 (CONV_2D \"\"): has 0 outputs; accepted: 1");
  b.last().outputs = {77};
  CHECK(refusal(b.file.bytes()) == "operator 0 (CONV_2D \"\"): writes tensor 77, of 4");
}

TEST_CASE("operators that are not supported are called by their name") {
  const string accepted =
      "this operator is not supported; accepted: ABS, ADD, AVERAGE_POOL_2D, BATCH_MATMUL, "
      "BATCH_TO_SPACE_ND, CONCATENATION, CONV_2D, DEPTHWISE_CONV_2D, DEQUANTIZE, DIV, ELU, EXP, "
      "EXPAND_DIMS, FULLY_CONNECTED, GATHER, HARD_SWISH, L2_NORMALIZATION, LEAKY_RELU, LOG, "
      "LOGISTIC, LOG_SOFTMAX, MAXIMUM, MAX_POOL_2D, MEAN, MINIMUM, MUL, NEG, PACK, PAD, PADV2, "
      "POW, PRELU, QUANTIZE, REDUCE_MAX, REDUCE_MIN, RELU, RELU6, RELU_0_TO_1, RELU_N1_TO_1, "
      "RESHAPE, RSQRT, SLICE, SOFTMAX, SPACE_TO_BATCH_ND, SPLIT, SPLIT_V, SQRT, SQUARE, "
      "SQUARED_DIFFERENCE, SQUEEZE, STRIDED_SLICE, SUB, SUM, SVDF, TANH, TRANSPOSE, "
      "UNIDIRECTIONAL_SEQUENCE_LSTM, UNPACK";
  const auto with_code = [](int builtin, int deprecated, const string& custom = "") {
    return refusal(small::conv(), [&](model_builder& b) {
      b.file.codes[0] = {builtin, deprecated, custom};
    });
  };
  CHECK(with_code(67, 67) == "operator 0 (TRANSPOSE_CONV \"t3\"): " + accepted);
  CHECK(with_code(0, 23) == "operator 0 (RESIZE_BILINEAR \"t3\"): " + accepted);
  CHECK(with_code(130, 127) == "operator 0 (BROADCAST_TO \"t3\"): " + accepted);
  CHECK(with_code(32, 32, "My\nOp") == "operator 0 (CUSTOM My\\x0aOp \"t3\"): " + accepted);
  CHECK(with_code(9999, 127) == "operator 0 (operator code 9999 \"t3\"): " + accepted);
  CHECK(with_code(-1, -128) == "operator 0 (operator code -1 \"t3\"): " + accepted);
  // The older of the two fields alone, as files of 2019 have it.
  CHECK(with_code(0, 3) == "accepted");
}

TEST_CASE("names of tensors are printable in messages") {
  CHECK(refusal(small::conv(),
                [](model_builder& b) {
                  b.last_output().name = "a\n\x1b[31mb\"\\\x80\xc3\xa9";
                  b.last().inputs.resize(1);
                }) ==
        "operator 0 (CONV_2D \"a\\x0a\\x1b[31mb\\x22\\x5c\\x80\xc3\xa9\"): has 1 inputs; "
        "accepted: 2 to 3");
}

TEST_CASE("more than a small network can need") {
  model_builder chain;
  int x = chain.input({1, 4}, {0.1F, 0});
  for (int i = 0; i <= tyto::convert::limits::operators; ++i)
    x = chain.reshape(x, {1, 4});
  CHECK(refusal(chain) == "has 4097 operators; accepted: up to 4096");

  model_builder tensors = small::conv();
  tensors.file.graph.tensors.resize(tyto::convert::limits::tensors + 1);
  CHECK(refusal(tensors) == "has 16385 tensors; accepted: up to 16384");

  model_builder operations;
  operations.conv(operations.input({1, 1024, 1024, 16}, {0.1F, 0}), 16, 3, 3, {});
  CHECK(refusal(operations) == "accepted");
  operations.conv(3, 16, 3, 3, {});
  CHECK(refusal(operations) ==
        "has 4870419840 multiply-accumulates and pooled elements; accepted: up to 4294967296");

  model_builder elements;
  x = elements.input({1, 4096, 4096, 1}, {0.1F, 0});
  for (int i = 0; i < 5; ++i)
    x = elements.rescale(tflite::BuiltinOperator_RELU, x, {0.1F, 0});
  CHECK(refusal(elements) == "has 83886080 elements in its activations; accepted: up to 67108864");
}

TEST_CASE("tables that share one buffer cannot ask for more memory than the file") {
  // 1,000 tensors point to one quantisation of 60,000 zero points: half a megabyte of file, 480 if
  // each tensor got a copy.
  flatbuffers::FlatBufferBuilder b;
  const auto zero_points = b.CreateVector(std::vector<std::int64_t>(60000));
  const auto shared = tflite::CreateQuantizationParameters(b, 0, 0, 0, zero_points);
  std::vector<flatbuffers::Offset<tflite::Tensor>> tensors;
  for (int i = 0; i < 1000; ++i) {
    tensors.push_back(tflite::CreateTensor(b, 0, tflite::TensorType_INT8, 0, 0, shared));
  }
  const auto graph = tflite::CreateSubGraph(b, b.CreateVector(tensors));
  const auto graphs = b.CreateVector(std::vector{graph});
  b.Finish(tflite::CreateModel(b, 3, 0, graphs), "TFL3");
  CHECK(refusal({b.GetBufferPointer(), b.GetBufferPointer() + b.GetSize()}) ==
        "is damaged: its tables hold many times the bytes of the file");
}
