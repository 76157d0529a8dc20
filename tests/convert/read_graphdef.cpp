// SPDX-License-Identifier: Apache-2.0
// Frozen TensorFlow graphs: what is read, what every pass makes of it, and the front end.
#include "convert/read/graphdef/read_graphdef.hpp"

#include <doctest/doctest.h>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/graphdef_builder.hpp"
#include "convert/ir_builder.hpp"
#include "convert/run/interpreter.hpp"

using namespace tyto::test;
using namespace tyto::convert;

using dims = std::vector<int>;

namespace {

// The lowered network gives what the graph as read gives, which nothing has folded; returns it.
lowered::model check(const graphdef_builder& b, double tolerance = 1e-4) {
  const std::vector<std::uint8_t> file = b.bytes();
  const lowered::model network = convert_model(file, model_format::graphdef);
  const ir::graph read = read_graphdef(file);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const std::vector<double> input = random_reals(input_elements(read), seed, 2.0);
    const std::vector<double> expected = ir_reference(read).run(input);
    const auto got = std::get<std::vector<float>>(
        interpret(network, std::vector<float>(input.begin(), input.end())));
    CHECK(largest_difference({got.begin(), got.end()}, expected) < tolerance);
  }
  return network;
}

}  // namespace

TEST_CASE("GraphDef: a DS-CNN with its front end") {
  const lowered::model network = check(graphdef_ds_cnn_like());
  REQUIRE(network.layers.size() == 6);
  CHECK(network.input.dims == tyto::shape{49, 10, 1});
  CHECK(network.layers[0].source_name == "Conv2D + BiasAdd + FusedBatchNorm + Relu");
  CHECK(network.layers[0].source_tensor == "conv_1/Relu");
  REQUIRE(network.front_end.has_value());
  CHECK(*network.front_end == tyto::audio::tensorflow_640_320);
  REQUIRE(network.notes.size() == 1);
  CHECK(network.notes[0] ==
        "front end: the graph takes the sample rate from the WAV file it decodes; taken as 16000 "
        "Hz");
}

// The network's numbers by hand, apart from any code of the converter.
TEST_CASE("GraphDef: axes of filters and matrices") {
  SUBCASE("Conv2D [height][width][in][out]") {
    graphdef_builder b;
    b.placeholder({1, 1, 2, 2});
    b.floats("w", {1, 2, 2, 1}, {1.0F, 10.0F, 100.0F, 1000.0F});
    b.node("Conv2D", "conv", {"input", "w"});
    b.window({1, 1}, "VALID");
    const auto network = convert_model(b.bytes(), model_format::graphdef);
    CHECK(std::get<1>(interpret(network, std::vector{1.0F, 2.0F, 3.0F, 4.0F})) ==
          std::vector{4321.0F});
  }
  SUBCASE("DepthwiseConv2dNative [height][width][in][multiplier]") {
    graphdef_builder b;
    b.placeholder({1, 1, 1, 2});
    b.floats("w", {1, 1, 2, 2}, {1.0F, 10.0F, 100.0F, 1000.0F});
    b.node("DepthwiseConv2dNative", "conv", {"input", "w"});
    b.window({1, 1}, "VALID");
    const auto network = convert_model(b.bytes(), model_format::graphdef);
    CHECK(std::get<1>(interpret(network, std::vector{1.0F, 2.0F})) ==
          std::vector{1.0F, 10.0F, 200.0F, 2000.0F});
  }
  SUBCASE("MatMul [in][out], and the other way around") {
    for (const bool transposed : {false, true}) {
      graphdef_builder b;
      b.placeholder({-1, 2});
      b.floats("w", {2, 2}, {1.0F, 10.0F, 100.0F, 1000.0F});
      b.node("MatMul", "fc", {"input", "w"});
      b.set("transpose_b", transposed);
      const auto network = convert_model(b.bytes(), model_format::graphdef);
      CHECK(std::get<1>(interpret(network, std::vector{1.0F, 2.0F})) ==
            (transposed ? std::vector{21.0F, 2100.0F} : std::vector{201.0F, 2010.0F}));
    }
  }
  SUBCASE("FusedBatchNorm: scale, offset, mean, variance") {
    graphdef_builder b;
    b.placeholder({1, 1, 1, 1});
    b.floats("scale", {1}, {4.0F});
    b.floats("offset", {1}, {-1.0F});
    b.floats("mean", {1}, {5.0F});
    b.floats("variance", {1}, {3.5F});
    b.node("FusedBatchNormV3", "norm", {"input", "scale", "offset", "mean", "variance"});
    b.set("is_training", false).set("epsilon", 0.5F);
    const auto network = convert_model(b.bytes(), model_format::graphdef);
    CHECK(std::get<1>(interpret(network, std::vector{7.0F})) == std::vector{3.0F});
  }
}

TEST_CASE("GraphDef: a residual network with max pool, pads, mean and clamps") {
  graphdef_builder b;
  std::string x = b.conv_block("stem", b.placeholder({1, 14, 12, 2}), 2, 4, {3, 3}, {2, 2});
  b.node("MaxPool", "pool", {x});
  b.window({2, 2}, "SAME");
  b.set("ksize", std::vector<int>{1, 3, 2, 1});
  const std::string branch = b.conv_block("branch", "pool", 4, 4, {3, 3}, {1, 1}, "Relu6");
  b.node("AddV2", "sum", {branch, "pool"});
  b.floats("zero", {}, {0.25F});
  b.node("Maximum", "above", {"sum", "zero"});
  b.floats("two", {}, {2.0F});
  b.node("Minimum", "below", {"two", "above"});
  b.ints("paddings", {0, 0, 1, 0, 2, 1, 0, 0}, {4, 2});
  b.node("Pad", "pad", {"below", "paddings"});
  b.randoms("w", {2, 2, 4, 3});
  b.node("Conv2D", "conv", {"pad", "w"});
  b.window({1, 1}, "VALID");
  b.ints("axes", {1, -2});
  b.node("Mean", "mean", {"conv", "axes"});
  SUBCASE("keep_dims") {
    b.set("keep_dims", true);
  }
  SUBCASE("no keep_dims") {}
  const lowered::model network = check(b);
  CHECK(network.layers.size() == 6);
}

TEST_CASE("GraphDef: a batch norm in parts, with constants that only others read") {
  graphdef_builder b;
  b.randoms("w", {3, 3, 2, 3});
  b.node("Conv2D", "conv", {b.placeholder({1, 6, 5, 2}), "w"});
  b.window({1, 1});
  b.positives("variance", 3);
  b.floats("epsilon", {}, {1e-3F});
  b.node("Add", "spread", {"variance", "epsilon"});
  b.node("Rsqrt", "root", {"spread"});
  b.positives("gamma", 3);
  b.node("Mul", "scale", {"root", "gamma"});
  b.node("Mul", "scaled", {"conv", "scale"});
  b.randoms("mean", {3});
  b.node("Mul", "mean_scaled", {"mean", "scale"});
  b.randoms("beta", {3});
  b.node("Sub", "offset", {"beta", "mean_scaled"});
  b.node("Add", "norm", {"scaled", "offset"});
  b.node("Relu", "relu", {"norm"});
  const lowered::model network = check(b);
  CHECK(network.layers.size() == 1);
}

TEST_CASE("GraphDef: shapes and names that compute nothing") {
  graphdef_builder b;
  b.placeholder({-1, 24});
  b.ints("shape", {-1, 4, 3, 2});
  b.node("Reshape", "image", {"input:0", "shape", "^input"});
  b.node("Identity", "same", {"image"});
  std::string x = b.depthwise_block("dw", "same", 2, 2);
  b.node("Identity", "again", {x});
  b.ints("flat", {1, 48});
  b.node("Reshape", "vector", {"again", "flat"});
  b.ints("axis", {1}, {1});
  b.node("ExpandDims", "expanded", {"vector", "axis"});
  b.node("Squeeze", "squeezed", {"expanded"});
  b.set("squeeze_dims", std::vector<int>{-2});
  b.node("Identity", "output", {b.dense("fc", "squeezed", 48, 3)});
  const lowered::model network = check(b);
  CHECK(network.layers.size() == 2);
  CHECK(network.input.dims == tyto::shape{4, 3, 2});
  CHECK(network.layers.back().source_tensor == "output");
}

TEST_CASE("GraphDef: a list of fewer numbers than elements repeats its last") {
  graphdef_builder b;
  b.placeholder({1, 3});
  auto& tensor = b.tensor("w", 1, {3, 2});
  tensor.add_float_val(1.0F);
  tensor.add_float_val(2.0F);
  b.node("MatMul", "fc", {"input", "w"});
  const auto network = convert_model(b.bytes(), model_format::graphdef);
  CHECK(std::get<1>(interpret(network, std::vector{1.0F, 10.0F, 100.0F})) ==
        std::vector{221.0F, 222.0F});
}

TEST_CASE("GraphDef: nodes in any order, and nodes that nothing needs") {
  graphdef_builder b = graphdef_ds_cnn_like();
  const lowered::model expected = convert_model(b.bytes(), model_format::graphdef);
  auto* nodes = b.graph.mutable_node();
  std::reverse(nodes->begin(), nodes->end());
  b.randoms("unused", {3});
  b.node("NoOp", "init", {"^labels_softmax"});
  const lowered::model got = convert_model(b.bytes(), model_format::graphdef);
  const std::vector<float> input(490, 0.5F);
  CHECK(interpret(got, input) == interpret(expected, input));
}

// ---- the front end

namespace {

tyto::audio::mfcc_parameters front_end_of(const graphdef_builder& b) {
  const ir::graph graph = read_graphdef(b.bytes());
  REQUIRE(graph.front_end.has_value());
  return *graph.front_end;
}

graphdef_builder front_end_and_softmax() {
  graphdef_builder b;
  b.node("Softmax", "softmax", {b.front_end()});
  return b;
}

}  // namespace

TEST_CASE("GraphDef: every attribute of the front end") {
  graphdef_builder b = front_end_and_softmax();
  const auto set = [&](const char* node, const char* key, auto value) {
    graphdef_builder attribute;
    attribute.node("", "", {});
    attribute.set(key, value);
    for (auto& a : *b.named(node).mutable_attr()) {
      if (a.key() == key) a = attribute.last().attr(0);
    }
  };
  set("decoded", "desired_samples", 8000);
  set("spectrogram", "window_size", 480);
  set("spectrogram", "stride", 160);
  set("Mfcc", "dct_coefficient_count", 12);
  set("Mfcc", "filterbank_channel_count", 30);
  set("Mfcc", "lower_frequency_limit", 100.0F);
  set("Mfcc", "upper_frequency_limit", 7000.0F);
  tyto::audio::mfcc_parameters expected = tyto::audio::tensorflow_640_320;
  expected.window = 480;
  expected.hop = 160;
  expected.coefficients = 12;
  expected.mel_filters = 30;
  expected.low_hz = 100.0F;
  expected.high_hz = 7000.0F;
  CHECK(front_end_of(b) == expected);
  const ir::graph graph = read_graphdef(b.bytes());
  CHECK(graph.at(graph.input).dims == dims{1, 48, 12});
}

TEST_CASE("GraphDef: attributes left out have TensorFlow's defaults") {
  graphdef_builder b = front_end_and_softmax();
  b.named("Mfcc").clear_attr();
  tyto::audio::mfcc_parameters expected = tyto::audio::tensorflow_640_320;
  expected.coefficients = 13;
  CHECK(front_end_of(b) == expected);
}

TEST_CASE("GraphDef: a sample rate that is a constant") {
  graphdef_builder b = front_end_and_softmax();
  b.ints("rate", {8000}, {1});
  b.named("Mfcc").set_input(1, "rate");
  CHECK(front_end_of(b).sample_rate == 8000);
  CHECK(read_graphdef(b.bytes()).notes.empty());
}
