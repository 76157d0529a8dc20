// SPDX-License-Identifier: Apache-2.0
// QDQ form becomes int8 layers: held against the file run as it is, in double, with its stored
// values rounded where QuantizeLinear says so.
#include <doctest/doctest.h>

#include <cmath>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/ir/quantization.hpp"
#include "convert/ir_builder.hpp"
#include "convert/onnx_builder.hpp"
#include "convert/onnx_reference.hpp"
#include "convert/pass/simplify.hpp"
#include "convert/read/onnx/read_onnx.hpp"
#include "convert/run/interpreter.hpp"
#include "convert/small_float_models.hpp"

using namespace tyto::test;
using namespace tyto::convert;

namespace {

using int64s = std::vector<std::int64_t>;
using int8s = std::vector<std::int8_t>;

// Writes models in QDQ form.
class qdq_builder : public onnx_builder {
 public:
  std::string scalar(float value) { return floats({}, std::vector<float>{value}); }

  std::string quantized(const std::string& in, float scale, int zero) {
    const std::string s = scalar(scale);
    const std::string z = int8s({}, {zero});
    return node("DequantizeLinear", {node("QuantizeLinear", {in, s, z}), s, z});
  }

  // int8 weights, `axis` that of the output channels, and the scale each is stored with.
  std::string weights(const std::vector<int>& dims, int axis, bool per_channel) {
    int n = 1;
    for (const int dim : dims)
      n *= dim;
    std::vector<int> values;
    for (int i = 0; i < n; ++i)
      values.push_back(numbers().between(-127, 127));
    const int channels = per_channel ? dims[static_cast<std::size_t>(axis)] : 1;
    scales.clear();
    for (int c = 0; c < channels; ++c)
      scales.push_back(0.001F * static_cast<float>(numbers().between(5, 15)));
    const std::string out =
        node("DequantizeLinear",
             {int8s(dims, values), floats({channels}, scales),
              int8s({channels}, std::vector<int>(static_cast<std::size_t>(channels), 0))});
    if (per_channel) set("axis", axis);
    return out;
  }

  // An int32 bias for the weights made last.
  std::string bias(int channels, float input_scale) {
    std::vector<int> values;
    for (int c = 0; c < channels; ++c)
      values.push_back(numbers().between(-2000, 2000));
    std::vector<float> product;
    for (const float s : scales)
      product.push_back(s * input_scale);
    const int n = static_cast<int>(product.size());
    return node("DequantizeLinear", {int32s(values), floats({n}, product),
                                     int32s(std::vector<int>(static_cast<std::size_t>(n), 0))});
  }

  std::vector<float> scales;
};

struct outcome {
  lowered::model network;
  int largest_difference = 0;  // of stored output values, in steps
};

// Runs the lowered network and the file for random inputs; both ends are int8.
outcome run(qdq_builder& b) {
  const std::vector<std::uint8_t> file = b.bytes();
  outcome o{convert_model(file, model_format::onnx), 0};
  REQUIRE_FALSE(o.network.input.is_float);
  REQUIRE_FALSE(o.network.output.is_float);
  const tyto::quantization in = o.network.input.quantized;
  const tyto::quantization out = o.network.output.quantized;
  tyto::test::random numbers(5);
  for (int k = 0; k < 5; ++k) {
    int8s stored;
    std::vector<double> real;
    for (int i = 0; i < o.network.input.dims.elements(); ++i) {
      stored.push_back(numbers.byte());
      real.push_back(double{in.scale} * (stored.back() - in.zero_point));
    }
    const auto got = std::get<int8s>(interpret(o.network, stored));
    const auto expected = channels_last(onnx_reference::run(b.model, real));
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      const double steps = expected[i] / double{out.scale} + out.zero_point;
      const int nearest = static_cast<int>(std::lround(std::clamp(steps, -128.0, 127.0)));
      o.largest_difference = std::max(o.largest_difference, std::abs(nearest - got[i]));
    }
  }
  return o;
}

template <class Spec>
bool is(const lowered::layer& layer) {
  return std::holds_alternative<Spec>(layer.spec);
}

}  // namespace

TEST_CASE("QDQ: convolution, depthwise, matrix and softmax become int8 layers") {
  qdq_builder b;
  std::string x = b.quantized(b.input({1, 1, 6, 5}), 0.05F, 3);
  x = b.node("Conv", {x, b.weights({4, 1, 3, 3}, 0, true), b.bias(4, 0.05F)});
  b.set("pads", int64s{1, 1, 1, 1});
  x = b.quantized(b.relu(x), 0.03F, -128);
  x = b.node("Conv", {x, b.weights({4, 1, 3, 3}, 0, true), b.bias(4, 0.03F)});
  b.set("group", 4);
  x = b.quantized(b.clip(x, 0.0F, 1.5F), 0.01F, -128);
  x = b.quantized(b.node("GlobalAveragePool", {x}), 0.01F, -128);
  x = b.node("Gemm", {b.node("Flatten", {x}), b.weights({4, 3}, 1, false), b.bias(3, 0.01F)});
  b.node("Softmax", {b.quantized(x, 0.02F, 10)});
  const outcome o = run(b);
  CHECK(o.largest_difference <= 1);
  REQUIRE(o.network.layers.size() == 5);
  CHECK(is<tyto::ops::conv2d<std::int8_t>>(o.network.layers[0]));
  CHECK(is<tyto::ops::depthwise<std::int8_t>>(o.network.layers[1]));
  CHECK(is<tyto::ops::global_average_pool<std::int8_t>>(o.network.layers[2]));
  CHECK(is<tyto::ops::fully_connected<std::int8_t>>(o.network.layers[3]));
  CHECK(is<tyto::ops::softmax<std::int8_t>>(o.network.layers[4]));
  CHECK(o.network.layers[0].weights.size() == 36);
  // ReLU6-like clamps are in stored values: 1.5 / 0.01 - 128.
  CHECK(std::get<tyto::ops::depthwise<std::int8_t>>(o.network.layers[1].spec).numerics.output_max ==
        22);
  REQUIRE(o.network.notes.size() == 2);
  CHECK(o.network.notes[0] ==
        "the network takes its input as int8, of scale 0.05 and zero point 3, as the file's first "
        "QuantizeLinear makes it");
  CHECK(o.network.notes[1] ==
        "the network gives its output as int8, of scale 0.00390625 and zero point -128");
}

TEST_CASE("QDQ: residual adds, max pool and pools of two scales") {
  qdq_builder b;
  std::string x = b.quantized(b.input({1, 1, 8, 6}), 0.05F, -5);
  x = b.quantized(b.relu(b.node("Conv", {x, b.weights({3, 1, 3, 3}, 0, true)})), 0.04F, -128);
  std::string y = b.node("Conv", {x, b.weights({3, 3, 1, 1}, 0, true), b.bias(3, 0.04F)});
  y = b.quantized(y, 0.02F, 7);
  x = b.quantized(b.relu(b.node("Add", {x, y})), 0.03F, -128);
  x = b.node("MaxPool", {x});
  b.set("kernel_shape", int64s{2, 2}).set("strides", int64s{2, 2});
  SUBCASE("average pool, the same scale") {
    x = b.node("AveragePool", {x});
    b.set("kernel_shape", int64s{2, 1});
    b.quantized(x, 0.03F, -128);
    const outcome o = run(b);
    CHECK(o.largest_difference <= 2);
    CHECK(o.network.layers.size() == 5);
  }
  SUBCASE("average pool, another scale") {
    x = b.node("AveragePool", {x});
    b.set("kernel_shape", int64s{2, 1});
    b.quantized(x, 0.025F, -100);
    const outcome o = run(b);
    CHECK(o.largest_difference <= 2);
    REQUIRE(o.network.layers.size() == 6);
    CHECK(is<tyto::ops::rescale>(o.network.layers.back()));
  }
  SUBCASE("global average, another scale") {
    b.quantized(b.node("GlobalAveragePool", {x}), 0.02F, -100);
    const outcome o = run(b);
    CHECK(o.largest_difference <= 2);
    REQUIRE(o.network.layers.size() == 5);
    CHECK(is<tyto::ops::mean>(o.network.layers.back()));
  }
  SUBCASE("mean") {
    x = b.node("ReduceMean", {x});
    b.set("axes", int64s{2, 3});
    b.quantized(x, 0.02F, -100);
    const outcome o = run(b);
    CHECK(o.largest_difference <= 2);
    CHECK(is<tyto::ops::mean>(o.network.layers.back()));
  }
}

TEST_CASE("QDQ: activations of their own, and a quantize of what is dequantised") {
  qdq_builder b;
  std::string x = b.quantized(b.input({1, 10}), 0.05F, 3);
  x = b.quantized(b.relu(x), 0.04F, -128);
  SUBCASE("another scale") {
    b.quantized(x, 0.02F, -3);
    const outcome o = run(b);
    CHECK(o.largest_difference <= 1);
    REQUIRE(o.network.layers.size() == 2);
    CHECK(is<tyto::ops::rescale>(o.network.layers[1]));
  }
  SUBCASE("the same scale: nothing to do") {
    b.quantized(x, 0.04F, -128);
    const outcome o = run(b);
    CHECK(o.largest_difference == 0);
    CHECK(o.network.layers.size() == 1);
  }
}

TEST_CASE("QDQ: a float bias and float weights that the file quantises") {
  qdq_builder b;
  const std::string x = b.quantized(b.input({1, 6}), 0.05F, 3);
  const std::string weights = b.quantized(b.randoms({4, 6}), 0.01F, 0);
  const std::string y = b.node("Gemm", {x, weights, b.randoms({4})});
  b.set("transB", 1);
  b.quantized(y, 0.03F, 0);
  const outcome o = run(b);
  CHECK(o.largest_difference <= 1);
  REQUIRE(o.network.layers.size() == 1);
  CHECK(is<tyto::ops::fully_connected<std::int8_t>>(o.network.layers[0]));
}

TEST_CASE("QDQ: UINT8 is INT8, 128 less") {
  const auto model = [](bool uint8) {
    onnx_builder b;
    const int type = uint8 ? onnx::TensorProto::UINT8 : onnx::TensorProto::INT8;
    const int shift = uint8 ? 128 : 0;
    const auto pair = [&](const std::string& in, float scale, int zero) {
      const std::string s = b.floats({}, std::vector<float>{scale});
      const std::string z = b.int8s({}, {zero + shift}, type);
      return b.node("DequantizeLinear", {b.node("QuantizeLinear", {in, s, z}), s, z});
    };
    const std::string x = pair(b.input({1, 3}), 0.05F, -10);
    const std::string weights =
        b.node("DequantizeLinear",
               {b.int8s({2, 3},
                        {1 + shift, -2 + shift, 3 + shift, 4 + shift, -5 + shift, 6 + shift}, type),
                b.floats({}, std::vector<float>{0.1F}), b.int8s({}, {shift}, type)});
    const std::string y = b.node("Gemm", {x, weights});
    b.set("transB", 1);
    pair(y, 0.02F, 5);
    return convert_model(b.bytes(), model_format::onnx);
  };
  const lowered::model a = model(false);
  const lowered::model b = model(true);
  CHECK(a.layers[0].weights == int8s{1, -2, 3, 4, -5, 6});
  CHECK(b.layers[0].weights == a.layers[0].weights);
  CHECK(b.input.quantized == a.input.quantized);
  CHECK(b.output.quantized == a.output.quantized);
  const int8s input{100, -100, 7};
  CHECK(interpret(a, input) == interpret(b, input));
}

TEST_CASE("QDQ: what is not quantised on both sides stays float") {
  qdq_builder b;
  const std::string x = b.quantized(b.input({1, 1, 4, 4}), 0.05F, 3);
  const std::string y =
      b.relu(b.node("Conv", {x, b.weights({2, 1, 3, 3}, 0, true), b.bias(2, 0.05F)}));
  b.dense(b.node("Flatten", {y}), 8, 3);
  const lowered::model network = convert_model(b.bytes(), model_format::onnx);
  CHECK_FALSE(network.input.is_float);
  CHECK(network.output.is_float);
  REQUIRE(network.layers.size() == 3);
  CHECK(is<tyto::ops::dequantize>(network.layers[0]));
  CHECK(is<tyto::ops::conv2d<float>>(network.layers[1]));
  CHECK(network.layers[1].float_weights.size() == 18);
  // The file as it is gives the same.
  const int8s stored{1, 5, -7, 100, 90, -128, 127, 4, 3, 2, 1, 0, -1, -2, -3, 50};
  std::vector<double> real;
  for (const std::int8_t q : stored)
    real.push_back(double{0.05F} * (q - 3));
  const auto got = std::get<std::vector<float>>(interpret(network, stored));
  CHECK(largest_difference({got.begin(), got.end()}, onnx_reference::run(b.model, real).data) <
        1e-5);
}

TEST_CASE("QDQ: a bias that int32 cannot hold is refused by name") {
  qdq_builder b;
  const std::string x = b.quantized(b.input({1, 2}), 1e-6F, 0);
  const std::string weights = b.weights({1, 2}, 0, false);
  const std::string y = b.node("Gemm", {x, weights, b.floats({1}, std::vector<float>{1e9F})});
  b.set("transB", 1);
  b.quantized(y, 1.0F, 0);
  try {
    convert_model(b.bytes(), model_format::onnx);
    FAIL("accepted");
  } catch (const error& e) {
    const std::string message = e.what();
    CHECK(message.starts_with("node "));
    CHECK(message.find("(Gemm \"Gemm_") != std::string::npos);
    CHECK(message.find("its bias in channel 0 is 1") != std::string::npos);
    CHECK(message.ends_with("accepted: what fits int32"));
  }
}

TEST_CASE("graphs without quantisation are left alone") {
  ir_builder b({1, 4, 4, 2});
  ir::graph graph = b.finish(b.node(ir::softmax{}, {b.dense(b.conv(b.input(), 3), 4)}));
  CHECK(change_by(graph, fold_qdq) == 0.0);
  CHECK(graph.nodes.size() == 3);
  CHECK(graph.notes.empty());
}
