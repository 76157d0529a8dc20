// SPDX-License-Identifier: Apache-2.0
// A model ready to be written, planned, reported and run: the layers of tyto/ops with their
// numbers. It knows no file format and no C++ text.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "convert/ir/ir.hpp"
#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/graph/memory_plan.hpp"
#include "tyto/ops/all.hpp"

namespace tyto::convert::lowered {

using spec = std::variant<
    ops::conv2d<std::int8_t>, ops::depthwise<std::int8_t>, ops::pointwise<std::int8_t>,
    ops::fully_connected<std::int8_t>, ops::average_pool<std::int8_t>,
    ops::global_average_pool<std::int8_t>, ops::max_pool<std::int8_t>, ops::mean,
    ops::softmax<std::int8_t>, ops::add<std::int8_t>, ops::rescale, ops::quantize, ops::dequantize,
    ops::conv2d<std::int16_t>, ops::depthwise<std::int16_t>, ops::pointwise<std::int16_t>,
    ops::fully_connected<std::int16_t>, ops::average_pool<std::int16_t>,
    ops::global_average_pool<std::int16_t>, ops::max_pool<std::int16_t>, ops::add<std::int16_t>,
    ops::binary<std::int16_t>, ops::reduce<std::int16_t>, ops::concatenate<std::int16_t>,
    ops::slice<std::int16_t>, ops::transpose<std::int16_t>, ops::pad<std::int16_t>,
    ops::rescale_of<std::int16_t>, ops::quantize_to<std::int16_t>,
    ops::dequantize_from<std::int16_t>, ops::softmax<std::int16_t>, ops::wide_function,
    ops::conv2d<float>, ops::depthwise<float>, ops::pointwise<float>, ops::fully_connected<float>,
    ops::average_pool<float>, ops::global_average_pool<float>, ops::max_pool<float>,
    ops::softmax<float>, ops::add<float>, ops::lookup, ops::unary, ops::binary<std::int8_t>,
    ops::binary<float>, ops::reduce<std::int8_t>, ops::reduce<float>, ops::concatenate<std::int8_t>,
    ops::concatenate<float>, ops::slice<std::int8_t>, ops::slice<float>,
    ops::transpose<std::int8_t>, ops::transpose<float>, ops::pad<std::int8_t>, ops::pad<float>,
    ops::recode<std::uint8_t, std::int8_t>, ops::recode<std::int16_t, std::int8_t>,
    ops::recode<std::int8_t, std::uint8_t>, ops::recode<std::int8_t, std::int16_t>,
    ops::recode<std::int8_t, std::int32_t>, ops::recode<std::int16_t, std::int32_t>,
    ops::wide_softmax, ops::svdf_features, ops::svdf_time<std::int8_t>,
    ops::svdf_time<std::int16_t>, ops::svdf_time<float>, ops::lstm<std::int8_t>, ops::lstm<float>,
    ops::gru>;

// A layer that reads floats and gives floats.
template <class Spec>
concept float_to_float =
    std::same_as<typename Spec::element, float> && !std::same_as<Spec, ops::dequantize> &&
    !std::same_as<Spec, ops::dequantize_from<std::int16_t>>;

// What a layer reads: the output of another or the network's input, whole, or some of its rows,
// those that it made in earlier runs counted from the oldest that is kept.
struct source {
  int layer = graph::network_input_index;  // one behind the reader where only earlier rows are read
  int kept = 0;                            // rows of earlier runs in front of this run's
  int first_row = 0;                       // of those kept and this run's together
  int rows = 0;                            // 0: all

  [[nodiscard]] bool plain() const { return kept == 0 && rows == 0; }
  friend bool operator==(const source&, const source&) = default;
};

// Rows that a layer, or the network's input, has to keep, and what they are before the first run.
struct memory_of_rows {
  int kept = 0;
  std::vector<std::uint8_t> initial;  // elements as bytes, oldest row first; empty: real zero
  ir::element_type type = ir::element_type::int8;
  int zero = 0;  // real zero as it is stored
};

struct layer {
  std::string name;           // a C++ identifier
  std::string source_name;    // of the operator it comes from, such as CONV_2D
  std::string source_tensor;  // that this operator writes
  int tensor = -1;            // the same, as the index in ir::graph
  std::vector<source> inputs;
  bool reads_view = false;  // spec.input has other dimensions than what is read, as many elements
  lowered::spec spec;

  memory_of_rows memory;

  // In the order that the operator's header states; empty where it has none.
  std::vector<std::int8_t> weights;
  std::vector<std::int32_t> bias;
  std::vector<multiplier> multipliers;
  std::vector<std::int16_t> wide_weights;  // of an SVDF whose state is int16
  std::vector<std::int64_t> wide_bias;     // of int16 layers, instead of `bias`

  // A float layer's, instead of the three above.
  std::vector<float> float_weights;
  std::vector<float> float_bias;

  // A lookup's table; the constant operand of a binary layer.
  std::vector<std::int8_t> table;
  std::vector<std::int8_t> operand;
  std::vector<std::int16_t> wide_operand;
  std::vector<float> float_operand;
};

// One operator of the source, in its order: see graph::source_operator.
struct source_operator {
  std::string name;
  int layer = graph::network_input_index;
  padding pad;
  int pad_value = 0;
  shape inside{0, 0, 0};
};

// The elements and the meaning of one end of the network.
struct end {
  bool is_float = false;
  ir::element_type type = ir::element_type::int8;
  shape dims;
  quantization quantized;  // of integers
};

struct model {
  end input;
  memory_of_rows input_memory;
  end output;
  std::vector<layer> layers;  // in the order they run; the last one's output is the network's
  std::vector<source_operator> source_operators;
  tyto::rounding rounding = tyto::rounding::two_step;
  std::vector<std::string> notes;  // what is unusual but right, one line each

  // What the file says of the way to its input and from its output, if it does.
  std::optional<audio::mfcc_parameters> front_end;
  std::vector<std::string> labels;
};

// Whether it keeps rows from one run to the next.
inline bool has_state(const model& m) {
  return m.input_memory.kept > 0 || std::any_of(m.layers.begin(), m.layers.end(),
                                                [](const layer& l) { return l.memory.kept > 0; });
}

inline shape input_of(const layer& l) {
  return std::visit([](const auto& s) { return s.input; }, l.spec);
}
// Of input k.
inline shape input_of(const layer& l, int k) {
  return std::visit(
      [&](const auto& s) {
        if constexpr (requires { s.input_shape(k); }) return s.input_shape(k);
        return s.input;
      },
      l.spec);
}
inline shape output_of(const layer& l) {
  return std::visit([](const auto& s) { return s.output; }, l.spec);
}
inline std::int64_t macs_of(const layer& l) {
  return std::visit([](const auto& s) { return s.macs(); }, l.spec);
}

// What one run costs: multiply-accumulates, elements that pools look at, elements read.
inline std::int64_t operations_of(const layer& l) {
  return std::visit(
      [](const auto& s) {
        std::int64_t operations = s.macs() + s.input.elements() + s.output.elements();
        if constexpr (requires { s.output_min, s.window; }) {  // a pool
          operations += std::int64_t{s.output.elements()} *
                        std::min(s.window.size.height, s.input.height) *
                        std::min(s.window.size.width, s.input.width);
        }
        return operations;
      },
      l.spec);
}

// Flash for weights, biases and multipliers.
inline std::int64_t constant_bytes_of(const layer& l) {
  const std::size_t bytes = l.weights.size() + l.table.size() + l.operand.size() +
                            sizeof(std::int16_t) * (l.wide_weights.size() + l.wide_operand.size()) +
                            sizeof(std::int64_t) * l.wide_bias.size() +
                            sizeof(float) * l.float_operand.size() +
                            sizeof(std::int32_t) * l.bias.size() +
                            (sizeof(std::int32_t) + sizeof(std::int8_t)) * l.multipliers.size() +
                            sizeof(float) * (l.float_weights.size() + l.float_bias.size());
  return static_cast<std::int64_t>(bytes);
}

}  // namespace tyto::convert::lowered
