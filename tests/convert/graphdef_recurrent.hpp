// SPDX-License-Identifier: Apache-2.0
// tf.nn.dynamic_rnn of TensorFlow 1.x as a frozen graph has it, node by node, with the cells of
// tf.contrib.rnn.
#pragma once

#include <string>
#include <vector>

#include "convert/graphdef_builder.hpp"

namespace tyto::test {

struct tf_cell {
  enum type { basic_lstm, lstm, gru };
  tf_cell::type kind = basic_lstm;
  int units = 4;
  int projected = 0;  // of an lstm, which has peepholes too; 0: no projection
  [[nodiscard]] int outputs() const { return projected > 0 ? projected : units; }
};

class tf_rnn {
 public:
  tf_rnn(graphdef_builder& builder, std::vector<tf_cell> all) : b(builder), cells(std::move(all)) {}

  graphdef_builder& b;
  std::vector<tf_cell> cells;
  bool counts_twice = false;  // with the limit of iterations of later versions

  std::vector<std::string> states;  // behind the loop: c, h of an LSTM, h of a GRU, for each cell
  std::string rows;                 // [1][steps][n]

  // Behind `in`, [1][steps][n].
  void build(const std::string& in, int features) {
    prologue(in);
    std::vector<std::string> from{"rnn/time"};
    if (counts_twice) from.insert(from.begin(), b.ints("rnn/while/iteration_counter", {0}, {1}));
    from.push_back("rnn/TensorArray:1");
    const std::size_t first_state = from.size();
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const std::string zero = "rnn/zero" + std::to_string(k);
      if (cells[k].kind != tf_cell::gru) from.push_back(zero_state(zero + "/c", cells[k].units));
      from.push_back(zero_state(zero + "/h", cells[k].outputs()));
    }
    open(from);
    std::vector<std::string> next;
    const std::size_t time = counts_twice ? 1 : 0;
    for (std::size_t k = 0; k <= time; ++k) {
      const std::string one = b.ints(w("add" + number(k) + "/y"), {1}, {1});
      next.push_back(b.node("Add", w("add" + number(k)), {identity(k), one}));
    }
    std::string x = w("TensorArrayReadV3");
    enter(x + "/Enter", "rnn/TensorArray_1");
    enter(x + "/Enter_1", "rnn/TensorArrayUnstack/TensorArrayScatter/TensorArrayScatterV3");
    b.node("TensorArrayReadV3", x, {x + "/Enter", identity(time), x + "/Enter_1"});
    std::vector<std::string> new_states;
    std::size_t at = first_state;
    for (std::size_t k = 0; k < cells.size(); ++k) {
      const std::string scope = "cell_" + std::to_string(k);
      const bool gated = cells[k].kind == tf_cell::gru;
      const std::vector<std::string> made =
          gated ? gru(scope, cells[k], x, features, identity(at))
                : lstm(scope, cells[k], x, features, identity(at), identity(at + 1));
      at += made.size();
      x = made.back();
      features = cells[k].outputs();
      new_states.insert(new_states.end(), made.begin(), made.end());
    }
    enter(w("TensorArrayWriteV3/Enter"), "rnn/TensorArray");
    next.push_back(
        b.node("TensorArrayWriteV3", w("TensorArrayWriteV3"),
               {w("TensorArrayWriteV3/Enter"), identity(time), x, identity(first_state - 1)}));
    next.insert(next.end(), new_states.begin(), new_states.end());
    close(next, first_state);
  }

 private:
  static std::string w(const std::string& name) { return "rnn/while/" + name; }
  static std::string number(std::size_t k) { return k == 0 ? "" : "_" + std::to_string(k); }
  static std::string identity(std::size_t k) { return w("Identity" + number(k)); }

  // ---- outside of the loop

  std::string slice_of(const std::string& name, const std::string& shape, int place) {
    b.ints(name + "/stack", {place});
    b.ints(name + "/stack_1", {place + 1});
    b.ints(name + "/stack_2", {1});
    b.node("StridedSlice", name, {shape, name + "/stack", name + "/stack_1", name + "/stack_2"});
    b.set("shrink_axis_mask", 1);
    return name;
  }

  std::string transposed(const std::string& name, const std::string& in, const std::string& out) {
    b.ints(name + "/Rank", {3}, {1});
    b.ints(name + "/start", {2}, {1});
    b.ints(name + "/delta", {1}, {1});
    scalar(3);
    b.node("Range", name + "/range", {name + "/start", name + "/Rank", name + "/delta"});
    b.ints(name + "/values_0", {1, 0});
    b.ints(name + "/axis", {0}, {1});
    scalar(1);
    b.node("ConcatV2", name + "/concat", {name + "/values_0", name + "/range", name + "/axis"});
    return b.node("Transpose", out, {in, name + "/concat"});
  }

  // The last `count` constants have no dimensions, as TensorFlow writes numbers.
  void scalar(int count) {
    for (int i = b.graph.node_size() - 1; i >= 0 && count > 0; --i) {
      auto* node = b.graph.mutable_node(i);
      if (node->op() != "Const") continue;
      node->mutable_attr(1)->mutable_value()->mutable_tensor()->mutable_tensor_shape()->Clear();
      --count;
    }
  }

  void prologue(const std::string& in) {
    transposed("rnn", in, "rnn/transpose");
    b.node("Shape", "rnn/Shape", {"rnn/transpose"});
    slice_of("rnn/strided_slice", "rnn/Shape", 1);
    b.node("Shape", "rnn/Shape_1", {"rnn/transpose"});
    slice_of("rnn/strided_slice_1", "rnn/Shape_1", 0);
    b.ints("rnn/time", {0}, {1});
    scalar(1);
    b.node("TensorArrayV3", "rnn/TensorArray", {"rnn/strided_slice_1"});
    b.node("TensorArrayV3", "rnn/TensorArray_1", {"rnn/strided_slice_1"});
    const std::string u = "rnn/TensorArrayUnstack";
    b.node("Shape", u + "/Shape", {"rnn/transpose"});
    slice_of(u + "/strided_slice", u + "/Shape", 0);
    b.ints(u + "/range/start", {0}, {1});
    b.ints(u + "/range/delta", {1}, {1});
    scalar(2);
    b.node("Range", u + "/range", {u + "/range/start", u + "/strided_slice", u + "/range/delta"});
    b.node("TensorArrayScatterV3", u + "/TensorArrayScatter/TensorArrayScatterV3",
           {"rnn/TensorArray_1", u + "/range", "rnn/transpose", "rnn/TensorArray_1:1"});
    if (counts_twice) {
      b.ints("rnn/Maximum/x", {1}, {1});
      scalar(1);
      b.node("Maximum", "rnn/Maximum", {"rnn/Maximum/x", "rnn/strided_slice_1"});
      b.node("Minimum", "rnn/Minimum", {"rnn/strided_slice_1", "rnn/Maximum"});
    }
  }

  std::string zero_state(const std::string& name, int size) {
    b.ints(name + "/ExpandDims/dim", {0}, {1});
    scalar(1);
    b.node("ExpandDims", name + "/ExpandDims", {"rnn/strided_slice", name + "/ExpandDims/dim"});
    b.ints(name + "/Const", {size});
    b.ints(name + "/concat/axis", {0}, {1});
    scalar(1);
    b.node("ConcatV2", name + "/concat",
           {name + "/ExpandDims", name + "/Const", name + "/concat/axis"});
    b.floats(name + "/zeros/Const", {}, {0.0F});
    return b.node("Fill", name + "/zeros", {name + "/concat", name + "/zeros/Const"});
  }

  // ---- the loop

  std::string enter(const std::string& name, const std::string& from) {
    b.node("Enter", name, {from});
    b.set("frame_name", "rnn/while/while_context").set("is_constant", true);
    return name;
  }

  void open(const std::vector<std::string>& from) {
    for (std::size_t k = 0; k < from.size(); ++k) {
      enter(w("Enter" + number(k)), from[k]);
      b.set("is_constant", false);
      b.node("Merge", w("Merge" + number(k)),
             {w("Enter" + number(k)), w("NextIteration" + number(k))});
    }
    const auto less = [&](const std::string& name, const std::string& counter,
                          const std::string& limit) {
      enter(name + "/Enter", limit);
      return b.node("Less", name, {counter, name + "/Enter"});
    };
    std::string condition;
    if (counts_twice) {
      less(w("Less"), w("Merge"), "rnn/strided_slice_1");
      less(w("Less_1"), w("Merge_1"), "rnn/Minimum");
      condition = b.node("LogicalAnd", w("LogicalAnd"), {w("Less"), w("Less_1")});
    } else {
      condition = less(w("Less"), w("Merge"), "rnn/strided_slice_1");
    }
    b.node("LoopCond", w("LoopCond"), {condition});
    for (std::size_t k = 0; k < from.size(); ++k) {
      b.node("Switch", w("Switch" + number(k)), {w("Merge" + number(k)), w("LoopCond")});
      b.node("Identity", identity(k), {w("Switch" + number(k)) + ":1"});
    }
  }

  void close(const std::vector<std::string>& next, std::size_t first_state) {
    for (std::size_t k = 0; k < next.size(); ++k) {
      b.node("NextIteration", w("NextIteration" + number(k)), {next[k]});
      b.node("Exit", w("Exit" + number(k)), {w("Switch" + number(k))});
      if (k >= first_state) states.push_back(w("Exit" + number(k)));
    }
    const std::string s = "rnn/TensorArrayStack";
    const std::string flow = w("Exit" + number(first_state - 1));
    b.node("TensorArraySizeV3", s + "/TensorArraySizeV3", {"rnn/TensorArray", flow});
    b.ints(s + "/range/start", {0}, {1});
    b.ints(s + "/range/delta", {1}, {1});
    scalar(2);
    b.node("Range", s + "/range",
           {s + "/range/start", s + "/TensorArraySizeV3", s + "/range/delta"});
    b.node("TensorArrayGatherV3", s + "/TensorArrayGatherV3",
           {"rnn/TensorArray", s + "/range", flow});
    rows = transposed("rnn/back", s + "/TensorArrayGatherV3", "rnn/transpose_1");
  }

  // ---- cells

  // A variable's constant, its Identity, and the Enter of this.
  std::string weights(const std::string& name, const std::vector<int>& dims, float scale = 0.6F) {
    b.randoms("rnn/" + name, dims, scale);
    b.node("Identity", "rnn/" + name + "/read", {"rnn/" + name});
    return enter(w(name + "/Enter"), "rnn/" + name + "/read");
  }

  std::string linear(const std::string& name, const std::vector<std::string>& parts, int in,
                     int out) {
    const std::string n = w(name);
    std::vector<std::string> concat = parts;
    concat.push_back(b.ints(n + "/concat/axis", {1}, {1}));
    scalar(1);
    b.node("ConcatV2", n + "/concat", concat);
    b.node("MatMul", n + "/MatMul", {n + "/concat", weights(name + "/kernel", {in, out})});
    return b.node("BiasAdd", n + "/BiasAdd", {n + "/MatMul", weights(name + "/bias", {out})});
  }

  std::string split(const std::string& name, const std::string& in, int parts) {
    b.ints(w(name + "/split/split_dim"), {1}, {1});
    scalar(1);
    b.node("Split", w(name + "/split"), {w(name + "/split/split_dim"), in});
    b.set("num_split", parts);
    return w(name + "/split");
  }

  std::vector<std::string> lstm(const std::string& scope, const tf_cell& cell, const std::string& x,
                                int features, const std::string& c, const std::string& h) {
    const auto n = [&](const char* name) { return w(scope + "/" + name); };
    const auto op = [&](const char* kind, const char* name, const std::vector<std::string>& in) {
      return b.node(kind, n(name), in);
    };
    const bool peeps = cell.kind == tf_cell::lstm;
    const std::string all =
        split(scope, linear(scope, {x, h}, features + cell.outputs(), 4 * cell.units), 4);
    const auto with = [&](const char* name, const std::string& gate, const std::string& of) {
      if (!peeps) return gate;
      const std::string diagonal = scope + "/w_" + name + "_diag";
      b.node("Mul", w(diagonal + "/mul"), {weights(diagonal, {cell.units}), of});
      return b.node("Add", w(diagonal + "/add"), {gate, w(diagonal + "/mul")});
    };
    b.floats(n("add/y"), {}, {1.0F});
    op("Add", "add", {all + ":2", n("add/y")});
    op("Sigmoid", "Sigmoid", {with("f", n("add"), c)});
    op("Mul", "mul", {n("Sigmoid"), c});
    op("Sigmoid", "Sigmoid_1", {with("i", all, c)});
    op("Tanh", "Tanh", {all + ":1"});
    op("Mul", "mul_1", {n("Sigmoid_1"), n("Tanh")});
    op("Add", "add_1", {n("mul"), n("mul_1")});
    op("Sigmoid", "Sigmoid_2", {with("o", all + ":3", n("add_1"))});
    op("Tanh", "Tanh_1", {n("add_1")});
    op("Mul", "mul_2", {n("Tanh_1"), n("Sigmoid_2")});
    if (cell.projected == 0) return {n("add_1"), n("mul_2")};
    op("MatMul", "projected",
       {n("mul_2"), weights(scope + "/projection", {cell.units, cell.projected})});
    return {n("add_1"), n("projected")};
  }

  std::vector<std::string> gru(const std::string& scope, const tf_cell& cell, const std::string& x,
                               int features, const std::string& h) {
    const auto n = [&](const char* name) { return w(scope + "/" + name); };
    const auto op = [&](const char* kind, const char* name, const std::vector<std::string>& in) {
      return b.node(kind, n(name), in);
    };
    const int in = features + cell.units;
    op("Sigmoid", "Sigmoid", {linear(scope + "/gates", {x, h}, in, 2 * cell.units)});
    const std::string both = split(scope, n("Sigmoid"), 2);
    op("Mul", "mul", {both, h});
    op("Tanh", "Tanh", {linear(scope + "/candidate", {x, n("mul")}, in, cell.units)});
    op("Mul", "mul_1", {both + ":1", h});
    b.floats(n("sub/x"), {}, {1.0F});
    op("Sub", "sub", {n("sub/x"), both + ":1"});
    op("Mul", "mul_2", {n("sub"), n("Tanh")});
    return {op("Add", "add", {n("mul_1"), n("mul_2")})};
  }
};

}  // namespace tyto::test
