// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <utility>

#include "convert/ir/graph_edit.hpp"
#include "convert/ir/multiplication.hpp"
#include "convert/pass/state.hpp"

namespace tyto::convert {

namespace {

// A depthwise convolution on rows [first_row, first_row + rows) of channels [first_channel,
// first_channel + channels) of `source`.
struct part {
  std::size_t node = no_node;
  int source = ir::absent;
  int first_row = 0;
  int rows = 0;
  int first_channel = 0;
  int channels = 0;
};

bool is_plain(const ir::sliding_window& s) {
  return s.window.stride == extent{1, 1} &&
         (s.rule == ir::padding_rule::valid ||
          (s.rule == ir::padding_rule::given && s.window.pad == padding{}));
}

// Follows slices of rows and channels, and views that change nothing, back to what is sliced.
bool follow(const ir::graph& graph, part& p) {
  for (std::size_t at = producer_of(graph, p.source); at != no_node;
       at = producer_of(graph, p.source)) {
    const ir::node& node = graph.nodes[at];
    if (std::holds_alternative<ir::view>(node.what)) {
      if (graph.at(node.inputs[0]).dims != graph.at(node.output).dims) return true;
    } else if (const auto* s = std::get_if<ir::slice>(&node.what)) {
      const std::vector<int>& in = graph.at(node.inputs[0]).dims;
      if (s->size.size() != 4 || in.size() != 4 || s->step != std::vector<int>{1, 1, 1, 1} ||
          s->size[0] != in[0] || s->size[2] != in[2]) {
        return false;
      }
      p.first_row += s->begin[1];
      p.first_channel += s->begin[3];
    } else {
      return true;
    }
    p.source = node.inputs[0];
  }
  return true;
}

std::optional<part> part_of(const ir::graph& graph, int tensor) {
  part p{.node = producer_of(graph, tensor)};
  if (p.node == no_node || sole_reader_of(graph, tensor) == no_node) return {};
  const ir::node& node = graph.nodes[p.node];
  const auto* d = std::get_if<ir::depthwise_conv_2d>(&node.what);
  if (d == nullptr || !is_plain(d->sliding)) return {};
  const ir::tensor& weights = graph.at(node.inputs[1]);
  const std::vector<int>& in = graph.at(node.inputs[0]).dims;
  if (!weights.constant() || weights.dims.size() != 4 || in.size() != 4 ||
      weights.dims[3] != in[3] ||
      d->sliding.window.size != extent{weights.dims[1], weights.dims[2]}) {
    return {};
  }
  p.source = node.inputs[0];
  p.rows = in[1];
  p.channels = in[3];
  if (!follow(graph, p)) return {};
  return p;
}

class merger {
 public:
  merger(ir::graph& graph, std::size_t joined) : graph_(graph), joined_(joined) {}

  bool run() {
    if (!find_parts() || !fit()) return false;
    const int source_rows = graph_.at(parts_[0].source).dims[1];  // tensors are added below
    const int first = first_row();
    const int rows = last_row() - first;
    ir::node merged = graph_.nodes[parts_[0].node];
    merged.output = graph_.nodes[joined_].output;
    auto& d = std::get<ir::depthwise_conv_2d>(merged.what);
    d.sliding.window.size.height = height();
    merged.inputs = {parts_[0].source, weights(), bias()};
    if (rows != source_rows) merged.inputs[0] = slice_rows(first, rows);
    graph_.nodes[joined_] = std::move(merged);
    return true;
  }

 private:
  [[nodiscard]] const ir::node& node(const part& p) const { return graph_.nodes[p.node]; }
  [[nodiscard]] const ir::depthwise_conv_2d& operation(const part& p) const {
    return std::get<ir::depthwise_conv_2d>(node(p).what);
  }
  [[nodiscard]] const ir::tensor& weights_of(const part& p) const {
    return graph_.at(node(p).inputs[1]);
  }

  bool find_parts() {
    const ir::node& joined = graph_.nodes[joined_];
    const auto* c = std::get_if<ir::concatenation>(&joined.what);
    if (c == nullptr || c->axis != 3 || joined.inputs.size() < 2) return false;
    for (const int input : joined.inputs) {
      const std::optional<part> p = part_of(graph_, input);
      if (!p) return false;
      parts_.push_back(*p);
    }
    return true;
  }

  // All are alike but for their heights, and lie side by side over all channels.
  [[nodiscard]] bool fit() const {
    const part& a = parts_[0];
    const std::vector<int>& source = graph_.at(a.source).dims;
    int channel = 0;
    for (const part& p : parts_) {
      const ir::tensor& w = weights_of(p);
      const std::size_t scales = w.quantized.scale.size();
      if (p.source != a.source || p.first_channel != channel ||
          operation(p).fused != operation(a).fused || w.dims[2] != weights_of(a).dims[2] ||
          w.type != weights_of(a).type || has_bias(p) != has_bias(a) ||
          p.rows - w.dims[1] != a.rows - weights_of(a).dims[1]) {
        return false;
      }
      if (w.type == ir::element_type::int8
              ? scales != 1 && scales != static_cast<std::size_t>(p.channels)
              : w.type != ir::element_type::float32) {
        return false;
      }
      channel += p.channels;
    }
    return source.size() == 4 && channel == source[3];
  }

  [[nodiscard]] bool has_bias(const part& p) const {
    const int bias = bias_of(node(p));
    return bias != ir::absent && graph_.at(bias).constant();
  }

  [[nodiscard]] int first_row() const {
    int first = parts_[0].first_row;
    for (const part& p : parts_)
      first = std::min(first, p.first_row);
    return first;
  }
  [[nodiscard]] int last_row() const {
    int last = 0;
    for (const part& p : parts_)
      last = std::max(last, p.first_row + p.rows);
    return last;
  }
  // The window of each part starts as many rows into the merged one as its rows do.
  [[nodiscard]] int height() const {
    int most = 0;
    for (const part& p : parts_)
      most = std::max(most, p.first_row - first_row() + weights_of(p).dims[1]);
    return most;
  }

  [[nodiscard]] int channels() const { return graph_.at(parts_[0].source).dims[3]; }

  // [1][height][width][channels]
  int weights() {
    ir::tensor t = weights_of(parts_[0]);
    const std::size_t element = t.type == ir::element_type::int8 ? 1 : sizeof(float);
    const int width = t.dims[2];
    t.dims = {1, height(), width, channels()};
    const auto pixel = element * static_cast<std::size_t>(channels());
    std::vector<std::uint8_t> bytes(pixel * static_cast<std::size_t>(height() * width));
    t.quantized = {};
    t.quantized.axis = 3;
    for (const part& p : parts_) {
      const ir::tensor& w = weights_of(p);
      const std::vector<std::uint8_t>& from = graph_.data_of(w);
      const auto run = element * static_cast<std::size_t>(p.channels);
      const auto skipped = static_cast<std::size_t>((p.first_row - first_row()) * width);
      for (std::size_t tap = 0; tap * run < from.size(); ++tap) {
        std::copy_n(from.begin() + static_cast<std::ptrdiff_t>(tap * run), run,
                    bytes.begin() + static_cast<std::ptrdiff_t>(
                                        (skipped + tap) * pixel +
                                        element * static_cast<std::size_t>(p.first_channel)));
      }
      for (int c = 0; c < p.channels && !w.quantized.scale.empty(); ++c) {
        const auto scale = w.quantized.scale.size() == 1 ? 0 : static_cast<std::size_t>(c);
        t.quantized.scale.push_back(w.quantized.scale[scale]);
        t.quantized.zero_point.push_back(
            w.quantized.zero_point.empty()
                ? 0
                : w.quantized.zero_point[w.quantized.zero_point.size() == 1 ? 0 : scale]);
      }
    }
    return add_constant(std::move(t), std::move(bytes));
  }

  int bias() {
    if (!has_bias(parts_[0])) return ir::absent;
    ir::tensor t = graph_.at(bias_of(node(parts_[0])));
    std::vector<std::uint8_t> bytes;
    for (const part& p : parts_) {
      const std::vector<std::uint8_t>& from = graph_.data_of(graph_.at(bias_of(node(p))));
      bytes.insert(bytes.end(), from.begin(), from.end());
    }
    t.dims = {channels()};
    t.quantized = {};
    return add_constant(std::move(t), std::move(bytes));
  }

  int add_constant(ir::tensor t, std::vector<std::uint8_t> bytes) {
    t.buffer = static_cast<int>(graph_.buffers.size());
    graph_.buffers.push_back(std::move(bytes));
    graph_.tensors.push_back(std::move(t));
    return static_cast<int>(graph_.tensors.size()) - 1;
  }

  int slice_rows(int first, int rows) {
    const int source = parts_[0].source;
    std::vector<int> dims = graph_.at(source).dims;
    dims[1] = rows;
    const int sliced = add_tensor_like(graph_, source, dims, " (rows)");
    insert_node(graph_, joined_,
                {ir::slice{{0, first, 0, 0}, dims, {1, 1, 1, 1}}, "", {source}, sliced});
    ++joined_;
    return sliced;
  }

  ir::graph& graph_;
  std::size_t joined_;
  std::vector<part> parts_;
};

}  // namespace

void merge_parallel_depthwise(ir::graph& graph) {
  bool any = false;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    any |= merger(graph, i).run();
  if (any) remove_unread(graph);
}

}  // namespace tyto::convert
