// SPDX-License-Identifier: Apache-2.0
#include "convert/read/tflite/recurrent.hpp"

#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/limits.hpp"
#include "convert/read/tflite/operator_reader.hpp"
#include "convert/read/tflite/tensors.hpp"
#include "convert/read/tflite/vector.hpp"

namespace tyto::convert {

namespace {

using dims = std::vector<int>;

class recurrent_reader : operator_reader {
 public:
  recurrent_reader(const tflite::Operator& source, const std::vector<std::string>& faults,
                   ir::graph& graph)
      : operator_reader(source, faults, graph) {}

  void svdf() {
    operands(5, 5);
    const auto& o = options<tflite::SVDFOptions>();
    const ir::tensor& over_features = constant(1, "weights over features");
    const ir::tensor& over_time = constant(2, "weights over time");
    if (over_features.dims.size() != 2 || over_time.dims.size() != 2 ||
        over_features.dims[0] != over_time.dims[0]) {
      refuse("its weights are {} over features and {} over time; accepted: [filters, n] both",
             dimensions(over_features.dims), dimensions(over_time.dims));
    }
    const int filters = over_time.dims[0];
    const int rows = over_time.dims[1];
    const int rank = o.rank();
    if (rank < 1 || filters < 1 || rows < 1 || filters % rank != 0) {
      refuse("its rank is {}, it has {} filters of {} rows; accepted: a whole number of units",
             rank, filters, rows);
    }
    const int state = state_of(4, std::int64_t{filters} * rows);
    if (elements(input(0)) != over_features.dims[1]) {
      refuse("its input is {}, its filters take {}; accepted: batch 1 of as many",
             dimensions(graph_.at(input(0)).dims), over_features.dims[1]);
    }
    const ir::activation stated = fused(o.fused_activation_function());

    const int made = add_like(state, {1, filters}, "/features");
    put(ir::fully_connected{.float32_multiplier = true}, {input(0), input(1)}, made);
    int history = add_like(state, {1, 1, 1, filters}, "/newest");
    put(ir::view{}, {made}, history);
    if (rows > 1) {
      const int newest = std::exchange(history, add_like(state, {1, rows, 1, filters}, "/history"));
      put(ir::history{.kept = rows - 1}, {newest, ir::absent}, history);
    }
    const int weights = turned(input(2), rows, filters);
    const int bias = input(3);
    const int units = filters / rank;
    const int sum = add_like(node().output, {1, 1, 1, units}, "/units");
    const ir::element_type type = graph_.at(state).type;
    // The reference's integer kernel does not look at the activation: the output's range is it.
    const ir::activation applied =
        type == ir::element_type::float32 ? stated : ir::activation::none;
    if (rank == 1 && type != ir::element_type::int16) {
      ir::depthwise_conv_2d d;
      d.float32_multiplier = true;
      d.sliding.window.size = {rows, 1};
      d.fused = applied;
      put(d, {history, weights, bias}, sum);
    } else {
      put(ir::svdf_time{rank, applied}, {history, weights, bias}, sum);
    }
    finish(ir::view{}, {sum});
  }

  void lstm() {
    operands(20, 24);
    const auto& o = options<tflite::UnidirectionalSequenceLSTMOptions>();
    if (o.fused_activation_function() != tflite::ActivationFunctionType_TANH) {
      refuse("its cell's activation is number {}; accepted: TANH",
             static_cast<int>(o.fused_activation_function()));
    }
    none_of(9, 11, "peephole weights");
    none_of(16, 17, "a projection");
    none_of(20, 23, "layer normalisation");
    const int units = dim_of(5, 0);
    const int inputs = dim_of(1, 1);
    const int steps = steps_of(o.time_major(), inputs);
    const int hidden = state_of(18, units);
    const int cell = state_of(19, units);
    const bool is_float = graph_.at(hidden).type == ir::element_type::float32;

    ir::recurrent lstm{.rows_behind = is_float ? 1 : 2, .cell_clip = o.cell_clip()};
    if (!is_float) lstm.cell_exponent = exponent_of(cell);
    const int weights = joined(1, {units, inputs}, "weights of its input");
    const int recurrent = joined(5, {units, units}, "weights of its state");
    const int bias = joined(12, {units}, "biases");
    const int rows = add_like(input(0), {1, steps, 1, inputs}, "/rows");
    put(ir::view{}, {input(0)}, rows);
    const int all = add_like(hidden, {1, steps + lstm.rows_behind, 1, units}, "/rows");
    const int state = add_like(hidden, {1, 1 + lstm.rows_behind, 1, units}, "/state");
    put(ir::history{.kept = 1 + lstm.rows_behind, .with_new = false},
        {all, is_float ? ir::absent : first_state(state)}, state);
    put(lstm, {rows, weights, recurrent, bias, state}, all);
    const int made = add_like(hidden, {1, steps, 1, units}, "/made");
    put(ir::slice{{0, 0, 0, 0}, {1, steps, 1, units}, {1, 1, 1, 1}}, {all}, made);
    finish(ir::view{}, {made});
  }

 private:
  int input(std::size_t i) { return node().inputs[i]; }

  // Checks that there are so many inputs and one output, of kinds that can be read.
  void operands(std::size_t least, std::size_t most) {
    const std::size_t inputs = node().inputs.size();
    if (inputs < least || inputs > most) {
      refuse("has {} inputs; accepted: {} to {}", inputs, least, most);
    }
    node().inputs.resize(most, ir::absent);
    if (input(0) == ir::absent) refuse("its input 0 is missing");
    for (const int tensor : node().inputs) {
      if (tensor != ir::absent) check_tensor(tensor, true);
    }
    check_tensor(node().output, false);
  }

  void check_tensor(int tensor, bool may_vary) const {
    const std::string& fault = faults_[static_cast<std::size_t>(tensor)];
    if (fault.empty() || (may_vary && fault == variable_fault)) return;
    refuse("{} {}", describe_tensor(graph_, tensor), fault);
  }

  void none_of(std::size_t first, std::size_t last, const char* what) {
    for (std::size_t i = first; i <= last; ++i) {
      if (input(i) != ir::absent) refuse("it has {}; accepted: none", what);
    }
  }

  const ir::tensor& constant(std::size_t i, const char* what) {
    if (input(i) == ir::absent || !graph_.at(input(i)).constant()) {
      refuse("its {}, input {}, are no constant; accepted: constants", what, i);
    }
    return graph_.at(input(i));
  }

  int dim_of(std::size_t i, std::size_t axis) {
    const dims& d = constant(i, "weights").dims;
    if (d.size() != 2 || d[axis] < 1) {
      refuse("its weights, input {}, are {}; accepted: [units, n]", i, dimensions(d));
    }
    return d[axis];
  }

  [[nodiscard]] std::int64_t elements(int tensor) const {
    std::int64_t n = 1;
    for (const int dim : graph_.at(tensor).dims)
      n *= dim > 0 && n <= limits::tensor_elements ? dim : 0;
    return n;
  }

  // The variable that input `i` has to be.
  int state_of(std::size_t i, std::int64_t size) {
    const int state = input(i);
    if (state == ir::absent || faults_[static_cast<std::size_t>(state)] != variable_fault ||
        graph_.at(state).constant()) {
      refuse("its state, input {}, is no variable; accepted: a variable", i);
    }
    if (elements(state) != size) {
      refuse("its state {} is {}; accepted: {} elements", describe_tensor(graph_, state),
             dimensions(graph_.at(state).dims), size);
    }
    return state;
  }

  int steps_of(bool time_major, int inputs) {
    const dims& d = graph_.at(input(0)).dims;
    const std::size_t time = time_major ? 0 : 1;
    if (d.size() != 3 || d[1 - time] != 1 || d[time] < 1 || d[2] != inputs) {
      refuse("its input is {}; accepted: {} rows of {}, batch 1", dimensions(d),
             time_major ? "[rows, 1, n]," : "[1, rows, n],", inputs);
    }
    return d[time];
  }

  // Of a scale that is a power of two.
  [[nodiscard]] int exponent_of(int cell) const {
    const ir::tensor& t = graph_.at(cell);
    int exponent = 0;
    if (t.type != ir::element_type::int16 || t.quantized.scale.size() != 1 ||
        std::frexp(t.quantized.scale[0], &exponent) != 0.5F || exponent > 1 || exponent < -29) {
      refuse("its cell state {} is {}; accepted: INT16 of a scale that is a power of two, up to 1",
             describe_tensor(graph_, cell), t.type_name);
    }
    return exponent - 1;
  }

  int add_like(int like, dims d, const char* suffix) {
    return add_tensor_like(graph_, like, std::move(d), suffix);
  }

  // Puts a node in front of the one that is being read.
  void put(ir::operation what, std::vector<int> inputs, int output) {
    graph_.nodes.insert(graph_.nodes.end() - 1,
                        ir::node{std::move(what), "", std::move(inputs), output});
  }

  void finish(ir::operation what, std::vector<int> inputs) {
    node().what = std::move(what);
    node().inputs = std::move(inputs);
  }

  int add_constant(ir::tensor t, std::vector<std::uint8_t> bytes) {
    t.buffer = static_cast<int>(graph_.buffers.size());
    graph_.buffers.push_back(std::move(bytes));
    graph_.tensors.push_back(std::move(t));
    return static_cast<int>(graph_.tensors.size()) - 1;
  }

  [[nodiscard]] std::size_t check_bytes(const ir::tensor& t, std::int64_t n) const {
    const std::vector<std::uint8_t>& data = graph_.data_of(t);
    if (n < 1 || data.size() % static_cast<std::size_t>(n) != 0 || data.empty()) {
      refuse("its constant {} is {}, its buffer has {} bytes", printable(t.name),
             dimensions(t.dims), data.size());
    }
    return data.size() / static_cast<std::size_t>(n);
  }

  // A constant [filters, rows] as [1, rows, 1, filters].
  int turned(int tensor, int rows, int filters) {
    ir::tensor t = graph_.at(tensor);
    const std::size_t size = check_bytes(t, elements(tensor));
    const std::vector<std::uint8_t>& from = graph_.data_of(t);
    std::vector<std::uint8_t> to(from.size());
    const auto f = static_cast<std::size_t>(filters);
    const auto r = static_cast<std::size_t>(rows);
    for (std::size_t filter = 0; filter < f; ++filter) {
      for (std::size_t row = 0; row < r; ++row) {
        std::memcpy(to.data() + (row * f + filter) * size, from.data() + (filter * r + row) * size,
                    size);
      }
    }
    t.dims = {1, rows, 1, filters};
    return add_constant(std::move(t), std::move(to));
  }

  // Four constants from input `first` on, one behind the other.
  int joined(std::size_t first, const dims& each, const char* what) {
    ir::tensor t = constant(first, what);
    t.quantized.scale.clear();
    t.quantized.zero_point.clear();
    t.quantized.axis = 0;
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = first; i < first + 4; ++i) {
      const ir::tensor& one = constant(i, what);
      if (one.dims != each || one.type != t.type) {
        refuse("its {}, input {}, are {} {}; accepted: {} {}, as of the other gates", what, i,
               one.type_name, dimensions(one.dims), t.type_name, dimensions(each));
      }
      static_cast<void>(check_bytes(one, elements(input(i))));
      const ir::quantization& q = one.quantized;
      if (q.scale.size() > 1)
        refuse("its {}, input {}, have {} scales; accepted: 1", what, i, q.scale.size());
      t.quantized.scale.insert(t.quantized.scale.end(), q.scale.begin(), q.scale.end());
      t.quantized.zero_point.insert(t.quantized.zero_point.end(), q.zero_point.begin(),
                                    q.zero_point.end());
      const std::vector<std::uint8_t>& data = graph_.data_of(one);
      bytes.insert(bytes.end(), data.begin(), data.end());
    }
    t.dims[0] *= 4;
    return add_constant(std::move(t), std::move(bytes));
  }

  // Rows of an int8 state before the first run: real zeros, and a cell state of zeros.
  int first_state(int like) {
    const ir::tensor& t = graph_.at(like);
    if (t.quantized.zero_point.size() != 1) {
      refuse("its state has {} zero points; accepted: 1", t.quantized.zero_point.size());
    }
    const auto units = static_cast<std::size_t>(t.dims[3]);
    std::vector<std::uint8_t> bytes(static_cast<std::size_t>(t.dims[1]) * units);
    std::memset(bytes.data(), static_cast<std::uint8_t>(t.quantized.zero_point[0]), units);
    return add_constant(t, std::move(bytes));
  }
};

}  // namespace

bool is_recurrent(int code) {
  return code == tflite::BuiltinOperator_SVDF ||
         code == tflite::BuiltinOperator_UNIDIRECTIONAL_SEQUENCE_LSTM;
}

void read_recurrent(const tflite::Operator& source, int code,
                    const std::vector<std::string>& faults, ir::graph& graph) {
  recurrent_reader reader(source, faults, graph);
  if (code == tflite::BuiltinOperator_SVDF) {
    reader.svdf();
  } else {
    reader.lstm();
  }
}

}  // namespace tyto::convert
