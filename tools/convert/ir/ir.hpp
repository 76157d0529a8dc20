// SPDX-License-Identifier: Apache-2.0
// The converter's intermediate representation: what every reader makes of its file and every pass
// works on. It knows no file format and no C++ text.
//
// Activations have the axis order [batch][height][width][channels], or a tail of it. Constants have
// the order that the operations below state.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/core/shape.hpp"
#include "tyto/ops/binary.hpp"
#include "tyto/ops/reduce.hpp"
#include "tyto/ops/unary.hpp"

namespace tyto::convert::ir {

enum class element_type : std::uint8_t { int8, int16, int32, int64, uint8, float32, other };

// real = scale * (stored - zero_point), for the whole tensor or for each slice along `axis`.
struct quantization {
  std::vector<float> scale;  // empty: not quantised
  std::vector<std::int64_t> zero_point;
  int axis = 0;
};

inline constexpr int absent = -1;

struct tensor {
  std::string name;
  element_type type = element_type::other;
  std::string type_name;  // as the source format calls it
  std::vector<int> dims;
  quantization quantized;
  int buffer = absent;  // of graph::buffers for a constant, absent for an activation

  [[nodiscard]] bool constant() const { return buffer != absent; }
};

// The range of real numbers that an operation clamps its output to before it is stored.
struct activation {
  float low = -std::numeric_limits<float>::infinity();
  float high = std::numeric_limits<float>::infinity();

  static const activation none;
  static const activation relu;
  static const activation relu6;
  static const activation relu_n1_to_1;

  friend bool operator==(const activation&, const activation&) = default;
};

inline constexpr activation activation::none{};
inline constexpr activation activation::relu{.low = 0.0F};
inline constexpr activation activation::relu6{.low = 0.0F, .high = 6.0F};
inline constexpr activation activation::relu_n1_to_1{.low = -1.0F, .high = 1.0F};

// How many rows and columns of real zero surround the input.
enum class padding_rule : std::uint8_t {
  given,  // as many as window.pad says
  same,   // so many that the output has ceil(input / stride) rows; the odd one after the input
  valid,  // none
};

struct sliding_window {
  tyto::window window;
  padding_rule rule = padding_rule::given;
};

// Inputs: activation, weights [out][kh][kw][in], bias [out] or none.
struct conv_2d {
  sliding_window sliding;
  activation fused = activation::none;
};

// Inputs: activation, weights [1][kh][kw][out], bias [out] or none.
struct depthwise_conv_2d {
  sliding_window sliding;
  activation fused = activation::none;
  bool float32_multiplier = false;  // int8: s_in s_w / s_out is computed in float32
};

enum class pool_kind : std::uint8_t { average, maximum };

struct pool_2d {
  pool_kind kind = pool_kind::average;
  sliding_window sliding;
  activation fused = activation::none;
};

// Inputs: activation (its elements in memory order), weights [out][in], bias [out] or none.
struct fully_connected {
  activation fused = activation::none;
  bool float32_multiplier = false;  // int8: s_in s_w / s_out is computed in float32
};

// The second half of an SVDF: each filter's rows times its weights, `rank` filters added. Inputs:
// activation [1][rows][1][filters], weights [1][rows][1][filters], bias [filters / rank] or none.
struct svdf_time {
  int rank = 1;
  activation fused = activation::none;
};

enum class recurrent_kind : std::uint8_t { lstm, gru };

// A recurrent layer over the rows of its input, see ops/lstm.hpp and ops/gru.hpp. Inputs:
// activation [1][rows][1][in], W [gates * units][in], R [gates * units][units], bias
// [gates * units] (of a GRU [4 * units]), and, of an LSTM, the last rows of its output in an
// earlier run, or none. int8: W and R have a scale a gate. A float LSTM's bias may have its
// peepholes behind it, [3 * units], and R, [gates * units][out] then, the projection [units][out].
struct recurrent {
  recurrent_kind kind = recurrent_kind::lstm;
  int rows_behind = 0;      // of the output, behind those of the steps: ops::lstm's cell state
  int cell_exponent = -12;  // int8: the cell state's scale is 2^cell_exponent
  float cell_clip = 0.0F;   // the cell state's limit; 0: none
  bool reset_after = true;  // of a GRU
  bool reversed = false;
  bool peepholes = false;
  bool projects = false;
};

// Inputs: two activations of one shape.
struct add {
  activation fused = activation::none;
};

// Over the last axis.
struct softmax {
  float beta = 1.0F;
};

// Arithmetic of two tensors, either of which may be a constant, their dimensions repeated to each
// other's as NumPy does. The first input is an activation; a and b of ops::arithmetic are the
// inputs in their order, or in the other if `swapped`.
struct binary {
  ops::arithmetic what = ops::arithmetic::add;
  activation fused = activation::none;
  bool swapped = false;
};

// A function of each element.
struct unary {
  ops::function function = ops::function::logistic;
  float alpha = 0.0F;
  float beta = 0.0F;
};

// Over the axes named, each at least 0.
struct mean {
  std::vector<int> axes;
};

// The same of other reductions than the mean.
struct reduce {
  ops::reduction what = ops::reduction::maximum;
  std::vector<int> axes;
};

// Surrounds the input with the stored value `value` (none: that of real zero): so many elements
// before and after it, for each axis.
struct pad {
  std::vector<std::array<int, 2>> amounts;
  int value = 0;
  bool zero = true;         // `value` is not given: real zero
  float real_value = 0.0F;  // of a float tensor
};

// The same elements in the same order, other dimensions: reshape, squeeze, expand_dims.
struct view {};

// An activation function on its own.
struct activate {
  activation function = activation::none;
};

// To integers, from float32 or from integers of another quantisation.
struct quantize {};

// From integers to float32.
struct dequantize {};

// Inputs: activation, then scale, offset, mean and variance [channels], each of which may be absent
// (1, 0, 0 and 1 - epsilon): (x - mean) * scale / sqrt(variance + epsilon) + offset, along the last
// axis. None is left after simplify().
struct batch_norm {
  float epsilon = 0.0F;
};

// Inputs: activation, constant [channels], added along the last axis. None is left after
// simplify().
struct bias_add {};

// Every block[i]-th element along axis 1 + i as a batch of its own, after `amounts` real zeros are
// put before and behind; or, `inverse`, the batches as elements again, of which `amounts` are cut
// off. None is left after fold_space_to_batch().
struct space_to_batch {
  std::vector<int> block;
  std::vector<std::array<int, 2>> amounts;
  bool inverse = false;
};

// Moves elements: axis i of the output is axis order[i] of the input.
struct transpose {
  std::vector<int> order;
};

// Any number of inputs, one after the other along an axis (at least 0), equal along the others.
struct concatenation {
  int axis = 0;
};

// Element begin + i * step along each axis, for i in [0, size); begin at least 0, step at least 1.
struct slice {
  std::vector<int> begin;
  std::vector<int> size;
  std::vector<int> step;
};

// Rows that the input had in earlier runs of the network, the newest `kept` ones, oldest first, and
// behind them the input itself (`with_new`), which alone may be computed after them. Rows are what
// axis 1 of four counts; a tensor of fewer axes is one row. Inputs: the activation, and a constant
// of the kept rows before the first run (none: real zero).
struct history {
  int kept = 0;
  bool with_new = true;
};

// The value that graph::variables keeps from one run of the network to the next, and what it is
// from the next run on. The one has no input, the other no output. None is left after
// recognise_history().
struct read_variable {
  int variable = 0;
};
struct assign_variable {
  int variable = 0;
};

// A new operation is an alternative here and a case wherever the compiler then asks for one.
using operation =
    std::variant<conv_2d, depthwise_conv_2d, pool_2d, fully_connected, add, binary, unary, softmax,
                 mean, reduce, pad, view, activate, quantize, dequantize, concatenation, slice,
                 history, svdf_time, recurrent, batch_norm, bias_add, space_to_batch, transpose,
                 read_variable, assign_variable>;

// Those that a pass has to fold into others: no layer computes them.
template <class Operation>
concept folded_operation = std::same_as<Operation, batch_norm> ||
    std::same_as<Operation, bias_add> || std::same_as<Operation, space_to_batch> ||
    std::same_as<Operation, read_variable> || std::same_as<Operation, assign_variable>;

// A tensor that outlives a run of the network.
struct variable {
  std::string name;
  int initial = absent;  // a constant; absent where the file gives none
};

struct node {
  operation what;
  std::string source_name;  // as the source format calls the operation
  std::vector<int> inputs;  // tensors; absent where an optional one is not there
  int output = absent;
  int number = absent;      // in the source, which passes do not change; a pass's own has none
  std::string node_name{};  // what the source calls it, where nodes have names of their own
};

// Nodes are in the order of the source, which is an order they can run in (see check_graph).
struct graph {
  std::vector<tensor> tensors;
  std::vector<std::vector<std::uint8_t>> buffers;  // little-endian, elements in row-major order
  std::vector<node> nodes;
  std::vector<variable> variables;
  int input = absent;
  int output = absent;
  bool input_is_moved = false;     // its axes are in another order than the source's
  std::vector<int> other_inputs;   // more of a file's inputs and outputs: none are left after
  std::vector<int> other_outputs;  // carry_states()

  // What the file says of the way to its input and from its output, if it does.
  std::optional<audio::mfcc_parameters> front_end;
  std::vector<std::string> labels;

  std::vector<std::string> notes;  // what reader and passes decided for the user, one line each

  [[nodiscard]] const tensor& at(int i) const { return tensors[static_cast<std::size_t>(i)]; }
  [[nodiscard]] const std::vector<std::uint8_t>& data_of(const tensor& t) const {
    return buffers[static_cast<std::size_t>(t.buffer)];
  }
};

}  // namespace tyto::convert::ir
