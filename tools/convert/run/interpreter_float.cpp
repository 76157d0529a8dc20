// SPDX-License-Identifier: Apache-2.0
#include "convert/run/interpreter_float.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

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
  floats operator()(const ops::conv2d<float>& s) const { return products(s); }
  floats operator()(const ops::depthwise<float>& s) const { return products(s); }
  floats operator()(const ops::pointwise<float>& s) const { return products(s); }
  floats operator()(const ops::fully_connected<float>& s) const { return products(s); }

  // Sums of doubles: the nearest float, but for rare ties.
  struct output_stage {
    using sum = double;
    const numerics<float>& n;
    float operator()(double acc, int) const { return ops::to_output(n, static_cast<float>(acc)); }
  };
  template <class Spec>
  [[nodiscard]] floats products(const Spec& s) const {
    floats out(static_cast<std::size_t>(s.output.elements()));
    ops::apply(s, layer_.float_weights.data(), layer_.float_bias.data(), output_stage{s.numerics},
               a_.data(), out.data());
    return out;
  }

  floats operator()(const ops::average_pool<float>& s) const { return averages(s); }
  floats operator()(const ops::global_average_pool<float>& s) const { return averages(s); }
  template <class Spec>
  [[nodiscard]] floats averages(const Spec& s) const {
    floats out(static_cast<std::size_t>(s.output.elements()));
    ops::apply(s, a_.data(), out.data(), 0.0);
    return out;
  }

  floats operator()(const ops::max_pool<float>& s) const { return applied(s, a_.data()); }
  floats operator()(const ops::add<float>& s) const {
    return applied(s, a_.data(), std::get<floats>(*inputs_[1]).data());
  }

  floats operator()(const ops::softmax<float>& s) const { return applied(s, a_.data()); }

  // What the operator's header defines on values.
  floats operator()(const ops::svdf_time<float>& s) const {
    return applied(s, layer_.float_weights.data(), layer_.float_bias.data(), multiplier{},
                   a_.data());
  }
  floats operator()(const ops::lstm<float>& s) const {
    const float* const state = inputs_.size() > 1 ? std::get<floats>(*inputs_[1]).data() : nullptr;
    return applied(s, layer_.float_weights.data(), layer_.float_bias.data(), a_.data(), state);
  }
  floats operator()(const ops::gru& s) const {
    return applied(s, layer_.float_weights.data(), layer_.float_bias.data(), a_.data());
  }
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
