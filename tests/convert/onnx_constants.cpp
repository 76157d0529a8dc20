// SPDX-License-Identifier: Apache-2.0
// What exporters leave to be computed from constants: a network is the same as with the numbers
// written into the file.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "convert/convert.hpp"
#include "convert/onnx_builder.hpp"

using namespace tyto::test;
using namespace tyto::convert;

namespace {

using floats = std::vector<float>;
using int64s = std::vector<std::int64_t>;
using dims = std::vector<int>;

const dims filter{2, 1, 1, 2};  // two channels of one row of two taps

// Conv of an image by what `weights` makes; its weights in the lowered network.
floats weights_of(const std::function<std::string(onnx_builder&)>& weights) {
  onnx_builder b;
  const std::string image = b.input({1, 1, 4, 5});
  b.node("Conv", {image, weights(b)});
  const lowered::model network = convert_model(b.bytes(), model_format::onnx);
  REQUIRE(network.layers.size() == 1);
  return network.layers[0].float_weights;
}

floats plain(const floats& values) {
  return weights_of([&](onnx_builder& b) { return b.floats(filter, values); });
}

}  // namespace

TEST_CASE("ONNX constants: functions of one number") {
  const auto by = [](const std::string& op, const floats& values) {
    return weights_of([&](onnx_builder& b) { return b.node(op, {b.floats(filter, values)}); });
  };
  CHECK(by("Neg", {1, -2, 3, 0.5F}) == plain({-1, 2, -3, -0.5F}));
  CHECK(by("Abs", {1, -2, 3, -0.5F}) == plain({1, 2, 3, 0.5F}));
  CHECK(by("Sqrt", {1, 4, 9, 0.25F}) == plain({1, 2, 3, 0.5F}));
  CHECK(by("Reciprocal", {1, 4, -2, 0.25F}) == plain({1, 0.25F, -0.5F, 4}));
  CHECK(by("Relu", {1, -2, 3, -0.5F}) == plain({1, 0, 3, 0}));
  CHECK(by("Exp", {0, 1, 2, -1}) == plain({1, std::exp(1.0F), std::exp(2.0F), std::exp(-1.0F)}));
  CHECK(by("Identity", {1, 2, 3, 4}) == plain({1, 2, 3, 4}));
}

TEST_CASE("ONNX constants: of two") {
  const auto by = [](const std::string& op, const floats& values, float other) {
    return weights_of([&](onnx_builder& b) {
      return b.node(op, {b.floats(filter, values), b.floats({}, {other})});
    });
  };
  CHECK(by("Pow", {1, -2, 3, 0.5F}, 2) == plain({1, 4, 9, 0.25F}));
  CHECK(by("Max", {1, -2, 3, 0.5F}, 0) == plain({1, 0, 3, 0.5F}));
  CHECK(by("Min", {1, -2, 3, 0.5F}, 0.75F) == plain({0.75F, -2, 0.75F, 0.5F}));
  CHECK(by("Sub", {1, -2, 3, 0.5F}, 1) == plain({0, -3, 2, -0.5F}));
}

TEST_CASE("ONNX constants: weight normalisation, w g / |w| a channel") {
  const floats expected = plain({0.6F * 2, 0.8F * 2, 5.0F / 13 * 3, 12.0F / 13 * 3});
  const auto normed = [&](bool as_norm) {
    return weights_of([&](onnx_builder& b) {
      const std::string w = b.floats(filter, {3, 4, 5, 12});
      std::string norm;
      if (as_norm) {
        norm = b.node("ReduceL2", {w});
        b.set("axes", int64s{1, 2, 3});
      } else {
        norm =
            b.node("Sqrt", {b.node("ReduceSum", {b.node("Mul", {w, w}), b.integers({1, 2, -1})})});
      }
      return b.node("Mul", {b.node("Div", {w, norm}), b.floats({2, 1, 1, 1}, {2, 3})});
    });
  };
  for (const bool as_norm : {false, true}) {
    const floats got = normed(as_norm);
    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i)
      CHECK(got[i] == doctest::Approx(expected[i]).epsilon(1e-6));
  }
}

TEST_CASE("ONNX constants: parts of others") {
  const floats expected = plain({1, 2, 3, 4});
  CHECK(weights_of([](onnx_builder& b) {
          const std::string joined =
              b.node("Concat", {b.floats({1, 1, 1, 2}, {1, 2}), b.floats({1, 1, 1, 2}, {3, 4})});
          b.set("axis", 0);
          return joined;
        }) == expected);
  CHECK(weights_of([](onnx_builder& b) {
          const std::string joined =
              b.node("Concat", {b.floats({2, 1, 1, 1}, {1, 3}), b.floats({2, 1, 1, 1}, {2, 4})});
          b.set("axis", -1);
          return joined;
        }) == expected);
  CHECK(weights_of([](onnx_builder& b) {
          return b.node(
              "Slice",
              {b.floats({3, 1, 1, 3}, {9, 9, 9, 1, 2, 9, 3, 4, 9}), b.integers({1, 0}),
               b.integers({std::numeric_limits<std::int64_t>::max(), -1}), b.integers({0, 3})});
        }) == expected);
  CHECK(weights_of([](onnx_builder& b) {  // every other, and backwards
          return b.node("Slice",
                        {b.floats({3, 1, 1, 3}, {4, 9, 3, 9, 9, 9, 2, 9, 1}), b.integers({9, -1}),
                         b.integers({std::numeric_limits<std::int64_t>::min(), -9}),
                         b.integers({0, 3}), b.integers({-2, -2})});
        }) == expected);
  CHECK(
      weights_of([](onnx_builder& b) {
        return b.node("Gather", {b.floats({3, 1, 1, 2}, {3, 4, 9, 9, 1, 2}), b.integers({-1, 0})});
      }) == expected);
  CHECK(weights_of([](onnx_builder& b) {
          return b.node("Expand", {b.floats({2, 1, 1, 1}, {1, 3}), b.integers({2, 1, 1, 2})});
        }) == plain({1, 1, 3, 3}));
  CHECK(weights_of([](onnx_builder& b) {
          return b.node(
              "Mul", {b.node("Cast", {b.int8s(filter, {10, -20, 30, 127})}), b.floats({}, {0.5F})});
        }) == plain({5, -10, 15, 63.5F}));
}

TEST_CASE("ONNX constants: 64-bit floats") {
  CHECK(weights_of([](onnx_builder& b) {
          auto& w = b.initializer("w", filter, onnx::TensorProto::DOUBLE);
          for (const double x : {1.0, -0.5, 0.1, 4.0})
            w.add_double_data(x);
          return std::string("w");
        }) == plain({1, -0.5F, 0.1F, 4}));
}

TEST_CASE("ONNX constants: a Reshape to sizes that are computed") {
  onnx_builder b;
  const std::string image = b.conv(b.input({1, 1, 4, 5}), 1, 2);
  const auto all = b.node("Size", {image});
  const auto first = b.node("Gather", {b.node("Shape", {image}), b.integers({0})});
  const auto rest =
      b.node("Cast", {b.node("Div", {b.node("Cast", {all}), b.node("Cast", {first})})});
  b.set("to", 7);
  b.dense(b.node("Reshape", {image, b.node("Concat", {first, rest})}), 40, 3);
  const lowered::model network = convert_model(b.bytes(), model_format::onnx);
  CHECK(network.layers.size() == 2);
}

TEST_CASE("ONNX: a pad of nothing goes, whatever its mode") {
  for (const char* const mode : {"constant", "reflect", "edge"}) {
    onnx_builder b;
    const std::string x = b.conv(b.input({1, 1, 6, 4}), 1, 3);
    const std::string same = b.node("Pad", {x, b.integers(int64s(8, 0))});
    b.set("mode", std::string(mode));
    b.node("AveragePool", {same});
    b.set("kernel_shape", int64s{2, 2});
    CHECK(convert_model(b.bytes(), model_format::onnx).layers.size() == 2);
  }
}

TEST_CASE("ONNX: two pads in a row become one") {
  onnx_builder b;
  std::string x = b.conv(b.input({1, 1, 6, 4}), 1, 3);
  for (int i = 0; i < 2; ++i)
    x = b.node("Pad", {x, b.integers({0, 0, 1, 0, 0, 0, 2, 3})});
  SUBCASE("a convolution takes them") {
    b.conv(x, 3, 4);
    b.set("auto_pad", std::string("NOTSET"));
  }
  SUBCASE("a layer of its own") {
    b.node("MaxPool", {x});
    b.set("kernel_shape", int64s{2, 2});
  }
  const lowered::model network = convert_model(b.bytes(), model_format::onnx);
  // Every layer but the last is read by another: the header compiles.
  for (std::size_t i = 0; i + 1 < network.layers.size(); ++i) {
    bool is_read = false;
    for (const lowered::layer& reader : network.layers) {
      for (const lowered::source& source : reader.inputs)
        is_read = is_read || source.layer == static_cast<int>(i);
    }
    CHECK(is_read);
  }
}
