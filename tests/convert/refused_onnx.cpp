// SPDX-License-Identifier: Apache-2.0
// What the converter says to ONNX models it refuses: one line that names the node.
#include <doctest/doctest.h>

#include <limits>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/onnx_builder.hpp"
#include "convert/small_float_models.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using int64s = std::vector<std::int64_t>;
using std::string;

namespace {

string refusal(onnx_builder b) {
  try {
    convert_model(b.bytes(), model_format::onnx);
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

// A convolution of an image of two channels, after a change.
template <class Change>
string conv_refusal(Change change) {
  onnx_builder b;
  b.conv(b.input({1, 2, 4, 3}), 2, 4, 3, 1);
  change(b);
  return refusal(b);
}

// One node that reads the image, after a change.
template <class Change>
string node_refusal(const string& type, Change change) {
  onnx_builder b;
  b.node(type, {b.input({1, 2, 4, 3})});
  change(b);
  return refusal(b);
}

const string conv = "node 0 (Conv \"Conv_3\"): ";

}  // namespace

TEST_CASE("ONNX: no model") {
  const auto of = [](const std::vector<std::uint8_t>& bytes) {
    try {
      convert_model(bytes, model_format::onnx);
    } catch (const error& e) {
      return string(e.what());
    }
    return string("accepted");
  };
  CHECK(of({}) == "is empty; accepted: an ONNX model");
  CHECK(of({'T', 'F', 'L', '3'}) ==
        "is damaged or cut short: its bytes are no whole protobuf message");
  CHECK(of({0x08, 0x08}) == "is no ONNX model: it holds no graph");
  CHECK(of({0x3a, 0x00}) == "has no nodes; accepted: at least one");
}

TEST_CASE("ONNX: versions, inputs and outputs") {
  CHECK(conv_refusal([](onnx_builder& b) { b.opset(6); }) ==
        "is of ONNX's operator set 6; accepted: 7 to 21");
  CHECK(conv_refusal([](onnx_builder& b) { b.opset(22); }) ==
        "is of ONNX's operator set 22; accepted: 7 to 21");
  CHECK(conv_refusal([](onnx_builder& b) { b.model.clear_opset_import(); }) ==
        "names no version of ONNX's operator set; accepted: 7 to 21");
  CHECK(conv_refusal([](onnx_builder& b) { b.graph().clear_input(); }) ==
        "has no input; accepted: one");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.input({1, 2});
          b.graph().mutable_input(1)->set_name("more");
        }) == "has more than one input, \"input\" and \"more\" among them; accepted: one");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.graph().add_output()->set_name("a");
          b.graph().add_output()->set_name("b");
        }) == "no node computes the graph's output, \"a\"");
  CHECK(conv_refusal([](onnx_builder& b) { b.graph().add_output()->set_name("nothing"); }) ==
        "no node computes the graph's output, \"nothing\"");
  const auto with_dim = [](int i, std::int64_t value) {
    return conv_refusal([&](onnx_builder& b) {
      auto* dim =
          b.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
      dim->mutable_dim(i)->set_dim_value(value);
    });
  };
  const string dynamic =
      "its input \"input\" has a dynamic shape: dimension 2 is not known; accepted: fixed "
      "dimensions, but for the batch, or those of --shape input=1x49x10";
  CHECK(with_dim(2, 0) == dynamic);
  CHECK(with_dim(2, -1) == dynamic);
  CHECK(with_dim(0, -1) == "accepted");  // a batch of any size
  CHECK(with_dim(2, std::int64_t{1} << 40) ==
        "a dimension is 1099511627776; accepted: 1 to 16777216");
  CHECK(with_dim(0, 4).find("batch 4 is not supported") != string::npos);
  CHECK(conv_refusal([](onnx_builder& b) {
          b.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(10);
        }) == "its input \"input\" has element type 10; accepted: FLOAT or INT8");
}

TEST_CASE("ONNX: names") {
  CHECK(conv_refusal([](onnx_builder& b) { b.last().set_input(0, "nobody\n"); }) ==
        conv + "it reads \"nobody\\x0a\", which nothing computes");
  CHECK(conv_refusal([](onnx_builder& b) { b.last().set_output(0, "input"); }) ==
        conv + "its output \"input\" is written elsewhere too");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.last().clear_output();
          b.graph().add_output()->set_name("x");
        }) == conv + "it has no output");
  CHECK(conv_refusal([](onnx_builder& b) { b.relu(b.relu("Relu_5/out")); }).find("is written") ==
        string::npos);
  {
    onnx_builder b;
    const string x = b.relu(b.input({1, 4}));
    b.relu(x);
    b.graph().mutable_node(0)->set_input(0, b.last().output(0));
    CHECK(refusal(b) == "its nodes form a cycle; accepted: a graph without loops");
  }
  CHECK(conv_refusal([](onnx_builder& b) {
          b.graph().mutable_initializer(1)->set_name(b.graph().initializer(0).name());
        }) == "two constants are called \"c_1\"");
  CHECK(node_refusal("MaxPool", [](onnx_builder& b) {
          b.set("kernel_shape", int64s{2, 2});
          b.last().add_output("indices");
          b.relu("indices");
        }) == "node 1 (Relu \"Relu_2\"): it reads \"indices\"; accepted: a node's first output");
}

TEST_CASE("ONNX: operations that are not supported are named, with those that are") {
  const string message = node_refusal("Resize", [](onnx_builder&) {});
  CHECK(
      message.starts_with("node 0 (Resize \"Resize_1\"): this operation is not supported; "
                          "accepted: Abs, Add, AveragePool, "));
  CHECK(node_refusal("Relu", [](onnx_builder& b) { b.last().set_domain("com.microsoft"); }) ==
        "node 0 (Relu \"Relu_1\"): is of the domain \"com.microsoft\"; accepted: ONNX's own "
        "operators");
}

TEST_CASE("ONNX: convolutions") {
  CHECK(conv_refusal([](onnx_builder& b) {
          b.set("dilations", int64s{0, 1});
        }) == conv + "its dilations are [0, 1]; accepted: height and width, each 1 to 65535");
  CHECK(conv_refusal([](onnx_builder& b) { b.set("group", 4); }) ==
        conv + "it has 4 groups of 2 input channels; accepted: 1 group, or one a channel");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.set("kernel_shape", int64s{5, 3});
        }) == conv + "its kernel_shape is not that of its weights, 4x2x3x3");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.set("strides", int64s{0, 1});
        }) == conv + "its strides are [0, 1]; accepted: height and width, each 1 to 65535");
  CHECK(conv_refusal([](onnx_builder& b) { b.set("strides", int64s{1}); }) ==
        conv + "its strides are [1]; accepted: height and width, each 1 to 65535");
  CHECK(conv_refusal([](onnx_builder& b) { b.set("strides", 1); }) ==
        conv + "its attribute strides is no list of whole numbers");
  CHECK(conv_refusal([](onnx_builder& b) { b.set("auto_pad", string("SOME")); }) ==
        conv + "its auto_pad is \"SOME\"; accepted: NOTSET, SAME_UPPER, SAME_LOWER, VALID");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.set("auto_pad", string("NOTSET")).set("pads", int64s{0, -1, 0, 0});
        }) == conv + "its pads are [0, -1, 0, 0]; accepted: 4 numbers, each 0 to 65535");
  CHECK(conv_refusal([](onnx_builder& b) { b.last().set_input(1, "input"); }) ==
        conv + "its input 1 is computed at run time; accepted: a constant");
  CHECK(conv_refusal([](onnx_builder& b) { b.last().set_input(0, b.last().input(1)); }) ==
        conv + "its input 0 is a constant; accepted: a tensor computed at run time");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.last().mutable_input()->RemoveLast();
          b.last().mutable_input()->RemoveLast();
        }) == conv + "has 1 inputs; accepted: 2 to 3");
  CHECK(conv_refusal([](onnx_builder& b) { b.last().set_input(2, b.randoms({3})); }) ==
        conv + "its constant is 3; accepted: one number, or one for each of 4 channels");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.last().set_input(1, b.randoms({4, 3, 3, 3}));
        }) == conv + "its input has 2 channels, its filters have 3");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.set("auto_pad", string("VALID"));
          b.last().set_input(1, b.randoms({4, 2, 9, 1}));
        }) == conv + "its window of 9 is larger than its padded input of 4");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.last().set_input(1, b.randoms({4, 2, 3}));
        }) == conv + "its weights are 4x2x3; accepted: four dimensions (out, in, height, width)");
}

TEST_CASE("ONNX: constants") {
  const auto with_weights = [](auto change) {
    return conv_refusal([&](onnx_builder& b) { change(*b.graph().mutable_initializer(0)); });
  };
  CHECK(with_weights([](onnx::TensorProto& t) { t.set_data_type(onnx::TensorProto::FLOAT16); }) ==
        conv + "constant \"c_1\" is 4x2x3x3 and has 0 bytes; accepted: 288");
  CHECK(with_weights([](onnx::TensorProto& t) { t.set_data_type(onnx::TensorProto::BOOL); }) ==
        conv +
            "constant \"c_1\" has element type 9; accepted: FLOAT, FLOAT16, DOUBLE, INT8, UINT8, "
            "INT32, INT64");
  CHECK(with_weights([](onnx::TensorProto& t) { t.add_float_data(1.0F); }) ==
        conv + "constant \"c_1\" is 4x2x3x3 and has 292 bytes; accepted: 288");
  CHECK(with_weights([](onnx::TensorProto& t) { t.set_raw_data("abc"); }) ==
        conv + "constant \"c_1\" is 4x2x3x3 and has 3 bytes; accepted: 288");
  CHECK(with_weights([](onnx::TensorProto& t) { t.set_dims(0, -4); }) ==
        conv + "a dimension is -4; accepted: 1 to 16777216");
  CHECK(with_weights([](onnx::TensorProto& t) {
          t.set_dims(0, 1 << 20);
          t.set_dims(1, 1 << 20);
        }) == conv + "a tensor is 1048576x1048576x3x3; accepted: up to 16777216 elements");
  CHECK(with_weights([](onnx::TensorProto& t) {
          t.set_data_location(onnx::TensorProto::EXTERNAL);
        }) == conv +
                  "constant \"c_1\" has its data in another file; accepted: data in the model's "
                  "file");
  CHECK(with_weights([](onnx::TensorProto& t) {
          t.set_float_data(0, std::numeric_limits<float>::infinity());
        }) == conv + "its weights hold inf; accepted: finite numbers");
  CHECK(conv_refusal([](onnx_builder& b) {
          b.last().set_input(1, b.int8s({1, 1, 1, 1}, {3}));
        }).find("is an integer without a scale") != string::npos);
}

TEST_CASE("ONNX: a node's number is that of the file, in what is found after reading too") {
  onnx_builder b;
  const string moved = b.node("Transpose", {b.input({1, 5, 6, 2})});
  b.set("perm", int64s{0, 3, 1, 2});
  const string x = b.node("Identity", {moved});
  b.conv(b.relu(b.conv(x, 2, 3)), 3, 4);
  b.graph().add_output()->set_name(b.last().output(0));
  const string last = "Conv \"" + b.last().name() + "\"";
  const string weights = b.last().input(1);
  for (auto& constant : *b.graph().mutable_initializer()) {
    if (constant.name() == weights)
      constant.set_float_data(0, std::numeric_limits<float>::infinity());
  }
  // The last to run is the first of the file, and three of the others go.
  b.graph().mutable_node()->SwapElements(0, b.graph().node_size() - 1);
  CHECK(refusal(b) == "node 0 (" + last + "): its weights hold inf; accepted: finite numbers");
}

TEST_CASE("ONNX: pools") {
  const string average = "node 0 (AveragePool \"AveragePool_1\"): ";
  CHECK(node_refusal("AveragePool", [](onnx_builder&) {}) ==
        average + "its kernel_shape are []; accepted: height and width, each 1 to 65535");
  CHECK(node_refusal("AveragePool", [](onnx_builder& b) {
          b.set("kernel_shape", int64s{2, 2}).set("pads", int64s{1, 0, 0, 0});
          b.set("count_include_pad", 1).set("ceil_mode", 1);
        }) == average + "count_include_pad and ceil_mode are set; accepted: one of the two");
  CHECK(node_refusal("AveragePool", [](onnx_builder& b) {
          b.set("kernel_shape", int64s{2, 2}).set("count_include_pad", 1);
        }) == "accepted");
  onnx_builder vector;
  vector.node("GlobalAveragePool", {vector.input({1, 4})});
  CHECK(refusal(vector) ==
        "node 0 (GlobalAveragePool \"GlobalAveragePool_1\"): its input is 1x4; accepted: four "
        "dimensions (batch, channels, height, width)");
}

TEST_CASE("ONNX: matrices") {
  const auto with = [](auto change) {
    onnx_builder b;
    b.dense(b.input({1, 4}), 4, 3);
    change(b);
    return refusal(b);
  };
  const string gemm = "node 0 (Gemm \"Gemm_3\"): ";
  CHECK(with([](onnx_builder& b) { b.set("transA", 1); }) ==
        gemm + "transA is set and its input is 1x4; accepted: 4 x n");
  CHECK(with([](onnx_builder& b) { b.set("transB", 0); }) ==
        gemm + "its input is 1x4, its matrix takes 3; accepted: vectors of 3 along the last axis");
  CHECK(with([](onnx_builder& b) {
          b.last().set_input(1, b.randoms({3, 4, 1}));
        }) == gemm + "its matrix is 3x4x1; accepted: two dimensions");
  CHECK(with([](onnx_builder& b) {
          b.set("alpha", std::numeric_limits<float>::infinity());
        }).find("accepted: finite numbers") != string::npos);
}

TEST_CASE("ONNX: elementwise") {
  CHECK(node_refusal("Clip", [](onnx_builder& b) {
          b.last().add_input(b.floats({}, std::vector<float>{2.0F}));
          b.last().add_input(b.floats({}, std::vector<float>{1.0F}));
        }) == "node 0 (Clip \"Clip_1\"): it clamps to 2 .. 1; accepted: the smaller bound first");
  CHECK(node_refusal("Clip", [](onnx_builder& b) {
          b.last().add_input(b.floats({}, {std::numeric_limits<float>::quiet_NaN()}));
        }).find("it clamps to nan") != string::npos);
  CHECK(node_refusal("Max", [](onnx_builder& b) { b.last().add_input(b.randoms({2})); }) ==
        "node 0 (Max \"Max_1\"): its input 1 has 2 numbers; accepted: 1");
  CHECK(node_refusal("Add", [](onnx_builder& b) {
          b.last().set_input(0, b.conv("input", 2, 4));
          b.last().set_input(0, "input");
          b.node("Add", {"input", b.graph().node(1).output(0)});
          b.graph().mutable_node()->SwapElements(0, 2);
          b.graph().add_output()->set_name(b.graph().node(0).output(0));
        }).find("accepted: dimensions that are equal or 1") != string::npos);
  CHECK(node_refusal("Add", [](onnx_builder& b) {
          b.last().add_input(b.randoms({4, 2}));
        }).find("accepted: dimensions that are equal or 1") != string::npos);
  CHECK(node_refusal("Pow", [](onnx_builder& b) {
          b.last().add_input(b.floats({}, std::vector<float>{3.0F}));
        }) == "node 0 (Pow \"Pow_1\"): its exponent is 3; accepted: 2 and 0.5");
  CHECK(node_refusal("BatchNormalization", [](onnx_builder& b) {
          for (int i = 0; i < 4; ++i)
            b.last().add_input(b.randoms({2}));
          b.set("training_mode", 1);
        }).find("training_mode is set") != string::npos);
}

TEST_CASE("ONNX: shapes") {
  CHECK(node_refusal("Reshape",
                     [](onnx_builder& b) {
                       b.last().add_input(b.integers({-1, 5}));
                     }) ==
        "node 0 (Reshape \"Reshape_1\"): it makes 4x5 of 1x2x4x3, which has another number of "
        "elements");
  CHECK(node_refusal("Reshape", [](onnx_builder& b) {
          b.last().add_input(b.integers({-1, -1}));
        }) == "node 0 (Reshape \"Reshape_1\"): a dimension is -1; accepted: 1 to 16777216");
  CHECK(node_refusal("Reshape", [](onnx_builder& b) {
          b.last().add_input(b.integers({1, 1, 1, 1, 24}));
        }) == "node 0 (Reshape \"Reshape_1\"): it makes 5 dimensions; accepted: up to 4");
  CHECK(
      node_refusal("Reshape", [](onnx_builder& b) { b.last().add_input("input"); }) ==
      "node 0 (Reshape \"Reshape_1\"): its input 1 is computed at run time; accepted: a constant");
  CHECK(node_refusal("Flatten", [](onnx_builder& b) { b.set("axis", 5); }) ==
        "node 0 (Flatten \"Flatten_1\"): it names axis 5; accepted: -4 to 4");
  CHECK(node_refusal("Squeeze", [](onnx_builder& b) { b.last().add_input(b.integers({1})); }) ==
        "node 0 (Squeeze \"Squeeze_1\"): it drops axis 1 of 1x2x4x3; accepted: axes of 1");
  CHECK(node_refusal("Unsqueeze", [](onnx_builder& b) { b.last().add_input(b.integers({0})); }) ==
        "node 0 (Unsqueeze \"Unsqueeze_1\"): it makes 5 dimensions; accepted: up to 4");
  CHECK(node_refusal("Transpose",
                     [](onnx_builder& b) {
                       b.set("perm", int64s{0, 1, 1, 2});
                     }) ==
        "node 0 (Transpose \"Transpose_1\"): its perm is [0, 1, 1, 2]; accepted: each of 4 axes "
        "once");
  CHECK(node_refusal("Pad", [](onnx_builder& b) {
          b.set("pads", int64s{0, 0, 1, 0, 0, 0, 0});
        }) == "node 0 (Pad \"Pad_1\"): it has 7 pads; accepted: 2 for each of 4 axes");
  CHECK(node_refusal("Pad", [](onnx_builder& b) {
          b.set("pads", int64s{0, 0, 1, 0, 0, 0, 1, 0}).set("mode", string("reflect"));
        }) == "node 0 (Pad \"Pad_1\"): its mode is \"reflect\"; accepted: constant");
  CHECK(node_refusal("Pad", [](onnx_builder& b) {
          b.set("pads", int64s{0, 0, -1, 0, 0, 0, 0, 0});
        }) == "node 0 (Pad \"Pad_1\"): it pads by -1; accepted: 0 to 65535");
  CHECK(node_refusal("Softmax", [](onnx_builder& b) { b.set("axis", 2); }) ==
        "node 0 (Softmax \"Softmax_1\"): its axis is 2 of 1x2x4x3; accepted: the channels, or the "
        "last");
  CHECK(
      node_refusal("Softmax", [](onnx_builder& b) { b.opset(11); }) ==
      "node 0 (Softmax \"Softmax_1\"): its axis 1 of 1x2x4x3 is followed by others; accepted: one "
      "axis");
  CHECK(node_refusal("ReduceMean", [](onnx_builder& b) { b.set("axes", int64s{4}); }) ==
        "node 0 (ReduceMean \"ReduceMean_1\"): it names axis 4; accepted: -4 to 3");
}

TEST_CASE("ONNX: quantisation") {
  const auto with = [](auto change) {
    onnx_builder b = small_qdq();
    change(b);
    return refusal(b);
  };
  CHECK(with([](onnx_builder&) {}) == "accepted");
  const string quantize = "node 0 (QuantizeLinear \"QuantizeLinear_3\"): ";
  CHECK(with([](onnx_builder& b) { b.graph().mutable_initializer(0)->set_float_data(0, 0.0F); }) ==
        quantize + "its scale is 0; accepted: a finite number over 0");
  CHECK(with([](onnx_builder& b) {
          b.graph().mutable_initializer(0)->set_float_data(0,
                                                           std::numeric_limits<float>::infinity());
        }) == quantize + "its scale is inf; accepted: a finite number over 0");
  CHECK(with([](onnx_builder& b) {
          b.graph().mutable_node(1)->set_input(1, b.floats({}, std::vector<float>{0.06F}));
        }) ==
        "node 1 (DequantizeLinear \"DequantizeLinear_6\"): its scale and zero point are not "
        "those that its input was quantised with");
  CHECK(with([](onnx_builder& b) { b.graph().mutable_node(0)->set_input(1, b.positives(2)); }) ==
        quantize + "it has 2 scales and 1 zero points; accepted: as many");
  CHECK(with([](onnx_builder& b) {
          b.graph().mutable_node(2)->set_input(2, b.int8s({2}, {0, 1}));
        }).find("its weights have zero point 1 in channel 1") != string::npos);
}
