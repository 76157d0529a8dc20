// SPDX-License-Identifier: Apache-2.0
// One node after the other to layers. (lower.hpp has the function; this is the state it works on.)
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "common/error.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/quantization.hpp"
#include "convert/lower/lowered.hpp"

namespace tyto::convert {

class lowering {
 public:
  lowering(const ir::graph& graph, tyto::rounding rounding)
      : graph_(graph), values_(graph.tensors.size()) {
    model_.rounding = rounding;
  }

  lowered::model run();

 private:
  // Where a tensor's elements stand: in a layer's output, perhaps with a border around them.
  struct value {
    int layer = graph::network_input_index;
    int kept = 0;  // see lowered::source
    int first_row = 0;
    int rows = 0;
    int later = ir::absent;  // the tensor whose layer is not known yet, instead of `layer`
    padding pad;
    int pad_value = 0;
    shape inside{0, 0, 0};
  };

  // ---- of any node

  // Dimensions without the batch, filled up with ones: {1, 490} is {1, 1, 490}.
  static shape shape_of(const ir::tensor& t);
  // The same axis of shape_of(t).
  static ops::axis axis_of(const ir::tensor& t, int axis);
  // What is given for each dimension of `t`, for each axis of shape_of(t): 0 (or `absent`) for
  // those that `t` does not have.
  static ops::steps steps_of(const ir::tensor& t, std::vector<int> each, int absent);
  template <class T>
  static std::vector<T> values_of(const std::vector<std::uint8_t>& bytes) {
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
  }

  [[nodiscard]] const ir::node& node() const { return graph_.nodes[index_]; }

  [[nodiscard]] const ir::tensor& input(std::size_t i) const { return graph_.at(node().inputs[i]); }

  [[nodiscard]] const ir::tensor& output() const { return graph_.at(node().output); }

  [[nodiscard]] const value& value_of_input(std::size_t i) const {
    return values_[static_cast<std::size_t>(node().inputs[i])];
  }

  value& value_of_output() { return values_[static_cast<std::size_t>(node().output)]; }

  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, index_), fmt::format(format, std::forward<Args>(args)...));
  }

  // The shape that the elements of input `i` have where they stand.
  [[nodiscard]] shape stored_shape(std::size_t i) const {
    return stored_shape_of(value_of_input(i));
  }

  [[nodiscard]] bool is_float() const { return input(0).type == ir::element_type::float32; }

  [[nodiscard]] bool is_wide() const { return input(0).type == ir::element_type::int16; }

  // f(T{}), T what the node computes with.
  template <class F>
  void with_element(F f) {
    if (is_float()) return f(float{});
    if (is_wide()) return f(std::int16_t{});
    f(std::int8_t{});
  }

  template <tyto::element T>
  [[nodiscard]] numerics<T> numerics_of(ir::activation fused) const {
    if constexpr (std::is_same_v<T, float>) {
      const auto [min, max] = range_of<float>(fused);
      return {min, max};
    } else if constexpr (std::is_same_v<T, std::int16_t>) {
      const auto [min, max] = range_of<T>(fused);
      return {min, max, model_.rounding};
    } else {
      return int8_numerics(fused);
    }
  }

  // What a fused activation lets through, as it is stored.
  template <tyto::element T>
  [[nodiscard]] std::pair<T, T> range_of(ir::activation fused) const {
    if constexpr (std::is_same_v<T, float>) {
      using limit = std::numeric_limits<float>;
      return {std::max(fused.low, limit::lowest()), std::min(fused.high, limit::max())};
    } else {
      constexpr stored_limits all{std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
      const stored_limits range = activation_range(fused, quantization_of(output()), all);
      return {static_cast<T>(range.min), static_cast<T>(range.max)};
    }
  }

  [[nodiscard]] bool has_bias() const {
    return node().inputs.size() > 2 && node().inputs[2] != ir::absent;
  }

  // Zeros where the node has no bias.
  template <class T>
  [[nodiscard]] std::vector<T> bias_values(int channels) const {
    return has_bias() ? values_of<T>(graph_.data_of(input(2)))
                      : std::vector<T>(static_cast<std::size_t>(channels));
  }

  // ---- layers with weights, recurrent ones too: lower_weighted.cpp

  // Weights, bias and multipliers of the node's inputs.
  void take_constants(lowered::layer& layer, int channels, multiplier_rule rule);

  void take_multipliers(lowered::layer& layer, multiplier_rule rule) const;
  void lower(const ir::conv_2d& c);
  void lower(const ir::depthwise_conv_2d& c);
  void lower(const ir::fully_connected& f);
  template <tyto::element T>
  void lower_conv(const ir::conv_2d& c);
  template <tyto::element T>
  void lower_depthwise(const ir::depthwise_conv_2d& c);
  template <tyto::element T>
  void lower_dense(const ir::fully_connected& f);
  void lower_svdf_features();
  void check_sum(std::int64_t largest, multiplier m) const;
  void lower(const ir::svdf_time& s);
  template <ops::svdf_state State>
  void lower_svdf_time(const ir::svdf_time& s);
  // [gates * units][in] and [gates * units][out] as [gates][units][in + out], and what `b` has
  // more.
  template <class T>
  std::vector<T> rows_joined(const ir::tensor& a, const ir::tensor& b) const;

  void lower(const ir::recurrent& r);
  void lower_gru(const ir::recurrent& r);
  template <tyto::element T>
  void lower_lstm(const ir::recurrent& r);
  void finish_lstm(ops::lstm<std::int8_t>& s, const ir::recurrent& r) const;
  [[nodiscard]] std::vector<multiplier> lstm_multipliers(const ir::recurrent& r) const;
  void check_lstm(const ops::lstm<std::int8_t>& s, const lowered::layer& layer) const;

  // ---- sums, functions, pools, reductions: lower_arithmetic.cpp

  void lower(const ir::pool_2d& p);
  template <tyto::element T>
  void lower_pool(const ir::pool_2d& p);
  void lower(const ir::add& a);
  template <tyto::element T>
  void lower_add(const ir::add& a);
  void lower(const ir::softmax& s);
  void lower(const ir::binary& b);
  template <tyto::element T>
  ops::binary<T> binary_spec(const ir::binary& b) const;
  template <tyto::element T>
  void lower_binary(const ir::binary& b);
  // As ops/binary.hpp does in the compiler.
  template <quantized_element T>
  void check_overflow(const ops::binary<T>& s) const;

  static const char* name_of(ops::arithmetic what);
  void add_lookup(const char* kind, const ops::lookup_table& table);
  void lower(const ir::unary& u);
  static const char* name_of(ops::function f);
  void lower(const ir::mean& m);
  [[nodiscard]] ops::axes axes_of(const std::vector<int>& named, shape in) const;
  void lower(const ir::reduce& r);
  template <tyto::element T>
  void lower_reduce(const ir::reduce& r);

  // ---- what moves or only stores otherwise: lower_moves.cpp

  void lower(const ir::concatenation& c);
  template <tyto::element T>
  void lower_concatenation(const ir::concatenation& c);
  void lower(const ir::slice& s);
  template <tyto::element T>
  void lower_slice(const ir::slice& s);
  void lower(const ir::transpose& t);
  // Axes of one element move nothing: what is left are at most three.
  template <tyto::element T>
  void lower_transpose(const ir::transpose& t);

  // An integer tensor in another quantisation, or through an activation function.
  template <quantized_element T>
  void rescale(ir::activation function);

  void lower(const ir::activate& a);
  // The maximum over a window of one element is that element.
  void clamp(ir::activation function);

  void lower(const ir::quantize&);
  // `again`: of what the node's own output already is.
  template <class In, class Out>
  void recode(quantization in, quantization out, bool again = false);

  void lower(const ir::dequantize&);
  void lower(const ir::view&);
  void lower(const ir::pad& p);
  // Whether a node reads the output, or it is the network's. (merge_pads has made others of a pad's
  // readers read what it reads.)
  [[nodiscard]] bool is_read() const;

  // What such a pad writes exists only in the windows that merge_pads has widened.
  void take_border(const ir::pad& p);

  // Rows, whole ones: in a network with state a reader gets them where they stand.
  [[nodiscard]] bool takes_rows(const ir::slice& s) const;

  [[nodiscard]] bool has_history() const;
  void take_rows(const ir::slice& s);
  template <tyto::element T>
  void lower_pad(const ir::pad& p);

  // ---- the whole: lower.cpp

  [[nodiscard]] lowered::end end_of(int tensor) const;
  [[nodiscard]] shape stored_shape_of(int layer) const;
  [[nodiscard]] shape stored_shape_of(const value& v) const;
  // Adds a layer that reads the node's first `inputs` inputs (the second is number `second`); or,
  // `again`, what the layer before it has made for this node.
  void add_layer(const char* kind, lowered::layer layer, std::size_t inputs = 1, bool again = false,
                 std::size_t second = 1);

  [[nodiscard]] numerics<std::int8_t> int8_numerics(ir::activation fused) const;
  void count_constants(const lowered::layer& layer);
  void lower(const ir::history& h);
  // The network's output is what its last layer writes: rows of another, or a tensor that other
  // operators read too, are copied at the end.
  void copy_output();

  // Layers that are read before they run, in what they gave in earlier runs.
  void find_later();

  void check_output() const;
  lowered::memory_of_rows& memory_of(int layer);
  // As many rows as the longest history, with its first values; shorter ones have to agree with it.
  void keep_rows();

  // Real zero where the file says nothing.
  [[nodiscard]] std::vector<std::uint8_t> initial_rows(int kept) const;

  void describe_memory(lowered::memory_of_rows& m, int tensor) const;
  template <ir::folded_operation Folded>
  void lower(const Folded&) const {
    refuse("is no layer of its own");  // check_shapes has said so
  }

  void check_totals() const;

  struct later_read {
    std::size_t layer;
    std::size_t input;
    int tensor;
    std::size_t node;
  };

  const ir::graph& graph_;
  std::size_t index_ = 0;
  std::vector<value> values_;
  std::map<std::string, int> count_of_kind_;
  std::int64_t constant_bytes_ = 0;
  std::vector<later_read> later_;
  std::vector<std::size_t> histories_;  // nodes
  lowered::model model_;
};

}  // namespace tyto::convert
