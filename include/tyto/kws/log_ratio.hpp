// SPDX-License-Identifier: Apache-2.0
// Log-likelihood ratios of one run of a network: how much likelier each label is than the
// background, which is silence and other words together.
//
//   L_k = clip(ln p_k - ln(sum of p over the background), -8, 8)
//
// In units of 1/1024, by integers and tables made in the compiler: the same numbers on every
// target. A posterior of 1/256 knows its logarithm badly where it is small, so where the network
// ends in an int8 softmax the ratio comes from the logits z before it: with the softmax's step s
// (what one stored unit is to the exponential, its beta included) and a background of a and b,
//
//   ln p_k - ln(p_a + p_b) = s (z_k - max(z_a, z_b)) - ln(1 + exp(-s |z_a - z_b|))
//
// and from the posteriors otherwise, an unseen 0 being taken for half a unit.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tyto/core/math.hpp"
#include "tyto/core/rounding.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/kws/event.hpp"

namespace tyto::kws {

// A ratio of 1.0 as it is stored.
inline constexpr int ratio_one = 1024;

namespace detail {

inline constexpr int ratio_most = 8 * ratio_one;

constexpr std::int16_t clipped_ratio(std::int32_t r) {
  return static_cast<std::int16_t>(r > ratio_most ? ratio_most : r < -ratio_most ? -ratio_most : r);
}

// The last of a list of layers (a network's, or the steps' of one that streams), and where the one
// layer is that it reads; -1 where it reads the input, or more than one.
template <class List>
struct end_of;
template <template <class, class, class...> class List, class Arch, class Input, class... Layers>
struct end_of<List<Arch, Input, Layers...>> {
  using layer = typename graph::detail::nth<int{sizeof...(Layers)} - 1, Layers...>::type;

  static constexpr int read_layer = [] {
    int i = 0;
    int found = -1;
    ((std::is_same_v<typename layer::inputs, graph::from<Layers>> ? found = i++ : i++), ...);
    return found;
  }();
};

// An int8 softmax: what one unit of its input is to the exponential, over 2^26, is a multiplier.
template <class Layer>
concept gives_logits = requires {
  Layer::spec.input_multiplier.mantissa;
  Layer::spec.difference_min;
};

// mantissa / 2^31 * 2^exponent / 2^26. Compiler only.
constexpr double softmax_step(multiplier m) {
  double real = static_cast<double>(m.mantissa) / 2147483648.0 / (1 << 26);
  for (int i = 0; i < m.exponent; ++i)
    real *= 2;
  for (int i = 0; i > m.exponent; --i)
    real /= 2;
  return real;
}

}  // namespace detail

// Which labels are the background, in a list that ends with -1.
template <class Model>
struct background {
  static constexpr int count = [] {
    int n = 0;
    for (int i = 0; i < Model::label_count; ++i)
      n += is_keyword(Model::labels[i]) ? 0 : 1;
    return n;
  }();

  static constexpr std::array<int, std::size_t{count} + 1> labels = [] {
    std::array<int, std::size_t{count} + 1> list{};
    std::size_t n = 0;
    for (int i = 0; i < Model::label_count; ++i) {
      if (!is_keyword(Model::labels[i])) list[n++] = i;
    }
    list[n] = -1;
    return list;
  }();
};

// From posteriors: int8 with scale 1/256 and zero point -128.
template <class Model>
struct ratios_of_posteriors {
  static constexpr bool wants_logits = false;

  // ratios[k] for every label k.
  static constexpr void apply(const std::int8_t* posteriors, const std::int8_t* /*logits*/,
                              std::int16_t* ratios) {
    std::size_t sum = 0;
    for (int i = 0; i < background<Model>::count; ++i)
      sum += unit(posteriors[background<Model>::labels[static_cast<std::size_t>(i)]]);
    if (sum > most) sum = most;  // posteriors of a sigmoid may sum to anything
    for (int k = 0; k < Model::label_count; ++k) {
      ratios[k] = detail::clipped_ratio(logarithms[unit(posteriors[k])] - logarithms[sum]);
    }
  }

 private:
  static constexpr std::size_t most = 511;
  static constexpr std::size_t unit(std::int8_t stored) {
    return static_cast<std::size_t>(stored + 128);
  }

  // ln(q / 256)
  static constexpr std::array<std::int16_t, most + 1> logarithms = [] {
    std::array<std::int16_t, most + 1> table{};
    for (std::size_t q = 0; q <= most; ++q) {
      const double p = (q == 0 ? 0.5 : static_cast<double>(q)) / 256;
      table[q] = static_cast<std::int16_t>(math::nearest(math::log(p) * ratio_one));
    }
    return table;
  }();
};

// From logits: the int8 input of Softmax. The background has one or two labels.
template <class Model, class Softmax, int LogitsLayer>
struct ratios_of_logits {
  static constexpr bool wants_logits = true;
  static constexpr int logits_layer = LogitsLayer;  // number of the layer that gives them

  static constexpr void apply(const std::int8_t* /*posteriors*/, const std::int8_t* logits,
                              std::int16_t* ratios) {
    const int a = logits[background<Model>::labels[0]];
    const int b = background<Model>::count == 2 ? logits[background<Model>::labels[1]] : a;
    const int larger = a > b ? a : b;
    const std::int32_t spread = background<Model>::count == 2
                                    ? log_of_sum[static_cast<std::size_t>(2 * larger - a - b)]
                                    : 0;
    for (int k = 0; k < Model::label_count; ++k) {
      const std::int32_t difference = (logits[k] - larger) * step_q20;
      ratios[k] = detail::clipped_ratio(((difference + (1 << 9)) >> 10) - spread);
    }
  }

 private:
  static constexpr double step = detail::softmax_step(Softmax::spec.input_multiplier);
  // A step of 8 or more clips every difference but 0; its products fit into 32 bits.
  static constexpr std::int32_t step_q20 =
      static_cast<std::int32_t>(math::nearest((step < 7.5 ? step : 7.5) * (1 << 20)));
  static_assert(std::int64_t{255} * step_q20 + (1 << 9) < (std::int64_t{1} << 31));

  // ln(1 + exp(-step d)): what the smaller of two adds to the logarithm of the larger.
  static constexpr std::array<std::int16_t, 256> log_of_sum = [] {
    std::array<std::int16_t, 256> table{};
    for (std::size_t d = 0; d < table.size(); ++d) {
      const double x = step * static_cast<double>(d);
      const double sum = x < 40.0 ? math::log(1.0 + math::exp(-x)) : 0.0;
      table[d] = static_cast<std::int16_t>(math::nearest(sum * ratio_one));
    }
    return table;
  }();
};

namespace detail {

// A model that chooses its kernels when it runs has the same layers on every ISA, and one that
// streams the same at every step.
template <class Model>
struct layers_of {
  using type = typename Model::network;
};
template <class Model>
requires requires {
  typename Model::template network_on<arch::scalar>;
}
struct layers_of<Model> {
  using type = typename Model::template network_on<arch::scalar>;
};
template <class Model>
requires requires {
  typename Model::template steps_on<arch::scalar>;
}
struct layers_of<Model> {
  using type = typename Model::template steps_on<arch::scalar>;
};

template <class Model>
using end_of_model = end_of<typename layers_of<Model>::type>;

template <class Model>
concept ends_in_logits_and_softmax = gives_logits<typename end_of_model<Model>::layer> &&
                                         end_of_model<Model>::read_layer >= 0 &&
                                     (background<Model>::count == 1 ||
                                      background<Model>::count == 2);

template <class Model>
struct ratios_of {
  using type = ratios_of_posteriors<Model>;
};
template <ends_in_logits_and_softmax Model>
struct ratios_of<Model> {
  using type =
      ratios_of_logits<Model, typename end_of_model<Model>::layer, end_of_model<Model>::read_layer>;
};

}  // namespace detail

// apply(posteriors, logits, ratios), and whether it looks at the logits.
template <class Model>
using log_ratios = typename detail::ratios_of<Model>::type;

}  // namespace tyto::kws
