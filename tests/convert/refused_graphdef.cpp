// SPDX-License-Identifier: Apache-2.0
// What the converter says to frozen graphs it refuses: one line that names the node.
#include <doctest/doctest.h>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/graphdef_builder.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using std::string;

namespace {

string refusal(const graphdef_builder& b) {
  try {
    convert_model(b.bytes(), model_format::graphdef);
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

// A convolution of an image of two channels, after a change; it is node 2.
template <class Change>
string conv_refusal(Change change) {
  graphdef_builder b;
  b.placeholder({1, 4, 3, 2});
  b.randoms("w", {3, 3, 2, 4});
  b.node("Conv2D", "conv", {"input", "w"});
  b.window({1, 1});
  change(b);
  return refusal(b);
}

// One node that reads the image and what else `change` gives it.
template <class Change>
string node_refusal(const char* op, Change change) {
  graphdef_builder b;
  b.placeholder({1, 4, 3, 2});
  b.node(op, "n", {"input"});
  change(b);
  return refusal(b);
}

string at_n(const char* op) {
  return string("node 1 (") + op + " \"n\"): ";
}

const string conv = "node 2 (Conv2D \"conv\"): ";

}  // namespace

TEST_CASE("GraphDef: no graph") {
  const auto of = [](const std::vector<std::uint8_t>& bytes) {
    try {
      convert_model(bytes, model_format::graphdef);
    } catch (const error& e) {
      return string(e.what());
    }
    return string("accepted");
  };
  CHECK(of({}) == "is empty; accepted: a TensorFlow GraphDef");
  CHECK(of({0x0a, 0x05, 0x01}) ==
        "is damaged or cut short: its bytes are no whole protobuf message");
  CHECK(of({0x12, 0x00}) == "is no TensorFlow GraphDef: it holds no nodes");
}

TEST_CASE("GraphDef: names, inputs and outputs") {
  CHECK(conv_refusal([](graphdef_builder& b) { b.last().set_input(0, "nobody"); }) ==
        conv + "it reads \"nobody\", and no node is called so");
  CHECK(conv_refusal([](graphdef_builder& b) { b.last().set_input(0, "input:1"); }) ==
        conv + "it reads \"input:1\"; accepted: a node's first output");
  CHECK(conv_refusal([](graphdef_builder& b) { b.last().set_name("w"); }) ==
        "nodes 1 and 2 are both called \"w\"");
  CHECK(conv_refusal([](graphdef_builder& b) { b.node("Relu", "relu", {"input"}); }) ==
        "2 nodes that no other reads, \"conv\" and \"relu\" among them; accepted: one output");
  CHECK(conv_refusal([](graphdef_builder& b) {
          b.node("Relu", "a", {"b"});
          b.node("Relu", "b", {"a"});
          b.node("Add", "c", {"a", "conv"});
        }) == "its nodes form a cycle; accepted: a graph without loops");
  CHECK(conv_refusal([](graphdef_builder& b) {
          b.node("Relu", "relu", {"conv"});
          b.named("conv").set_input(0, "relu");
        }) == "no node is the network's output: each is read by another");
  CHECK(conv_refusal([](graphdef_builder& b) {
          b.node("Placeholder", "more", {});
          b.attr("shape").mutable_shape()->add_dim()->set_size(4);
          b.node("Add", "sum", {"conv", "more"});
        }) == "node 3 (Placeholder \"more\"): is a second input beside \"input\"; accepted: one");
}

TEST_CASE("GraphDef: placeholders") {
  const auto with_shape = [](auto change) {
    return conv_refusal([&](graphdef_builder& b) {
      auto& node = b.named("input");
      for (auto& attr : *node.mutable_attr()) {
        if (attr.key() == "shape") change(*attr.mutable_value()->mutable_shape());
      }
    });
  };
  const string placeholder = "node 0 (Placeholder \"input\"): ";
  using shape = graphdef::Shape;
  CHECK(with_shape([](shape& s) { s.mutable_dim(0)->set_size(-1); }) == "accepted");
  CHECK(with_shape([](shape& s) { s.mutable_dim(1)->set_size(-1); }) ==
        placeholder +
            "has a dynamic shape: dimension 1 is not known; accepted: fixed dimensions, "
            "but for the batch");
  CHECK(with_shape([](shape& s) { s.mutable_dim(1)->set_size(0); }) ==
        placeholder + "a dimension is 0; accepted: 1 to 16777216");
  CHECK(with_shape([](shape& s) { s.mutable_dim(0)->set_size(7); }).find("batch 7") !=
        string::npos);
  CHECK(with_shape([](shape& s) { s.set_unknown_rank(true); }) ==
        placeholder + "has no shape; accepted: fixed dimensions, but for the batch");
  CHECK(conv_refusal([](graphdef_builder& b) { b.named("input").clear_attr(); }) ==
        placeholder + "has no shape; accepted: fixed dimensions, but for the batch");
}

TEST_CASE("GraphDef: operations that are not supported are named, with those that are") {
  CHECK(node_refusal("LSTM", [](graphdef_builder&) {
        }).starts_with(at_n("LSTM") + "this operation is not supported; accepted: Add, AddV2, "));
}

TEST_CASE("GraphDef: convolutions, pools and matrices") {
  CHECK(conv_refusal([](graphdef_builder& b) { b.set("data_format", "NCHW"); }) ==
        conv + "its data_format is NCHW; accepted: NHWC");
  CHECK(conv_refusal([](graphdef_builder& b) { b.set("padding", "FULL"); }) ==
        conv + "its padding is \"FULL\"; accepted: SAME, VALID, EXPLICIT");
  CHECK(conv_refusal([](graphdef_builder& b) { b.set("padding", 1); }) ==
        conv + "its attribute padding is no text");
  CHECK(conv_refusal([](graphdef_builder& b) {
          b.set("strides", std::vector<int>{2, 1, 1, 1});
        }) == conv + "its strides are [2, 1, 1, 1]; accepted: [1, height, width, 1]");
  CHECK(conv_refusal([](graphdef_builder& b) {
          b.set("strides", std::vector<int>{1, 0, 1, 1});
        }) == conv + "its strides are [1, 0, 1, 1]; accepted: 1 to 65535");
  CHECK(conv_refusal([](graphdef_builder& b) {
          b.set("dilations", std::vector<int>{1, 2, 2, 1});
        }) == conv + "dilation 2 x 2 is not supported; accepted: dilation 1");
  CHECK(conv_refusal([](graphdef_builder& b) {
          b.set("padding", "EXPLICIT");
          b.set("explicit_paddings", std::vector<int>{0, 0, 1, -1, 0, 0, 0, 0});
        }) == conv +
                  "its explicit_paddings are [0, 0, 1, -1, 0, 0, 0, 0]; accepted: 8 numbers, "
                  "those of batch and channels 0");
  CHECK(conv_refusal([](graphdef_builder& b) {
          b.set("padding", "EXPLICIT");
          b.set("explicit_paddings", std::vector<int>{0, 0, 1, 2, 0, 3, 0, 0});
        }) == "accepted");
  CHECK(conv_refusal([](graphdef_builder& b) { b.last().set_input(1, "input"); }) ==
        conv + "its input 1 is computed at run time; accepted: a constant");
  CHECK(conv_refusal([](graphdef_builder& b) { b.last().set_input(0, "w"); }) ==
        conv + "its input 0 is a constant; accepted: a tensor computed at run time");
  CHECK(conv_refusal([](graphdef_builder& b) { b.last().mutable_input()->RemoveLast(); }) ==
        conv + "has 1 inputs; accepted: 2");
  CHECK(node_refusal("MaxPool", [](graphdef_builder& b) {
          b.window({1, 1}, "VALID");
          b.set("ksize", std::vector<int>{1, 5, 1, 1});
        }) == at_n("MaxPool") + "its window of 5 is larger than its padded input of 4");
  CHECK(node_refusal("MatMul", [](graphdef_builder& b) {
          b.last().add_input("w");
          b.randoms("w", {2, 3});
        }) == at_n("MatMul") + "its input is 1x4x3x2, its matrix takes 2; accepted: 1x2");
  CHECK(node_refusal("MatMul", [](graphdef_builder& b) {
          b.last().add_input("w");
          b.set("transpose_a", true);
          b.randoms("w", {2, 3});
        }) == at_n("MatMul") + "transpose_a is set; accepted: a vector times a matrix");
}

TEST_CASE("GraphDef: constants") {
  const auto with_tensor = [](auto change) {
    return conv_refusal([&](graphdef_builder& b) {
      for (auto& attr : *b.named("w").mutable_attr()) {
        if (attr.key() == "value") change(*attr.mutable_value()->mutable_tensor());
      }
    });
  };
  using tensor = graphdef::Tensor;
  CHECK(with_tensor([](tensor& t) { t.set_dtype(19); }) ==
        conv + "a constant has element type 19; accepted: 1 (FLOAT)");
  CHECK(with_tensor([](tensor& t) { t.mutable_tensor_content()->pop_back(); }) ==
        conv + "a constant of 72 elements has 287 bytes; accepted: 288");
  CHECK(with_tensor([](tensor& t) { t.clear_tensor_content(); }) ==
        conv + "a constant of 72 elements has 0 numbers; accepted: 1 to 72");
  CHECK(with_tensor([](tensor& t) {
          t.clear_tensor_content();
          for (int i = 0; i < 73; ++i)
            t.add_float_val(0.0F);
        }) == conv + "a constant of 72 elements has 73 numbers; accepted: 1 to 72");
  CHECK(with_tensor([](tensor& t) { t.mutable_tensor_shape()->mutable_dim(0)->set_size(-3); }) ==
        conv + "a dimension is -3; accepted: 1 to 16777216");
  CHECK(with_tensor([](tensor& t) { t.mutable_tensor_shape()->set_unknown_rank(true); }) ==
        conv + "a constant has no dimensions");
  CHECK(conv_refusal([](graphdef_builder& b) { b.named("w").clear_attr(); }) ==
        "node 1 (Const \"w\"): has no value");
}

TEST_CASE("GraphDef: along the channels") {
  CHECK(node_refusal("BiasAdd",
                     [](graphdef_builder& b) {
                       b.last().add_input("b");
                       b.randoms("b", {3});
                     }) == at_n("BiasAdd") +
                               "its constant is 3; accepted: one number, or one for each of 2 "
                               "channels");
  CHECK(
      node_refusal("FusedBatchNorm", [](graphdef_builder& b) {
        for (int i = 0; i < 4; ++i)
          b.last().add_input("b");
        b.randoms("b", {2});
      }) == at_n("FusedBatchNorm") + "is_training is set; accepted: a graph frozen for inference");
  CHECK(node_refusal("Maximum", [](graphdef_builder& b) {
          b.last().add_input("b");
          b.randoms("b", {2});
        }) == at_n("Maximum") + "its constant has 2 numbers; accepted: 1, which is a number");
  CHECK(node_refusal("Mul", [](graphdef_builder& b) { b.last().add_input("input"); }) ==
        at_n("Mul") + "its input 0 is computed at run time; accepted: a constant");
  CHECK(node_refusal("Add", [](graphdef_builder& b) {
          b.last().set_input(0, "x");
          b.last().add_input("y");
          b.randoms("x", {2});
          b.randoms("y", {3});
          b.node("Add", "z", {"input", "n"});
        }) == at_n("Add") + "its constants have 2 and 3 elements; accepted: as many, or one");
}

TEST_CASE("GraphDef: shapes") {
  const auto with_ints = [](const char* op, std::vector<int> values, std::vector<int> dims = {}) {
    return node_refusal(op, [&](graphdef_builder& b) {
      b.last().add_input("i");
      b.ints("i", values, dims);
    });
  };
  CHECK(with_ints("Reshape", {5, -1}) ==
        at_n("Reshape") + "it makes 5x4 of 1x4x3x2, which has another number of elements");
  CHECK(with_ints("Reshape", {-1, -1}) ==
        at_n("Reshape") + "a dimension is -1; accepted: 1 to 16777216");
  CHECK(with_ints("Reshape", {1, 1, 1, 1, 24}) ==
        at_n("Reshape") + "it makes 5 dimensions; accepted: up to 4");
  CHECK(with_ints("Reshape", std::vector<int>(17, 1)) ==
        at_n("Reshape") + "a list has 17 numbers; accepted: up to 16");
  CHECK(with_ints("Mean", {4}) == at_n("Mean") + "it names axis 4; accepted: -4 to 3");
  CHECK(with_ints("ExpandDims", {0}) ==
        at_n("ExpandDims") + "a tensor has 5 dimensions; accepted: up to 4");
  CHECK(with_ints("Pad", {0, 0, 1, 0}, {2, 2}) ==
        at_n("Pad") + "it has 4 paddings; accepted: 2 for each of 4 dimensions");
  CHECK(with_ints("Transpose", {0, 1, 1, 3}) ==
        at_n("Transpose") + "its order of axes is [0, 1, 1, 3]; accepted: each of 4 axes once");
  CHECK(node_refusal("Squeeze", [](graphdef_builder& b) {
          b.set("squeeze_dims", std::vector<int>{1});
        }) == at_n("Squeeze") + "it drops axis 1 of 1x4x3x2; accepted: axes of 1");
  CHECK(node_refusal("Transpose", [](graphdef_builder& b) {
          b.last().set_input(0, "c");
          b.last().add_input("i");
          b.ints("i", {0, 2, 1, 3});
          b.conv_block("c", "input", 2, 2);
          b.last().set_name("c");
        }) == "accepted");  // it moves elements at run time
}

TEST_CASE("GraphDef: front ends that are not ours") {
  const auto with = [](auto change) {
    graphdef_builder b;
    b.node("Softmax", "softmax", {b.front_end()});
    change(b);
    return refusal(b);
  };
  const auto set = [](graphdef_builder& b, const char* node, const char* key, auto value) {
    graphdef_builder attribute;
    attribute.node("", "", {});
    attribute.set(key, value);
    for (auto& a : *b.named(node).mutable_attr()) {
      if (a.key() == key) a = attribute.last().attr(0);
    }
  };
  CHECK(with([&](graphdef_builder& b) { set(b, "spectrogram", "magnitude_squared", false); }) ==
        "node 2 (AudioSpectrogram \"spectrogram\"): its magnitude_squared is false, so that Mfcc "
        "takes the root of magnitudes; accepted: true (Mfcc's filters then sum magnitudes)");
  CHECK(with([&](graphdef_builder& b) { set(b, "spectrogram", "stride", 0); }) ==
        "node 2 (AudioSpectrogram \"spectrogram\"): its stride is 0; accepted: 1 to 1048576");
  CHECK(with([&](graphdef_builder& b) { set(b, "spectrogram", "stride", 700); }) ==
        "node 3 (Mfcc \"Mfcc\"): its spectrogram's stride is 700; accepted: 1 to its window, 640");
  CHECK(with([&](graphdef_builder& b) { set(b, "spectrogram", "window_size", 5000); }) ==
        "node 3 (Mfcc \"Mfcc\"): its spectrogram has windows of 5000 samples; accepted: 4 to 4096");
  CHECK(
      with([&](graphdef_builder& b) { set(b, "Mfcc", "upper_frequency_limit", 9000.0F); }) ==
      "node 3 (Mfcc \"Mfcc\"): it filters 20 to 9000 Hz; accepted: 0 <= lower < upper <= half the "
      "sample rate, 8000");
  CHECK(with([&](graphdef_builder& b) { set(b, "Mfcc", "dct_coefficient_count", 41); }) ==
        "node 3 (Mfcc \"Mfcc\"): its dct_coefficient_count is 41; accepted: 1 to "
        "filterbank_channel_count, 40");
  CHECK(with([&](graphdef_builder& b) { set(b, "Mfcc", "filterbank_channel_count", 300); }) ==
        "node 3 (Mfcc \"Mfcc\"): its filterbank_channel_count is 300; accepted: 1 to 127");
  CHECK(with([&](graphdef_builder& b) { set(b, "decoded", "desired_samples", 600); }) ==
        "node 3 (Mfcc \"Mfcc\"): its clip of 600 samples is shorter than one window of 640");
  CHECK(with([&](graphdef_builder& b) { set(b, "decoded", "desired_samples", -1); }) ==
        "node 1 (DecodeWav \"decoded\"): its desired_samples is -1; accepted: 1 to 16777216");
  CHECK(with([&](graphdef_builder& b) { set(b, "decoded", "desired_channels", 2); }) ==
        "node 1 (DecodeWav \"decoded\"): its desired_channels is 2; accepted: 1 (mono)");
  CHECK(with([](graphdef_builder& b) { b.named("softmax").set_input(0, "spectrogram"); }) ==
        "2 nodes that no other reads, \"Mfcc\" and \"softmax\" among them; accepted: one output");
  CHECK(with([](graphdef_builder& b) {
          b.graph.mutable_node()->DeleteSubrange(3, 2);
          b.node("Softmax", "softmax", {"spectrogram"});
        }) ==
        "node 3 (Softmax \"softmax\"): its input 0 is sound or a spectrogram; accepted: what "
        "Mfcc computes");
  CHECK(with([](graphdef_builder& b) {
          b.named("Mfcc").set_input(0, "decoded");
        }).find("no other reads") != string::npos);
}
