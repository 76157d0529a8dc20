// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/dilate_weights.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/limits.hpp"
#include "convert/pass/passes.hpp"

namespace tyto::convert {

namespace {

using dims_of_tensor = std::vector<int>;

// The node that makes `tensor`, views left out.
std::size_t maker_behind_views(const ir::graph& graph, int tensor) {
  std::size_t at = producer_of(graph, tensor);
  while (at != no_node && std::holds_alternative<ir::view>(graph.nodes[at].what)) {
    const std::size_t before = producer_of(graph, graph.nodes[at].inputs[0]);
    at = before < at ? before : no_node;  // nothing has checked the order yet
  }
  return at;
}

// One axis of the window: what it is among batches, what surrounds and cuts it.
struct window_axis {
  int size;
  int stride;
  std::array<int, 2> pad;
  int block = 1;
  std::array<int, 2> added{};
  std::array<int, 2> cut{};
};

class batch_fold {
 public:
  batch_fold(ir::graph& graph, std::size_t back) : graph_(graph), back_(back) {}

  void run() {
    const std::size_t convolution = maker_behind_views(graph_, graph_.nodes[back_].inputs[0]);
    if (convolution == no_node) refuse_chain();
    ir::node made = graph_.nodes[convolution];
    if (auto* c = std::get_if<ir::conv_2d>(&made.what)) return fold(made, c->sliding);
    if (auto* c = std::get_if<ir::depthwise_conv_2d>(&made.what)) return fold(made, c->sliding);
    refuse_chain();
  }

 private:
  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, back_), fmt::format(format, std::forward<Args>(args)...));
  }

  [[noreturn]] void refuse_chain() const {
    refuse(
        "what it puts back is not a convolution of what a SPACE_TO_BATCH_ND of the same block "
        "makes; accepted: these three, reshapes between them");
  }

  [[nodiscard]] const dims_of_tensor& dims(int tensor) const { return graph_.at(tensor).dims; }

  // Moved elements are stored as they were.
  void check_quantization(int a, int b) const {
    const ir::quantization& p = graph_.at(a).quantized;
    const ir::quantization& q = graph_.at(b).quantized;
    if (p.scale == q.scale && p.zero_point == q.zero_point) return;
    refuse("{} has another scale or zero point than {}; accepted: the same",
           describe_tensor(graph_, a), describe_tensor(graph_, b));
  }

  // Axis 1 or 2 of four dimensions that axis 1 of three has become: 0 where all four are kept.
  [[nodiscard]] int axis_of_three(const dims_of_tensor& three, const dims_of_tensor& four) const {
    if (four.size() != 4) refuse_chain();
    if (three == four) return 0;
    for (const int axis : {2, 1}) {
      dims_of_tensor without = four;
      without.erase(without.begin() + (3 - axis));
      if (four[static_cast<std::size_t>(3 - axis)] == 1 && without == three) return axis;
    }
    refuse_chain();
  }

  void fold(ir::node& made, ir::sliding_window& sliding) {
    const std::size_t forth = maker_behind_views(graph_, made.inputs[0]);
    if (forth == no_node) refuse_chain();
    const ir::node from = graph_.nodes[forth];
    const ir::node back = graph_.nodes[back_];
    const auto* first = std::get_if<ir::space_to_batch>(&from.what);
    if (first == nullptr || first->inverse) refuse_chain();
    check_quantization(from.inputs[0], made.inputs[0]);
    check_quantization(made.output, back.output);
    const ir::space_to_batch& before = *first;
    const auto& behind = std::get<ir::space_to_batch>(back.what);
    const int axis = axis_of_three(dims(from.output), dims(made.inputs[0]));
    if (before.block != behind.block ||
        axis_of_three(dims(back.inputs[0]), dims(made.output)) != axis)
      refuse_chain();
    window& w = sliding.window;
    window_axis axes[2] = {{w.size.height, w.stride.height, {w.pad.top, w.pad.bottom}},
                           {w.size.width, w.stride.width, {w.pad.left, w.pad.right}}};
    for (std::size_t i = 0; i < before.block.size(); ++i) {
      check_batches(from, i);
      window_axis& a = axes[axis == 0 ? i : static_cast<std::size_t>(axis - 1)];
      a.block = before.block[i];
      a.added = before.amounts[i];
      a.cut = behind.amounts[i];
    }
    const std::array<int, 2> rows = outer_pad(axes[0], sliding.rule);
    const std::array<int, 2> columns = outer_pad(axes[1], sliding.rule);
    w.pad = {rows[0], rows[1], columns[0], columns[1]};
    sliding.rule = ir::padding_rule::given;
    const std::string why = dilate_weights(graph_, made, {axes[0].block, axes[1].block});
    if (!why.empty()) refuse("{}", why);
    w.size = {dims(made.inputs[1])[1], dims(made.inputs[1])[2]};
    made.source_name =
        fmt::format("{} + {} + {}", from.source_name, made.source_name, back.source_name);
    put(std::move(made), from.inputs[0], back.output, axis);
  }

  // The batches that the file names are those that follow.
  void check_batches(const ir::node& from, std::size_t i) const {
    const auto& s = std::get<ir::space_to_batch>(from.what);
    const dims_of_tensor& in = dims(from.inputs[0]);
    const std::int64_t padded = std::int64_t{in[i + 1]} + s.amounts[i][0] + s.amounts[i][1];
    if (in[0] == 1 && padded == std::int64_t{dims(from.output)[i + 1]} * s.block[i]) return;
    refuse(
        "{} in blocks of {} does not make {} of {}; accepted: one batch, a whole number of blocks",
        padded, s.block[i], dimensions(dims(from.output)), dimensions(in));
  }

  // The pads of the dilated window. Tap k of output r reads element r + cut + (k - pad) * block
  // of the padded input.
  std::array<int, 2> outer_pad(window_axis& a, ir::padding_rule rule) const {
    const bool whole = a.block == 1 && a.cut == std::array{0, 0};
    if (!whole && a.stride != 1) refuse("its convolution has stride {}; accepted: 1", a.stride);
    if (rule == ir::padding_rule::valid) a.pad = {0, 0};
    if (rule == ir::padding_rule::same) {
      if (a.stride != 1) refuse("its convolution is SAME, of stride {}; accepted: 1", a.stride);
      a.pad = {(a.size - 1) / 2, a.size - 1 - (a.size - 1) / 2};
    }
    std::array<int, 2> outer{};
    for (std::size_t end = 0; end < 2; ++end) {
      const std::int64_t pad =
          std::int64_t{a.added[end]} + std::int64_t{a.pad[end]} * a.block - a.cut[end];
      if (pad < 0 || pad > limits::window) {
        refuse("it cuts {} off where {} are added; accepted: at most as many", a.cut[end],
               pad + a.cut[end]);
      }
      outer[end] = static_cast<int>(pad);
    }
    return outer;
  }

  // The convolution takes the place of the node that puts batches back, with four dimensions.
  void put(ir::node made, int input, int output, int axis) {
    made.inputs[0] = input;
    made.output = output;
    std::vector<ir::node> nodes;
    const auto viewed = [&](int tensor, const char* suffix) {
      dims_of_tensor four = dims(tensor);
      four.insert(four.begin() + (3 - axis), 1);
      return add_tensor_like(graph_, tensor, std::move(four), suffix);
    };
    if (axis == 0) {
      nodes.push_back(std::move(made));
    } else {
      made.inputs[0] = viewed(input, "/in");
      made.output = viewed(output, "/out");
      nodes = {
          {ir::view{}, "", {input}, made.inputs[0]}, made, {ir::view{}, "", {made.output}, output}};
    }
    erase_node(graph_, back_);
    graph_.nodes.insert(graph_.nodes.begin() + static_cast<std::ptrdiff_t>(back_), nodes.begin(),
                        nodes.end());
  }

  ir::graph& graph_;
  std::size_t back_;
};

}  // namespace

void fold_space_to_batch(ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const auto* s = std::get_if<ir::space_to_batch>(&graph.nodes[i].what);
    if (s != nullptr && s->inverse) batch_fold(graph, i).run();
  }
}

}  // namespace tyto::convert
