// SPDX-License-Identifier: Apache-2.0
// Shapes, element types and quantisation that the converter does not take.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "convert/refusal.hpp"
#include "convert/small_models.hpp"

using namespace tyto::test;
using builder = model_builder;

TEST_CASE("tensors that keep a value, are sparse or have a scheme of their own") {
  CHECK(refusal(small::conv(), [](builder& b) { b.last_input(0).variable = true; }) ==
        "operator 0 (CONV_2D \"t3\"): tensor 0 (\"input\") is a variable, which keeps its value "
        "between runs; accepted: none");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_input(1).sparse = true; }) ==
        "operator 0 (CONV_2D \"t3\"): tensor 1 (\"c1\") is sparse; accepted: dense tensors");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_output().custom_quantization = true; }) ==
        "operator 0 (CONV_2D \"t3\"): tensor 3 (\"t3\") has a quantisation scheme of its own; "
        "accepted: scale and zero point");
}

TEST_CASE("dynamic shapes, but for an unknown batch of 1") {
  CHECK(refusal(small::conv(), [](builder& b) {
          b.last_input(0).signature = {-1, 4, 3, 2};
        }) == "accepted");
  CHECK(refusal(small::conv(),
                [](builder& b) {
                  b.last_input(0).signature = {1, -1, 3, 2};
                }) ==
        "operator 0 (CONV_2D \"t3\"): tensor 0 (\"input\") has a dynamic shape: dimension 1 is -1; "
        "accepted: fixed dimensions, but for the batch");
  CHECK(refusal(small::conv(),
                [](builder& b) {
                  b.last_output().shape = {1, 2, -1, 2};
                }) ==
        "operator 0 (CONV_2D \"t3\"): tensor 3 (\"t3\") has a dynamic shape: dimension 2 is -1; "
        "accepted: fixed dimensions, but for the batch");
  CHECK(refusal(small::reshape(), [](builder& b) {
          const int shape = b.activation({2}, {});
          b.tensor(shape).type = tflite::TensorType_INT32;
          b.file.graph.operators[0].inputs[1] = shape;
        }) == "accepted");
}

TEST_CASE("batch over 1") {
  CHECK(refusal(small::conv(),
                [](builder& b) {
                  b.last_input(0).shape = {2, 4, 3, 2};
                }) ==
        "the network's input tensor 0 (\"input\") is 2x4x3x2: batch 2 is not supported; accepted: "
        "batch 1");
  CHECK(refusal(small::dense(),
                [](builder& b) {
                  b.last_input(0).shape = {4, 5};
                  b.last_output().shape = {4, 3};
                }) ==
        "the network's input tensor 0 (\"input\") is 4x5: batch 4 is not supported; accepted: "
        "batch 1");
  CHECK(refusal(small::dense(),
                [](builder& b) {
                  b.last_output().shape = {3, 1};
                }) ==
        "the network's output tensor 3 (\"t3\") is 3x1: batch 3 is not supported; accepted: batch "
        "1");
  CHECK(refusal([] {
          builder b;
          const int x = b.reshape(b.input({1, 36}, {0.1F, 0}), {2, 3, 3, 2});
          b.tensor(x).shape = {2, 3, 3, 2};
          b.conv(x, 2, 2, 2);
          b.last_output().shape = {1, 4, 2, 2};
          return b;
        }()) ==
        "operator 1 (CONV_2D \"t5\"): convolution of batch 2 is not supported; accepted: "
        "batch 1");
}

TEST_CASE("dimensions that are none, too many or too large") {
  CHECK(refusal(small::conv(),
                [](builder& b) {
                  b.last_input(0).shape = {1, 0, 3, 2};
                }) ==
        "the network's input: tensor 0 (\"input\") is 1x0x3x2; accepted: dimensions of at least 1");
  CHECK(refusal(small::conv(), [](builder& b) {
          b.last_output().shape = {1, 2, 3, 2, 1};
        }) == "operator 0 (CONV_2D \"t3\"): tensor 3 (\"t3\") has 5 dimensions; accepted: up to 4");
  CHECK(refusal(small::conv(),
                [](builder& b) {
                  b.last_input(0).shape = {1, 65536, 65536, 65536};
                }) ==
        "the network's input: tensor 0 (\"input\") is 1x65536x65536x65536; accepted: up to "
        "16777216 elements");
  CHECK(refusal(small::conv(),
                [](builder& b) {
                  b.last_input(0).shape = {1, 4, 6};
                }) ==
        "operator 0 (CONV_2D \"t3\"): its input has 3 dimensions; accepted: 4 (batch, height, "
        "width, channels)");
  CHECK(refusal(small::conv(), [](builder& b) {
          b.last_input(1).shape = {2, 12};
        }) == "operator 0 (CONV_2D \"t3\"): its weights have 2 dimensions; accepted: 4");
  CHECK(refusal(small::dense(), [](builder& b) {
          b.last_input(1).shape = {1, 1, 3, 5};
        }) == "operator 0 (FULLY_CONNECTED \"t3\"): its weights have 4 dimensions; accepted: 2");
}

TEST_CASE("constants of another size than their dimensions") {
  CHECK(refusal(small::conv(), [](builder& b) { b.buffer_of(b.last_input(1)).data.pop_back(); }) ==
        "operator 0 (CONV_2D \"t3\"): tensor 1 (\"c1\") is INT8 2x3x2x2 and needs 24 bytes, "
        "its buffer has 23");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_input(2).shape = {3}; }) ==
        "operator 0 (CONV_2D \"t3\"): tensor 2 (\"c2\") is INT32 3 and needs 12 bytes, its buffer "
        "has 8");
}

TEST_CASE("outputs of another shape than the operator gives") {
  CHECK(refusal(small::conv(),
                [](builder& b) {
                  b.last_output().shape = {1, 3, 3, 2};
                }) ==
        "operator 0 (CONV_2D \"t3\"): its output is 1x3x3x2, its input and options give 1x2x3x2");
  CHECK(refusal(small::conv(),
                [](builder& b) {
                  b.last_output().shape = {1, 2, 3, 3};
                }) ==
        "operator 0 (CONV_2D \"t3\"): its weights are 2x3x2x2, its input and output need 3x3x2x2");
  CHECK(refusal(small::depthwise(),
                [](builder& b) {
                  b.last_output().shape = {1, 2, 3, 4};
                }) ==
        "operator 0 (DEPTHWISE_CONV_2D \"t3\"): its output is 1x2x3x4, its input and options give "
        "1x2x2x4");
  CHECK(refusal(small::max_pool(),
                [](builder& b) {
                  b.last_output().shape = {1, 3, 2, 1};
                }) ==
        "operator 0 (MAX_POOL_2D \"t1\"): its output is 1x3x2x1, its input and options give "
        "1x3x2x2");
  CHECK(
      refusal(small::dense(),
              [](builder& b) {
                b.last_output().shape = {1, 4};
              }) ==
      "operator 0 (FULLY_CONNECTED \"t3\"): its output is 1x4 and its weights give 1 vectors of 3");
  CHECK(refusal(small::dense(),
                [](builder& b) {
                  b.last_input(0).shape = {1, 6};
                }) ==
        "operator 0 (FULLY_CONNECTED \"t3\"): its input is 1x6 and its weights take 5; accepted: "
        "a whole number of such vectors");
  CHECK(refusal(small::softmax(), [](builder& b) {
          b.last_output().shape = {1, 2, 2};
        }) == "operator 0 (SOFTMAX \"t1\"): its output is 1x2x2, its input and options give 1x4");
  CHECK(refusal(small::mean(), [](builder& b) {
          b.last_output().shape = {1, 3};
        }) == "operator 0 (MEAN \"t2\"): its output is 1x3, its input and axes give 2 elements");
  CHECK(refusal(small::reshape(),
                [](builder& b) {
                  b.tensor(b.file.graph.operators[0].outputs[0]).shape = {1, 7};
                }) ==
        "operator 0 (RESHAPE \"t2\"): it makes 1x7 of 1x2x3x1, which has another number of "
        "elements");
  CHECK(refusal(small::rescale(), [](builder& b) {
          b.last_output().shape = {1, 2, 3};
        }) == "operator 0 (QUANTIZE \"t1\"): its output is 1x2x3, its input and options give 1x6");
  CHECK(refusal(small::add(), [](builder& b) {
          b.last_output().shape = {1, 2, 4};
        }) == "operator 1 (ADD \"t2\"): its output is 1x2x4, its input and options give 1x2x2x2");
}

TEST_CASE("uint8 and other models, and float mixed with int8") {
  CHECK(
      refusal(small::softmax(),
              [](builder& b) { b.last_input(0).type = tflite::TensorType_FLOAT32; }) ==
      "operator 0 (SOFTMAX \"t1\"): its input is FLOAT32, its output INT8; accepted: the same type "
      "for both");
  CHECK(
      refusal(small::conv(), [](builder& b) { b.last_input(0).type = tflite::TensorType_UINT8; }) ==
      "operator 0 (CONV_2D \"t3\"): its input is UINT8; accepted: INT8, INT16 or FLOAT32, the same "
      "for "
      "input and output");
  CHECK(
      refusal(small::conv(), [](builder& b) { b.last_output().type = tflite::TensorType_INT16; }) ==
      "operator 0 (CONV_2D \"t3\"): its output is INT16; accepted: INT8, INT16 or FLOAT32, the "
      "same for "
      "input and output");
  CHECK(refusal(small::conv(),
                [](builder& b) { b.last_input(0).type = static_cast<tflite::TensorType>(99); }) ==
        "operator 0 (CONV_2D \"t3\"): its input is element type 99; accepted: INT8, INT16 or "
        "FLOAT32, the "
        "same for input and output");
  CHECK(refusal(small::add(),
                [](builder& b) {
                  b.last_input(1).type = tflite::TensorType_INT16;
                  b.last_input(1).name = "wide";
                }) ==
        "operator 0 (RELU \"wide\"): its output is INT16; accepted: INT8, INT16 or FLOAT32, the "
        "same for "
        "input and output");
}

TEST_CASE("hybrid quantisation, float activations and int8 weights, is accepted") {
  const auto float_activations = [](builder& b) {
    b.last_input(0).type = tflite::TensorType_FLOAT32;
    b.last_output().type = tflite::TensorType_FLOAT32;
  };
  CHECK(refusal(small::conv(), float_activations) == "accepted");
  CHECK(refusal(small::dense(), float_activations) == "accepted");
}

TEST_CASE("activations without one sound scale and zero point") {
  const auto with_scale = [](std::vector<float> scale) {
    return refusal(small::conv(), [&](builder& b) { b.last_output().scale = scale; });
  };
  const std::string conv = "operator 0 (CONV_2D \"t3\"): ";
  CHECK(with_scale({}) ==
        conv + "its output has 0 scales and 1 zero points; accepted: one of each");
  CHECK(with_scale({0.1F, 0.2F}) ==
        conv + "its output has 2 scales and 1 zero points; accepted: one of each");
  CHECK(with_scale({0.0F}) == conv + "its output has scale 0; accepted: a finite number over 0");
  CHECK(with_scale({-1.0F}) == conv + "its output has scale -1; accepted: a finite number over 0");
  CHECK(with_scale({INFINITY}) ==
        conv + "its output has scale inf; accepted: a finite number over 0");
  CHECK(with_scale({NAN}) == conv + "its output has scale nan; accepted: a finite number over 0");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_input(0).zero_point = {128}; }) ==
        conv + "its input has zero point 128; accepted: -128 to 127");
  CHECK(refusal(small::conv(), [](builder& b) {
          b.last_input(0).zero_point = {std::numeric_limits<std::int64_t>::min()};
        }) == conv + "its input has zero point -9223372036854775808; accepted: -128 to 127");
}

TEST_CASE("weights that are not constant, symmetric int8") {
  const std::string conv = "operator 0 (CONV_2D \"t3\"): ";
  CHECK(refusal(small::conv(), [](builder& b) { b.last().inputs[1] = 0; }) ==
        conv + "its weights are 1x4x3x2, its input and output need 2x4x3x2");
  CHECK(refusal([] {
          builder b;
          const int in = b.input({2, 1, 1, 2}, {0.1F, 0});
          b.file.graph.tensors[0].shape = {1, 2, 1, 2};
          const int weights = b.reshape(in, {2, 1, 1, 2});
          b.conv(in, 2, 1, 1);
          b.last().inputs[1] = weights;
          return b;
        }()) ==
        "operator 1 (CONV_2D \"t5\"): its weights tensor 2 (\"t2\") are computed at run time; "
        "accepted: constants");
  CHECK(refusal(small::conv(), [](builder& b) {
          b.last_input(1).type = tflite::TensorType_UINT8;
        }) == conv + "its weights are UINT8; accepted: INT8");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_input(1).scale.push_back(1.0F); }) ==
        conv + "its weights have 3 scales; accepted: 1, or 2, one an output channel");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_input(1).scale.clear(); }) ==
        conv + "its weights have 0 scales; accepted: 1, or 2, one an output channel");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_input(1).axis = 3; }) ==
        conv + "its weights are quantised along axis 3; accepted: axis 0, the output channels");
  CHECK(refusal(small::depthwise(), [](builder& b) { b.last_input(1).axis = 0; }) ==
        "operator 0 (DEPTHWISE_CONV_2D \"t3\"): its weights are quantised along axis 0; accepted: "
        "axis 3, the output channels");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_input(1).scale[1] = 0.0F; }) ==
        conv + "its weights have scale 0 in channel 1; accepted: finite numbers over 0");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_input(1).zero_point[1] = 3; }) ==
        conv + "its weights have zero point 3 in channel 1; accepted: 0 (symmetric weights)");
}

TEST_CASE("int16 activations") {
  const std::string conv = "operator 0 (CONV_2D \"t3\"): ";
  const auto first = [](builder& b) -> operator_table& { return b.file.graph.operators[0]; };
  CHECK(refusal(small::int16(), [&](builder& b) {
          b.tensor(first(b).inputs[0]).zero_point = {1};
        }) == conv + "its input has zero point 1; accepted: 0");
  CHECK(refusal(small::int16(), [&](builder& b) {
          b.tensor(first(b).outputs[0]).type = tflite::TensorType_INT8;
        }) == conv + "its output is INT8; accepted: INT16");
  CHECK(refusal(small::int16(), [&](builder& b) {
          b.tensor(first(b).inputs[2]).type = tflite::TensorType_FLOAT32;
          b.buffer_of(b.tensor(first(b).inputs[2])).data.resize(8);
        }) == conv + "its bias is FLOAT32; accepted: INT64, INT32");
  CHECK(refusal(small::conv(), [&](builder& b) {
          b.tensor(first(b).inputs[2]).type = tflite::TensorType_INT64;
          b.buffer_of(b.tensor(first(b).inputs[2])).data.resize(16);
        }) == conv + "its bias is INT64; accepted: INT32");
  CHECK(refusal(small::int16(),
                [&](builder& b) {
                  b.buffer_of(b.tensor(first(b).inputs[2])).data[7] = 0x40;  // 2^62
                }) ==
        conv +
            "the int64 accumulator of output channel 0 is too large to be requantised; "
            "accepted: a larger output scale, or fewer or smaller weights and biases");
  CHECK(refusal(small::int16(), [](builder& b) { b.last_output().scale = {1.0F / 256}; }) ==
        "operator 2 (SOFTMAX \"t5\"): its output has scale 0.00390625; accepted: 1/32768");
  CHECK(refusal(small::int16(), [](builder& b) {
          b.file.codes[b.file.graph.operators[1].code] = {tflite::BuiltinOperator_ELU,
                                                          tflite::BuiltinOperator_ELU, ""};
        }) == "operator 1 (ELU \"t4\"): its input is INT16; accepted: INT8 or FLOAT32");
}

TEST_CASE("biases of another type, size or scale") {
  const std::string conv = "operator 0 (CONV_2D \"t3\"): ";
  CHECK(refusal(small::conv(), [](builder& b) {
          b.last_input(2).type = tflite::TensorType_FLOAT32;
        }) == conv + "its bias is FLOAT32; accepted: INT32");
  CHECK(refusal(small::conv(), [](builder& b) {
          b.last_input(2).shape = {1};
          b.buffer_of(b.last_input(2)).data.resize(4);
        }) == conv + "its bias is 1, its output needs 2");
  CHECK(refusal(small::conv(), [](builder& b) {
          b.last_input(2).scale = {1, 1, 1};
        }) == conv + "its bias has 3 scales; accepted: 1, or 2, one an output channel");
  CHECK(refusal(small::conv(),
                [](builder& b) {
                  b.last_input(0).scale[0] = 0.5F;
                  b.last_input(1).scale = {0.25F, 0.25F};
                  b.last_input(2).scale = {0.125F, -1.0F};
                }) == conv +
                          "its bias has scale -1 in channel 1; accepted: input scale times weight "
                          "scale, 0.125");
  CHECK(refusal(small::conv(), [](builder& b) { b.last().inputs[2] = 0; }) ==
        conv + "its bias is 1x4x3x2, its output needs 2");
}
