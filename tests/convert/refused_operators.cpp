// SPDX-License-Identifier: Apache-2.0
// Options of operators, and ways they hang together, that the converter does not take.
#include <doctest/doctest.h>

#include <string>

#include "convert/refusal.hpp"
#include "convert/small_models.hpp"

using namespace tyto::test;
using builder = model_builder;

namespace {

template <class Options>
Options& options_of(builder& b) {
  return std::get<Options>(b.last().options);
}

}  // namespace

TEST_CASE("dilation that makes no sense") {
  CHECK(refusal(small::conv(), [](builder& b) { options_of<conv_options>(b).dilation_w = 0; }) ==
        "operator 0 (CONV_2D \"t3\"): dilation 1 x 0; accepted: 1 to 65535");
  CHECK(refusal(small::conv(), [](builder& b) {
          options_of<conv_options>(b).dilation_h = 60000;
          options_of<conv_options>(b).dilation_w = 60000;
        }) == "operator 0 (CONV_2D \"t3\"): its filters would span 120001 x 60001");
}

TEST_CASE("strides, windows and paddings that make no sense") {
  const std::string conv = "operator 0 (CONV_2D \"t3\"): ";
  CHECK(refusal(small::conv(), [](builder& b) { options_of<conv_options>(b).stride_h = 0; }) ==
        conv + "stride of 0 x 1; accepted: 1 to 65535");
  CHECK(refusal(small::conv(), [](builder& b) { options_of<conv_options>(b).stride_w = -1; }) ==
        conv + "stride of 2 x -1; accepted: 1 to 65535");
  CHECK(refusal(small::max_pool(), [](builder& b) { options_of<pool_options>(b).height = 0; }) ==
        "operator 0 (MAX_POOL_2D \"t1\"): window of 0 x 3; accepted: 1 to 65535");
  CHECK(refusal(small::max_pool(),
                [](builder& b) {
                  options_of<pool_options>(b).padding = tflite::Padding_VALID;
                  options_of<pool_options>(b).height = 6;
                }) ==
        "operator 0 (MAX_POOL_2D \"t1\"): its window of 6 is larger than its padded input of "
        "5");
  CHECK(refusal(small::conv(), [](builder& b) {
          options_of<conv_options>(b).padding = static_cast<tflite::Padding>(2);
        }) == conv + "padding 2 is not supported; accepted: SAME, VALID");
}

TEST_CASE("fused activations") {
  const auto with_activation = [](int function) {
    return refusal(small::conv(), [&](builder& b) {
      options_of<conv_options>(b).fused = static_cast<tflite::ActivationFunctionType>(function);
    });
  };
  const std::string start = "operator 0 (CONV_2D \"t3\"): fused activation ";
  const std::string end = " is not supported; accepted: NONE, RELU, RELU_N1_TO_1, RELU6";
  CHECK(with_activation(0) == "accepted");
  CHECK(with_activation(2) == "accepted");
  CHECK(with_activation(4) == start + "TANH" + end);
  CHECK(with_activation(5) == start + "SIGN_BIT" + end);
  CHECK(with_activation(-7) == start + "-7" + end);
}

TEST_CASE("options of another operator, or none") {
  CHECK(refusal(small::conv(), [](builder& b) { b.last().options = pool_options{}; }) ==
        "operator 0 (CONV_2D \"t3\"): its options are missing or of another operator");
  CHECK(refusal(small::softmax(), [](builder& b) { b.last().options = {}; }) ==
        "operator 0 (SOFTMAX \"t1\"): its options are missing or of another operator");
  CHECK(refusal(small::dense(),
                [](builder& b) { options_of<dense_options>(b).weights_format = 1; }) ==
        "operator 0 (FULLY_CONNECTED \"t3\"): weights format 1 is not supported; accepted: "
        "DEFAULT");
}

TEST_CASE("a depth multiplier that is not what the shapes say") {
  CHECK(refusal(small::depthwise(),
                [](builder& b) { options_of<conv_options>(b).depth_multiplier = 3; }) ==
        "operator 0 (DEPTHWISE_CONV_2D \"t3\"): depth multiplier 3 of 2 input channels needs 6 "
        "filters, its weights have 4");
}

TEST_CASE("softmax") {
  const std::string softmax = "operator 0 (SOFTMAX \"t1\"): ";
  CHECK(refusal(small::softmax(), [](builder& b) { b.last_output().zero_point = {0}; }) ==
        softmax + "its output has scale 0.00390625 and zero point 0; accepted: 1/256 and -128");
  CHECK(refusal(small::softmax(), [](builder& b) { b.last_output().scale = {0.004F}; }) ==
        softmax + "its output has scale 0.004 and zero point -128; accepted: 1/256 and -128");
  CHECK(refusal(small::softmax(), [](builder& b) {
          options_of<softmax_options>(b).beta = -1.0F;
        }) == softmax + "beta -1 times the input's scale 0.1 is not over 2^-26");
  builder wide;
  wide.softmax(wide.input({1, 512}, {0.1F, 0}));
  CHECK(refusal(wide) == softmax + "it has 512 channels; accepted: up to 511");
}

TEST_CASE("pools whose input and output have other scales") {
  CHECK(refusal(small::average_pool(), [](builder& b) { b.last_output().scale = {0.2F}; }) ==
        "operator 0 (AVERAGE_POOL_2D \"t1\"): its input has scale 0.1 and zero point 0, its output "
        "0.2 and 0; accepted: the same for both");
  CHECK(refusal(small::max_pool(), [](builder& b) { b.last_output().zero_point = {1}; }) ==
        "operator 0 (MAX_POOL_2D \"t1\"): its input has scale 0.1 and zero point 0, its output 0.1 "
        "and 1; accepted: the same for both");
  // TensorFlow Lite lets them differ by 1e-6.
  CHECK(refusal(small::max_pool(), [](builder& b) { b.last_output().scale = {0.1000009F}; }) ==
        "accepted");
}

TEST_CASE("reshape that changes what the numbers mean") {
  CHECK(refusal(
            small::reshape(),
            [](builder& b) { b.tensor(b.file.graph.operators[0].outputs[0]).zero_point = {4}; }) ==
        "operator 0 (RESHAPE \"t2\"): its input has scale 0.1 and zero point 3, its output 0.1 "
        "and 4; accepted: the same for both");
  CHECK(refusal(small::reshape(),
                [](builder& b) {
                  b.tensor(b.file.graph.operators[0].outputs[0]).type = tflite::TensorType_INT32;
                }) ==
        "operator 0 (RESHAPE \"t2\"): its input is INT8, its output INT32; accepted: the same "
        "type");
}

TEST_CASE("axes of a mean") {
  const auto with_axes = [](const std::vector<std::int32_t>& axes) {
    builder b;
    b.mean(b.input({1, 3, 4, 2}, {0.1F, 7}), axes, {1, 2}, {0.05F, -3});
    return refusal(b);
  };
  const std::string mean = "operator 0 (MEAN \"t2\"): ";
  CHECK(with_axes({1, 2}) == "accepted");
  CHECK(with_axes({-2, 1, 1, -3}) == "accepted");
  CHECK(with_axes({0, 1, 2}) == "accepted");  // of batch 1
  CHECK(with_axes({1}) == mean + "its output is 1x2, its input and axes give 8 elements");
  CHECK(with_axes({1, 2, 3}) == mean + "its output is 1x2, its input and axes give 1 elements");
  CHECK(with_axes({1, 4}) == mean + "it names axis 4; accepted: -4 to 3");
  CHECK(with_axes({1, 70000}) == mean + "its axes hold 70000; accepted: -65535 to 65535");
  CHECK(with_axes(std::vector<std::int32_t>(9)) ==
        mean + "its axes have 36 bytes; accepted: up to 8 numbers of 4 bytes");
  CHECK(refusal(small::mean(), [](builder& b) {
          b.last_input(1).type = tflite::TensorType_FLOAT32;
        }) == mean + "its axes are FLOAT32; accepted: INT32 or INT64");
  CHECK(refusal(small::mean(), [](builder& b) { b.last_input(1).buffer = 0; }) ==
        mean + "its axes are computed at run time; accepted: a constant");
}

TEST_CASE("add of shapes that do not repeat, of numbers too far apart") {
  const std::string add = "operator 1 (ADD \"t2\"): ";
  CHECK(refusal(small::add(), [](builder& b) {
          const int c = b.constant<std::int8_t>({3}, tflite::TensorType_INT8, {1, 2, 3});
          b.tensor(c).scale = {0.1F};
          b.tensor(c).zero_point = {0};
          b.last().inputs = {1, c};
        }) == add + "its inputs are 1x2x2x2 and 3; accepted: dimensions that are equal or 1");
  CHECK(refusal(small::add(), [](builder& b) {
          const int c = b.constant<std::int8_t>({1, 2, 2, 2}, tflite::TensorType_INT8,
                                                std::vector<std::int8_t>(8));
          b.last().inputs = {1, c};
        }) == add + "its second input has 0 scales and 0 zero points; accepted: one of each");
  CHECK(refusal(small::add(), [](builder& b) { b.last_output().scale = {1e-7F}; }) ==
        add +
            "its output's scale 1e-07 is not over 2^-19 of its inputs'; accepted: a larger output "
            "scale");
}

TEST_CASE("pads that are no border of a convolution") {
  const std::string pad = "operator 0 (PAD \"t2\"): ";
  const auto with_amounts = [](const std::vector<std::int32_t>& amounts,
                               const std::vector<int>& shape) {
    return refusal(small::pad(), [&](builder& b) {
      operator_table& o = b.file.graph.operators[0];
      o.inputs[1] = b.constant({4, 2}, tflite::TensorType_INT32, amounts);
      b.tensor(o.outputs[0]).shape = shape;
    });
  };
  CHECK(with_amounts({0, 0, 1, 0, 2, 1, 0, 0}, {1, 5, 6, 1}) == "accepted");
  CHECK(with_amounts({0, 0, 1, 0, 2, 1, 0, 1}, {1, 5, 6, 2}) ==
        "operator 1 (CONV_2D \"t5\"): its weights are 2x2x2x1, its input and output need 2x2x2x2");
  CHECK(with_amounts({0, 0, -1, 2, 2, 1, 0, 0}, {1, 5, 6, 1}) ==
        pad + "it pads axis 1 by -1 and 2; accepted: at least 0");
  CHECK(with_amounts({0, 0, 1, 1, 2, 1, 0, 0}, {1, 5, 6, 1}) ==
        pad + "its output is 1x5x6x1, its input and options give 1x6x6x1");
  CHECK(with_amounts({0, 0, 1, 0, 2, 1}, {1, 5, 6, 1}) ==
        pad + "it has 6 paddings; accepted: 2 for each of 4 dimensions");
  CHECK(refusal(
            small::pad(),
            [](builder& b) { b.tensor(b.file.graph.operators[0].outputs[0]).zero_point = {0}; }) ==
        pad +
            "its input has scale 0.1 and zero point 3, its output 0.1 and 0; accepted: the "
            "same for both");
}

TEST_CASE("pads with a value of their own") {
  const auto with_value = [](std::int8_t value) {
    builder b = small::pad();
    operator_table& o = b.file.graph.operators[0];
    const int c = b.constant<std::int8_t>({1}, tflite::TensorType_INT8, {value});
    b.file.graph.operators[0].inputs.push_back(c);
    b.file.codes[o.code] = {60, 60, ""};  // PADV2
    return refusal(b);
  };
  CHECK(with_value(3) == "accepted");  // the zero point: in the convolution's window
  CHECK(with_value(-128) == "accepted");
}

TEST_CASE("graphs that cannot run in order") {
  CHECK(refusal(small::add(),
                [](builder& b) {
                  std::swap(b.file.graph.operators[0], b.file.graph.operators[1]);
                  b.file.graph.operators.back().outputs = b.file.graph.operators[0].outputs;
                }) ==
        "operator 0 (ADD \"t2\"): it reads tensor 1 (\"t1\"), which no operator before it "
        "computes");
  CHECK(refusal(small::add(),
                [](builder& b) {
                  b.file.graph.operators[0].outputs = b.last().outputs;
                  b.last().inputs[1] = 0;
                }) ==
        "operator 1 (ADD \"t2\"): it writes tensor 2 (\"t2\"), which another operator writes "
        "too");
  CHECK(
      refusal(small::add(), [](builder& b) { b.file.graph.operators[0].outputs = {0}; }) ==
      "operator 0 (RELU \"input\"): it writes tensor 0 (\"input\"), which is the network's input");
  // An operator whose output nothing reads is left out.
  CHECK(refusal(small::add(), [](builder& b) { b.last().inputs[1] = 0; }) == "accepted");
  CHECK(refusal(small::conv(), [](builder& b) { b.last().outputs = b.last().inputs; }) ==
        "operator 0 (CONV_2D \"input\"): has 3 outputs; accepted: 1");
  CHECK(refusal(small::conv(), [](builder& b) { b.last_output().buffer = 1; }) ==
        "operator 0 (CONV_2D \"t3\"): tensor 3 (\"t3\") is INT8 1x2x3x2 and needs 12 bytes, its "
        "buffer has 24");
  CHECK(refusal(small::conv(), [](builder& b) { b.file.graph.inputs = {1}; }) ==
        "the network's input tensor 1 (\"c1\") is a constant");

  builder b = small::conv();
  b.file.graph.outputs = {0};
  CHECK(refusal(b.file.bytes()) ==
        "no operator computes the network's output, tensor 0 (\"input\")");

  builder views;
  views.reshape(views.input({1, 4}, {0.1F, 0}), {1, 2, 2});
  CHECK(refusal(views) == "no operator computes anything; accepted: at least one that is no view");

  CHECK(refusal(small::softmax(),
                [](builder& s) {
                  s.last().inputs[0] =
                      s.constant<std::int8_t>({1, 4}, tflite::TensorType_INT8, {1, 2, 3, 4});
                  s.last_input(0).scale = {0.1F};
                  s.last_input(0).zero_point = {0};
                }) ==
        "operator 0 (SOFTMAX \"t1\"): its input tensor 2 (\"c2\") is a constant; accepted: a "
        "tensor computed at run time");
}

TEST_CASE("accumulators that could overflow") {
  const std::string overflow =
      "the int32 accumulator of output channel 1 could overflow: sum |weight| * |input| + |bias|, "
      "shifted left by the multiplier's exponent, exceeds 2^31 - 1; accepted: a larger output "
      "scale, "
      "or fewer or smaller weights and biases";
  CHECK(refusal(small::conv(), [](builder& b) {
          auto& bias = b.buffer_of(b.last_input(2)).data;
          bias[4] = bias[5] = bias[6] = 0xff;
          bias[7] = 0x7f;  // 2^31 - 1
        }) == "operator 0 (CONV_2D \"t3\"): " + overflow);
  // The sum is small, but its multiplier shifts it left by 22.
  CHECK(refusal(small::rescale(), [](builder& b) { b.last_output().scale = {0.1F / (1 << 23)}; })
            .starts_with("operator 0 (QUANTIZE \"t1\"): the int32 accumulator of output channel 0 "
                         "could overflow"));
}

TEST_CASE("SVDF and LSTM: shapes, states and parts that are not computed") {
  const std::string svdf = "operator 0 (SVDF \"t5\"): ";
  CHECK(refusal(small::svdf(), [](builder& b) { options_of<svdf_options>(b).rank = 2; }) ==
        svdf + "its rank is 2, it has 3 filters of 4 rows; accepted: a whole number of units");
  CHECK(refusal(small::svdf(), [](builder& b) { b.last_input(4).variable = false; }) ==
        svdf + "its state, input 4, is no variable; accepted: a variable");
  CHECK(refusal(small::svdf(), [](builder& b) {
          b.last_input(4).shape = {1, 11};
        }) == svdf + "its state tensor 4 (\"t4\") is 1x11; accepted: 12 elements");

  const std::string lstm = "operator 0 (UNIDIRECTIONAL_SEQUENCE_LSTM \"t15\"): ";
  CHECK(refusal(small::lstm(), [](builder& b) {
          options_of<lstm_options>(b).fused = tflite::ActivationFunctionType_RELU;
        }) == lstm + "its cell's activation is number 1; accepted: TANH");
  CHECK(refusal(small::lstm(), [](builder& b) { b.last().inputs[9] = b.last().inputs[12]; }) ==
        lstm + "it has peephole weights; accepted: none");
  CHECK(refusal(small::lstm(), [](builder& b) { b.last_input(19).scale = {0.001F}; }) ==
        lstm +
            "its cell state tensor 14 (\"t14\") is INT16; accepted: INT16 of a scale that is a "
            "power of two, up to 1");
  CHECK(refusal(small::lstm(),
                [](builder& b) {
                  b.last_input(6).shape = {1, 4};
                }) ==
        lstm +
            "its weights of its state, input 6, are INT8 1x4; accepted: INT8 2x2, as of the "
            "other gates");
}
