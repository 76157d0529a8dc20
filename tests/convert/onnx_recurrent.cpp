// SPDX-License-Identifier: Apache-2.0
// ONNX's LSTM and GRU against the formulas of its operator documentation, in double.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/onnx_builder.hpp"
#include "convert/run/interpreter.hpp"

using namespace tyto::test;
using namespace tyto::convert;

namespace {

using doubles = std::vector<double>;

struct sizes {
  int steps = 5;
  int inputs = 3;
  int units = 4;
};

doubles numbers_of(const onnx_builder& b, const std::string& name) {
  for (const auto& t : b.model.graph().initializer()) {
    if (t.name() == name) return {t.float_data().begin(), t.float_data().end()};
  }
  return {};
}

double logistic(double x) {
  return 1.0 / (1.0 + std::exp(-x));
}

// One direction of the last node: Y [steps][units], and the last h and c behind it.
doubles direction(const onnx_builder& b, const sizes& s, const doubles& x, int d, bool reverse) {
  const onnx::NodeProto& node = b.model.graph().node(0);
  const bool lstm = node.op_type() == "LSTM";
  bool before = false;
  for (const auto& a : node.attribute())
    before = before || (a.name() == "linear_before_reset" && a.i() != 0);
  const int gates = lstm ? 4 : 3;
  const doubles w = numbers_of(b, node.input(1));
  const doubles r = numbers_of(b, node.input(2));
  doubles bias = node.input_size() > 3 ? numbers_of(b, node.input(3)) : doubles();
  if (bias.empty()) bias.assign(static_cast<std::size_t>(2 * 2 * gates * s.units), 0.0);
  const doubles p = node.input_size() > 7 ? numbers_of(b, node.input(7)) : doubles();
  const auto at = [](const doubles& v, int i) { return v[static_cast<std::size_t>(i)]; };
  doubles h(static_cast<std::size_t>(s.units), 0.0);
  doubles c = h;
  doubles y(static_cast<std::size_t>(s.steps * s.units));
  for (int step = 0; step < s.steps; ++step) {
    const int t = reverse ? s.steps - 1 - step : step;
    const auto of_x = [&](int gate, int u) {
      const int row = (d * gates + gate) * s.units + u;
      double sum = at(bias, (d * 2 * gates + gate) * s.units + u);
      for (int i = 0; i < s.inputs; ++i)
        sum += at(x, t * s.inputs + i) * at(w, row * s.inputs + i);
      return sum;
    };
    const auto of = [&](const doubles& state, int gate, int u) {
      const int row = (d * gates + gate) * s.units + u;
      double sum = at(bias, (d * 2 * gates + gates + gate) * s.units + u);
      for (int i = 0; i < s.units; ++i)
        sum += at(state, i) * at(r, row * s.units + i);
      return sum;
    };
    doubles reset = h;
    for (int u = 0; u < s.units && !lstm; ++u)
      reset[static_cast<std::size_t>(u)] *= logistic(of_x(1, u) + of(h, 1, u));
    doubles next;
    for (int u = 0; u < s.units; ++u) {
      const auto k = static_cast<std::size_t>(u);
      if (lstm) {  // i, o, f, c
        const auto peep = [&](int gate) {
          return p.empty() ? 0.0 : at(p, (d * 3 + gate) * s.units + u) * c[k];
        };
        c[k] = logistic(of_x(2, u) + of(h, 2, u) + peep(2)) * c[k] +
               logistic(of_x(0, u) + of(h, 0, u) + peep(0)) * std::tanh(of_x(3, u) + of(h, 3, u));
        next.push_back(logistic(of_x(1, u) + of(h, 1, u) + peep(1)) * std::tanh(c[k]));
      } else {  // z, r, h
        const double z = logistic(of_x(0, u) + of(h, 0, u));
        const double gate = logistic(of_x(1, u) + of(h, 1, u));
        const double n = std::tanh(of_x(2, u) + (before ? gate * of(h, 2, u) : of(reset, 2, u)));
        next.push_back((1.0 - z) * n + z * h[k]);
      }
    }
    h = next;
    std::copy(h.begin(), h.end(), y.begin() + std::ptrdiff_t{t} * s.units);
  }
  y.insert(y.end(), h.begin(), h.end());
  y.insert(y.end(), c.begin(), c.end());
  return y;
}

// The model's output, for numbers in [-1, 1).
std::vector<float> run(onnx_builder& b, const doubles& x) {
  const std::vector<float> input(x.begin(), x.end());
  const lowered::model m = convert_model(b.bytes(), model_format::onnx);
  return std::get<std::vector<float>>(interpret(m, input));
}

void check_equal(const std::vector<float>& got, const doubles& expected) {
  REQUIRE(got.size() == expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    CHECK(static_cast<double>(got[i]) == doctest::Approx(expected[i]).epsilon(1e-5));
}

doubles input_of(onnx_builder& b, const sizes& s) {
  doubles x;
  for (int i = 0; i < s.steps * s.inputs; ++i)
    x.push_back(static_cast<double>(b.numbers().real()));
  return x;
}

// A node with all weights, its three outputs named Y, Y_h and Y_c.
onnx_builder recurrent(const std::string& type, const sizes& s, int directions, bool bias = true) {
  onnx_builder b;
  const int gates = type == "LSTM" ? 4 : 3;
  std::vector<std::string> inputs{b.input({s.steps, 1, s.inputs}),
                                  b.randoms({directions, gates * s.units, s.inputs}),
                                  b.randoms({directions, gates * s.units, s.units})};
  if (bias) inputs.push_back(b.randoms({directions, 2 * gates * s.units}));
  b.node(type, inputs);
  b.last().set_output(0, "Y");
  b.last().add_output("Y_h");
  if (type == "LSTM") b.last().add_output("Y_c");
  b.set("hidden_size", s.units);
  if (directions == 2) b.set("direction", std::string("bidirectional"));
  return b;
}

void output(onnx_builder& b, const std::string& name) {
  b.graph().clear_output();
  b.graph().add_output()->set_name(name);
}

}  // namespace

TEST_CASE("ONNX: LSTM, its rows, its last row and its cell state") {
  const sizes s;
  for (const bool bias : {true, false}) {
    onnx_builder b = recurrent("LSTM", s, 1, bias);
    const doubles x = input_of(b, s);
    const doubles all = direction(b, s, x, 0, false);
    output(b, "Y");
    check_equal(run(b, x), {all.begin(), all.begin() + s.steps * s.units});
    output(b, "Y_h");
    check_equal(run(b, x), {all.end() - 2 * s.units, all.end() - s.units});
    output(b, "Y_c");
    check_equal(run(b, x), {all.end() - s.units, all.end()});
  }
}

TEST_CASE("ONNX: a recurrent layer in reverse, and in both directions") {
  const sizes s;
  for (const std::string type : {"LSTM", "GRU"}) {
    onnx_builder b = recurrent(type, s, 1);
    b.set("direction", std::string("reverse"));
    const doubles x = input_of(b, s);
    output(b, "Y");
    const doubles reversed = direction(b, s, x, 0, true);
    check_equal(run(b, x), {reversed.begin(), reversed.begin() + s.steps * s.units});

    onnx_builder both = recurrent(type, s, 2);
    const doubles one = direction(both, s, x, 0, false);
    const doubles other = direction(both, s, x, 1, true);
    doubles expected;
    for (int t = 0; t < s.steps; ++t) {
      expected.insert(expected.end(), one.begin() + t * s.units, one.begin() + (t + 1) * s.units);
      expected.insert(expected.end(), other.begin() + t * s.units,
                      other.begin() + (t + 1) * s.units);
    }
    output(both, "Y");
    check_equal(run(both, x), expected);
    output(both, "Y_h");
    doubles last(one.end() - 2 * s.units, one.end() - s.units);
    last.insert(last.end(), other.end() - 2 * s.units, other.end() - s.units);
    check_equal(run(both, x), last);
  }
}

TEST_CASE("ONNX: LSTM with peepholes, in both directions") {
  const sizes s;
  onnx_builder b = recurrent("LSTM", s, 2);
  for (int i = 4; i < 7; ++i)
    b.last().add_input("");
  b.last().add_input(b.randoms({2, 3 * s.units}));
  const doubles x = input_of(b, s);
  output(b, "Y_c");
  doubles last;
  for (const int d : {0, 1}) {
    const doubles one = direction(b, s, x, d, d == 1);
    last.insert(last.end(), one.end() - s.units, one.end());
  }
  check_equal(run(b, x), last);
}

TEST_CASE("ONNX: GRU, with the reset gate before and behind the product") {
  const sizes s{.steps = 4, .inputs = 2, .units = 3};
  for (const int before : {0, 1}) {
    onnx_builder b = recurrent("GRU", s, 1);
    b.set("linear_before_reset", before);
    const doubles x = input_of(b, s);
    const doubles all = direction(b, s, x, 0, false);
    output(b, "Y");
    check_equal(run(b, x), {all.begin(), all.begin() + s.steps * s.units});
  }
}

TEST_CASE("ONNX: as PyTorch exports one: the batch first, zeros to start from, a dense layer") {
  const sizes s;
  onnx_builder b = recurrent("GRU", s, 1);
  b.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->mutable_shape()->Clear();
  for (const int dim : {1, s.steps, s.inputs}) {
    b.graph()
        .mutable_input(0)
        ->mutable_type()
        ->mutable_tensor_type()
        ->mutable_shape()
        ->add_dim()
        ->set_dim_value(dim);
  }
  b.last().set_input(0, "moved");
  b.last().add_input("");
  b.last().add_input(
      b.floats({1, 1, s.units}, std::vector<float>(static_cast<std::size_t>(s.units))));
  b.set("linear_before_reset", 1);
  b.node("Squeeze", {"Y", b.integers({1})});
  const std::string rows = b.node("Transpose", {b.last().output(0)});
  b.set("perm", std::vector<std::int64_t>{1, 0, 2});
  b.node("Gather", {rows, b.integers({-1})});
  b.set("axis", 1);
  const std::string flat = b.node("Flatten", {b.last().output(0)});
  const std::string out = b.dense(flat, s.units, 2);
  // In front of all: the file has its time first.
  onnx::NodeProto transpose;
  transpose.set_op_type("Transpose");
  transpose.add_input("input");
  transpose.add_output("moved");
  auto* perm = transpose.add_attribute();
  perm->set_name("perm");
  perm->set_type(onnx::AttributeProto::INTS);
  for (const int axis : {1, 0, 2})
    perm->add_ints(axis);
  *b.graph().add_node() = transpose;
  output(b, out);

  const doubles x = input_of(b, s);
  const doubles all = direction(b, s, x, 0, false);
  const onnx::NodeProto& dense = b.model.graph().node(b.model.graph().node_size() - 2);
  const doubles w = numbers_of(b, dense.input(1));
  doubles expected = numbers_of(b, dense.input(2));
  for (std::size_t k = 0; k < expected.size(); ++k) {
    for (int u = 0; u < s.units; ++u) {
      expected[k] += w[k * static_cast<std::size_t>(s.units) + static_cast<std::size_t>(u)] *
                     all[static_cast<std::size_t>((s.steps - 1) * s.units + u)];
    }
  }
  check_equal(run(b, x), expected);
}

TEST_CASE("ONNX: what a recurrent layer has that is not computed") {
  const auto refusal = [](auto change) -> std::string {
    onnx_builder b = recurrent("LSTM", {}, 1);
    change(b);
    output(b, "Y");
    try {
      convert_model(b.bytes(), model_format::onnx);
    } catch (const error& e) {
      return e.what();
    }
    return "accepted";
  };
  const std::string start = "node 0 (LSTM \"LSTM_4\"): ";
  CHECK(refusal([](onnx_builder&) {}) == "accepted");
  CHECK(refusal([](onnx_builder& b) { b.set("clip", 1.0F); }) ==
        start + "clip is set; accepted: none");
  CHECK(refusal([](onnx_builder& b) { b.set("direction", std::string("up")); }) ==
        start + "its direction is \"up\"; accepted: forward, reverse, bidirectional");
  CHECK(refusal([](onnx_builder& b) { b.last().add_input(b.integers({5})); }) ==
        start + "it has sequence lengths (input 4); accepted: none");
  CHECK(refusal([](onnx_builder& b) {
          b.last().add_input("");
          b.last().add_input(b.floats({1, 1, 4}, {0, 0, 1, 0}));
        }) == start + "its first state, input 5, is not 0; accepted: none, or zeros");
  CHECK(refusal([](onnx_builder& b) {
          b.last().set_input(2, b.randoms({1, 16, 3}));
        }) == start + "its W is 1x16x3; needed: 1x12x3");
}
