// SPDX-License-Identifier: Apache-2.0
#include "convert/lower/accumulator.hpp"

#include <algorithm>
#include <concepts>

#include "tyto/ops/checks.hpp"

namespace tyto::convert {

namespace {

using ops::checks::largest_input;
using ops::checks::magnitude;

// sum |weight| * largest |input| + |bias|. Tap t of channel c is weight c * channel_step +
// t * tap_step.
template <quantized_element T>
std::vector<std::int64_t> bounds(const lowered::layer& l, const numerics<T>& n, int taps,
                                 int channel_step, int tap_step) {
  const std::int64_t input = largest_input<T>(n.input_zero_point);
  const bool wide = !l.wide_bias.empty();
  std::vector<std::int64_t> all;
  for (std::size_t c = 0; c < (wide ? l.wide_bias.size() : l.bias.size()); ++c) {
    std::int64_t weights = 0;
    for (int t = 0; t < taps; ++t) {
      const std::int64_t at =
          static_cast<std::int64_t>(c) * channel_step + std::int64_t{t} * tap_step;
      weights += magnitude(l.weights[static_cast<std::size_t>(at)]);
    }
    // (A bias of any 64 bits must not wrap around.)
    constexpr std::int64_t most = std::int64_t{1} << 62;
    const std::int64_t bias =
        wide ? std::clamp(l.wide_bias[c], -most, most) : std::int64_t{l.bias[c]};
    all.push_back(weights * input + magnitude(bias));
  }
  return all;
}

template <class Spec, template <class> class... Layers>
concept one_of = (std::same_as<Spec, Layers<typename Spec::element>> || ...);

// Integer layers whose accumulators have to be looked at.
template <class Spec>
concept integer = quantized_element<typename Spec::element>;
template <class Spec>
concept matrix = integer<Spec> && one_of<Spec, ops::conv2d, ops::pointwise, ops::fully_connected>;
template <class Spec>
concept depthwise = integer<Spec> && one_of<Spec, ops::depthwise>;
template <class Spec>
concept rescaling = integer<Spec> && one_of<Spec, ops::rescale_of>;

// Layers of floats, those whose header bounds what they sum, and those that sum nothing.
template <class Spec, class... Others>
concept is_any = (std::same_as<Spec, Others> || ...);
template <class Spec>
concept no_accumulator = std::same_as<typename Spec::element, float> ||
    one_of<Spec, ops::average_pool, ops::global_average_pool, ops::max_pool, ops::softmax, ops::add,
           ops::binary, ops::reduce, ops::concatenate, ops::slice, ops::transpose, ops::pad,
           ops::quantize_to, ops::lstm> ||
    is_any<Spec, ops::lookup, ops::wide_function, ops::wide_softmax, ops::svdf_features,
           ops::svdf_time<std::int8_t>, ops::svdf_time<std::int16_t>,
           ops::recode<std::uint8_t, std::int8_t>, ops::recode<std::int16_t, std::int8_t>,
           ops::recode<std::int8_t, std::uint8_t>, ops::recode<std::int8_t, std::int16_t>,
           ops::recode<std::int8_t, std::int32_t>, ops::recode<std::int16_t, std::int32_t>>;

struct bounds_of_spec {
  const lowered::layer& layer;

  using result = std::vector<std::int64_t>;

  template <class Spec>
  result operator()(const Spec& s) const {
    if constexpr (matrix<Spec>) {
      return bounds(layer, s.numerics, s.taps(), s.taps(), 1);
    } else if constexpr (depthwise<Spec>) {
      return bounds(layer, s.numerics, s.taps(), 1, s.output.channels);
    } else if constexpr (rescaling<Spec>) {
      return {largest_input<typename Spec::element>(s.numerics.input_zero_point)};
    } else if constexpr (std::same_as<Spec, ops::mean>) {
      return {largest_input(s.numerics.input_zero_point) * s.input.height * s.input.width};
    } else {
      static_assert(no_accumulator<Spec>, "which of these is a new operator?");
      return {};
    }
  }
};

}  // namespace

std::vector<std::int64_t> accumulator_bounds(const lowered::layer& layer) {
  return std::visit(bounds_of_spec{layer}, layer.spec);
}

int overflowing_channel(const lowered::layer& layer) {
  const std::vector<std::int64_t> bounds = accumulator_bounds(layer);
  for (std::size_t c = 0; c < bounds.size(); ++c) {
    const multiplier m = layer.multipliers[layer.multipliers.size() == 1 ? 0 : c];
    const std::int64_t limit = layer.wide_bias.empty()
                                   ? ops::checks::largest_accumulator(m.exponent)
                                   : ops::checks::largest_wide_accumulator(m);
    if (bounds[c] > limit) return static_cast<int>(c);
  }
  return -1;
}

}  // namespace tyto::convert
