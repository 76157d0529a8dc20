// SPDX-License-Identifier: Apache-2.0
// Runs a graph of the intermediate representation in double, every operation by its definition and
// none folded into another: what a pass must not change.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <map>
#include <stdexcept>
#include <utility>
#include <vector>

#include "convert/ir/constants.hpp"
#include "convert/ir/ir.hpp"

namespace tyto::test {

namespace ir = convert::ir;

class ir_reference {
 public:
  explicit ir_reference(const ir::graph& graph) : graph_(graph) {}

  // The network's output for an input of real numbers. int8 tensors hold stored values.
  std::vector<double> run(const std::vector<double>& input) {
    values_[graph_.input] = input;
    for (const ir::node& node : graph_.nodes) {
      node_ = &node;
      values_[node.output] =
          std::visit([&](const auto& operation) { return (*this)(operation); }, node.what);
    }
    return values_.at(graph_.output);
  }

 private:
  using doubles = std::vector<double>;

  const ir::tensor& tensor(std::size_t i) const { return graph_.at(node_->inputs.at(i)); }
  const std::vector<int>& dims(std::size_t i) const { return tensor(i).dims; }
  const std::vector<int>& out_dims() const { return graph_.at(node_->output).dims; }

  // An activation, or the real values of a constant.
  const doubles& in(std::size_t i) {
    const int t = node_->inputs.at(i);
    if (graph_.at(t).constant()) values_[t] = convert::real_values(graph_, graph_.at(t));
    return values_.at(t);
  }
  bool has(std::size_t i) const {
    return i < node_->inputs.size() && node_->inputs[i] != ir::absent;
  }

  static std::size_t elements(const std::vector<int>& dims) {
    std::size_t n = 1;
    for (const int dim : dims)
      n *= static_cast<std::size_t>(dim);
    return n;
  }
  static std::size_t at(const std::vector<int>& d, int y, int x, int c) {
    return static_cast<std::size_t>((y * d[2] + x) * d[3] + c);
  }

  static doubles clamped(doubles values, ir::activation range) {
    for (double& v : values)
      v = std::min(std::max(v, double{range.low}), double{range.high});
    return values;
  }

  // Rows (or columns) before the input.
  static int before(const ir::sliding_window& s, int given, int in, int out, int size, int stride) {
    if (s.rule == ir::padding_rule::given) return given;
    if (s.rule == ir::padding_rule::valid) return 0;
    return std::max((out - 1) * stride + size - in, 0) / 2;
  }

  // Calls f(output index, c, y, x, begin row, begin column) for every output element.
  template <class F>
  doubles slide(const ir::sliding_window& s, F f) {
    const std::vector<int>& from = dims(0);
    const std::vector<int>& to = out_dims();
    const window& w = s.window;
    const int top = before(s, w.pad.top, from[1], to[1], w.size.height, w.stride.height);
    const int left = before(s, w.pad.left, from[2], to[2], w.size.width, w.stride.width);
    doubles out(elements(to));
    for (int y = 0; y < to[1]; ++y) {
      for (int x = 0; x < to[2]; ++x) {
        for (int c = 0; c < to[3]; ++c) {
          out[at(to, y, x, c)] = f(c, y * w.stride.height - top, x * w.stride.width - left);
        }
      }
    }
    return out;
  }

  // Calls f(ky, kx, y, x) for the taps inside the input.
  template <class F>
  void taps(const ir::sliding_window& s, int top, int left, F f) const {
    for (int ky = 0; ky < s.window.size.height; ++ky) {
      for (int kx = 0; kx < s.window.size.width; ++kx) {
        const int y = top + ky;
        const int x = left + kx;
        if (y >= 0 && y < dims(0)[1] && x >= 0 && x < dims(0)[2]) f(ky, kx, y, x);
      }
    }
  }

  double bias(int c) { return has(2) ? in(2)[static_cast<std::size_t>(c)] : 0.0; }

  doubles operator()(const ir::conv_2d& o) {
    const doubles& x = in(0);
    const doubles& w = in(1);
    const std::vector<int>& wd = dims(1);
    return clamped(
        slide(o.sliding,
              [&](int c, int top, int left) {
                double sum = bias(c);
                taps(o.sliding, top, left, [&](int ky, int kx, int iy, int ix) {
                  for (int i = 0; i < wd[3]; ++i) {
                    sum += x[at(dims(0), iy, ix, i)] *
                           w[static_cast<std::size_t>(((c * wd[1] + ky) * wd[2] + kx) * wd[3] + i)];
                  }
                });
                return sum;
              }),
        o.fused);
  }

  doubles operator()(const ir::depthwise_conv_2d& o) {
    const doubles& x = in(0);
    const doubles& w = in(1);
    const int filters = out_dims()[3] / dims(0)[3];
    return clamped(slide(o.sliding,
                         [&](int c, int top, int left) {
                           double sum = bias(c);
                           taps(o.sliding, top, left, [&](int ky, int kx, int iy, int ix) {
                             sum += x[at(dims(0), iy, ix, c / filters)] * w[at(dims(1), ky, kx, c)];
                           });
                           return sum;
                         }),
                   o.fused);
  }

  doubles operator()(const ir::pool_2d& o) {
    const doubles& v = in(0);
    return clamped(slide(o.sliding,
                         [&](int c, int top, int left) {
                           double sum = 0.0;
                           double largest = -std::numeric_limits<double>::infinity();
                           int count = 0;
                           taps(o.sliding, top, left, [&](int, int, int iy, int ix) {
                             sum += v[at(dims(0), iy, ix, c)];
                             largest = std::max(largest, v[at(dims(0), iy, ix, c)]);
                             ++count;
                           });
                           return o.kind == ir::pool_kind::maximum ? largest : sum / count;
                         }),
                   o.fused);
  }

  doubles operator()(const ir::fully_connected& o) {
    const doubles& x = in(0);
    const doubles& w = in(1);
    const auto taps = static_cast<std::size_t>(dims(1)[1]);
    doubles out;
    for (std::size_t vector = 0; vector < x.size(); vector += taps) {
      for (int c = 0; c < dims(1)[0]; ++c) {
        double sum = bias(c);
        for (std::size_t i = 0; i < taps; ++i)
          sum += x[vector + i] * w[static_cast<std::size_t>(c) * taps + i];
        out.push_back(sum);
      }
    }
    return clamped(out, o.fused);
  }

  doubles operator()(const ir::add& o) {
    doubles out = in(0);
    const doubles& b = in(1);
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] += b[i];
    return clamped(out, o.fused);
  }

  doubles operator()(const ir::softmax& o) {
    doubles out = in(0);
    const auto channels = static_cast<std::size_t>(dims(0).back());
    for (std::size_t begin = 0; begin < out.size(); begin += channels) {
      const auto first = out.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto last = first + static_cast<std::ptrdiff_t>(channels);
      const double largest = *std::max_element(first, last);
      double sum = 0.0;
      for (auto v = first; v != last; ++v)
        sum += * v = std::exp(double{o.beta} * (*v - largest));
      for (auto v = first; v != last; ++v)
        *v /= sum;
    }
    return out;
  }

  doubles operator()(const ir::mean& o) {
    const doubles& v = in(0);
    doubles out(elements(out_dims()), 0.0);
    const double share = static_cast<double>(out.size()) / static_cast<double>(v.size());
    for (std::size_t i = 0; i < v.size(); ++i) {
      // The element's place without the axes that are averaged.
      std::size_t rest = i;
      std::size_t to = 0;
      std::size_t step = 1;
      for (std::size_t axis = dims(0).size(); axis-- > 0;) {
        const auto dim = static_cast<std::size_t>(dims(0)[axis]);
        const bool averaged =
            std::find(o.axes.begin(), o.axes.end(), static_cast<int>(axis)) != o.axes.end();
        if (!averaged) {
          to += rest % dim * step;
          step *= dim;
        }
        rest /= dim;
      }
      out[to] += v[i] * share;
    }
    return out;
  }

  doubles operator()(const ir::pad& o) {
    const doubles& v = in(0);
    const std::vector<int>& from = dims(0);
    const std::vector<int>& to = out_dims();
    doubles out(elements(to), 0.0);
    for (int y = 0; y < from[1]; ++y) {
      for (int x = 0; x < from[2]; ++x) {
        for (int c = 0; c < from[3]; ++c) {
          out[at(to, y + o.amounts[1][0], x + o.amounts[2][0], c)] = v[at(from, y, x, c)];
        }
      }
    }
    return out;
  }

  doubles operator()(const ir::view&) { return in(0); }
  doubles operator()(const ir::activate& o) { return clamped(in(0), o.function); }

  doubles operator()(const ir::quantize&) {
    const ir::quantization& q = graph_.at(node_->output).quantized;
    doubles out = in(0);
    for (double& v : out) {
      const double nearest =
          std::round(v / double{q.scale.at(0)}) + static_cast<double>(q.zero_point.at(0));
      v = std::clamp(nearest, -128.0, 127.0);
    }
    return out;
  }

  doubles operator()(const ir::dequantize&) {
    const ir::quantization& q = tensor(0).quantized;
    doubles out = in(0);
    for (double& v : out)
      v = double{q.scale.at(0)} * (v - static_cast<double>(q.zero_point.at(0)));
    return out;
  }

  doubles operator()(const ir::batch_norm& o) {
    doubles out = in(0);
    const auto channels = static_cast<std::size_t>(dims(0).back());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto value = [&](std::size_t k, double otherwise) {
        return has(k) ? in(k)[i % channels] : otherwise;
      };
      const double spread = has(4) ? value(4, 0.0) + double{o.epsilon} : 1.0;
      out[i] = (out[i] - value(3, 0.0)) * value(1, 1.0) / std::sqrt(spread) + value(2, 0.0);
    }
    return out;
  }

  doubles operator()(const ir::bias_add&) {
    doubles out = in(0);
    const auto channels = static_cast<std::size_t>(dims(0).back());
    for (std::size_t i = 0; i < out.size(); ++i)
      out[i] += in(1)[i % channels];
    return out;
  }

  doubles operator()(const ir::transpose& o) {
    const doubles& v = in(0);
    const std::vector<int>& from = dims(0);
    const std::vector<int>& to = out_dims();
    doubles out(v.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      std::vector<int> index(from.size());
      std::size_t rest = i;
      for (std::size_t axis = to.size(); axis-- > 0;) {
        const auto dim = static_cast<std::size_t>(to[axis]);
        index[static_cast<std::size_t>(o.order[axis])] = static_cast<int>(rest % dim);
        rest /= dim;
      }
      std::size_t source = 0;
      for (std::size_t axis = 0; axis < from.size(); ++axis) {
        source =
            source * static_cast<std::size_t>(from[axis]) + static_cast<std::size_t>(index[axis]);
      }
      out[i] = v[source];
    }
    return out;
  }

  // Arithmetic of dimensions that repeat, in float as a kernel does it.
  doubles operator()(const ir::binary& o) {
    const std::vector<int>& to = out_dims();
    doubles out(elements(to));
    const auto place = [&](std::size_t i, std::vector<int> from) {
      from.insert(from.begin(), to.size() - from.size(), 1);
      std::size_t at = 0;
      std::size_t step = 1;
      for (std::size_t axis = to.size(); axis-- > 0;) {
        const std::size_t index = i % static_cast<std::size_t>(to[axis]);
        i /= static_cast<std::size_t>(to[axis]);
        at += from[axis] == 1 ? 0 : index * step;
        step *= static_cast<std::size_t>(from[axis]);
      }
      return at;
    };
    for (std::size_t i = 0; i < out.size(); ++i) {
      double a = in(0)[place(i, dims(0))];
      double b = in(1)[place(i, dims(1))];
      if (o.swapped) std::swap(a, b);
      out[i] = result(o.what, a, b);
    }
    return clamped(out, o.fused);
  }

  static double result(ops::arithmetic what, double a, double b) {
    switch (what) {
      case ops::arithmetic::add:
        return a + b;
      case ops::arithmetic::subtract:
        return a - b;
      case ops::arithmetic::multiply:
        return a * b;
      case ops::arithmetic::divide:
        return a / b;
      case ops::arithmetic::maximum:
        return std::max(a, b);
      case ops::arithmetic::minimum:
        return std::min(a, b);
      case ops::arithmetic::squared_difference:
        return (a - b) * (a - b);
      case ops::arithmetic::prelu:
        return a >= 0 ? a : a * b;
    }
    return 0.0;
  }

  // What no pass here folds.
  template <class Operation>
  requires std::same_as<Operation, ir::unary> || std::same_as<Operation, ir::reduce> ||
      std::same_as<Operation, ir::concatenation> || std::same_as<Operation, ir::slice> ||
      std::same_as<Operation, ir::history> || std::same_as<Operation, ir::svdf_time> ||
      std::same_as<Operation, ir::recurrent> || std::same_as<Operation, ir::space_to_batch> ||
      std::same_as<Operation, ir::read_variable> || std::same_as<Operation, ir::assign_variable>
          doubles operator()(const Operation&) {
    throw std::logic_error("ir_reference: not an operation that passes are tested with");
  }

  const ir::graph& graph_;
  const ir::node* node_ = nullptr;
  std::map<int, doubles> values_;
};

inline double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) throw std::logic_error("outputs of different sizes");
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

}  // namespace tyto::test
