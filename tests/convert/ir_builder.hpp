// SPDX-License-Identifier: Apache-2.0
// Graphs of the intermediate representation for tests, with numbers of a fixed pseudo-random
// sequence.
#pragma once

#include <string>
#include <vector>

#include "convert/ir/constants.hpp"
#include "convert/ir/graph_builder.hpp"
#include "convert/ir_reference.hpp"
#include "support/random.hpp"

namespace tyto::test {

class ir_builder {
 public:
  explicit ir_builder(std::vector<int> input_dims)
      : input_(nodes_.add_input("input", std::move(input_dims))) {}

  [[nodiscard]] int input() const { return input_; }

  std::vector<float> reals(std::size_t count, float scale = 1.0F) {
    std::vector<float> values;
    for (std::size_t i = 0; i < count; ++i)
      values.push_back(scale * numbers_.real());
    return values;
  }

  int constant(std::vector<int> dims, const std::vector<float>& values) {
    return nodes_.add_constant("c", ir::element_type::float32, std::move(dims),
                               convert::bytes_of(std::span<const float>(values)));
  }

  int constant(std::vector<int> dims) {
    std::size_t n = 1;
    for (const int dim : dims)
      n *= static_cast<std::size_t>(dim);
    return constant(std::move(dims), reals(n));
  }

  int int8_constant(std::vector<int> dims, ir::quantization quantized) {
    std::size_t n = 1;
    for (const int dim : dims)
      n *= static_cast<std::size_t>(dim);
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < n; ++i)
      bytes.push_back(static_cast<std::uint8_t>(numbers_.between(-127, 127)));
    return nodes_.add_constant("c8", ir::element_type::int8, std::move(dims), std::move(bytes),
                               std::move(quantized));
  }

  // One a channel of `like`, positive where they are a variance.
  int channel_constant(int like, bool positive = false) {
    const int channels = nodes_.at(like).dims.back();
    std::vector<float> values = reals(static_cast<std::size_t>(channels));
    for (float& v : values)
      v = positive ? 0.1F + v * v : v;
    return constant({channels}, values);
  }

  int node(ir::operation what, std::vector<int> inputs, ir::quantization quantized = {}) {
    const std::string name = "n" + std::to_string(++count_);
    return nodes_.add_node(std::move(what), "Op" + std::to_string(count_), std::move(inputs), name,
                           std::move(quantized));
  }

  int view(int input, std::vector<int> dims) {
    return nodes_.add_view("View", input, std::move(dims), "v" + std::to_string(++count_));
  }

  int conv(int input, int filters, extent size = {3, 3}, bool has_bias = true) {
    const int channels = nodes_.at(input).dims[3];
    std::vector<int> inputs{input, constant({filters, size.height, size.width, channels})};
    if (has_bias) inputs.push_back(constant({filters}));
    ir::conv_2d c;
    c.sliding.window.size = size;
    c.sliding.rule = ir::padding_rule::same;
    return node(c, std::move(inputs));
  }

  int depthwise(int input, bool has_bias = true) {
    const int channels = nodes_.at(input).dims[3];
    std::vector<int> inputs{input, constant({1, 3, 3, channels})};
    if (has_bias) inputs.push_back(constant({channels}));
    ir::depthwise_conv_2d c;
    c.sliding.window.size = {3, 3};
    c.sliding.rule = ir::padding_rule::same;
    return node(c, std::move(inputs));
  }

  int dense(int input, int outputs, bool has_bias = true) {
    int taps = 1;
    for (const int dim : nodes_.at(input).dims)
      taps *= dim;
    std::vector<int> inputs{input, constant({outputs, taps})};
    if (has_bias) inputs.push_back(constant({outputs}));
    return node(ir::fully_connected{}, std::move(inputs));
  }

  // Scale, offset, mean and variance are absent where their letter is missing in `parts` ("somv").
  int batch_norm(int input, const std::string& parts = "somv") {
    std::vector<int> inputs{input};
    for (const char part : std::string("somv")) {
      const bool has = parts.find(part) != std::string::npos;
      inputs.push_back(has ? channel_constant(input, part == 'v') : ir::absent);
    }
    return node(ir::batch_norm{1e-3F}, std::move(inputs));
  }

  int bias_add(int input) { return node(ir::bias_add{}, {input, channel_constant(input)}); }
  int activate(int input, ir::activation range) { return node(ir::activate{range}, {input}); }

  ir::graph finish(int output) { return nodes_.finish(input_, output); }

  convert::graph_builder& nodes() { return nodes_; }

 private:
  convert::graph_builder nodes_;
  int input_;
  int count_ = 0;
  random numbers_{7};
};

inline std::vector<double> random_reals(std::size_t count, std::uint64_t seed, double scale = 1.0) {
  random numbers(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i)
    values.push_back(scale * double{numbers.real()});
  return values;
}

inline std::size_t input_elements(const ir::graph& graph) {
  std::size_t n = 1;
  for (const int dim : graph.at(graph.input).dims)
    n *= static_cast<std::size_t>(dim);
  return n;
}

// The largest change that `pass` makes to a graph's outputs, for a few inputs.
template <class Pass>
double change_by(ir::graph& graph, Pass pass) {
  std::vector<std::vector<double>> before;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    before.push_back(ir_reference(graph).run(random_reals(input_elements(graph), seed, 2.0)));
  }
  pass(graph);
  double largest = 0.0;
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto after = ir_reference(graph).run(random_reals(input_elements(graph), seed, 2.0));
    largest = std::max(largest, largest_difference(before[seed - 1], after));
  }
  return largest;
}

// Operations of a kind that are in the graph.
template <class Operation>
int count_of(const ir::graph& graph) {
  int count = 0;
  for (const ir::node& node : graph.nodes)
    count += std::holds_alternative<Operation>(node.what) ? 1 : 0;
  return count;
}

}  // namespace tyto::test
