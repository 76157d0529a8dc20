// SPDX-License-Identifier: Apache-2.0
// ONNX operators that are several of ours, or a slice, or a matrix on either side: their outputs
// are computed here from ONNX's words.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/onnx_builder.hpp"
#include "convert/run/interpreter.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using floats = std::vector<float>;
using int64s = std::vector<std::int64_t>;

namespace {

floats run(onnx_builder& b, const floats& input, const input_shapes& shapes = {}) {
  const lowered::model m = finish_model(read_model(b.bytes(), model_format::onnx, {}, shapes));
  return std::get<floats>(interpret(m, input));
}

std::string refusal(onnx_builder& b, const input_shapes& shapes = {}) {
  try {
    finish_model(read_model(b.bytes(), model_format::onnx, {}, shapes));
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

void check_equal(const floats& got, const std::vector<double>& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    CHECK(static_cast<double>(got[i]) == doctest::Approx(expected[i]).epsilon(1e-5));
}

const floats six{1.0F, -2.0F, 3.0F, 0.5F, -0.25F, 4.0F};

}  // namespace

TEST_CASE("ONNX: Split by sizes, by an input and into equal parts") {
  const auto joined = [](auto split) {
    onnx_builder b;
    const std::string in = b.input({1, 6});
    split(b, in);
    onnx::NodeProto& node = b.last();
    node.set_output(0, "a");
    node.add_output("b");
    b.node("Concat", {"b", "a"});
    b.set("axis", 1);
    return run(b, six);
  };
  const auto attribute = [](onnx_builder& b, const std::string& in) {
    b.opset(11);
    b.node("Split", {in});
    b.set("axis", 1).set("split", int64s{2, 4});
  };
  check_equal(joined(attribute), {3.0, 0.5, -0.25, 4.0, 1.0, -2.0});
  const auto listed = [](onnx_builder& b, const std::string& in) {
    b.node("Split", {in, b.integers({5, 1})});
    b.set("axis", -1);
  };
  check_equal(joined(listed), {4.0, 1.0, -2.0, 3.0, 0.5, -0.25});
  const auto equal = [](onnx_builder& b, const std::string& in) {
    b.node("Split", {in});
    b.set("axis", 1);
  };
  check_equal(joined(equal), {0.5, -0.25, 4.0, 1.0, -2.0, 3.0});

  onnx_builder wrong;
  wrong.node("Split", {wrong.input({1, 6}), wrong.integers({5, 2})});
  wrong.set("axis", 1);
  wrong.last().add_output("b");
  CHECK(refusal(wrong) ==
        "node 0 (Split \"Split_2\"): it takes 2 elements from 5 on of axis 1 of 1x6");
}

TEST_CASE("ONNX: Split of an image's channels keeps the order of axes that it has") {
  onnx_builder b;
  b.node("Split", {b.input({1, 3, 1, 2})});
  b.set("axis", 1);
  for (const char* more : {"b", "c"})
    b.last().add_output(more);
  b.node("Add", {"c", b.graph().node(0).output(0)});
  check_equal(run(b, {1, 10, 100, 2, 20, 200}), {21.0, 210.0});
}

TEST_CASE("ONNX: Gather of a row and of some columns") {
  onnx_builder row;
  const std::string index = "index";
  row.initializer(index, {}, onnx::TensorProto::INT64).add_int64_data(-1);
  row.node("Gather", {row.input({1, 3, 2}), index});
  row.set("axis", 1);
  check_equal(run(row, six), {-0.25, 4.0});

  onnx_builder columns;
  columns.node("Gather", {columns.input({1, 6}), columns.integers({1, 2, 3})});
  columns.set("axis", 1);
  check_equal(run(columns, six), {-2.0, 3.0, 0.5});

  onnx_builder scattered;
  scattered.node("Gather", {scattered.input({1, 6}), scattered.integers({1, 3})});
  scattered.set("axis", 1);
  CHECK(
      refusal(scattered) ==
      "node 0 (Gather \"Gather_2\"): its indices are [1, 3]; accepted: each one more than the one "
      "before");
}

TEST_CASE("ONNX: LogSoftmax, also of what softmax makes 0") {
  onnx_builder b;
  b.node("LogSoftmax", {b.input({1, 3})});
  b.set("axis", -1);
  const double sum = std::exp(-200.0) + 1.0 + std::exp(-1.0);
  check_equal(run(b, {-200.0F, 0.0F, -1.0F}),
              {-200.0 - std::log(sum), -std::log(sum), -1.0 - std::log(sum)});
}

TEST_CASE("ONNX: Reciprocal, Sum of two") {
  onnx_builder b;
  const std::string in = b.input({1, 6});
  const std::string inverse = b.node("Reciprocal", {in});
  b.node("Sum", {in, inverse});
  std::vector<double> expected;
  for (const float x : six)
    expected.push_back(static_cast<double>(x) + 1.0 / static_cast<double>(x));
  check_equal(run(b, six), expected);
}

TEST_CASE("ONNX: a matrix for each row, as PyTorch exports Linear") {
  onnx_builder b;
  const std::string product =
      b.node("MatMul", {b.input({1, 3, 2}), b.floats({2, 2}, {1.0F, 10.0F, 2.0F, 20.0F})});
  b.node("Add", {b.floats({2}, {0.5F, -0.5F}), product});
  std::vector<double> expected;
  for (std::size_t i = 0; i < six.size(); i += 2) {
    const double sum = static_cast<double>(six[i]) + 2 * static_cast<double>(six[i + 1]);
    expected.push_back(sum + 0.5);
    expected.push_back(10 * sum - 0.5);
  }
  check_equal(run(b, six), expected);
}

TEST_CASE("ONNX: Gemm, either operand transposed, the matrix on either side") {
  const floats m{1.0F, 2.0F, 3.0F, -1.0F, 0.5F, 4.0F};  // 2 x 3
  const floats x{1.0F, -1.0F, 2.0F};
  const std::vector<double> expected{5.0 * 2 + 3, 6.5 * 2 - 3};  // 2 m x + 3 {1, -1}
  for (const bool turn_x : {false, true}) {
    for (const bool turn_m : {false, true}) {
      onnx_builder b;
      const std::string in = b.input({1, 3});
      const std::string column = b.node("Reshape", {in, b.integers({3, 1})});
      const floats turned{1.0F, -1.0F, 2.0F, 0.5F, 3.0F, 4.0F};
      const std::string matrix = turn_m ? b.floats({2, 3}, m) : b.floats({3, 2}, turned);
      b.node("Gemm", {turn_x ? column : in, matrix, b.floats({2}, {1.0F, -1.0F})});
      b.set("transA", turn_x ? 1 : 0).set("transB", turn_m ? 1 : 0);
      b.set("alpha", 2.0F).set("beta", 3.0F);
      check_equal(run(b, x), expected);

      onnx_builder left;
      const std::string row = left.input({1, 3});
      const std::string tall = left.node("Reshape", {row, left.integers({3, 1})});
      left.node("Gemm", {turn_m ? left.floats({3, 2}, turned) : left.floats({2, 3}, m),
                         turn_x ? row : tall, left.floats({2, 1}, {1.0F, -1.0F})});
      left.set("transA", turn_m ? 1 : 0).set("transB", turn_x ? 1 : 0);
      left.set("alpha", 2.0F).set("beta", 3.0F);
      check_equal(run(left, x), expected);
    }
  }
}

TEST_CASE("ONNX: a batch norm of rows that no convolution has made") {
  onnx_builder b;
  b.node("BatchNormalization",
         {b.input({1, 2, 3}), b.floats({2}, {2.0F, 1.0F}), b.floats({2}, {0.5F, 0.0F}),
          b.floats({2}, {1.0F, 0.0F}), b.floats({2}, {4.0F, 1.0F})});
  b.set("epsilon", 0.0F);
  // The network takes [rows][channels] of what the file has as [channels][rows].
  const floats input{1.0F, 5.0F, 3.0F, 6.0F, -1.0F, 7.0F};
  check_equal(run(b, input), {0.5, 5.0, 2.5, 6.0, -1.5, 7.0});
}

TEST_CASE("ONNX: dimensions that the file leaves open") {
  const auto open = [] {
    onnx_builder b;
    b.node("Relu", {b.input({1, 1, 2})});
    auto* shape =
        b.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
    shape->mutable_dim(0)->set_dim_param("batch");
    shape->mutable_dim(1)->set_dim_param("time");
    return b;
  };
  onnx_builder b = open();
  check_equal(run(b, six, {{"input", {1, 3, 2}}}), {1.0, 0.0, 3.0, 0.5, 0.0, 4.0});
  CHECK(refusal(b) ==
        "its input \"input\" has a dynamic shape: dimension 1 is not known; accepted: fixed "
        "dimensions, but for the batch, or those of --shape input=1x49x10");
  CHECK(refusal(b, {{"input", {1, 3, 4}}}) ==
        "its input \"input\" has 2 in dimension 2, the shape given 1x3x4");
  CHECK(refusal(b, {{"input", {1, 6}}}) ==
        "its input \"input\" has 3 dimensions, the shape given 1x6");
  CHECK(refusal(b, {{"x", {1, 3, 2}}}) ==
        "has no input \"x\", whose shape is given; its input is \"input\"");
}

TEST_CASE("the shape of an input, as the command line has it") {
  CHECK(parse_input_shape("input=1x49x10").dims == std::vector<int>{1, 49, 10});
  CHECK(parse_input_shape("a=b=7").input == "a=b");
  for (const char* wrong : {"input", "=1x2", "input=", "input=1x", "input=0x1", "input=1x-2",
                            "input=1x2x3x4x5", "input=1 x 2", "input=99999999999"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(parse_input_shape(wrong), error);
  }
}
