// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/recurrent.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/limits.hpp"
#include "convert/read/recurrent.hpp"

namespace tyto::convert {

namespace {

using floats = std::vector<float>;

class recurrent_reader : onnx_operands {
 public:
  recurrent_reader(const onnx::NodeProto& node, const std::vector<onnx_value>& inputs,
                   graph_builder& builder)
      : onnx_operands(node, inputs, builder), is_lstm_(node.op_type() == "LSTM") {}

  std::vector<onnx_value> read() {
    expect_inputs(3, is_lstm_ ? 8 : 6);
    check_options();
    take_sizes();
    const onnx_value& x = activation(0);
    const int rows =
        builder_.add_view("", in_order(x, identity_order(3)), {1, steps_, 1, inputs_of_a_step_},
                          node_.output(0) + "/rows");
    std::vector<recurrent_rows> made;  // a direction
    for (int d = 0; d < directions_; ++d)
      made.push_back(direction(d, rows));
    return {all_rows(made), last_rows(made), cell_rows(made)};
  }

 private:
  [[nodiscard]] int gates() const { return is_lstm_ ? 4 : 3; }

  void check_options() const {
    if (has(4)) fail("it has sequence lengths (input 4); accepted: none");
    check_first_state(5);
    check_first_state(6);
    if (attributes_.integer("input_forget", 0) != 0) fail("input_forget is set; accepted: 0");
    if (attributes_.find("clip") != nullptr) fail("clip is set; accepted: none");
    const auto* functions = attributes_.find("activations");
    for (int i = 0; functions != nullptr && i < functions->strings_size(); ++i) {
      const bool is_gate = i % (is_lstm_ ? 3 : 2) == 0;
      if (functions->strings(i) != (is_gate ? "Sigmoid" : "Tanh")) {
        fail("its activation {} is \"{}\"; accepted: Sigmoid for gates, else Tanh", i,
             printable(functions->strings(i)));
      }
    }
  }

  // What it starts from.
  void check_first_state(std::size_t i) const {
    if (!has(i)) return;
    const floats values = floats_of(constant(i));
    const auto is_zero = [](float x) { return x == 0.0F; };
    if (!std::all_of(values.begin(), values.end(), is_zero)) {
      fail("its first state, input {}, is not 0; accepted: none, or zeros", i);
    }
  }

  void take_sizes() {
    const std::string way = attributes_.text("direction", "forward");
    if (way != "forward" && way != "reverse" && way != "bidirectional") {
      fail("its direction is \"{}\"; accepted: forward, reverse, bidirectional", printable(way));
    }
    directions_ = way == "bidirectional" ? 2 : 1;
    first_is_reversed_ = way == "reverse";
    batch_first_ = attributes_.integer("layout", 0) != 0;
    const std::vector<int>& x = activation(0).dims;
    const std::size_t time = batch_first_ ? 1 : 0;
    if (x.size() != 3 || x[1 - time] != 1) {
      fail("its input is {}; accepted: {}", dimensions(x),
           batch_first_ ? "1 x rows x n" : "rows x 1 x n");
    }
    steps_ = x[time];
    inputs_of_a_step_ = x[2];
    const std::vector<int>& r = constant(2).dims;
    units_ = r.size() == 3 ? r[2] : 0;
    check_dims(1, {directions_, gates() * units_, inputs_of_a_step_}, "W");
    check_dims(2, {directions_, gates() * units_, units_}, "R");
    if (has(3)) check_dims(3, {directions_, 2 * gates() * units_}, "B");
    if (has(7)) check_dims(7, {directions_, 3 * units_}, "P");
  }

  void check_dims(std::size_t i, const std::vector<int>& needed, const char* what) const {
    if (constant(i).dims != needed) {
      fail("its {} is {}; needed: {}", what, dimensions(constant(i).dims), dimensions(needed));
    }
  }

  // Of the file's gates, in our order: i, o, f, c become i, f, c, o; z, r, h stay.
  [[nodiscard]] int source_gate(int gate) const {
    constexpr int of_lstm[] = {0, 2, 3, 1};
    return is_lstm_ ? of_lstm[gate] : gate;
  }

  // Input `i`, `rows` rows a gate from row `first` on, of one direction.
  [[nodiscard]] floats gate_rows(std::size_t i, int direction, int rows_of_direction,
                                 int columns) const {
    const floats all = floats_of(constant(i));
    floats taken;
    for (int gate = 0; gate < gates(); ++gate) {
      const std::ptrdiff_t row = std::ptrdiff_t{direction} * rows_of_direction +
                                 std::ptrdiff_t{source_gate(gate)} * units_;
      const auto begin = all.begin() + row * columns;
      taken.insert(taken.end(), begin, begin + std::ptrdiff_t{units_} * columns);
    }
    return taken;
  }

  // The biases of W and of R are added, but that of a GRU's last gate.
  [[nodiscard]] floats biases(int direction) const {
    floats sum(static_cast<std::size_t>(4 * units_), 0.0F);
    if (has(3)) {
      const floats all = floats_of(constant(3));
      for (int gate = 0; gate < gates(); ++gate) {
        for (int u = 0; u < units_; ++u) {
          const std::ptrdiff_t of_w = std::ptrdiff_t{direction} * 2 * gates() * units_ +
                                      std::ptrdiff_t{source_gate(gate)} * units_ + u;
          const std::ptrdiff_t of_r = of_w + std::ptrdiff_t{gates()} * units_;
          const auto at = static_cast<std::size_t>(gate * units_ + u);
          const float w = all[static_cast<std::size_t>(of_w)];
          const float r = all[static_cast<std::size_t>(of_r)];
          const bool apart = !is_lstm_ && gate == 2;
          sum[at] = apart ? w : w + r;
          if (apart) sum[at + static_cast<std::size_t>(units_)] = r;
        }
      }
    }
    return sum;
  }

  // The file's order is i, o, f; ours i, f, o.
  [[nodiscard]] floats peepholes(int direction) const {
    const floats all = floats_of(constant(7));
    floats taken;
    for (const int gate : {0, 2, 1}) {
      const auto begin = all.begin() + (std::ptrdiff_t{direction} * 3 + gate) * units_;
      taken.insert(taken.end(), begin, begin + units_);
    }
    return taken;
  }

  recurrent_rows direction(int d, int rows) {
    recurrent_weights w;
    w.layer.kind = is_lstm_ ? ir::recurrent_kind::lstm : ir::recurrent_kind::gru;
    w.layer.reset_after = attributes_.integer("linear_before_reset", 0) != 0;
    w.layer.reversed = d == 1 || first_is_reversed_;
    w.inputs = inputs_of_a_step_;
    w.units = w.outputs = units_;
    w.from_input = gate_rows(1, d, gates() * units_, inputs_of_a_step_);
    w.from_state = gate_rows(2, d, gates() * units_, units_);
    w.bias = biases(d);
    if (has(7)) w.peepholes = peepholes(d);
    return add_recurrent(builder_, rows, w, node_.op_type(), output_name(0));
  }

  int joined(std::vector<int> parts, int number) {
    if (parts.size() == 1) return parts[0];
    return builder_.add_node(ir::concatenation{3}, "", std::move(parts), output_name(number));
  }

  onnx_value shaped(int tensor, std::vector<int> dims, int number) {
    onnx_value value;
    value.tensor = builder_.add_view("", tensor, dims, output_name(number));
    value.order = identity_order(dims.size());
    value.dims = std::move(dims);
    return value;
  }

  // [rows][direction][batch][units], or the batch first.
  onnx_value all_rows(const std::vector<recurrent_rows>& made) {
    std::vector<int> parts;
    for (const recurrent_rows& one : made)
      parts.push_back(take_rows(builder_, one, 0, steps_, output_name(0)));
    const int all = joined(std::move(parts), 0);
    return batch_first_ ? shaped(all, {1, steps_, directions_, units_}, 0)
                        : shaped(all, {steps_, directions_, 1, units_}, 0);
  }

  // [direction][batch][units], or the batch first.
  onnx_value one_row(const std::vector<recurrent_rows>& made, int number, bool of_cell) {
    std::vector<int> parts;
    for (int d = 0; d < directions_; ++d) {
      const bool reversed = d == 1 || first_is_reversed_;
      const recurrent_rows& one = made[static_cast<std::size_t>(d)];
      parts.push_back(
          of_cell ? take_cell(builder_, one, output_name(number))
                  : take_rows(builder_, one, reversed ? 0 : steps_ - 1, 1, output_name(number)));
    }
    const int all = joined(std::move(parts), number);
    return batch_first_ ? shaped(all, {1, directions_, units_}, number)
                        : shaped(all, {directions_, 1, units_}, number);
  }
  onnx_value last_rows(const std::vector<recurrent_rows>& made) { return one_row(made, 1, false); }
  onnx_value cell_rows(const std::vector<recurrent_rows>& made) {
    return is_lstm_ ? one_row(made, 2, true) : onnx_value{};
  }

  bool is_lstm_;
  bool batch_first_ = false;
  bool first_is_reversed_ = false;
  int directions_ = 1;
  int steps_ = 0;
  int inputs_of_a_step_ = 0;
  int units_ = 0;
};

}  // namespace

bool is_onnx_recurrent(const onnx::NodeProto& node) {
  return (node.domain().empty() || node.domain() == "ai.onnx") &&
         (node.op_type() == "LSTM" || node.op_type() == "GRU");
}

std::vector<onnx_value> read_onnx_recurrent(const onnx::NodeProto& node,
                                            const std::vector<onnx_value>& inputs,
                                            graph_builder& builder) {
  return recurrent_reader(node, inputs, builder).read();
}

}  // namespace tyto::convert
