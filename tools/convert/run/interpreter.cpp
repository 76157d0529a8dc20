// SPDX-License-Identifier: Apache-2.0
#include "convert/run/interpreter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <type_traits>

#include "convert/run/interpreter_float.hpp"
#include "convert/run/row_memory.hpp"
#include "tyto/core/fixed_point.hpp"
#include "tyto/graph/self_test.hpp"

namespace tyto::convert {

namespace {

using int8s = std::vector<std::int8_t>;
using floats = std::vector<float>;

// Runs one layer by the definition in its operator's header.
class runner {
 public:
  runner(const lowered::layer& layer, operands inputs)
      : layer_(layer), inputs_(inputs), a_(*inputs[0]) {}

  [[nodiscard]] values run() const;

 private:
  [[nodiscard]] multiplier multiplier_of(int channel) const {
    const auto& all = layer_.multipliers;
    return all[all.size() == 1 ? 0 : static_cast<std::size_t>(channel)];
  }

  // Sums as outputs: the last step of the definitions.
  template <quantized_element T>
  struct output_stage {
    using sum = std::int64_t;
    const runner& layer;
    const numerics<T>& n;

    T operator()(std::int64_t acc, int channel) const {
      const multiplier m = layer.multiplier_of(channel);
      if constexpr (std::is_same_v<T, std::int16_t>) {
        if (!layer.layer_.wide_bias.empty()) return ops::to_output(n, m, acc);
      }
      // (lower() refuses a layer whose sums leave int32.)
      return ops::to_output(n, m, static_cast<std::int32_t>(acc));
    }
  };

  template <class T>
  using elements = std::vector<T>;

  template <quantized_element T>
  elements<T> operator()(const ops::conv2d<T>& s) const {
    return products<T>(s);
  }
  template <quantized_element T>
  elements<T> operator()(const ops::depthwise<T>& s) const {
    return products<T>(s);
  }
  template <quantized_element T>
  elements<T> operator()(const ops::pointwise<T>& s) const {
    return products<T>(s);
  }
  template <quantized_element T>
  elements<T> operator()(const ops::fully_connected<T>& s) const {
    return products<T>(s);
  }

  template <class T, class Spec>
  [[nodiscard]] elements<T> products(const Spec& s) const {
    const output_stage<T> to_output{*this, s.numerics};
    if (layer_.wide_bias.empty())
      return applied(s, layer_.weights.data(), layer_.bias.data(), to_output, data<T>(0));
    return applied(s, layer_.weights.data(), layer_.wide_bias.data(), to_output, data<T>(0));
  }

  template <quantized_element T>
  elements<T> operator()(const ops::average_pool<T>& s) const {
    return applied(s, data<T>(0));
  }
  template <quantized_element T>
  elements<T> operator()(const ops::global_average_pool<T>& s) const {
    return applied(s, data<T>(0));
  }
  template <quantized_element T>
  elements<T> operator()(const ops::max_pool<T>& s) const {
    return applied(s, data<T>(0));
  }
  template <quantized_element T>
  elements<T> operator()(const ops::add<T>& s) const {
    return applied(s, data<T>(0), data<T>(1));
  }
  int8s operator()(const ops::mean& s) const { return rescaled(s); }
  template <quantized_element T>
  elements<T> operator()(const ops::rescale_of<T>& s) const {
    return rescaled(s);
  }

  template <class Spec, class T = typename Spec::element>
  [[nodiscard]] elements<T> rescaled(const Spec& s) const {
    return applied(s, output_stage<T>{*this, s.numerics}, data<T>(0));
  }

  std::vector<std::int16_t> operator()(const ops::wide_softmax& s) const {
    return applied(s, data(0));
  }
  int8s operator()(const ops::softmax<std::int8_t>& s) const { return applied(s, data(0)); }
  elements<std::int16_t> operator()(const ops::softmax<std::int16_t>& s) const {
    return applied(s, data<std::int16_t>(0));
  }
  elements<std::int16_t> operator()(const ops::wide_function& s) const {
    return applied(s, data<std::int16_t>(0));
  }

  template <quantized_element T>
  elements<T> operator()(const ops::quantize_to<T>& s) const {
    return applied(s, std::get<floats>(a_).data());
  }
  template <quantized_element T>
  floats operator()(const ops::dequantize_from<T>& s) const {
    return applied(s, std::get<elements<T>>(a_).data());
  }

  // What the operator's header defines on values.
  std::vector<std::int16_t> operator()(const ops::svdf_features& s) const {
    std::vector<std::int16_t> out(static_cast<std::size_t>(s.output.elements()));
    ops::apply(s, layer_.weights.data(), multiplier_of(0), data(0), out.data());
    return out;
  }
  int8s operator()(const ops::svdf_time<std::int8_t>& s) const {
    return applied(s, layer_.weights.data(), layer_.bias.data(), multiplier_of(0), data(0));
  }
  int8s operator()(const ops::svdf_time<std::int16_t>& s) const {
    return applied(s, layer_.wide_weights.data(), layer_.bias.data(), multiplier_of(0),
                   data<std::int16_t>(0));
  }
  int8s operator()(const ops::lstm<std::int8_t>& s) const {
    const auto at = [&](int i) { return layer_.multipliers[static_cast<std::size_t>(i)]; };
    return applied(s, layer_.weights.data(), layer_.bias.data(), at, data(0),
                   inputs_.size() > 1 ? data(1) : nullptr);
  }

  int8s operator()(const ops::lookup& s) const { return applied(s, layer_.table.data(), data(0)); }
  template <quantized_element T>
  elements<T> operator()(const ops::reduce<T>& s) const {
    return applied(s, data<T>(0));
  }
  template <quantized_element T>
  elements<T> operator()(const ops::slice<T>& s) const {
    return applied(s, data<T>(0));
  }
  template <quantized_element T>
  elements<T> operator()(const ops::transpose<T>& s) const {
    return applied(s, data<T>(0));
  }
  template <quantized_element T>
  elements<T> operator()(const ops::pad<T>& s) const {
    return applied(s, data<T>(0));
  }

  template <quantized_element T>
  elements<T> operator()(const ops::binary<T>& s) const {
    if (s.input_count == 2) return applied(s, data<T>(0), data<T>(1));
    if constexpr (std::is_same_v<T, std::int16_t>) {
      return applied(s, data<T>(0), layer_.wide_operand.data());
    } else {
      return applied(s, data<T>(0), layer_.operand.data());
    }
  }

  template <quantized_element T>
  elements<T> operator()(const ops::concatenate<T>& s) const {
    elements<T> out(static_cast<std::size_t>(s.output.elements()));
    for (std::size_t k = 0; k < inputs_.size(); ++k)
      ops::apply(s, static_cast<int>(k), data<T>(k), out.data());
    return out;
  }

  template <class In, class Out>
  std::vector<Out> operator()(const ops::recode<In, Out>& s) const {
    std::vector<Out> out(static_cast<std::size_t>(s.output.elements()));
    ops::apply(s, data<In>(0), out.data());
    return out;
  }

  // Input k.
  template <class T = std::int8_t>
  [[nodiscard]] const T* data(std::size_t k) const {
    return std::get<std::vector<T>>(*inputs_[k]).data();
  }

  template <class Spec, class... Pointers>
  static elements<typename Spec::element> applied(const Spec& s, Pointers... inputs) {
    elements<typename Spec::element> out(static_cast<std::size_t>(s.output.elements()));
    ops::apply(s, inputs..., out.data());
    return out;
  }

  const lowered::layer& layer_;
  operands inputs_;
  const values& a_;  // the first
};

// Behind the class, whose templates clang 14 would not make otherwise.
values runner::run() const {
  return std::visit(
      [&]<class Spec>(const Spec& spec) -> values {
        if constexpr (lowered::float_to_float<Spec>) {
          return interpret_float_layer(layer_, inputs_);
        } else {
          return (*this)(spec);
        }
      },
      layer_.spec);
}

}  // namespace

values interpret_layer(const lowered::layer& layer, operands inputs) {
  return runner(layer, inputs).run();
}

values run_layers(const lowered::model& model, values input, kept_rows& rows,
                  const std::function<void(int layer, const values& output)>& after_layer,
                  const std::function<values(std::size_t, operands)>& run_layer) {
  row_memory memory(model, std::move(input), rows);
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    std::vector<values> copies;
    copies.reserve(model.layers[i].inputs.size());
    std::vector<const values*> inputs;
    for (const lowered::source& from : model.layers[i].inputs) {
      if (from.plain()) {
        inputs.push_back(&memory.output_of(from.layer));
      } else {
        copies.push_back(memory.rows_of(from));
        inputs.push_back(&copies.back());
      }
    }
    memory.set(i, run_layer(i, inputs));
    if (after_layer) after_layer(static_cast<int>(i), memory.output_of(static_cast<int>(i)));
  }
  memory.keep();
  return memory.output_of(static_cast<int>(model.layers.size()) - 1);
}

values interpret_next(const lowered::model& model, values input, kept_rows& rows,
                      const std::function<void(int layer, const values& output)>& after_layer) {
  return run_layers(model, std::move(input), rows, after_layer,
                    [&](std::size_t layer, operands inputs) {
                      return interpret_layer(model.layers[layer], inputs);
                    });
}

values interpret(const lowered::model& model, values input,
                 const std::function<void(int layer, const values& output)>& after_layer) {
  kept_rows rows = first_rows(model);
  return interpret_next(model, std::move(input), rows, after_layer);
}

namespace {

template <class T>
values next_input_of(const lowered::model& model, graph::self_test_input& generator) {
  std::vector<T> stored;
  for (int i = 0; i < model.input.dims.elements(); ++i)
    stored.push_back(generator.next_as<T>());
  return stored;
}

values next_input(const lowered::model& model, graph::self_test_input& generator) {
  switch (model.input.type) {
    case ir::element_type::float32:
      return next_input_of<float>(model, generator);
    case ir::element_type::uint8:
      return next_input_of<std::uint8_t>(model, generator);
    case ir::element_type::int16:
      return next_input_of<std::int16_t>(model, generator);
    case ir::element_type::int32:
      return next_input_of<std::int32_t>(model, generator);
    case ir::element_type::int8:
    case ir::element_type::int64:
    case ir::element_type::other:
      break;
  }
  return next_input_of<std::int8_t>(model, generator);
}

}  // namespace

values self_test_input(const lowered::model& model) {
  graph::self_test_input generator;
  return next_input(model, generator);
}

values self_test_output(const lowered::model& model, int steps) {
  graph::self_test_input generator;
  kept_rows rows = first_rows(model);
  values all = interpret_next(model, next_input(model, generator), rows);
  for (int step = 1; step < steps && lowered::has_state(model); ++step) {
    const values next = interpret_next(model, next_input(model, generator), rows);
    std::visit(
        [&]<class T>(std::vector<T>& to) {
          const auto& from = std::get<std::vector<T>>(next);
          to.insert(to.end(), from.begin(), from.end());
        },
        all);
  }
  return all;
}

}  // namespace tyto::convert
