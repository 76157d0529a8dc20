// SPDX-License-Identifier: Apache-2.0
#include "convert/lower/accumulator.hpp"

#include <concepts>

#include "tyto/ops/checks.hpp"

namespace tyto::convert {

namespace {

using ops::checks::largest_input;
using ops::checks::magnitude;

// sum |weight| * largest |input| + |bias|. Tap t of channel c is weight c * channel_step +
// t * tap_step.
std::vector<std::int64_t> bounds(const lowered::layer& l, const numerics<std::int8_t>& n, int taps,
                                 int channel_step, int tap_step) {
  const std::int64_t input = largest_input(n.input_zero_point);
  std::vector<std::int64_t> all;
  for (std::size_t c = 0; c < l.bias.size(); ++c) {
    std::int64_t weights = 0;
    for (int t = 0; t < taps; ++t) {
      const std::int64_t at =
          static_cast<std::int64_t>(c) * channel_step + std::int64_t{t} * tap_step;
      weights += magnitude(l.weights[static_cast<std::size_t>(at)]);
    }
    all.push_back(weights * input + magnitude(l.bias[c]));
  }
  return all;
}

template <class Spec, class... Others>
concept one_of = (std::same_as<Spec, Others> || ...);

// Layers of floats, and those whose header bounds what they sum.
template <class Spec>
concept no_accumulator = std::same_as<typename Spec::element, float> ||
    one_of<Spec, ops::average_pool<std::int8_t>, ops::global_average_pool<std::int8_t>,
           ops::max_pool<std::int8_t>, ops::softmax<std::int8_t>, ops::add<std::int8_t>,
           ops::quantize, ops::lookup, ops::binary<std::int8_t>, ops::reduce<std::int8_t>,
           ops::concatenate<std::int8_t>, ops::slice<std::int8_t>, ops::transpose<std::int8_t>,
           ops::pad<std::int8_t>, ops::recode<std::uint8_t, std::int8_t>,
           ops::recode<std::int16_t, std::int8_t>, ops::recode<std::int8_t, std::uint8_t>,
           ops::recode<std::int8_t, std::int16_t>, ops::recode<std::int8_t, std::int32_t>,
           ops::recode<std::int16_t, std::int32_t>, ops::wide_softmax, ops::svdf_features,
           ops::svdf_time<std::int8_t>, ops::svdf_time<std::int16_t>, ops::lstm<std::int8_t>>;

struct bounds_of_spec {
  const lowered::layer& layer;

  using result = std::vector<std::int64_t>;

  result operator()(const ops::depthwise<std::int8_t>& s) const {
    return bounds(layer, s.numerics, s.taps(), 1, s.output.channels);
  }
  result operator()(const ops::mean& s) const {
    return {largest_input(s.numerics.input_zero_point) * s.input.height * s.input.width};
  }
  result operator()(const ops::rescale& s) const {
    return {largest_input(s.numerics.input_zero_point)};
  }

  result operator()(const ops::conv2d<std::int8_t>& s) const { return matrix(s); }
  result operator()(const ops::pointwise<std::int8_t>& s) const { return matrix(s); }
  result operator()(const ops::fully_connected<std::int8_t>& s) const { return matrix(s); }

  template <class Spec>
  result matrix(const Spec& s) const {
    return bounds(layer, s.numerics, s.taps(), s.taps(), 1);
  }

  template <class Spec>
  requires no_accumulator<Spec> result operator()(const Spec&) const { return {}; }
};

}  // namespace

std::vector<std::int64_t> accumulator_bounds(const lowered::layer& layer) {
  return std::visit(bounds_of_spec{layer}, layer.spec);
}

int overflowing_channel(const lowered::layer& layer) {
  const std::vector<std::int64_t> bounds = accumulator_bounds(layer);
  for (std::size_t c = 0; c < bounds.size(); ++c) {
    const multiplier m = layer.multipliers[layer.multipliers.size() == 1 ? 0 : c];
    if (bounds[c] > ops::checks::largest_accumulator(m.exponent)) return static_cast<int>(c);
  }
  return -1;
}

}  // namespace tyto::convert
