// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/quantize_graph.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/multiplication.hpp"
#include "convert/pass/passes.hpp"
#include "convert/quantize/quantize_weights.hpp"
#include "tyto/ops/softmax.hpp"
#include "tyto/ops/wide_function.hpp"

namespace tyto::convert {

namespace {

// Whether an integer operation stores its output as its input is stored.
bool keeps_quantization(const ir::operation& what) {
  if (const auto* r = std::get_if<ir::reduce>(&what)) {
    return r->what == ops::reduction::maximum || r->what == ops::reduction::minimum;
  }
  if (const auto* b = std::get_if<ir::binary>(&what)) {
    return b->what == ops::arithmetic::maximum || b->what == ops::arithmetic::minimum;
  }
  return std::holds_alternative<ir::pool_2d>(what) || std::holds_alternative<ir::view>(what) ||
         std::holds_alternative<ir::pad>(what) || std::holds_alternative<ir::slice>(what) ||
         std::holds_alternative<ir::transpose>(what) ||
         std::holds_alternative<ir::concatenation>(what);
}

bool has_int16_form(ops::function f) {
  return f == ops::function::logistic || f == ops::function::tanh;
}

// The quantisation that an operation gives whatever its values are.
std::optional<tyto::quantization> fixed_quantization(const ir::operation& what, bool wide) {
  using softmax = ops::softmax<std::int8_t>;
  const auto* u = std::get_if<ir::unary>(&what);
  const bool is_fixed =
      std::holds_alternative<ir::softmax>(what) || (u != nullptr && has_int16_form(u->function));
  if (wide && is_fixed) return tyto::quantization{ops::wide_function::output_scale, 0};
  if (std::holds_alternative<ir::softmax>(what)) {
    return tyto::quantization{softmax::output_scale, softmax::output_zero_point};
  }
  if (u == nullptr) return {};
  if (u->function == ops::function::logistic) return tyto::quantization{1.0F / 256, -128};
  if (u->function == ops::function::tanh) return tyto::quantization{1.0F / 128, 0};
  return {};
}

bool has_int8_table(ops::function f) {
  switch (f) {
    case ops::function::logistic:
    case ops::function::tanh:
    case ops::function::hard_swish:
    case ops::function::leaky_relu:
    case ops::function::elu:
    case ops::function::abs:
      return true;
    case ops::function::hard_sigmoid:
    case ops::function::exp:
    case ops::function::log:
    case ops::function::sqrt:
    case ops::function::rsqrt:
    case ops::function::negate:
    case ops::function::square:
      break;
  }
  return false;
}

// What of a node has no integer form that could be chosen here; empty where it has one.
std::string float_only_part(const ir::graph& graph, const ir::node& node, bool wide) {
  if (std::holds_alternative<ir::recurrent>(node.what)) return "a recurrent layer";
  if (std::holds_alternative<ir::svdf_time>(node.what)) return "an SVDF";
  if (const auto* b = std::get_if<ir::binary>(&node.what)) {
    if (b->what == ops::arithmetic::divide) return "a division";
    if (graph.at(node.inputs[1]).constant()) return "arithmetic with a constant";
    if (wide && b->what == ops::arithmetic::squared_difference) return "a squared difference";
    if (wide && b->what == ops::arithmetic::prelu) return "a PReLU";
  }
  const auto* u = std::get_if<ir::unary>(&node.what);
  if (u == nullptr) return "";
  return (wide ? has_int16_form(u->function) : has_int8_table(u->function)) ? "" : "this function";
}

class quantizer {
 public:
  quantizer(ir::graph graph, const scheme& how, const tensor_ranges& ranges)
      : graph_(std::move(graph)), how_(how), ranges_(ranges), group_(graph_.tensors.size()) {
    std::iota(group_.begin(), group_.end(), 0);
  }

  ir::graph run() {
    first_quantized_ = how_.float_first ? behind_first_convolution() : 0;
    refuse_what_stays_float();
    join_groups();
    choose_group_quantizations();
    if (how_.float_first) insert_quantize_nodes();
    for (std::size_t i = first_quantized_; i < graph_.nodes.size(); ++i)
      quantize_node(i);
    if (first_quantized_ == 0) mark_integer(graph_.input);
    check_types(graph_, graph_.notes);
    return std::move(graph_);
  }

 private:
  [[nodiscard]] std::size_t behind_first_convolution() const {
    for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
      const ir::operation& what = graph_.nodes[i].what;
      if (channel_axis(what) >= 0 && !std::holds_alternative<ir::fully_connected>(what)) {
        return i + 1;
      }
    }
    fail("has no convolution that could stay float; accepted by scheme {}: a model with one",
         how_.name);
  }

  // What a recurrent layer keeps is not named before that layer.
  void refuse_what_stays_float() const {
    for (std::size_t i = first_quantized_; i < graph_.nodes.size(); ++i)
      refuse_part(i, float_only_part(graph_, graph_.nodes[i], how_.wide));
    for (std::size_t i = first_quantized_; i < graph_.nodes.size(); ++i) {
      if (std::holds_alternative<ir::history>(graph_.nodes[i].what)) {
        refuse_part(i, "what it keeps from run to run");
      }
    }
  }

  void refuse_part(std::size_t node, const std::string& part) const {
    if (part.empty()) return;
    fail(
        "{}: {} is not quantised by scheme {}; accepted: leave --quantize out, or convert a file "
        "that is int8 already",
        describe(graph_, node), part, how_.name);
  }

  // ---- tensors that share a quantisation are a group

  int group_of(int tensor) {
    int& g = group_[static_cast<std::size_t>(tensor)];
    return g == tensor ? g : g = group_of(g);
  }

  void join_groups() {
    for (std::size_t i = first_quantized_; i < graph_.nodes.size(); ++i) {
      const ir::node& node = graph_.nodes[i];
      if (!keeps_quantization(node.what)) continue;
      for (const int input : node.inputs)
        group_[static_cast<std::size_t>(group_of(input))] = group_of(node.output);
    }
  }

  void choose_group_quantizations() {
    std::map<int, range> united;
    for (const auto& [tensor, r] : ranges_) {
      const auto [at, is_new] = united.try_emplace(group_of(tensor), r);
      at->second.low = std::min(at->second.low, r.low);
      at->second.high = std::max(at->second.high, r.high);
    }
    for (const auto& [group, r] : united) {
      quantizations_[group] = how_.power_of_two ? tyto::quantization{how_.global_scale / 128.0F, 0}
                              : how_.wide       ? symmetric_quantization(r)
                                                : affine_quantization(r);
    }
    for (std::size_t i = first_quantized_; i < graph_.nodes.size(); ++i) {
      const ir::node& node = graph_.nodes[i];
      const auto fixed = fixed_quantization(node.what, how_.wide);
      if (fixed) quantizations_[group_of(node.output)] = *fixed;
    }
  }

  tyto::quantization quantization_of_group(int tensor) {
    const auto found = quantizations_.find(group_of(tensor));
    if (found == quantizations_.end()) {
      fail("{} has no range; accepted: ranges of the same model", describe_tensor(graph_, tensor));
    }
    return found->second;
  }

  void mark_integer(int tensor) {
    const tyto::quantization q = quantization_of_group(tensor);
    ir::tensor& t = graph_.tensors[static_cast<std::size_t>(tensor)];
    t.type = how_.wide ? ir::element_type::int16 : ir::element_type::int8;
    t.type_name = how_.wide ? "INT16" : "INT8";
    t.quantized = {{q.scale}, {q.zero_point}, 0};
  }

  // ---- nodes

  // Behind the float part: what the rest reads of it is quantised once.
  void insert_quantize_nodes() {
    std::map<int, int> quantized;  // of a float tensor, the int8 one
    std::vector<ir::node> inserted;
    for (std::size_t i = first_quantized_; i < graph_.nodes.size(); ++i) {
      for (int& input : graph_.nodes[i].inputs) {
        if (input == ir::absent || graph_.at(input).constant() || !is_made_before(input)) continue;
        const auto [at, is_new] = quantized.try_emplace(input, ir::absent);
        if (is_new) {
          const std::vector<int> dims = graph_.at(input).dims;
          at->second = add_tensor_like(graph_, input, dims, "/int8");
          group_.push_back(at->second);
          quantizations_[at->second] = quantization_of_group(input);
          inserted.push_back({ir::quantize{}, "", {input}, at->second});
        }
        input = at->second;
      }
    }
    for (ir::node& node : inserted) {
      mark_integer(node.output);
      insert_node(graph_, first_quantized_++, std::move(node));
    }
  }

  [[nodiscard]] bool is_made_before(int tensor) const {
    const std::size_t maker = producer_of(graph_, tensor);
    return maker == no_node || maker < first_quantized_;
  }

  void quantize_node(std::size_t i) {
    mark_integer(graph_.nodes[i].output);
    if (channel_axis(graph_.nodes[i].what) < 0) return;
    const tyto::quantization in = quantization_of_group(graph_.nodes[i].inputs[0]);
    quantize_weights(graph_, i, in.scale, how_);
    group_.resize(graph_.tensors.size());
  }

  ir::graph graph_;
  const scheme& how_;
  const tensor_ranges& ranges_;
  std::size_t first_quantized_ = 0;
  std::vector<int> group_;                           // by tensor, one of its group, or itself
  std::map<int, tyto::quantization> quantizations_;  // by group
};

}  // namespace

void check_is_float(const ir::graph& graph) {
  const auto check = [&](int tensor) {
    if (is_float(graph, tensor)) return;
    fail("{} is {}: the model is quantised already; accepted: a float model",
         describe_tensor(graph, tensor), graph.at(tensor).type_name);
  };
  check(graph.input);
  for (const ir::node& node : graph.nodes)
    check(node.output);
}

ir::graph quantize_graph(ir::graph graph, const scheme& how, const tensor_ranges& ranges) {
  check_is_float(graph);
  if (!how.quantized) return graph;
  return quantizer(std::move(graph), how, ranges).run();
}

}  // namespace tyto::convert
