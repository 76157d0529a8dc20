// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "common/error.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/multiplication.hpp"
#include "convert/ir/quantization.hpp"
#include "convert/pass/simplify.hpp"

namespace tyto::convert {

namespace {

class folding {
 public:
  explicit folding(ir::graph& graph) : graph_(graph) {}

  void run() {
    for (at_ = 0; at_ < graph_.nodes.size(); ++at_) {
      try {
        visit();
      } catch (const error& e) {
        fail("{}: {}", describe(graph_, at_), e.what());
      }
    }
    remove_unread(graph_);
    if (stored_.empty()) return;
    quantize_input();
    quantize_output();
    remove_unread(graph_);
  }

 private:
  ir::node& node() { return graph_.nodes[at_]; }
  const ir::tensor& input(std::size_t i) { return graph_.at(node().inputs[i]); }

  template <class Operation>
  bool is() {
    return std::holds_alternative<Operation>(node().what);
  }

  // The int8 tensor that a float one is dequantised from; absent where it is not.
  [[nodiscard]] int stored(int tensor) const {
    const auto found = stored_.find(tensor);
    return found == stored_.end() ? ir::absent : found->second;
  }

  void visit() {
    if (is<ir::dequantize>()) {
      stored_.emplace(node().output, node().inputs[0]);
    } else if (is<ir::quantize>()) {
      requantize();
    } else if (is<ir::view>() || is<ir::pad>() || is_max_pool()) {
      if (stored(node().inputs[0]) != ir::absent) keep_quantization();
    } else if (is<ir::softmax>()) {
      if (stored(node().inputs[0]) != ir::absent) softmax();
    } else {
      to_int8();
    }
  }

  bool is_max_pool() {
    const auto* p = std::get_if<ir::pool_2d>(&node().what);
    return p != nullptr && p->kind == ir::pool_kind::maximum;
  }

  // Of what was dequantised: from int8 to int8, or nothing at all.
  void requantize() {
    const int from = stored(node().inputs[0]);
    if (from == ir::absent) return;
    if (same_quantization(graph_.at(from), graph_.at(node().output))) {
      replace_reads(graph_, node().output, from);
    } else {
      node().inputs[0] = from;
    }
  }

  // The node's output becomes `dequantized`, a new node's, of `quantized`, the node's new one.
  void dequantize_output(int quantized) {
    const int real = node().output;
    node().output = quantized;
    insert_node(graph_, at_ + 1, {ir::dequantize{}, "", {quantized}, real});
    // It is visited next, and noted as what `real` is dequantised from.
  }

  int add_int8_tensor(int like, ir::quantization quantized) {
    const int made = add_tensor_like(graph_, like, graph_.at(like).dims, "/int8");
    ir::tensor& t = graph_.tensors[static_cast<std::size_t>(made)];
    t.type = ir::element_type::int8;
    t.type_name = "INT8";
    t.quantized = std::move(quantized);
    return made;
  }

  // Operations that move or pick stored values: they come before the dequantize.
  void keep_quantization() {
    const int from = stored(node().inputs[0]);
    node().inputs[0] = from;
    dequantize_output(add_int8_tensor(node().output, graph_.at(from).quantized));
  }

  // An int8 softmax has one quantisation for every network.
  void softmax() {
    node().inputs[0] = stored(node().inputs[0]);
    dequantize_output(add_int8_tensor(node().output, {{1.0F / 256}, {-128}, 0}));
  }

  // What stands between the node and the quantize of its output: views.
  struct path {
    std::vector<std::size_t> views;
    std::size_t quantize = no_node;  // no_node where there is none
  };

  path path_to_quantize() {
    path p;
    for (std::size_t last = at_;;) {
      const std::size_t reader = sole_reader_of(graph_, graph_.nodes[last].output);
      if (reader == no_node) return p;
      const ir::operation& what = graph_.nodes[reader].what;
      if (std::holds_alternative<ir::quantize>(what)) p.quantize = reader;
      if (!std::holds_alternative<ir::view>(what)) return p;
      p.views.push_back(reader);
      last = reader;
    }
  }

  // Node and views write stored values of `quantized`, and the quantize reads the last; it goes
  // where it would change nothing.
  void store(const path& p, const ir::quantization& quantized) {
    int stored = add_int8_tensor(node().output, quantized);
    node().output = stored;
    for (const std::size_t v : p.views) {
      graph_.nodes[v].inputs[0] = stored;
      stored = add_int8_tensor(graph_.nodes[v].output, quantized);
      graph_.nodes[v].output = stored;
    }
    ir::node& last = graph_.nodes[p.quantize];
    last.inputs[0] = stored;
    ir::tensor& result = graph_.tensors[static_cast<std::size_t>(stored)];
    if (!same_quantization(result, graph_.at(last.output))) return;
    result.name = graph_.at(last.output).name;
    node().source_name += " + " + last.source_name;
    replace_reads(graph_, last.output, stored);
    erase_node(graph_, p.quantize);
  }

  void to_int8() {
    const bool multiplies = channel_axis(node().what) >= 0;
    const std::size_t activations = is<ir::add>() ? 2 : 1;
    for (std::size_t i = 0; i < activations; ++i) {
      if (stored(node().inputs[i]) == ir::absent) return;
    }
    if (multiplies && input(1).type != ir::element_type::int8) return;
    const path behind = path_to_quantize();
    if (behind.quantize == no_node) return;
    const ir::tensor result = graph_.at(graph_.nodes[behind.quantize].output);
    for (std::size_t i = 0; i < activations; ++i)
      node().inputs[i] = stored(node().inputs[i]);
    if (multiplies) quantize_bias();
    const bool keeps_scale = is<ir::pool_2d>() && !same_quantization(input(0), result);
    if (keeps_scale && is_global_average()) {
      node().what = ir::mean{{1, 2}};  // which need not
      store(behind, result.quantized);
    } else {
      store(behind, keeps_scale ? input(0).quantized : result.quantized);
    }
  }

  bool is_global_average() {
    const auto& p = std::get<ir::pool_2d>(node().what);
    const tyto::window& w = p.sliding.window;
    return w.size == extent{input(0).dims.at(1), input(0).dims.at(2)} && w.pad == padding{} &&
           p.fused == ir::activation::none;
  }

  // A float bias, and the scales that an int32 one needs.
  void quantize_bias() {
    const int bias = bias_of(node());
    if (bias == ir::absent || graph_.at(bias).type == ir::element_type::int32) return;
    const std::vector<double> real = real_values(graph_, graph_.at(bias));
    const std::vector<float>& weights = input(1).quantized.scale;
    const float in = quantization_of(input(0)).scale;
    ir::tensor t = graph_.at(bias);
    std::vector<std::int32_t> values;
    t.quantized = {};
    for (std::size_t c = 0; c < real.size(); ++c) {
      const double scale = double{in} * double{weights[weights.size() == 1 ? 0 : c]};
      const double nearest = std::round(real[c] / scale);
      if (!(std::abs(nearest) < 2147483648.0)) {
        fail(
            "its bias in channel {} is {} times input scale times weight scale; accepted: what "
            "fits int32",
            c, nearest);
      }
      values.push_back(static_cast<std::int32_t>(nearest));
      t.quantized.scale.push_back(static_cast<float>(scale));
      t.quantized.zero_point.push_back(0);
    }
    t.type = ir::element_type::int32;
    t.type_name = "INT32";
    t.buffer = static_cast<int>(graph_.buffers.size());
    graph_.buffers.push_back(bytes_of(std::span<const std::int32_t>(values)));
    graph_.tensors.push_back(std::move(t));
    set_bias(node(), static_cast<int>(graph_.tensors.size()) - 1);
  }

  // ---- the network's ends

  void quantize_input() {
    const std::size_t reader = sole_reader_of(graph_, graph_.input);
    if (reader == no_node || !is_float(graph_, graph_.input) ||
        !std::holds_alternative<ir::quantize>(graph_.nodes[reader].what) ||
        graph_.nodes[reader].output == graph_.output) {
      return;
    }
    const int quantized = graph_.nodes[reader].output;
    ir::tensor& input = graph_.tensors[static_cast<std::size_t>(quantized)];
    input.name = graph_.at(graph_.input).name;
    graph_.input = quantized;
    erase_node(graph_, reader);
    const tyto::quantization q = quantization_of(input);
    graph_.notes.push_back(fmt::format(
        "the network takes its input as int8, of scale {} and zero point {}, as the file's first "
        "QuantizeLinear makes it",
        q.scale, q.zero_point));
  }

  void quantize_output() {
    const std::size_t last = producer_of(graph_, graph_.output);
    if (last == no_node || !std::holds_alternative<ir::dequantize>(graph_.nodes[last].what) ||
        graph_.nodes[last].inputs[0] == graph_.input ||
        !readers_of(graph_, graph_.output).empty()) {
      return;
    }
    const int quantized = graph_.nodes[last].inputs[0];
    ir::tensor& output = graph_.tensors[static_cast<std::size_t>(quantized)];
    output.name = graph_.at(graph_.output).name;
    graph_.output = quantized;
    erase_node(graph_, last);
    const tyto::quantization q = quantization_of(output);
    graph_.notes.push_back(
        fmt::format("the network gives its output as int8, of scale {} and zero point {}", q.scale,
                    q.zero_point));
  }

  ir::graph& graph_;
  std::size_t at_ = 0;
  std::map<int, int> stored_;  // dequantised tensors, and what they are made of
};

}  // namespace

void fold_qdq(ir::graph& graph) {
  folding(graph).run();
}

}  // namespace tyto::convert
