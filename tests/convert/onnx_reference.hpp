// SPDX-License-Identifier: Apache-2.0
// Runs an ONNX model in double as its file has it: images in the order batch, channels, height,
// width, nothing folded. Enough operators for the tests' own models.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "onnx.pb.h"

namespace tyto::test {

class onnx_reference {
 public:
  struct array {
    std::vector<int> dims;
    std::vector<double> data;
  };

  // The graph's output for the data of its input.
  static array run(const onnx::ModelProto& model, const std::vector<double>& input) {
    onnx_reference r;
    const onnx::GraphProto& graph = model.graph();
    for (const auto& tensor : graph.initializer())
      r.values_[tensor.name()] = constant(tensor);
    array first;
    for (const auto& dim : graph.input(0).type().tensor_type().shape().dim())
      first.dims.push_back(static_cast<int>(dim.dim_value()));
    first.data = input;
    r.values_[graph.input(0).name()] = first;
    for (const onnx::NodeProto& node : graph.node()) {
      r.node_ = &node;
      r.values_[node.output(0)] = r.step();
    }
    return r.values_.at(graph.output(0).name());
  }

 private:
  static array constant(const onnx::TensorProto& t) {
    array a;
    for (const auto dim : t.dims())
      a.dims.push_back(static_cast<int>(dim));
    a.data.assign(t.float_data().begin(), t.float_data().end());
    a.data.insert(a.data.end(), t.int64_data().begin(), t.int64_data().end());
    a.data.insert(a.data.end(), t.int32_data().begin(), t.int32_data().end());
    for (const char c : t.raw_data())
      a.data.push_back(static_cast<signed char>(c));
    return a;
  }

  const array& in(int i) const { return values_.at(node_->input(i)); }
  bool has(int i) const { return i < node_->input_size() && !node_->input(i).empty(); }

  const onnx::AttributeProto* find(const std::string& name) const {
    for (const auto& a : node_->attribute()) {
      if (a.name() == name) return &a;
    }
    return nullptr;
  }
  int number(const std::string& name, int otherwise) const {
    const auto* a = find(name);
    return a == nullptr ? otherwise : static_cast<int>(a->i());
  }
  std::vector<int> numbers(const std::string& name, std::vector<int> otherwise) const {
    const auto* a = find(name);
    if (a == nullptr) return otherwise;
    return {a->ints().begin(), a->ints().end()};
  }

  template <class F>
  static array map(array a, F f) {
    for (double& v : a.data)
      v = f(v);
    return a;
  }

  array step() {
    const std::string& op = node_->op_type();
    if (op == "Conv") return conv();
    if (op == "Relu") return map(in(0), [](double v) { return std::max(v, 0.0); });
    if (op == "Clip") {
      return map(in(0),
                 [&](double v) { return std::clamp(v, in(1).data.at(0), in(2).data.at(0)); });
    }
    if (op == "BatchNormalization") return batch_norm();
    if (op == "Add" || op == "Mul") return elementwise(op == "Add");
    if (op == "MaxPool" || op == "AveragePool") return pool(op == "MaxPool");
    if (op == "GlobalAveragePool" || op == "ReduceMean") return global_average();
    if (op == "Flatten") {
      return {{1, static_cast<int>(in(0).data.size())}, in(0).data};
    }
    if (op == "Reshape") {
      array a{{}, in(0).data};
      for (const double dim : in(1).data)
        a.dims.push_back(static_cast<int>(dim));
      return a;
    }
    if (op == "Transpose") return transpose();
    if (op == "Pad") return pad();
    if (op == "Gemm" || op == "MatMul") return gemm();
    if (op == "Softmax") return softmax();
    if (op == "QuantizeLinear") {
      const double scale = in(1).data.at(0);
      const double zero = in(2).data.at(0);
      return map(in(0), [&](double v) {
        return std::clamp(std::nearbyint(v / scale) + zero, -128.0, 127.0);
      });
    }
    if (op == "DequantizeLinear") return dequantize();
    if (op == "Identity" || op == "Dropout") return in(0);
    throw std::logic_error("onnx_reference: no " + op);
  }

  static std::size_t at(const array& a, int c, int y, int x) {
    return static_cast<std::size_t>((c * a.dims[2] + y) * a.dims[3] + x);
  }

  // Pads before and extents of the output, for SAME_UPPER or the attribute `pads`.
  struct slide {
    int out;
    int before;
  };
  slide along(int axis, int in, int size, int stride) const {
    const auto* rule = find("auto_pad");
    if (rule != nullptr && rule->s() == "SAME_UPPER") {
      const int out = (in + stride - 1) / stride;
      return {out, std::max((out - 1) * stride + size - in, 0) / 2};
    }
    const std::vector<int> pads = numbers("pads", {0, 0, 0, 0});
    const auto a = static_cast<std::size_t>(axis);
    return {(in + pads[a] + pads[a + 2] - size) / stride + 1, pads[a]};
  }

  array conv() {
    const array& x = in(0);
    const array& w = in(1);
    const int groups = number("group", 1);
    const std::vector<int> strides = numbers("strides", {1, 1});
    const slide rows = along(0, x.dims[2], w.dims[2], strides[0]);
    const slide columns = along(1, x.dims[3], w.dims[3], strides[1]);
    array out{{1, w.dims[0], rows.out, columns.out}, {}};
    for (int m = 0; m < w.dims[0]; ++m) {
      for (int y = 0; y < rows.out; ++y) {
        for (int z = 0; z < columns.out; ++z) {
          double sum = has(2) ? in(2).data[static_cast<std::size_t>(m)] : 0.0;
          for (int i = 0; i < w.dims[1]; ++i) {
            const int channel = m / (w.dims[0] / groups) * w.dims[1] + i;
            for (int ky = 0; ky < w.dims[2]; ++ky) {
              for (int kx = 0; kx < w.dims[3]; ++kx) {
                const int iy = y * strides[0] - rows.before + ky;
                const int ix = z * strides[1] - columns.before + kx;
                if (iy < 0 || iy >= x.dims[2] || ix < 0 || ix >= x.dims[3]) continue;
                sum += x.data[at(x, channel, iy, ix)] *
                       w.data[static_cast<std::size_t>(
                           ((m * w.dims[1] + i) * w.dims[2] + ky) * w.dims[3] + kx)];
              }
            }
          }
          out.data.push_back(sum);
        }
      }
    }
    return out;
  }

  array pool(bool maximum) {
    const array& x = in(0);
    const std::vector<int> size = numbers("kernel_shape", {});
    const std::vector<int> strides = numbers("strides", {1, 1});
    const slide rows = along(0, x.dims[2], size[0], strides[0]);
    const slide columns = along(1, x.dims[3], size[1], strides[1]);
    array out{{1, x.dims[1], rows.out, columns.out}, {}};
    for (int c = 0; c < x.dims[1]; ++c) {
      for (int y = 0; y < rows.out; ++y) {
        for (int z = 0; z < columns.out; ++z) {
          double sum = 0.0;
          double largest = -std::numeric_limits<double>::infinity();
          int count = 0;
          for (int iy = y * strides[0] - rows.before; iy < y * strides[0] - rows.before + size[0];
               ++iy) {
            for (int ix = z * strides[1] - columns.before;
                 ix < z * strides[1] - columns.before + size[1]; ++ix) {
              if (iy < 0 || iy >= x.dims[2] || ix < 0 || ix >= x.dims[3]) continue;
              sum += x.data[at(x, c, iy, ix)];
              largest = std::max(largest, x.data[at(x, c, iy, ix)]);
              ++count;
            }
          }
          out.data.push_back(maximum ? largest : sum / count);
        }
      }
    }
    return out;
  }

  array global_average() {
    const array& x = in(0);
    array out{{1, x.dims[1], 1, 1}, {}};
    if (number("keepdims", 1) == 0) out.dims = {1, x.dims[1]};
    const int pixels = x.dims[2] * x.dims[3];
    for (int c = 0; c < x.dims[1]; ++c) {
      double sum = 0.0;
      for (int i = 0; i < pixels; ++i)
        sum += x.data[static_cast<std::size_t>(c * pixels + i)];
      out.data.push_back(sum / pixels);
    }
    return out;
  }

  array batch_norm() {
    array out = in(0);
    const auto* a = find("epsilon");
    const double epsilon = a == nullptr ? 1e-5F : a->f();
    const std::size_t pixels = out.data.size() / static_cast<std::size_t>(out.dims[1]);
    for (std::size_t i = 0; i < out.data.size(); ++i) {
      const std::size_t c = i / pixels;
      out.data[i] =
          (out.data[i] - in(3).data[c]) / std::sqrt(in(4).data[c] + epsilon) * in(1).data[c] +
          in(2).data[c];
    }
    return out;
  }

  // The second input is repeated along axes of one element, its last axis being the first's last.
  array elementwise(bool adds) {
    array out = in(0);
    const array& b = in(1);
    for (std::size_t i = 0; i < out.data.size(); ++i) {
      std::size_t rest = i;
      std::size_t from = 0;
      std::size_t step = 1;
      for (std::size_t k = 0; k < b.dims.size(); ++k) {
        const auto dim = static_cast<std::size_t>(out.dims[out.dims.size() - 1 - k]);
        const auto own = static_cast<std::size_t>(b.dims[b.dims.size() - 1 - k]);
        from += own == 1 ? 0 : rest % dim * step;
        step *= own;
        rest /= dim;
      }
      out.data[i] = adds ? out.data[i] + b.data[from] : out.data[i] * b.data[from];
    }
    return out;
  }

  array transpose() {
    const array& x = in(0);
    const std::vector<int> perm = numbers("perm", {});
    array out;
    std::vector<std::size_t> step(x.dims.size(), 1);
    for (std::size_t i = x.dims.size(); i-- > 1;)
      step[i - 1] = step[i] * static_cast<std::size_t>(x.dims[i]);
    for (const int axis : perm)
      out.dims.push_back(x.dims[static_cast<std::size_t>(axis)]);
    for (std::size_t i = 0; i < x.data.size(); ++i) {
      std::size_t rest = i;
      std::size_t from = 0;
      for (std::size_t k = perm.size(); k-- > 0;) {
        const auto dim = static_cast<std::size_t>(out.dims[k]);
        from += rest % dim * step[static_cast<std::size_t>(perm[k])];
        rest /= dim;
      }
      out.data.push_back(x.data[from]);
    }
    return out;
  }

  // Four axes, zeros.
  array pad() {
    const array& x = in(0);
    std::vector<int> p;
    for (const double v : in(1).data)
      p.push_back(static_cast<int>(v));
    array out{{1, x.dims[1], x.dims[2] + p[2] + p[6], x.dims[3] + p[3] + p[7]}, {}};
    out.data.assign(static_cast<std::size_t>(out.dims[1] * out.dims[2] * out.dims[3]), 0.0);
    for (int c = 0; c < x.dims[1]; ++c) {
      for (int y = 0; y < x.dims[2]; ++y) {
        for (int z = 0; z < x.dims[3]; ++z)
          out.data[at(out, c, y + p[2], z + p[3])] = x.data[at(x, c, y, z)];
      }
    }
    return out;
  }

  array gemm() {
    const array& x = in(0);
    const array& w = in(1);
    const bool out_in = number("transB", 0) != 0;
    const int outputs = w.dims[out_in ? 0 : 1];
    const int inputs = w.dims[out_in ? 1 : 0];
    const auto* alpha = find("alpha");
    const auto* beta = find("beta");
    array out{{1, outputs}, {}};
    for (int c = 0; c < outputs; ++c) {
      double sum = 0.0;
      for (int i = 0; i < inputs; ++i) {
        sum += x.data[static_cast<std::size_t>(i)] *
               w.data[static_cast<std::size_t>(out_in ? c * inputs + i : i * outputs + c)];
      }
      sum *= alpha == nullptr ? 1.0 : alpha->f();
      if (has(2)) {
        const auto b = static_cast<std::size_t>(in(2).data.size() == 1 ? 0 : c);
        sum += in(2).data[b] * (beta == nullptr ? 1.0 : beta->f());
      }
      out.data.push_back(sum);
    }
    return out;
  }

  // Over all elements: the tests' softmaxes are of one vector.
  array softmax() {
    array out = in(0);
    const double largest = *std::max_element(out.data.begin(), out.data.end());
    double sum = 0.0;
    for (double& v : out.data)
      sum += v = std::exp(v - largest);
    return map(std::move(out), [&](double v) { return v / sum; });
  }

  array dequantize() {
    array out = in(0);
    const array& scale = in(1);
    const auto axis = static_cast<std::size_t>(number("axis", 1));
    std::size_t step = 1;
    for (std::size_t i = axis + 1; i < out.dims.size(); ++i)
      step *= static_cast<std::size_t>(out.dims[i]);
    for (std::size_t i = 0; i < out.data.size(); ++i) {
      const std::size_t s = scale.data.size() == 1 ? 0 : i / step % scale.data.size();
      out.data[i] = (out.data[i] - in(2).data.at(s)) * scale.data[s];
    }
    return out;
  }

  const onnx::NodeProto* node_ = nullptr;
  std::map<std::string, array> values_;
};

// An ONNX image [1][channels][height][width] with its channels last; other shapes stay.
inline std::vector<double> channels_last(const onnx_reference::array& a) {
  if (a.dims.size() != 4) return a.data;
  std::vector<double> out;
  for (int y = 0; y < a.dims[2]; ++y) {
    for (int x = 0; x < a.dims[3]; ++x) {
      for (int c = 0; c < a.dims[1]; ++c) {
        out.push_back(a.data[static_cast<std::size_t>((c * a.dims[2] + y) * a.dims[3] + x)]);
      }
    }
  }
  return out;
}

}  // namespace tyto::test
