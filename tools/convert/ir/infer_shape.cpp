// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/infer_shape.hpp"

#include <algorithm>
#include <cstdint>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/limits.hpp"

namespace tyto::convert {

namespace {

using dims = std::vector<int>;

void check_extent(int x, const char* what) {
  if (x < 1 || x > limits::window) {
    fail("its {} is {}; accepted: 1 to {}", what, x, limits::window);
  }
}

int positions(int input, int before, int after, int size, int stride, ir::padding_rule rule) {
  check_extent(size, "window");
  check_extent(stride, "stride");
  if (rule == ir::padding_rule::same) return (input - 1) / stride + 1;
  if (rule == ir::padding_rule::valid) before = after = 0;
  const std::int64_t room = std::int64_t{input} + before + after - size;
  if (room < 0) {
    fail("its window of {} is larger than its padded input of {}", size,
         std::int64_t{input} + before + after);
  }
  return static_cast<int>(room / stride) + 1;
}

struct infer {
  const dims_list& inputs;

  [[nodiscard]] const dims& activation() const { return inputs.at(0); }

  [[nodiscard]] dims slid(const ir::sliding_window& sliding, int channels) const {
    const dims& in = activation();
    if (in.size() != 4) {
      fail("its input is {}; accepted: four dimensions", dimensions(in));
    }
    const tyto::window& w = sliding.window;
    return {in[0],
            positions(in[1], w.pad.top, w.pad.bottom, w.size.height, w.stride.height, sliding.rule),
            positions(in[2], w.pad.left, w.pad.right, w.size.width, w.stride.width, sliding.rule),
            channels};
  }

  dims operator()(const ir::conv_2d& c) const {
    const dims& weights = inputs.at(1);
    dims out = slid(c.sliding, weights.at(0));
    if (weights.at(3) != activation()[3]) {
      fail("its input has {} channels, its filters have {}", activation()[3], weights[3]);
    }
    return out;
  }

  dims operator()(const ir::depthwise_conv_2d& c) const {
    const dims& weights = inputs.at(1);
    dims out = slid(c.sliding, weights.at(3));
    if (weights[3] % activation()[3] != 0) {
      fail("its input has {} channels, its filters have {}", activation()[3], weights[3]);
    }
    return out;
  }

  dims operator()(const ir::pool_2d& p) const {
    dims out = slid(p.sliding, 0);
    out[3] = activation()[3];
    return out;
  }

  // Of several vectors, as many.
  dims operator()(const ir::fully_connected&) const {
    const dims& weights = inputs.at(1);
    std::int64_t elements = 1;
    for (const int dim : activation())
      elements *= dim;
    if (elements == weights.at(1) || activation().empty() || activation().back() != weights[1]) {
      return {1, weights.at(0)};
    }
    dims out = activation();
    out.back() = weights[0];
    return out;
  }

  dims operator()(const ir::svdf_time& s) const { return {1, 1, 1, inputs.at(1).at(3) / s.rank}; }

  dims operator()(const ir::recurrent& r) const {
    return {1, activation().at(1) + r.rows_behind, 1, inputs.at(2).at(1)};
  }

  dims operator()(const ir::add&) const {
    if (inputs.at(0) != inputs.at(1)) {
      fail("it adds {} and {}; accepted: inputs of one shape", dimensions(inputs[0]),
           dimensions(inputs[1]));
    }
    return activation();
  }

  // The longer of two dimensions where the other is 1, from the last axis on.
  dims operator()(const ir::binary&) const {
    dims a = inputs.at(0);
    dims b = inputs.at(1);
    const std::size_t rank = std::max(a.size(), b.size());
    a.insert(a.begin(), rank - a.size(), 1);
    b.insert(b.begin(), rank - b.size(), 1);
    for (std::size_t i = 0; i < rank; ++i) {
      if (a[i] != b[i] && a[i] != 1 && b[i] != 1) {
        fail("its inputs are {} and {}; accepted: dimensions that are equal or 1",
             dimensions(inputs[0]), dimensions(inputs[1]));
      }
      a[i] = std::max(a[i], b[i]);
    }
    return a;
  }

  dims operator()(const ir::mean& m) const { return without(m.axes); }
  dims operator()(const ir::reduce& r) const { return without(r.axes); }

  [[nodiscard]] dims without(const std::vector<int>& axes) const {
    dims out;
    for (std::size_t axis = 0; axis < activation().size(); ++axis) {
      const bool named = std::find(axes.begin(), axes.end(), static_cast<int>(axis)) != axes.end();
      if (!named) out.push_back(activation()[axis]);
    }
    return out;
  }

  dims operator()(const ir::pad& p) const {
    dims out = activation();
    for (std::size_t axis = 0; axis < out.size(); ++axis) {
      const auto [before, after] = p.amounts.at(axis);
      if (before < 0 || after < 0 || before > limits::window || after > limits::window) {
        fail("it pads axis {} by {} and {}; accepted: 0 to {}", axis, before, after,
             limits::window);
      }
      out[axis] += before + after;
    }
    return out;
  }

  dims operator()(const ir::transpose& t) const {
    dims out;
    for (const int axis : t.order)
      out.push_back(activation().at(static_cast<std::size_t>(axis)));
    return out;
  }

  dims operator()(const ir::batch_norm&) const { return channelwise(); }
  dims operator()(const ir::bias_add&) const { return channelwise(); }

  // Constants of one element for each index of the last axis.
  [[nodiscard]] dims channelwise() const {
    const dims& in = activation();
    for (std::size_t i = 1; i < inputs.size(); ++i) {
      if (!inputs[i].empty() && (in.empty() || inputs[i] != dims{in.back()})) {
        fail("its constants have {} elements, its input is {}; accepted: one a channel",
             dimensions(inputs[i]), dimensions(in));
      }
    }
    return in;
  }

  dims operator()(const ir::concatenation& c) const {
    dims out = activation();
    const auto axis = static_cast<std::size_t>(c.axis);
    if (axis >= out.size()) fail("it joins along axis {} of {}", c.axis, dimensions(out));
    for (std::size_t i = 1; i < inputs.size(); ++i) {
      if (inputs[i].size() != out.size()) {
        fail("it joins {} and {}; accepted: as many axes", dimensions(out), dimensions(inputs[i]));
      }
      out[axis] = checked_sum(out[axis], inputs[i][axis]);
    }
    return out;
  }

  static int checked_sum(int a, int b) {
    const std::int64_t sum = std::int64_t{a} + b;
    if (sum > limits::tensor_elements) {
      fail("it joins {} elements; accepted: up to {}", sum, limits::tensor_elements);
    }
    return static_cast<int>(sum);
  }

  dims operator()(const ir::slice& s) const { return s.size; }

  dims operator()(const ir::unary&) const { return activation(); }
  dims operator()(const ir::softmax&) const { return activation(); }
  dims operator()(const ir::activate&) const { return activation(); }
  dims operator()(const ir::quantize&) const { return activation(); }
  dims operator()(const ir::dequantize&) const { return activation(); }

  // What has dimensions of its own.
  template <class Given>
  requires std::same_as<Given, ir::view> || std::same_as<Given, ir::history> ||
      std::same_as<Given, ir::space_to_batch> || std::same_as<Given, ir::read_variable> ||
      std::same_as<Given, ir::assign_variable>
          dims operator()(const Given&) const {
    fail("its dimensions do not follow from its input's");
  }
};

}  // namespace

std::vector<int> output_dims(const ir::operation& operation, const dims_list& inputs) {
  return std::visit(infer{inputs}, operation);
}

}  // namespace tyto::convert
