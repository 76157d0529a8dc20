// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/loop_body.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/read/graphdef/constant.hpp"

namespace tyto::convert {

namespace {

// What a node of a body computes: one of these.
struct body_value {
  graphdef_value outside = {};            // through an Enter; or a constant of the body itself
  std::vector<affine> vectors = {};       // its outputs
  std::vector<int> joined = {};           // atoms, one behind the other
  std::optional<int> count = {};          // a counter, plus this
  std::optional<std::size_t> array = {};  // variable number: what was written into an array
  std::optional<int> limit = {};          // whether a counter is less
};

class body_reader {
 public:
  body_reader(const graphdef_loop& loop, const graphdef::Graph& graph,
              const std::vector<std::vector<std::size_t>>& inputs,
              const std::map<std::size_t, graphdef_value>& outside, const graph_builder& builder)
      : loop_(loop), graph_(graph), inputs_(inputs), outside_(outside), builder_(builder) {}

  loop_body read() {
    for (const graphdef_loop::variable& v : loop_.variables)
      at(v.start, [&] { start(v); });
    for (const std::size_t i : loop_.body)
      at(i, [&] { values_.emplace(i, value_of(i)); });
    at(loop_.condition, [&] { finish_steps(); });
    for (std::size_t k = 0; k < loop_.variables.size(); ++k)
      at(loop_.variables[k].next, [&] { finish(k); });
    return std::move(body_);
  }

 private:
  template <class F>
  void at(std::size_t i, F f) {
    current_ = i;
    try {
      f();
    } catch (const error& e) {
      fail("{}: {}", describe_node(graph_, i), e.what());
    }
  }

  // ---- variables

  void start(const graphdef_loop::variable& v) {
    const graphdef_value& from = outside_.at(inputs_[v.start][0]);
    loop_body::variable made;
    body_value value;
    if (from.kind == graphdef_value::array) {
      made.kind = loop_body::variable::array;
      made.array_of = from.array_of;
      value.array = body_.variables.size();
    } else if (from.constant == nullptr) {
      fail("its loop starts from what is computed; accepted: zeros");
    } else if (from.constant->dtype() == graphdef_type::float32) {
      made.kind = loop_body::variable::state;
      const std::vector<float> first = constant_floats(*from.constant);
      const auto is_zero = [](float x) { return x == 0.0F; };
      if (!std::all_of(first.begin(), first.end(), is_zero)) {
        fail("its loop starts from other numbers than 0; accepted: zeros");
      }
      const int number = static_cast<int>(body_.variables.size());
      value.vectors = {body_.atoms.value(
          body_.atoms.add({atom::state, static_cast<int>(first.size()), number, 0, {}}))};
    } else {
      if (constant_integers(*from.constant) != std::vector{0}) {
        fail("its loop counts from another number than 0; accepted: 0");
      }
      value.count = 0;
    }
    body_.variables.push_back(std::move(made));
    values_.emplace(v.merge, std::move(value));
  }

  void finish_steps() {
    const auto& limit = input(0).limit;
    if (!limit || *limit < 1) {
      fail("its loop's runs are not known; accepted: while a counter is less than a constant");
    }
    body_.steps = *limit;
    for (const int tensor : body_.rows) {
      if (builder_.at(tensor).dims[0] != body_.steps) {
        fail("its loop runs {} times over {} rows", body_.steps, builder_.at(tensor).dims[0]);
      }
    }
  }

  void finish(std::size_t number) {
    loop_body::variable& v = body_.variables[number];
    const body_value& next = input(0);
    switch (v.kind) {
      case loop_body::variable::counter:
        if (next.count != 1) fail("its loop counts by another number than 1; accepted: 1");
        break;
      case loop_body::variable::state:
        v.next = vector(0);
        if (v.next.size() != values_.at(loop_.variables[number].merge).vectors[0].size()) {
          fail("its loop's state changes its size to {}", v.next.size());
        }
        break;
      case loop_body::variable::array:
        if (next.array != number || v.next.constant.empty()) {
          fail("its loop writes no row into an array that it hands on; accepted: a row a run");
        }
        break;
    }
  }

  // ---- inputs of the current node

  [[nodiscard]] const body_value& input(std::size_t i) const {
    const std::vector<std::size_t>& from = inputs_[current_];
    if (i >= from.size()) fail("it has {} inputs", from.size());
    return values_.at(from[i]);
  }

  [[nodiscard]] bool is_constant(std::size_t i) const {
    return input(i).outside.constant != nullptr;
  }
  [[nodiscard]] const graphdef::Tensor& constant(std::size_t i) const {
    if (!is_constant(i)) fail("its input {} is computed; accepted: a constant", i);
    return *input(i).outside.constant;
  }
  [[nodiscard]] int integer(std::size_t i) const {
    const std::vector<int> all = constant_integers(constant(i));
    if (all.size() != 1) fail("its input {} has {} numbers; accepted: 1", i, all.size());
    return all[0];
  }

  [[nodiscard]] const affine& vector(std::size_t i) const {
    const body_value& value = input(i);
    const std::string_view output = data_inputs(node())[i].output;
    for (std::size_t k = 0; k < value.vectors.size(); ++k) {
      if (output == std::to_string(k) || value.vectors.size() == 1) return value.vectors[k];
    }
    fail("its input {} is no vector of the loop's; accepted: a cell of an LSTM or GRU", i);
  }

  [[nodiscard]] const graphdef::Node& node() const {
    return graph_.node(static_cast<int>(current_));
  }

  // ---- nodes

  body_value value_of(std::size_t i) {
    const std::string& op = node().op();
    if (op == "Merge") return take(i);  // start() has made it
    if (op == "Enter") return entered();
    if (op == "Switch" || op == "Identity" || op == "NextIteration" || op == "LoopCond") {
      return input(0);
    }
    if (op == "Const") return {.outside = {.constant = &const_value(node())}};
    if (op == "Less") return {.limit = less()};
    if (op == "LogicalAnd") return {.limit = both()};
    if (op == "TensorArrayReadV3") return vector_value(row());
    if (op == "TensorArrayWriteV3") return write();
    if (op == "ConcatV2") return {.joined = joined()};
    if (op == "Split") return {.vectors = split()};
    if (op == "Add" || op == "AddV2" || op == "BiasAdd") return sum(1.0F);
    if (op == "Sub") return sum(-1.0F);
    if (op == "MatMul") return vector_value(mat_mul());
    if (op == "Mul") return vector_value(mul());
    if (op == "Sigmoid") return vector_value(body_.atoms.function(atom::logistic, vector(0)));
    if (op == "Tanh") return vector_value(body_.atoms.function(atom::tanh, vector(0)));
    fail("no such operation is read in a loop; accepted: the cells of TensorFlow's LSTM and GRU");
  }

  [[nodiscard]] body_value entered() const {
    if (inputs_[current_].size() != 1) fail("it has {} inputs", inputs_[current_].size());
    return {.outside = outside_.at(inputs_[current_][0])};
  }

  body_value take(std::size_t merge) {
    const auto found = values_.extract(merge);
    if (found.empty()) fail("it is of another loop; accepted: a loop alone");
    return std::move(found.mapped());
  }

  static body_value vector_value(affine x) { return {.vectors = {std::move(x)}}; }

  [[nodiscard]] int less() const {
    if (input(0).count != 0) fail("its input 0 does not count the loop's runs");
    return integer(1);
  }

  [[nodiscard]] int both() const {
    if (!input(0).limit || !input(1).limit) fail("its inputs are no limits of a counter");
    return std::min(*input(0).limit, *input(1).limit);
  }

  // The row of number `counter` of an array that was filled before the loop.
  affine row() {
    const graphdef_value& rows = input(2).outside;
    if (rows.kind != graphdef_value::array || rows.tensor == ir::absent ||
        input(0).outside.array_of != rows.array_of || input(1).count != 0) {
      fail("it reads something else than a row a run of what the loop is given");
    }
    const auto known = std::find(body_.rows.begin(), body_.rows.end(), rows.tensor);
    const int number = static_cast<int>(known - body_.rows.begin());
    if (known == body_.rows.end()) body_.rows.push_back(rows.tensor);
    return body_.atoms.value(
        body_.atoms.add({atom::row, builder_.at(rows.tensor).dims[2], number, 0, {}}));
  }

  body_value write() {
    const std::optional<std::size_t> array = input(3).array;
    if (!array || input(0).outside.array_of != body_.variables[*array].array_of ||
        input(1).count != 0 || !body_.variables[*array].next.constant.empty()) {
      fail("it writes something else than a row a run");
    }
    body_.variables[*array].next = vector(2);
    return {.array = array};
  }

  void check_axis(std::size_t i) const {
    if (integer(i) != 1 && integer(i) != -1) fail("its axis is {}; accepted: 1", integer(i));
  }

  std::vector<int> joined() {
    const std::size_t count = inputs_[current_].size();
    if (count < 2) fail("it has {} inputs", count);
    check_axis(count - 1);
    std::vector<int> parts;
    for (std::size_t i = 0; i + 1 < count; ++i)
      parts.push_back(body_.atoms.atom_of(vector(i)));
    return parts;
  }

  std::vector<affine> split() {
    check_axis(0);
    const affine& whole = vector(1);
    const std::int64_t count = graphdef_attributes(node()).integer("num_split", 0);
    if (count < 1 || count > 16 || whole.size() % count != 0) {
      fail("it splits {} elements in {}; accepted: equal parts, up to 16", whole.size(), count);
    }
    const int each = whole.size() / static_cast<int>(count);
    std::vector<affine> parts;
    for (int k = 0; k < static_cast<int>(count); ++k)
      parts.push_back(body_.atoms.part(whole, k * each, each));
    return parts;
  }

  body_value sum(float sign) {
    const std::size_t c = is_constant(0) ? 0 : 1;
    if (input(1 - c).count && sign > 0.0F) return {.count = *input(1 - c).count + integer(c)};
    if (!is_constant(c)) return vector_value(body_.atoms.sum(vector(0), vector(1), sign));
    const affine& x = vector(1 - c);
    const affine added{constant_floats(constant(c), x.size()), {}};
    return vector_value(c == 1 ? body_.atoms.sum(x, added, sign) : body_.atoms.sum(added, x, sign));
  }

  affine mul() {
    const std::size_t c = is_constant(0) ? 0 : 1;
    if (!is_constant(c)) return body_.atoms.product(vector(0), vector(1));
    const affine& x = vector(1 - c);
    return body_.atoms.scaled(x, constant_floats(constant(c), x.size()));
  }

  affine mat_mul() {
    const graphdef_attributes attributes(node());
    if (attributes.flag("transpose_a", false) || attributes.flag("transpose_b", false)) {
      fail("it transposes; accepted: rows times a matrix [in][out]");
    }
    const std::vector<int> dims = constant_dims(constant(1));
    if (dims.size() != 2) fail("its matrix is {}; accepted: [in][out]", dimensions(dims));
    std::vector<int> parts = input(0).joined;
    if (parts.empty()) parts = {body_.atoms.atom_of(vector(0))};
    return body_.atoms.times(parts, constant_floats(constant(1)), dims[1]);
  }

  const graphdef_loop& loop_;
  const graphdef::Graph& graph_;
  const std::vector<std::vector<std::size_t>>& inputs_;
  const std::map<std::size_t, graphdef_value>& outside_;
  const graph_builder& builder_;
  std::map<std::size_t, body_value> values_;
  std::size_t current_ = 0;
  loop_body body_;
};

}  // namespace

loop_body read_loop_body(const graphdef_loop& loop, const graphdef::Graph& graph,
                         const std::vector<std::vector<std::size_t>>& inputs,
                         const std::map<std::size_t, graphdef_value>& outside,
                         const graph_builder& builder) {
  return body_reader(loop, graph, inputs, outside, builder).read();
}

}  // namespace tyto::convert
