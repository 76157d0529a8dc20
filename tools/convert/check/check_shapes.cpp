// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/infer_shape.hpp"
#include "convert/ir/limits.hpp"
#include "convert/pass/passes.hpp"

namespace tyto::convert {

namespace {

std::int64_t elements(const ir::tensor& t) {
  std::int64_t n = 1;
  for (const int dim : t.dims)
    n *= dim;
  return n;
}

class shape_check {
 public:
  shape_check(const ir::graph& graph, std::size_t index)
      : graph_(graph), node_(graph.nodes[index]), index_(index) {}

  void run() {
    std::visit([&](const auto& operation) { check(operation); }, node_.what);
  }

 private:
  using dims = std::vector<int>;

  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, index_), fmt::format(format, std::forward<Args>(args)...));
  }

  [[nodiscard]] const ir::tensor& input(std::size_t i) const { return graph_.at(node_.inputs[i]); }
  [[nodiscard]] const ir::tensor& output() const { return graph_.at(node_.output); }
  [[nodiscard]] bool has_bias() const {
    return node_.inputs.size() > 2 && node_.inputs[2] != ir::absent;
  }

  void check_activation(const char* what) const {
    const dims& in = input(0).dims;
    if (in.size() != 4) refuse("its input has {} dimensions; accepted: 4", in.size());
    if (in[0] != 1) {
      refuse("{} of batch {} is not supported; accepted: batch 1", what, in[0]);
    }
  }

  void check_output(const dims& needed) const {
    if (output().dims != needed) {
      refuse("its output is {}, its input and options give {}", dimensions(output().dims),
             dimensions(needed));
    }
  }

  void check_weights(const dims& needed) const {
    if (input(1).dims != needed) {
      refuse("its weights are {}, its input and output need {}", dimensions(input(1).dims),
             dimensions(needed));
    }
  }

  void check_bias(int channels, std::size_t at = 2) const {
    if ((at != 2 || has_bias()) && elements(input(at)) != channels) {
      refuse("its bias is {}, its output needs {}", dimensions(input(at).dims), channels);
    }
  }

  // Rows or columns of the output; refuses a window that does not fit.
  [[nodiscard]] int slide(int in, int before, int after, int filter, int stride) const {
    const std::int64_t room = std::int64_t{in} + before + after - filter;
    if (room < 0) {
      refuse("its window of {} is larger than its padded input of {}", filter,
             std::int64_t{in} + before + after);
    }
    return static_cast<int>(room / stride + 1);
  }

  [[nodiscard]] dims slid(const tyto::window& w, int channels) const {
    const dims& in = input(0).dims;
    return {1, slide(in[1], w.pad.top, w.pad.bottom, w.size.height, w.stride.height),
            slide(in[2], w.pad.left, w.pad.right, w.size.width, w.stride.width), channels};
  }

  // The last dimension of the output, which the weights have to have too.
  [[nodiscard]] int output_channels() const {
    if (output().dims.size() != 4) {
      refuse("its output has {} dimensions; accepted: 4", output().dims.size());
    }
    return output().dims[3];
  }

  void check(const ir::conv_2d& c) const {
    check_activation("convolution");
    const int channels = output_channels();
    const extent size = c.sliding.window.size;
    check_weights({channels, size.height, size.width, input(0).dims[3]});
    check_bias(channels);
    check_output(slid(c.sliding.window, channels));
  }

  void check(const ir::depthwise_conv_2d& c) const {
    check_activation("convolution");
    const int channels = output_channels();
    const extent size = c.sliding.window.size;
    if (channels % input(0).dims[3] != 0) {
      refuse(
          "it has {} input and {} output channels; accepted: a whole number of filters for each "
          "input channel",
          input(0).dims[3], channels);
    }
    check_weights({1, size.height, size.width, channels});
    check_bias(channels);
    check_output(slid(c.sliding.window, channels));
  }

  void check(const ir::pool_2d& p) const {
    check_activation("pooling");
    check_output(slid(p.sliding.window, input(0).dims[3]));
  }

  void check(const ir::fully_connected&) const {
    const dims& weights = input(1).dims;
    if (weights.size() != 2) refuse("its weights have {} dimensions; accepted: 2", weights.size());
    if (elements(input(0)) % weights[1] != 0) {
      refuse("its input is {} and its weights take {}; accepted: a whole number of such vectors",
             dimensions(input(0).dims), weights[1]);
    }
    const std::int64_t vectors = elements(input(0)) / weights[1];
    if (elements(output()) != vectors * weights[0]) {
      refuse("its output is {} and its weights give {} vectors of {}", dimensions(output().dims),
             vectors, weights[0]);
    }
    check_bias(weights[0]);
  }

  void check(const ir::svdf_time& s) const {
    const dims& in = input(0).dims;
    if (in.size() != 4 || in[0] != 1 || in[2] != 1 || s.rank < 1 || in[3] % s.rank != 0) {
      refuse("its input is {} and its rank {}; accepted: [1, rows, 1, units * rank]",
             dimensions(in), s.rank);
    }
    check_weights(in);
    check_bias(in[3] / s.rank);
    check_output({1, 1, 1, in[3] / s.rank});
  }

  void check(const ir::recurrent& r) const {
    const dims& in = input(0).dims;
    const dims& w = input(1).dims;
    const dims& recurrent = input(2).dims;
    const int gates = r.kind == ir::recurrent_kind::lstm ? 4 : 3;
    if (in.size() != 4 || in[0] != 1 || in[2] != 1) {
      refuse("its input is {}; accepted: [1, rows, 1, n]", dimensions(in));
    }
    const int units = w.empty() ? 0 : w[0] / gates;
    const int blocks = gates + (r.projects ? 1 : 0);  // of R
    if (w.size() != 2 || recurrent.size() != 2 || w[1] != in[3] || w[0] != gates * units ||
        recurrent[0] != blocks * units || (!r.projects && recurrent[1] != units)) {
      refuse("its weights are {} and {}; accepted: [{} * units, {}] and [{} * units, {}]",
             dimensions(w), dimensions(recurrent), gates, in[3], blocks,
             r.projects ? "n" : "units");
    }
    const int out = recurrent[1];
    check_bias((r.peepholes ? 7 : 4) * units, 3);
    check_output({1, in[1] + r.rows_behind, 1, out});
    if (node_.inputs.size() > 4 && input(4).dims != dims{1, 1 + r.rows_behind, 1, out}) {
      refuse("its state is {}; accepted: {} rows of {}", dimensions(input(4).dims),
             1 + r.rows_behind, out);
    }
  }

  void check(const ir::add&) const {
    if (input(0).dims != input(1).dims) {
      refuse("it adds {} and {}: broadcasting is not supported; accepted: inputs of one shape",
             dimensions(input(0).dims), dimensions(input(1).dims));
    }
    check_output(input(0).dims);
  }

  void check(const ir::softmax&) const {
    const dims& in = input(0).dims;
    if (in.empty()) refuse("its input is a scalar; accepted: 1 to {} dimensions", limits::rank);
    if (in.size() == 4 && in[0] != 1) refuse("batch {} is not supported; accepted: batch 1", in[0]);
    if (in.back() > limits::softmax_channels) {
      refuse("it has {} channels; accepted: up to {}", in.back(), limits::softmax_channels);
    }
    check_output(in);
  }

  void check(const ir::binary&) const {
    check_output(inferred());
    check_batch(output().dims);
  }

  void check(const ir::mean& m) const { check_reduction(m.axes); }
  void check(const ir::reduce& r) const { check_reduction(r.axes); }

  void check_reduction(const std::vector<int>& axes) const {
    const dims& in = input(0).dims;
    check_batch(in);
    std::int64_t left = 1;
    for (std::size_t axis = 0; axis < in.size(); ++axis) {
      const bool named = std::find(axes.begin(), axes.end(), static_cast<int>(axis)) != axes.end();
      if (!named) left *= in[axis];
    }
    if (elements(output()) != left) {
      refuse("its output is {}, its input and axes give {} elements", dimensions(output().dims),
             left);
    }
  }

  void check(const ir::transpose& t) const {
    dims seen = t.order;
    std::sort(seen.begin(), seen.end());
    bool each = seen.size() == input(0).dims.size();
    for (std::size_t i = 0; each && i < seen.size(); ++i)
      each = seen[i] == static_cast<int>(i);
    if (!each) {
      refuse("its order of axes does not name each of {} once", dimensions(input(0).dims));
    }
    check_output(inferred());
    if (std::count_if(seen.begin(), seen.end(), [&](int axis) {
          return input(0).dims[static_cast<std::size_t>(axis)] > 1;
        }) > 3) {
      refuse("it moves four axes of {}; accepted: up to three of more than one element",
             dimensions(input(0).dims));
    }
  }

  // The dimensions that follow from the inputs'.
  [[nodiscard]] dims inferred() const {
    dims_list inputs;
    for (const int i : node_.inputs)
      inputs.push_back(graph_.at(i).dims);
    try {
      return output_dims(node_.what, inputs);
    } catch (const error& e) {
      refuse("{}", e.what());
    }
  }

  // What is read as height, width and channels.
  void check_batch(const dims& d) const {
    if (d.size() == 4 && d[0] != 1) {
      refuse("batch {} is not supported; accepted: batch 1", d[0]);
    }
  }

  void check(const ir::pad& p) const {
    const dims& in = input(0).dims;
    if (p.amounts.size() != in.size()) {
      refuse("it pads {} axes of {}; accepted: all of them", p.amounts.size(), in.size());
    }
    dims needed;
    for (std::size_t axis = 0; axis < in.size(); ++axis) {
      const auto [before, after] = p.amounts[axis];
      if (before < 0 || after < 0) {
        refuse("it pads axis {} by {} and {}; accepted: at least 0", axis, before, after);
      }
      needed.push_back(in[axis] + before + after);
    }
    check_output(needed);
  }

  void check(const ir::view&) const {
    if (elements(input(0)) != elements(output())) {
      refuse("it makes {} of {}, which has another number of elements", dimensions(output().dims),
             dimensions(input(0).dims));
    }
  }

  void check(const ir::concatenation& c) const {
    dims needed = input(0).dims;
    const auto axis = static_cast<std::size_t>(c.axis);
    if (axis >= needed.size()) {
      refuse("it joins along axis {} of {}", c.axis, dimensions(needed));
    }
    for (std::size_t i = 1; i < node_.inputs.size(); ++i) {
      dims other = input(i).dims;
      if (other.size() == needed.size()) {
        needed[axis] += other[axis];
        other[axis] = needed[axis];
      }
      if (other != needed) {
        refuse("it joins {} and {} along axis {}; accepted: the same along the others",
               dimensions(input(0).dims), dimensions(input(i).dims), axis);
      }
    }
    check_output(needed);
  }

  void check(const ir::slice& s) const {
    const dims& in = input(0).dims;
    if (s.begin.size() != in.size() || s.size.size() != in.size() || s.step.size() != in.size()) {
      refuse("it slices {} axes of {}; accepted: all of them", s.size.size(), in.size());
    }
    for (std::size_t axis = 0; axis < in.size(); ++axis) {
      const std::int64_t last =
          s.begin[axis] + (std::int64_t{s.size[axis]} - 1) * std::int64_t{s.step[axis]};
      if (s.begin[axis] < 0 || s.size[axis] < 1 || s.step[axis] < 1 || last >= in[axis]) {
        refuse("it takes {} elements from {} on, {} apart, of axis {} of {}", s.size[axis],
               s.begin[axis], s.step[axis], axis, dimensions(in));
      }
    }
    check_output(s.size);
  }

  void check(const ir::history& h) const {
    dims needed = input(0).dims;
    if (needed.size() == 4) {
      needed[1] = h.kept + (h.with_new ? needed[1] : 0);
    } else if (h.with_new || h.kept != 1) {
      refuse("it keeps {} rows of {}; accepted: rows of four dimensions", h.kept,
             dimensions(needed));
    }
    check_output(needed);
  }

  template <ir::folded_operation Folded>
  void check(const Folded&) const {
    refuse("is no layer of its own; accepted: behind a convolution or a fully connected layer");
  }

  void check(const ir::space_to_batch&) const {
    refuse("it makes batches; accepted: in front of a convolution and its BATCH_TO_SPACE_ND");
  }

  void check(const ir::activate&) const { check_output(input(0).dims); }
  void check(const ir::unary&) const { check_output(input(0).dims); }
  void check(const ir::quantize&) const { check_output(input(0).dims); }
  void check(const ir::dequantize&) const { check_output(input(0).dims); }

  const ir::graph& graph_;
  const ir::node& node_;
  std::size_t index_;
};

}  // namespace

void check_shapes(const ir::graph& graph) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    shape_check(graph, i).run();
}

}  // namespace tyto::convert
