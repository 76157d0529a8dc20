// SPDX-License-Identifier: Apache-2.0
#include "convert/run/executor.hpp"

#include <algorithm>
#include <concepts>
#include <cstdlib>
#include <type_traits>
#include <utility>

#include "convert/lower/accumulator.hpp"

namespace tyto::convert {

namespace {

// Output channels whose sums are kept in registers.
constexpr std::size_t block = 16;

// What a layer with weights looks like to the loops below.
struct geometry {
  shape input;
  shape output;
  tyto::window window;
  bool depthwise = false;

  [[nodiscard]] std::size_t taps() const {
    return static_cast<std::size_t>(window.size.height) *
           static_cast<std::size_t>(window.size.width);
  }
};

// The layers that the loops below compute: a fast path beside the definition, against which
// tests/quantize/executor.cpp holds it. All others are the interpreter's, which is the definition.
template <class Spec, template <class> class... Layers>
concept one_of = (std::same_as<Spec, Layers<typename Spec::element>> || ...);

template <class Spec>
concept multiplication =
    one_of<Spec, ops::conv2d, ops::depthwise, ops::pointwise, ops::fully_connected>;

// A matrix is a window over the whole input.
template <class Spec>
geometry geometry_of(const Spec& s) {
  geometry g{s.input, s.output, {}, std::is_same_v<Spec, ops::depthwise<typename Spec::element>>};
  if constexpr (requires { s.window; }) {
    g.window = s.window;
  } else if constexpr (std::is_same_v<Spec, ops::fully_connected<typename Spec::element>>) {
    g.window.size = {s.input.height, s.input.width};
  }
  return g;
}

// Calls f(iy, ix, tap) for the taps of window (y, x) that are inside the input.
template <class F>
void each_tap(const geometry& g, int y, int x, F f) {
  const tyto::window& w = g.window;
  const index_range rows = w.rows(y, g.input.height);
  const index_range columns = w.columns(x, g.input.width);
  const int top = y * w.stride.height - w.pad.top;
  const int left = x * w.stride.width - w.pad.left;
  for (int iy = rows.begin; iy < rows.end; ++iy) {
    for (int ix = columns.begin; ix < columns.end; ++ix)
      f(iy, ix, std::int64_t{iy - top} * w.size.width + (ix - left));
  }
}

// [out][tap][in] to [out / block][tap][in][out % block], filled up with zeros.
template <class Sum, class Weight>
std::vector<Sum> in_blocks(const std::vector<Weight>& weights, std::size_t outputs) {
  const std::size_t length = weights.size() / outputs;
  const std::size_t blocks = (outputs + block - 1) / block;
  std::vector<Sum> packed(blocks * block * length);
  for (std::size_t o = 0; o < outputs; ++o) {
    for (std::size_t i = 0; i < length; ++i) {
      packed[((o / block) * length + i) * block + o % block] =
          static_cast<Sum>(weights[o * length + i]);
    }
  }
  return packed;
}

template <class Sum, class Weight>
std::vector<Sum> pack(const geometry& g, const std::vector<Weight>& weights) {
  if (g.depthwise) return {weights.begin(), weights.end()};
  return in_blocks<Sum>(weights, static_cast<std::size_t>(g.output.channels));
}

// Whether a float holds every sum of products without rounding.
bool exact_in_float(const lowered::layer& layer) {
  const std::vector<std::int64_t> bounds = accumulator_bounds(layer);
  for (std::size_t c = 0; c < bounds.size(); ++c) {
    const std::int64_t bias = layer.wide_bias.empty() ? layer.bias[c] : layer.wide_bias[c];
    if (bounds[c] - std::abs(bias) > std::int64_t{1} << 24) return false;
  }
  return true;
}

template <class Sum>
void add_products(const Sum* x, const Sum* w, std::size_t count, Sum* sums) {
  Sum kept[block];
  std::copy_n(sums, block, kept);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < block; ++k)
      kept[k] += x[i] * w[i * block + k];
  }
  std::copy_n(kept, block, sums);
}

// Calls store(channel, sum) for the pixel's channels.
template <class Sum, class Store>
void matrix_pixel(const geometry& g, const std::vector<Sum>& x, const std::vector<Sum>& w, int py,
                  int px, Store store) {
  const auto outputs = static_cast<std::size_t>(g.output.channels);
  const auto inputs = static_cast<std::size_t>(g.input.channels);
  for (std::size_t first = 0; first < outputs; first += block) {
    Sum sums[block] = {};
    const Sum* const weights = w.data() + first * g.taps() * inputs;
    each_tap(g, py, px, [&](int iy, int ix, std::int64_t tap) {
      add_products(x.data() + g.input.index(iy, ix, 0),
                   weights + static_cast<std::size_t>(tap) * inputs * block, inputs, sums);
    });
    for (std::size_t k = 0; k < std::min(block, outputs - first); ++k)
      store(first + k, sums[k]);
  }
}

template <class Sum, class Store>
void depthwise_pixel(const geometry& g, const std::vector<Sum>& x, const std::vector<Sum>& w,
                     std::vector<Sum>& sums, int py, int px, Store store) {
  const auto outputs = static_cast<std::size_t>(g.output.channels);
  const std::size_t filters = outputs / static_cast<std::size_t>(g.input.channels);
  sums.assign(outputs, Sum{0});
  each_tap(g, py, px, [&](int iy, int ix, std::int64_t tap) {
    const Sum* const from = x.data() + g.input.index(iy, ix, 0);
    const Sum* const weights = w.data() + static_cast<std::size_t>(tap) * outputs;
    if (filters == 1) {
      for (std::size_t c = 0; c < outputs; ++c)
        sums[c] += from[c] * weights[c];
    } else {
      for (std::size_t c = 0; c < outputs; ++c)
        sums[c] += from[c / filters] * weights[c];
    }
  });
  for (std::size_t c = 0; c < outputs; ++c)
    store(c, sums[c]);
}

// The layer's output, each element convert(channel, sum of products).
template <class T, class Sum, class Convert>
std::vector<T> multiply(const geometry& g, const std::vector<Sum>& x, const std::vector<Sum>& w,
                        Convert convert) {
  std::vector<T> out;
  out.reserve(static_cast<std::size_t>(g.output.elements()));
  std::vector<Sum> sums;
  const auto store = [&](std::size_t c, Sum sum) { out.push_back(convert(c, sum)); };
  for (int y = 0; y < g.output.height; ++y) {
    for (int px = 0; px < g.output.width; ++px) {
      if (g.depthwise) {
        depthwise_pixel(g, x, w, sums, y, px, store);
      } else {
        matrix_pixel(g, x, w, y, px, store);
      }
    }
  }
  return out;
}

template <quantized_element T, class Sum>
values multiply(const lowered::layer& l, const geometry& g, const numerics<T>& n,
                const values& input, const std::vector<Sum>& weights) {
  std::vector<Sum> x;
  x.reserve(std::get<std::vector<T>>(input).size());
  for (const T q : std::get<std::vector<T>>(input))
    x.push_back(static_cast<Sum>(q - n.input_zero_point));
  return multiply<T>(g, x, weights, [&](std::size_t c, Sum sum) {
    const multiplier m = l.multipliers[l.multipliers.size() == 1 ? 0 : c];
    if constexpr (std::is_same_v<T, std::int16_t>) {
      if (!l.wide_bias.empty())
        return ops::to_output(n, m, l.wide_bias[c] + static_cast<std::int64_t>(sum));
    }
    return ops::to_output(n, m, l.bias[c] + static_cast<std::int32_t>(sum));
  });
}

values multiply(const lowered::layer& l, const geometry& g, const numerics<float>& n,
                const values& input, const std::vector<float>& weights) {
  return multiply<float>(g, std::get<std::vector<float>>(input), weights,
                         [&](std::size_t c, float sum) {
                           return std::clamp(l.float_bias[c] + sum, n.output_min, n.output_max);
                         });
}

}  // namespace

executor::executor(lowered::model model) : model_(std::move(model)) {
  for (const lowered::layer& l : model_.layers) {
    weights_.push_back(std::visit(
        [&]<class Spec>(const Spec& s) -> packed {
          if constexpr (!multiplication<Spec>) {
            return {};
          } else if constexpr (std::is_same_v<typename Spec::element, float>) {
            return pack<float>(geometry_of(s), l.float_weights);
          } else {
            if (exact_in_float(l)) return pack<float>(geometry_of(s), l.weights);
            return pack<double>(geometry_of(s), l.weights);
          }
        },
        l.spec));
  }
}

values executor::run_layer(std::size_t layer, operands inputs) const {
  const lowered::layer& l = model_.layers[layer];
  const packed& weights = weights_[layer];
  return std::visit(
      [&]<class Spec>(const Spec& s) -> values {
        if constexpr (!multiplication<Spec>) {
          return interpret_layer(l, inputs);
        } else {
          const geometry g = geometry_of(s);
          if constexpr (quantized_element<typename Spec::element>) {
            const auto* wide = std::get_if<std::vector<double>>(&weights);
            if (wide != nullptr) return multiply(l, g, s.numerics, *inputs[0], *wide);
          }
          return multiply(l, g, s.numerics, *inputs[0], std::get<std::vector<float>>(weights));
        }
      },
      l.spec);
}

values executor::run(
    values input, const std::function<void(int layer, const values& output)>& after_layer) const {
  kept_rows rows = first_rows(model_);
  return run_layers(
      model_, std::move(input), rows, after_layer,
      [this](std::size_t layer, operands inputs) { return run_layer(layer, inputs); });
}

}  // namespace tyto::convert
