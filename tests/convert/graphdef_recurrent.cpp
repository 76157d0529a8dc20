// SPDX-License-Identifier: Apache-2.0
// Loops of frozen TensorFlow graphs as recurrent layers: the keyword models of "Hello Edge", small.
#include <doctest/doctest.h>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/graphdef_models.hpp"
#include "convert/graphdef_recurrent_reference.hpp"
#include "convert/run/interpreter.hpp"

using namespace tyto::test;
using namespace tyto::convert;

namespace {

using doubles = std::vector<double>;

constexpr int steps = 6;
constexpr int features = 3;

std::vector<float> sound(graphdef_builder& b) {
  std::vector<float> x;
  for (int i = 0; i < steps * features; ++i)
    x.push_back(2.0F * b.numbers().real());
  return x;
}

// `in` is [1][steps * features] as ARM's models have it.
std::string as_rows(graphdef_builder& b) {
  b.placeholder({-1, steps * features});
  b.ints("Reshape/shape", {-1, steps, features});
  return b.node("Reshape", "Reshape", {"input", "Reshape/shape"});
}

std::vector<float> run(const graphdef_builder& b, const std::vector<float>& x) {
  return std::get<std::vector<float>>(
      interpret(convert_model(b.bytes(), model_format::graphdef), x));
}

void check_equal(const std::vector<float>& got, const doubles& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    CHECK(static_cast<double>(got[i]) == doctest::Approx(expected[i]).epsilon(1e-5));
}

// The network that ends in node `name`.
void check_result(graphdef_builder b, const std::string& name, const std::vector<float>& x,
                  const doubles& expected) {
  b.node("Identity", "result", {name});
  b.freeze("result");
  check_equal(run(b, x), expected);
}

// Each state behind the loop, and all rows of it.
void check_rnn(const std::vector<tf_cell>& cells, bool counts_twice) {
  CAPTURE(counts_twice);
  graphdef_builder b;
  tf_rnn rnn(b, cells);
  rnn.counts_twice = counts_twice;
  rnn.build(as_rows(b), features);
  const std::vector<float> x = sound(b);
  const doubles all = tf_rnn_reference(b, cells).run({x.begin(), x.end()}, features);
  const int h = cells.back().outputs();
  check_result(b, rnn.states.back(), x, {all.end() - h, all.end()});
  if (cells.back().kind != tf_cell::gru) {
    check_result(b, rnn.states.end()[-2], x, {all.end() - h - cells.back().units, all.end() - h});
  }
  check_result(b, rnn.rows, x, {all.begin(), all.begin() + steps * h});
  b.ints("newest", {0, -1, 0});
  b.ints("end", {0, 0, 0});
  b.ints("by", {1, 1, 1});
  b.node("StridedSlice", "row", {rnn.rows, "newest", "end", "by"});
  b.set("begin_mask", 5).set("end_mask", 5).set("shrink_axis_mask", 2);
  check_result(b, "row", x, {all.end() - h, all.end()});
}

void check_all(const std::vector<tf_cell>& cells) {
  for (const bool twice : {false, true})
    check_rnn(cells, twice);
}

}  // namespace

TEST_CASE("GraphDef: the loop of a BasicLSTMCell") {
  check_all({{tf_cell::basic_lstm, 4}});
}

TEST_CASE("GraphDef: the loop of a GRUCell, and of two of them") {
  check_all({{tf_cell::gru, 5}});
  check_all({{tf_cell::gru, 4}, {tf_cell::gru, 5}});
}

TEST_CASE("GraphDef: the loop of an LSTMCell, with peepholes and a projection") {
  check_all({{tf_cell::lstm, 5}});
  for (const int projected : {1, 2, 3, 5, 7})
    check_all({{tf_cell::lstm, 5, projected}});
  check_all({{tf_cell::lstm, 5, 3}, {tf_cell::lstm, 4, 2}});
}

TEST_CASE("GraphDef: cells of two kinds in one loop") {
  check_all({{tf_cell::basic_lstm, 4}, {tf_cell::gru, 2}, {tf_cell::basic_lstm, 3}});
}

TEST_CASE("GraphDef: loops that are no recurrent layers") {
  const auto refusal = [](auto change) -> std::string {
    graphdef_builder b;
    tf_rnn rnn(b, {{tf_cell::gru, 4}});
    rnn.build(as_rows(b), features);
    b.node("Identity", "result", {rnn.rows});
    change(b);
    b.freeze("result");
    try {
      convert_model(b.bytes(), model_format::graphdef);
    } catch (const error& e) {
      const std::string text = e.what();  // without the number of the node
      return text.substr(text.find(" (") + 1);
    }
    return "accepted";
  };
  const auto reads = [](graphdef_builder& b, const char* name, int i, const char* other) {
    b.named(std::string("rnn/while/") + name).set_input(i, std::string("rnn/while/") + other);
  };
  const auto op = [](graphdef_builder& b, const char* name, const char* other) {
    b.named(std::string("rnn/while/") + name).set_op(other);
  };
  CHECK(refusal([](graphdef_builder&) {}) == "accepted");
  CHECK(
      refusal([&](graphdef_builder& b) { op(b, "cell_0/Tanh", "Relu"); }) ==
      "(Relu \"rnn/while/cell_0/Tanh\"): no such operation is read in a loop; accepted: the cells "
      "of TensorFlow's LSTM and GRU");
  const std::string loop = "(LoopCond \"rnn/while/LoopCond\"): ";
  const std::string unknown = loop +
                              "its loop's state 2 is of no known cell; accepted: the cells of "
                              "TensorFlow's BasicLSTMCell, LSTMCell (peepholes, projection) and "
                              "GRUCell";
  CHECK(refusal([&](graphdef_builder& b) { op(b, "cell_0/Tanh", "Sigmoid"); }) == unknown);
  CHECK(refusal([&](graphdef_builder& b) { reads(b, "cell_0/add", 1, "cell_0/Tanh"); }) == unknown);
  CHECK(refusal([&](graphdef_builder& b) {
          reads(b, "cell_0/candidate/concat", 0, "cell_0/Sigmoid");
        }).ends_with("its matrix has too few rows"));
  CHECK(refusal([&](graphdef_builder& b) { reads(b, "TensorArrayWriteV3", 2, "cell_0/mul_1"); }) ==
        loop + "its loop writes what no cell of it gives");
  CHECK(refusal([&](graphdef_builder& b) { reads(b, "NextIteration_1", 0, "Identity_1"); }) ==
        "(NextIteration \"rnn/while/NextIteration_1\"): its loop writes no row into an array that "
        "it hands on; accepted: a row a run");
  CHECK(refusal([&](graphdef_builder& b) { reads(b, "NextIteration", 0, "Identity"); }) ==
        "(NextIteration \"rnn/while/NextIteration\"): its loop counts by another number than 1; "
        "accepted: 1");
  CHECK(refusal([&](graphdef_builder& b) { reads(b, "LoopCond", 0, "Merge"); }) ==
        loop + "its loop's runs are not known; accepted: while a counter is less than a constant");
  CHECK(refusal([&](graphdef_builder& b) { op(b, "NextIteration_2", "Identity"); }) ==
        "(Merge \"rnn/while/Merge_2\"): it reads no Enter and NextIteration; accepted: a loop of "
        "recurrent layers");
  CHECK(refusal([&](graphdef_builder& b) {
          b.named("rnn/zero0/h/zeros/Const").mutable_attr(1)->mutable_value()->Clear();
          b.floats("one", {}, {1.0F});
          b.named("rnn/zero0/h/zeros").set_input(1, "one");
        }) ==
        "(Enter \"rnn/while/Enter_2\"): its loop starts from other numbers than 0; accepted: "
        "zeros");
  CHECK(refusal([&](graphdef_builder& b) {
          b.ints("shorter", {steps - 1}, {1});
          b.named("rnn/while/Less/Enter").set_input(0, "shorter");
        }) == loop + "its loop runs 5 times over 6 rows");
  CHECK(refusal([&](graphdef_builder& b) {
          b.named("rnn/while/TensorArrayReadV3/Enter").set_input(0, "rnn/TensorArray");
        }) ==
        "(TensorArrayReadV3 \"rnn/while/TensorArrayReadV3\"): it reads something else than a "
        "row a run of what the loop is given");
}

// Convolution, GRUs over what it gives a row, two dense layers; behind the front end.
TEST_CASE("GraphDef: a CRNN") {
  graphdef_builder b = graphdef_crnn_like();
  std::vector<float> x;
  for (int i = 0; i < 490; ++i)
    x.push_back(2.0F * b.numbers().real());
  const lowered::model network = convert_model(b.bytes(), model_format::graphdef);
  CHECK(network.front_end.has_value());
  const auto got = std::get<std::vector<float>>(interpret(network, x));

  const tf_rnn_reference rnn(b, crnn_cells);
  const doubles conv = rnn.numbers_of("conv/weights");
  const doubles bias = rnn.numbers_of("conv/biases");
  doubles rows;  // [20][4 * 3]
  for (int r = 0; r < 20; ++r) {
    for (int f = 0; f < 4; ++f) {
      for (int k = 0; k < 3; ++k) {
        double sum = bias[static_cast<std::size_t>(k)];
        for (int i = 0; i < 10; ++i) {
          for (int j = 0; j < 4; ++j) {
            sum += static_cast<double>(x[static_cast<std::size_t>((2 * r + i) * 10 + 2 * f + j)]) *
                   conv[static_cast<std::size_t>((i * 4 + j) * 3 + k)];
          }
        }
        rows.push_back(std::max(sum, 0.0));
      }
    }
  }
  const doubles all = rnn.run(rows, 12);
  doubles y(all.end() - 6, all.end());
  y = rnn.affine("fc1/weights", "fc1/biases", y);
  for (double& v : y)
    v = std::max(v, 0.0);
  y = rnn.affine("fc2/weights", "fc2/biases", y);
  double total = 0.0;
  for (double& v : y)
    total += v = std::exp(v);
  for (double& v : y)
    v /= total;
  check_equal(got, y);
}
