// SPDX-License-Identifier: Apache-2.0
// Every operator of a file becomes the layer it should, with the numbers it should.
#include <doctest/doctest.h>

#include "convert/convert.hpp"
#include "convert/small_models.hpp"
#include "convert/test_models.hpp"

using namespace tyto::test;
namespace lowered = tyto::convert::lowered;
using tyto::multiplier;
using tyto::ops::conv2d;

namespace {

lowered::model converted(model_builder b, tyto::rounding rounding = tyto::rounding::two_step) {
  return tyto::convert::convert_tflite(b.bytes(), rounding);
}

template <class Spec>
const Spec& only_spec(const lowered::model& m) {
  REQUIRE(m.layers.size() == 1);
  return std::get<Spec>(m.layers[0].spec);
}

}  // namespace

TEST_CASE("CONV_2D: SAME becomes four pads, a fused ReLU a range") {
  model_builder b = small::conv();
  const lowered::model m = converted(b);
  const auto& s = only_spec<conv2d<std::int8_t>>(m);
  CHECK(s.input == tyto::shape{4, 3, 2});
  CHECK(s.output == tyto::shape{2, 3, 2});
  CHECK(s.window == tyto::window{{3, 2}, {2, 1}, {0, 1, 0, 1}});
  CHECK(s.numerics == tyto::numerics<std::int8_t>{3, -128, -128, 127, tyto::rounding::two_step});
  CHECK(m.layers[0].name == "conv_1");
  CHECK(m.layers[0].source_name == "CONV_2D");
  CHECK(m.layers[0].source_tensor == "t3");
  CHECK(m.layers[0].inputs == std::vector{lowered::source{}});

  const auto& bytes = b.buffer_of(b.last_input(1)).data;
  REQUIRE(m.layers[0].weights.size() == bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    CHECK(m.layers[0].weights[i] == static_cast<std::int8_t>(bytes[i]));
  }
  REQUIRE(m.layers[0].multipliers.size() == 2);
  for (std::size_t c = 0; c < 2; ++c) {
    const double real = double{b.last_input(0).scale[0]} * double{b.last_input(1).scale[c]} /
                        double{b.last_output().scale[0]};
    CHECK(m.layers[0].multipliers[c] == tyto::make_multiplier(real));
  }
}

TEST_CASE("CONV_2D of 1 x 1 without stride or pads is pointwise, with either it is not") {
  CHECK_NOTHROW(only_spec<tyto::ops::pointwise<std::int8_t>>(converted(small::pointwise())));
  model_builder strided;
  strided.conv(strided.input({1, 3, 3, 2}, {0.1F, 0}), 2, 1, 1, {tflite::Padding_VALID, 2, 2});
  CHECK_NOTHROW(only_spec<conv2d<std::int8_t>>(converted(strided)));
  model_builder padded;
  padded.conv(padded.pad(padded.input({1, 3, 3, 2}, {0.1F, 0}), {1, 0}, {0, 0}), 2, 1, 1);
  const lowered::model m = converted(padded);
  CHECK(only_spec<conv2d<std::int8_t>>(m).window.pad == tyto::padding{1, 0, 0, 0});
}

TEST_CASE("a missing bias is zeros, equal multipliers are one") {
  model_builder b = small::pointwise();
  b.last_input(1).scale = {0.01F, 0.01F};
  b.last_input(2).scale = {0.001F};
  b.last().inputs.pop_back();
  CHECK(converted(b).layers[0].bias == std::vector<std::int32_t>{0, 0});
  CHECK(converted(b).layers[0].multipliers.size() == 1);
  b.last().inputs.push_back(-1);
  CHECK(converted(b).layers[0].bias == std::vector<std::int32_t>{0, 0});
}

TEST_CASE("a bias without a scale is taken as it is") {
  model_builder b = small::conv();
  b.last_input(2).scale.clear();
  b.last_input(2).zero_point.clear();
  CHECK(converted(b).layers[0].bias == converted(small::conv()).layers[0].bias);
}

TEST_CASE("DEPTHWISE_CONV_2D with a depth multiplier") {
  const lowered::model m = converted(small::depthwise());
  const auto& s = only_spec<tyto::ops::depthwise<std::int8_t>>(m);
  CHECK(s.output == tyto::shape{2, 2, 4});
  CHECK(s.depth_multiplier() == 2);
  CHECK(m.layers[0].weights.size() == 36);
  CHECK(m.layers[0].multipliers.size() == 4);
}

TEST_CASE("FULLY_CONNECTED takes its input in the shape that it has") {
  const lowered::model m = converted(small::reshape());
  CHECK(only_spec<tyto::ops::fully_connected<std::int8_t>>(m).input == tyto::shape{2, 3, 1});
  CHECK_FALSE(m.layers[0].reads_view);
  CHECK(m.input.dims == tyto::shape{2, 3, 1});
  CHECK(m.layers[0].multipliers.size() == 1);
  CHECK(converted(small::dense(true)).layers[0].multipliers.size() == 3);
}

TEST_CASE("pools") {
  const lowered::model average = converted(small::average_pool());
  CHECK(only_spec<tyto::ops::average_pool<std::int8_t>>(average).window ==
        tyto::window{{3, 3}, {2, 2}, {1, 1, 0, 1}});
  CHECK_NOTHROW(only_spec<tyto::ops::max_pool<std::int8_t>>(converted(small::max_pool())));
  const lowered::model whole = converted(small::global_pool());
  CHECK(only_spec<tyto::ops::global_average_pool<std::int8_t>>(whole).output ==
        tyto::shape{1, 1, 2});
  model_builder relu = small::max_pool();
  std::get<pool_options>(relu.last().options).fused = tflite::ActivationFunctionType_RELU;
  CHECK(only_spec<tyto::ops::max_pool<std::int8_t>>(converted(relu)).output_min == 0);
}

TEST_CASE("ADD, SOFTMAX, MEAN, QUANTIZE and the activations") {
  const lowered::model add = converted(small::add());
  REQUIRE(add.layers.size() == 2);
  const auto& sum = std::get<tyto::ops::add<std::int8_t>>(add.layers[1].spec);
  const auto expected = tyto::ops::make_add({2, 2, 2}, {0.1F, 5}, {0.05F, -128}, {0.2F, -10});
  CHECK(sum.input_multiplier[1] == expected.input_multiplier[1]);
  CHECK(sum.output_multiplier == expected.output_multiplier);
  CHECK(sum.input_zero_point[1] == -128);
  CHECK(add.layers[1].inputs == std::vector{lowered::source{}, lowered::source{.layer = 0}});

  const auto& relu = std::get<tyto::ops::rescale>(add.layers[0].spec);
  CHECK(relu.numerics == tyto::numerics<std::int8_t>{5, -128, -128, 127, tyto::rounding::two_step});
  CHECK(add.layers[0].multipliers == std::vector{tyto::make_multiplier(double{0.1F} / 0.05F)});

  const lowered::model softmax = converted(small::softmax());
  CHECK(only_spec<tyto::ops::softmax<std::int8_t>>(softmax).input_multiplier ==
        tyto::ops::make_softmax({1, 1, 4}, 0.1F).input_multiplier);

  const lowered::model mean = converted(small::mean());
  CHECK(only_spec<tyto::ops::mean>(mean).output == tyto::shape{1, 1, 2});
  CHECK(mean.layers[0].multipliers ==
        std::vector{tyto::ops::make_mean_multiplier(0.1F, 0.05F, 12)});
}

TEST_CASE("float ends: quantize first, dequantize last") {
  const lowered::model m = converted(small::float_ends());
  CHECK(m.input.is_float);
  CHECK(m.output.is_float);
  REQUIRE(m.layers.size() == 2);
  CHECK(std::get<tyto::ops::quantize>(m.layers[0].spec).to == tyto::quantization{0.5F, 3});
  CHECK(std::get<tyto::ops::dequantize>(m.layers[1].spec).from == tyto::quantization{0.5F, 3});
}

TEST_CASE("pads and reshapes vanish, and the source's operators say where their output is") {
  const lowered::model padded = converted(small::pad());
  CHECK(only_spec<conv2d<std::int8_t>>(padded).window.pad == tyto::padding{1, 0, 2, 1});
  REQUIRE(padded.source_operators.size() == 2);
  CHECK(padded.source_operators[0].name == "PAD");
  CHECK(padded.source_operators[0].layer == tyto::graph::network_input_index);
  CHECK(padded.source_operators[0].pad == tyto::padding{1, 0, 2, 1});
  CHECK(padded.source_operators[0].pad_value == 3);
  CHECK(padded.source_operators[1].layer == 0);
  CHECK(padded.source_operators[1].pad == tyto::padding{});

  const lowered::model reshaped = converted(small::reshape());
  REQUIRE(reshaped.source_operators.size() == 2);
  CHECK(reshaped.source_operators[0].name == "RESHAPE");
  CHECK(reshaped.source_operators[0].layer == tyto::graph::network_input_index);
}

TEST_CASE("a reshape to another height, width and channels is a view") {
  const lowered::model m = tyto::convert::convert_tflite(reshaping());
  CHECK(m.input.dims == tyto::shape{8, 6, 2});  // what the first layer reads, not {1, 1, 96}
  CHECK_FALSE(m.layers[0].reads_view);
  CHECK(m.layers[1].reads_view);
  CHECK(lowered::input_of(m.layers[1]) == tyto::shape{4, 12, 6});
  CHECK(m.layers[2].reads_view);
  CHECK_FALSE(m.layers[3].reads_view);
  CHECK(m.layers[4].reads_view);
}

TEST_CASE("a pad around a view says what it surrounds") {
  model_builder b;
  int x = b.rescale(tflite::BuiltinOperator_RELU, b.input({1, 4, 6, 1}, {0.1F, 0}), {0.1F, 0});
  b.conv(b.pad(b.reshape(x, {1, 3, 4, 2}), {1, 0}, {0, 0}), 2, 2, 2);
  const lowered::model m = converted(b);
  REQUIRE(m.source_operators.size() == 4);
  CHECK(m.source_operators[2].layer == 0);
  CHECK(m.source_operators[2].inside == tyto::shape{3, 4, 2});
  CHECK(converted(small::pad()).source_operators[0].inside == tyto::shape{0, 0, 0});
}

TEST_CASE("one rounding for the whole model") {
  const lowered::model m = converted(small::add(), tyto::rounding::one_step);
  CHECK(m.rounding == tyto::rounding::one_step);
  CHECK(std::get<tyto::ops::rescale>(m.layers[0].spec).numerics.rounding ==
        tyto::rounding::one_step);
  CHECK(std::get<tyto::ops::add<std::int8_t>>(m.layers[1].spec).rounding ==
        tyto::rounding::one_step);
  const lowered::model softmax = converted(small::softmax(), tyto::rounding::one_step);
  CHECK(only_spec<tyto::ops::softmax<std::int8_t>>(softmax).rounding == tyto::rounding::one_step);
}

TEST_CASE("quantisation of the network's ends") {
  const lowered::model m = converted(small::conv());
  CHECK(m.input.quantized == tyto::quantization{0.1F, 3});
  CHECK(m.output.quantized == tyto::quantization{0.1F, -128});
  CHECK(m.output.dims == tyto::shape{2, 3, 2});
}

TEST_CASE("ELU of INT8 is its table") {
  const lowered::model m = converted(small::elu());
  only_spec<tyto::ops::lookup>(m);
  const tyto::ops::lookup_table table = tyto::ops::elu_table({0.05F, 3}, {0.04F, -100});
  CHECK(m.layers[0].table == std::vector<std::int8_t>(table.begin(), table.end()));
  CHECK(m.layers[0].source_name == "ELU");
}
