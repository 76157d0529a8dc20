// SPDX-License-Identifier: Apache-2.0
// ONNX models against a reference that runs the file as it is: after reading, and after every pass.
#include "convert/read/onnx/read_onnx.hpp"

#include <doctest/doctest.h>

#include "convert/convert.hpp"
#include "convert/ir_builder.hpp"
#include "convert/onnx_models.hpp"
#include "convert/onnx_reference.hpp"
#include "convert/pass/passes.hpp"
#include "convert/pass/simplify.hpp"
#include "convert/run/interpreter.hpp"

using namespace tyto::test;
using namespace tyto::convert;

using dims = std::vector<int>;
using int64s = std::vector<std::int64_t>;

namespace {

onnx_reference::array input_of(const onnx_builder& b, std::uint64_t seed) {
  onnx_reference::array in;
  std::size_t n = 1;
  for (const auto& dim : b.model.graph().input(0).type().tensor_type().shape().dim()) {
    in.dims.push_back(static_cast<int>(dim.dim_value()));
    n *= static_cast<std::size_t>(dim.dim_value());
  }
  in.data = random_reals(n, seed, 2.0);
  return in;
}

// Checks reader, simplify() and the lowered network for some inputs; returns that network.
lowered::model check(onnx_builder b) {
  const std::vector<std::uint8_t> file = b.bytes();
  const lowered::model network = convert_model(file, model_format::onnx);
  double most = 0.0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const onnx_reference::array in = input_of(b, seed);
    const std::vector<double> expected = channels_last(onnx_reference::run(b.model, in.data));

    // As it is read, the network's input still has the file's order of axes.
    const ir::graph read = read_onnx(file);
    CHECK(largest_difference(ir_reference(read).run(in.data), expected) < 1e-5);

    const std::vector<double> image = channels_last(in);
    const std::vector<float> floats(image.begin(), image.end());
    const auto got = std::get<std::vector<float>>(interpret(network, floats));
    CHECK(largest_difference({got.begin(), got.end()}, expected) < 1e-4);
    for (const double v : expected)
      most = std::max(most, std::abs(v));
  }
  CHECK(most > 1e-3);  // zeros would prove little
  return network;
}

}  // namespace

TEST_CASE("ONNX: a MobileNet-like network") {
  const lowered::model network = check(onnx_mobilenet_like());
  CHECK(network.layers.size() == 15);
  CHECK(network.input.dims == tyto::shape{24, 20, 3});
  CHECK(network.notes.size() == 1);  // on the input's order of axes
}

TEST_CASE("ONNX: a ResNet-like network") {
  const lowered::model network = check(onnx_resnet_like());
  CHECK(network.layers.size() == 10);
}

TEST_CASE("ONNX: windows and pads") {
  onnx_builder b;
  const std::string in = b.input({1, 3, 9, 7});
  const auto attributes = [&](const std::string& rule, const int64s& strides) {
    b.set("auto_pad", rule).set("strides", strides);
  };
  SUBCASE("SAME_UPPER, uneven") {
    b.conv(in, 3, 4, 4, 3);
  }
  SUBCASE("VALID") {
    b.conv(in, 3, 4, 3, 2);
    attributes("VALID", {2, 2});
  }
  SUBCASE("four pads of their own") {
    b.conv(in, 3, 4, 3, 1);
    attributes("NOTSET", {2, 1});
    b.set("pads", int64s{2, 0, 1, 3});
  }
  SUBCASE("depthwise, two filters a channel") {
    b.conv(in, 3, 6, 3, 2, 3);
  }
  SUBCASE("max pool with pads") {
    b.node("MaxPool", {in});
    b.set("kernel_shape", int64s{3, 2}).set("strides", int64s{2, 2});
    b.set("pads", int64s{1, 0, 1, 1});
  }
  SUBCASE("average pool, pads not counted") {
    b.node("AveragePool", {in});
    b.set("kernel_shape", int64s{3, 3}).set("strides", int64s{2, 2});
    b.set("pads", int64s{1, 1, 1, 1});
  }
  check(b);
}

TEST_CASE("ONNX: SAME_LOWER has the odd pad before the input") {
  onnx_builder lower;
  lower.conv(lower.input({1, 1, 5, 5}), 1, 1, 2, 1);
  onnx_builder pads = lower;
  lower.set("auto_pad", std::string("SAME_LOWER"));
  pads.set("auto_pad", std::string("NOTSET")).set("pads", int64s{1, 1, 0, 0});
  check(pads);
  const lowered::model a = convert_model(lower.bytes(), model_format::onnx);
  const lowered::model b = convert_model(pads.bytes(), model_format::onnx);
  const std::vector<float> input(25, 1.0F);
  CHECK(interpret(a, input) == interpret(b, input));
}

TEST_CASE("ONNX: ceil_mode") {
  onnx_builder b;
  b.node("MaxPool", {b.input({1, 2, 6, 5})});
  b.set("kernel_shape", int64s{3, 2}).set("strides", int64s{2, 2}).set("ceil_mode", 1);
  const lowered::model network = convert_model(b.bytes(), model_format::onnx);
  CHECK(network.output.dims == tyto::shape{3, 3, 2});
  // A window that would start behind the input does not count.
  onnx_builder behind;
  behind.node("MaxPool", {behind.input({1, 2, 4, 4})});
  behind.set("kernel_shape", int64s{1, 1}).set("strides", int64s{3, 5}).set("ceil_mode", 1);
  CHECK(convert_model(behind.bytes(), model_format::onnx).output.dims == tyto::shape{2, 1, 2});
}

TEST_CASE("ONNX: flattening an image reads its channels first") {
  onnx_builder b;
  const std::string image = b.conv(b.input({1, 2, 5, 4}), 2, 3, 3, 1);
  SUBCASE("Flatten") {
    b.dense(b.relu(b.node("Flatten", {image})), 60, 4);
  }
  SUBCASE("Reshape with -1 and 0") {
    b.node("Reshape", {image, b.integers({1, 60})});
    b.dense(b.last().output(0), 60, 4);
  }
  SUBCASE("MatMul and Add instead of Gemm") {
    const std::string flat = b.node("Flatten", {image});
    const std::string product = b.node("MatMul", {flat, b.randoms({60, 4}, 0.1F)});
    b.node("Add", {product, b.randoms({4})});
  }
  SUBCASE("Gemm with its matrix the other way around, alpha and beta") {
    const std::string flat = b.node("Flatten", {image});
    b.node("Gemm", {flat, b.randoms({60, 4}, 0.1F), b.randoms({1, 4})});
    b.set("alpha", 0.5F).set("beta", -2.0F);
  }
  check(b);
}

TEST_CASE("ONNX: Transpose only renames axes") {
  onnx_builder b;
  SUBCASE("channels last at both ends, as converters from TensorFlow write it") {
    const std::string in = b.node("Transpose", {b.input({1, 6, 5, 3})});
    b.set("perm", int64s{0, 3, 1, 2});
    const std::string image = b.relu(b.conv(in, 3, 4, 3, 2));
    const std::string out = b.node("Transpose", {image});
    b.set("perm", int64s{0, 2, 3, 1});
    b.dense(b.node("Flatten", {out}), 3 * 3 * 4, 5);
    const std::vector<std::uint8_t> file = b.bytes();
    const lowered::model network = convert_model(file, model_format::onnx);
    CHECK(network.notes.empty());  // the input's axes are ours already
    CHECK(network.input.dims == tyto::shape{6, 5, 3});
    const std::vector<double> input = random_reals(90, 1);
    const auto expected = onnx_reference::run(b.model, input).data;
    const auto got = std::get<std::vector<float>>(
        interpret(network, std::vector<float>(input.begin(), input.end())));
    CHECK(largest_difference({got.begin(), got.end()}, expected) < 1e-5);
  }
  SUBCASE("a matrix") {
    const std::string matrix = b.node("Transpose", {b.randoms({4, 6})});
    b.set("perm", int64s{1, 0});
    b.node("MatMul", {b.input({1, 6}), matrix});
    check(b);
  }
}

TEST_CASE("ONNX: constants along the channels") {
  onnx_builder b;
  const std::string image = b.conv(b.input({1, 2, 5, 4}), 2, 3, 3, 1, 1, false);
  SUBCASE("Add [c,1,1]") {
    b.node("Add", {image, b.randoms({3, 1, 1})});
  }
  SUBCASE("Add [1,c,1,1], the constant first") {
    b.node("Add", {b.randoms({1, 3, 1, 1}), image});
    onnx_builder swapped = b;
    swapped.last().set_input(0, image);
    swapped.last().set_input(1, b.last().input(0));
    b.last() = swapped.last();
  }
  SUBCASE("Mul, then Add") {
    b.node("Add", {b.node("Mul", {image, b.randoms({3, 1, 1})}), b.randoms({1, 3, 1, 1})});
  }
  SUBCASE("one number for all") {
    b.node("Add", {b.node("Mul", {image, b.floats({}, std::vector<float>{0.5F})}),
                   b.floats({1}, std::vector<float>{0.25F})});
  }
  SUBCASE("behind a clamp, where nothing takes them in") {
    const std::string norm = b.batch_norm(b.relu(image), 3);
    b.node("Add", {norm, b.randoms({3, 1, 1})});
  }
  SUBCASE("of the network's input") {
    b = onnx_builder();
    const std::string scaled = b.node("Mul", {b.input({1, 3, 5, 4}), b.randoms({3, 1, 1})});
    b.conv(b.node("Add", {scaled, b.randoms({3, 1, 1})}), 3, 2);
  }
  check(b);
}

TEST_CASE("ONNX: an add of the image and itself, pads, and what does nothing") {
  onnx_builder b;
  std::string x = b.conv(b.input({1, 2, 6, 4}), 2, 3);
  x = b.node("Identity", {b.node("Add", {x, b.relu(x)})});
  x = b.node("Pad", {x, b.integers({0, 0, 1, 0, 0, 0, 2, 3})});
  x = b.conv(x, 3, 4);
  b.set("auto_pad", std::string("NOTSET")).set("pads", int64s{0, 1, 0, 1});
  x = b.node("Dropout", {x});
  x = b.node("ReduceMean", {x});
  b.set("axes", int64s{2, 3});
  SUBCASE("keepdims") {
    b.dense(b.node("Flatten", {x}), 4, 3);
  }
  SUBCASE("no keepdims") {
    b.set("keepdims", 0);
    b.dense(x, 4, 3);
  }
  const lowered::model network = check(b);
  CHECK(network.layers.size() == 6);
}

TEST_CASE("ONNX: Squeeze and Unsqueeze move nothing") {
  onnx_builder b;
  b.opset(13);
  std::string x = b.conv(b.input({1, 1, 6, 4}), 1, 3);
  x = b.node("GlobalAveragePool", {x});
  x = b.node("Squeeze", {x, b.integers({2, 3})});
  x = b.dense(x, 3, 4);
  x = b.node("Unsqueeze", {x, b.integers({2, -1})});
  b.conv(x, 4, 2, 1);
  b.node("Softmax", {b.node("Squeeze", {b.last().output(0), b.integers({2, 3})})});
  const lowered::model network = convert_model(b.bytes(), model_format::onnx);
  CHECK(network.layers.size() == 5);
  CHECK(network.output.dims == tyto::shape{1, 1, 2});
}

TEST_CASE("ONNX: bounds of Clip, Max and Min") {
  const auto bounds = [](onnx_builder b) {
    const lowered::model network = convert_model(b.bytes(), model_format::onnx);
    REQUIRE(network.layers.size() == 1);
    const auto& spec = std::get<tyto::ops::fully_connected<float>>(network.layers[0].spec);
    return std::pair(spec.numerics.output_min, spec.numerics.output_max);
  };
  constexpr float lowest = std::numeric_limits<float>::lowest();
  constexpr float largest = std::numeric_limits<float>::max();
  const auto dense = [](onnx_builder& b) { return b.dense(b.input({1, 4}), 4, 3); };
  {
    onnx_builder b;
    b.clip(dense(b), -0.5F, 0.5F);
    CHECK(bounds(b) == std::pair(-0.5F, 0.5F));
  }
  {
    onnx_builder b;
    b.node("Clip", {dense(b), "", b.floats({}, std::vector<float>{6.0F})});
    CHECK(bounds(b) == std::pair(lowest, 6.0F));
  }
  {
    onnx_builder b;
    b.opset(10);
    b.node("Clip", {dense(b)});
    b.set("min", -1.0F).set("max", 1.0F);
    CHECK(bounds(b) == std::pair(-1.0F, 1.0F));
  }
  {
    onnx_builder b;
    const std::string above = b.node("Max", {dense(b), b.floats({}, std::vector<float>{0.0F})});
    b.node("Min", {above, b.floats({1}, std::vector<float>{2.0F})});
    CHECK(bounds(b) == std::pair(0.0F, 2.0F));
  }
  {
    onnx_builder b;
    dense(b);
    CHECK(bounds(b) == std::pair(lowest, largest));
  }
}

TEST_CASE("ONNX: nodes in any order, and nodes that nothing needs") {
  onnx_builder b = onnx_resnet_like();
  const lowered::model expected = convert_model(b.bytes(), model_format::onnx);
  // The last node first.
  auto* nodes = b.graph().mutable_node();
  std::reverse(nodes->begin(), nodes->end());
  const std::string unused = b.relu("input");
  const lowered::model got = convert_model(b.bytes(), model_format::onnx);
  CHECK(got.layers.size() == expected.layers.size());
  const std::vector<float> input(static_cast<std::size_t>(expected.input.dims.elements()), 0.5F);
  CHECK(interpret(got, input) == interpret(expected, input));
}
