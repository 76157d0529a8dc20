// SPDX-License-Identifier: Apache-2.0
#include "convert/run/interpreter_float.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "convert/run/interpreter_loops.hpp"

namespace tyto::convert {

namespace {

using floats = std::vector<float>;

class float_runner {
 public:
  float_runner(const lowered::layer& layer, operands inputs)
      : layer_(layer), inputs_(inputs), a_(std::get<floats>(*inputs[0])) {}

  floats run() {
    return std::visit([&](const auto& spec) { return (*this)(spec); }, layer_.spec);
  }

 private:
  double in(std::size_t i) const { return a_[i]; }
  double weight(std::int64_t i) const { return layer_.float_weights[static_cast<std::size_t>(i)]; }
  double bias(int channel) const { return layer_.float_bias[static_cast<std::size_t>(channel)]; }

  template <class Limits>
  static float limited(double x, const Limits& limits) {
    return std::clamp(static_cast<float>(x), limits.output_min, limits.output_max);
  }

  floats operator()(const ops::conv2d<float>& s) const {
    const std::int64_t taps = std::int64_t{s.window.size.height} * s.window.size.width;
    return each_element<float>(s.output, [&](int y, int x, int c) {
      double sum = bias(c);
      each_tap(s.window, s.input, y, x, [&](int iy, int ix, std::int64_t tap) {
        for (int i = 0; i < s.input.channels; ++i) {
          sum += in(s.input.index(iy, ix, i)) * weight((c * taps + tap) * s.input.channels + i);
        }
      });
      return limited(sum, s.numerics);
    });
  }

  floats operator()(const ops::depthwise<float>& s) const {
    const int filters = s.output.channels / s.input.channels;
    return each_element<float>(s.output, [&](int y, int x, int c) {
      double sum = bias(c);
      each_tap(s.window, s.input, y, x, [&](int iy, int ix, std::int64_t tap) {
        sum += in(s.input.index(iy, ix, c / filters)) * weight(tap * s.output.channels + c);
      });
      return limited(sum, s.numerics);
    });
  }

  floats operator()(const ops::pointwise<float>& s) const {
    return each_element<float>(s.output, [&](int y, int x, int c) {
      double sum = bias(c);
      for (int i = 0; i < s.input.channels; ++i) {
        sum += in(s.input.index(y, x, i)) * weight(std::int64_t{c} * s.input.channels + i);
      }
      return limited(sum, s.numerics);
    });
  }

  floats operator()(const ops::fully_connected<float>& s) const {
    const std::int64_t inputs = s.input.elements();
    return each_element<float>(s.output, [&](int, int, int c) {
      double sum = bias(c);
      for (std::int64_t i = 0; i < inputs; ++i) {
        sum += in(static_cast<std::size_t>(i)) * weight(c * inputs + i);
      }
      return limited(sum, s.numerics);
    });
  }

  floats operator()(const ops::average_pool<float>& s) const {
    return each_element<float>(s.output, [&](int y, int x, int c) {
      double sum = 0.0;
      int count = 0;
      each_tap(s.window, s.input, y, x, [&](int iy, int ix, std::int64_t) {
        sum += in(s.input.index(iy, ix, c));
        ++count;
      });
      return limited(sum / count, s);
    });
  }

  floats operator()(const ops::global_average_pool<float>& s) const {
    return each_element<float>(s.output, [&](int, int, int c) {
      double sum = 0.0;
      for (int y = 0; y < s.input.height; ++y) {
        for (int x = 0; x < s.input.width; ++x)
          sum += in(s.input.index(y, x, c));
      }
      return limited(sum / (static_cast<double>(s.input.height) * s.input.width), s);
    });
  }

  floats operator()(const ops::max_pool<float>& s) const {
    return each_element<float>(s.output, [&](int y, int x, int c) {
      double largest = -std::numeric_limits<double>::infinity();
      each_tap(s.window, s.input, y, x, [&](int iy, int ix, std::int64_t) {
        largest = std::max(largest, in(s.input.index(iy, ix, c)));
      });
      return limited(largest, s);
    });
  }

  floats operator()(const ops::softmax<float>& s) const {
    floats out(a_.size());
    const auto channels = static_cast<std::size_t>(s.input.channels);
    for (std::size_t begin = 0; begin < out.size(); begin += channels) {
      double largest = in(begin);
      for (std::size_t c = 1; c < channels; ++c)
        largest = std::max(largest, in(begin + c));
      std::vector<double> exponential(channels);
      double sum = 0.0;
      for (std::size_t c = 0; c < channels; ++c) {
        exponential[c] = std::exp(double{s.beta} * (in(begin + c) - largest));
        sum += exponential[c];
      }
      for (std::size_t c = 0; c < channels; ++c)
        out[begin + c] = static_cast<float>(exponential[c] / sum);
    }
    return out;
  }

  floats operator()(const ops::add<float>& s) const {
    floats out;
    const auto& b = std::get<floats>(*inputs_[1]);
    for (std::size_t i = 0; i < a_.size(); ++i)
      out.push_back(limited(double{a_[i]} + double{b[i]}, s));
    return out;
  }

  // What the operator's header defines on values.
  floats operator()(const ops::unary& s) const { return applied(s, a_.data()); }
  floats operator()(const ops::reduce<float>& s) const { return applied(s, a_.data()); }
  floats operator()(const ops::slice<float>& s) const { return applied(s, a_.data()); }
  floats operator()(const ops::transpose<float>& s) const { return applied(s, a_.data()); }
  floats operator()(const ops::pad<float>& s) const { return applied(s, a_.data()); }

  floats operator()(const ops::binary<float>& s) const {
    const bool constant = s.input_count == 1;
    return applied(s, a_.data(),
                   constant ? layer_.float_operand.data() : std::get<floats>(*inputs_[1]).data());
  }

  floats operator()(const ops::concatenate<float>& s) const {
    floats out(static_cast<std::size_t>(s.output.elements()));
    for (std::size_t k = 0; k < inputs_.size(); ++k) {
      ops::apply(s, static_cast<int>(k), std::get<floats>(*inputs_[k]).data(), out.data());
    }
    return out;
  }

  template <class Spec, class... Pointers>
  static floats applied(const Spec& s, Pointers... inputs) {
    floats out(static_cast<std::size_t>(s.output.elements()));
    ops::apply(s, inputs..., out.data());
    return out;
  }

  template <class Spec>
  requires(!lowered::float_to_float<Spec>) floats operator()(const Spec&) const {
    throw std::logic_error("interpret_float_layer: not a float layer");
  }

  const lowered::layer& layer_;
  operands inputs_;
  const floats& a_;  // the first
};

}  // namespace

std::vector<float> interpret_float_layer(const lowered::layer& layer, operands inputs) {
  return float_runner(layer, inputs).run();
}

}  // namespace tyto::convert
