// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "model.hpp"
#include "tyto/graph/self_test.hpp"

namespace bench {
namespace {

// Hook that keeps the output of every layer.
template <class T>
struct keep_outputs {
  reference<T>& kept;

  template <class Layer>
  void before(int /*index*/) const {}
  template <class Layer>
  void after(int /*index*/, const T* output) const {
    kept.emplace_back(std::span<const T>(output, Layer::spec.output.elements()));
  }
};

template <class T>
reference<T> run_scalar(std::span<const T> input) {
  using net = measured<T, tyto::arch::scalar>;
  static typename net::arena arena;
  std::vector<T> output(static_cast<std::size_t>(net::output_elements));
  reference<T> kept;
  kept.emplace_back(input);
  net::run(input.data(), output.data(), arena, keep_outputs<T>{kept});
  return kept;
}

// Both precisions run the same network: their probabilities lie close.
void require_same(const references& r) {
  constexpr double allowed = 0.05;
  const std::span<const std::int8_t> stored = r.int8.back().values();
  const std::span<const float> real = r.float32.back().values();
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const double probability = (stored[i] + 128) / 256.0;
    if (std::abs(probability - static_cast<double>(real[i])) > allowed) {
      throw std::logic_error("the float32 network is not the int8 one");
    }
  }
}

references make_references() {
  using net = ds_cnn_s::network;
  const int zero_point = ds_cnn_s::input::spec.quantized.zero_point;
  tyto::graph::self_test_input values;
  std::vector<std::int8_t> stored(net::input_elements);
  std::vector<float> moved(net::input_elements);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    // about what features look like: few activations reach the ends of their range
    stored[i] = static_cast<std::int8_t>(std::clamp(zero_point + values.next() / 8, -128, 127));
    moved[i] = static_cast<float>(stored[i] - zero_point);
  }
  references r{run_scalar<std::int8_t>(stored), run_scalar<float>(moved)};
  require_same(r);
  return r;
}

}  // namespace

const references& scalar_references() {
  static const references r = make_references();
  return r;
}

const network& measured_layers() {
  static const network n = description<ds_cnn_s::network>::make();
  return n;
}

}  // namespace bench
