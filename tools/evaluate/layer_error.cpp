// SPDX-License-Identifier: Apache-2.0
#include "evaluate/layer_error.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include "common/parallel.hpp"
#include "convert/ir/quantization.hpp"
#include "convert/quantize/range.hpp"
#include "evaluate/evaluation.hpp"

namespace tyto::evaluate {

namespace {

using convert::parallel_for;

using convert::values;
using floats = std::vector<float>;

// Sums over the values of a layer.
struct sums {
  double signal = 0.0;
  double noise = 0.0;
  double own_noise = 0.0;
  std::int64_t saturated = 0;
  std::int64_t count = 0;

  void add(const sums& other) {
    signal += other.signal;
    noise += other.noise;
    own_noise += other.own_noise;
    saturated += other.saturated;
    count += other.count;
  }
};

double decibels(double signal, double noise) {
  if (noise == 0.0) return std::numeric_limits<double>::infinity();
  return 10.0 * std::log10(std::max(signal, 1e-300) / noise);
}

class comparison {
 public:
  comparison(const convert::executor& real, const convert::executor& quantized,
             const convert::ir::graph& graph)
      : real_(real), quantized_(quantized), graph_(graph) {}

  // The sums of each layer for one input.
  [[nodiscard]] std::vector<sums> run(const floats& features) const {
    const std::map<int, floats> real = float_tensors(features);
    std::vector<values> outputs;
    const auto& layers = quantized_.model().layers;
    quantized_.run(input_of(quantized_.model(), features),
                   [&](int, const values& output) { outputs.push_back(output); });
    std::vector<sums> all(layers.size());
    for (std::size_t i = 0; i < layers.size(); ++i) {
      if (!compared(i)) continue;
      std::vector<values> inputs;
      for (std::size_t k = 0; k < layers[i].inputs.size(); ++k)
        inputs.push_back(quantized_input(i, k, real));
      std::vector<const values*> pointers;
      for (const values& v : inputs)
        pointers.push_back(&v);
      all[i] = compare(i, real.at(float_tensor(i)), outputs[i], quantized_.run_layer(i, pointers));
    }
    return all;
  }

  // Whether a layer's output is quantised.
  [[nodiscard]] bool compared(std::size_t layer) const {
    return graph_.at(quantized_.model().layers[layer].tensor).type !=
           convert::ir::element_type::float32;
  }

 private:
  [[nodiscard]] std::map<int, floats> float_tensors(const floats& features) const {
    std::map<int, floats> tensors{{graph::network_input_index, features}};
    real_.run(features, [&](int layer, const values& output) {
      tensors[real_.model().layers[static_cast<std::size_t>(layer)].tensor] =
          std::get<floats>(output);
    });
    return tensors;
  }

  // The tensor of the float network that a layer's output stands for: a quantize layer has put its
  // own tensor behind one.
  [[nodiscard]] int float_tensor(std::size_t layer) const {
    const auto& l = quantized_.model().layers[layer];
    const bool inserted = std::holds_alternative<ops::quantize>(l.spec);
    return inserted ? float_tensor_of_input(l.inputs[0].layer) : l.tensor;
  }
  [[nodiscard]] int float_tensor_of_input(int layer) const {
    return layer == graph::network_input_index ? layer
                                               : float_tensor(static_cast<std::size_t>(layer));
  }

  // Input `k` of a layer as the float network has it, stored as the layer reads it.
  [[nodiscard]] values quantized_input(std::size_t layer, std::size_t k,
                                       const std::map<int, floats>& real) const {
    const int from = quantized_.model().layers[layer].inputs[k].layer;
    const floats& reals = real.at(float_tensor_of_input(from));
    const bool is_input = from == graph::network_input_index;
    const auto& tensor = graph_.at(
        is_input ? graph_.input : quantized_.model().layers[static_cast<std::size_t>(from)].tensor);
    if (tensor.type == convert::ir::element_type::float32) return reals;
    return stored_as(tensor.type, convert::quantization_of(tensor), reals);
  }

  [[nodiscard]] sums compare(std::size_t layer, const floats& real, const values& stored,
                             const values& own) const {
    return std::visit(
        [&]<class T>(const std::vector<T>& all) {
          return compare(layer, real, all, std::get<std::vector<T>>(own));
        },
        stored);
  }

  template <class T>
  [[nodiscard]] sums compare(std::size_t layer, const floats& real, const std::vector<T>& stored,
                             const std::vector<T>& own) const {
    const auto q = convert::quantization_of(graph_.at(quantized_.model().layers[layer].tensor));
    using limits = std::numeric_limits<T>;
    const auto real_of = [&](T x) {
      return q.scale * (static_cast<float>(x) - static_cast<float>(q.zero_point));
    };
    const convert::range reach{real_of(limits::lowest()), real_of(limits::max())};
    sums s;
    for (std::size_t i = 0; i < real.size(); ++i) {
      const auto square = [](double x) { return x * x; };
      s.signal += square(real[i]);
      s.noise += square(double{real[i]} - double{real_of(stored[i])});
      s.own_noise += square(double{real[i]} - double{real_of(own[i])});
      const float half = q.scale / 2;  // rounding takes care of so much
      s.saturated += real[i] < reach.low - half || real[i] > reach.high + half ? 1 : 0;
      ++s.count;
    }
    return s;
  }

  const convert::executor& real_;
  const convert::executor& quantized_;
  const convert::ir::graph& graph_;
};

}  // namespace

std::vector<layer_error> layer_errors(const convert::executor& float_network,
                                      const convert::executor& quantized_network,
                                      const convert::ir::graph& graph,
                                      const std::vector<std::vector<float>>& features) {
  const comparison compare(float_network, quantized_network, graph);
  const auto& layers = quantized_network.model().layers;
  std::vector<std::vector<sums>> of_input(features.size());
  parallel_for("layers", features.size(),
               [&](std::size_t i) { of_input[i] = compare.run(features[i]); });
  std::vector<layer_error> errors;
  for (std::size_t layer = 0; layer < layers.size(); ++layer) {
    if (!compare.compared(layer)) continue;
    sums all;  // in the inputs' order, whichever thread was first
    for (const std::vector<sums>& one : of_input)
      all.add(one[layer]);
    errors.push_back({layers[layer].name, decibels(all.signal, all.noise),
                      decibels(all.signal, all.own_noise), all.saturated, all.count});
  }
  return errors;
}

std::size_t worst_layer(const std::vector<layer_error>& errors) {
  const auto worst = std::min_element(
      errors.begin(), errors.end(),
      [](const layer_error& a, const layer_error& b) { return a.own_snr < b.own_snr; });
  return static_cast<std::size_t>(worst - errors.begin());
}

}  // namespace tyto::evaluate
