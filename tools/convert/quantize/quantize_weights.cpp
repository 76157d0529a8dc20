// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/quantize_weights.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "convert/ir/constants.hpp"
#include "convert/ir/multiplication.hpp"

namespace tyto::convert {

namespace {

constexpr double largest_weight = 127.0;
// Leaves room in int32 for the sum of products, and in the 47 bits that a sum beside int16 may
// have.
constexpr double largest_bias = 1 << 30;
constexpr double largest_wide_bias = 0x1p45;

// Weight i of a tensor belongs to channel i / step % channels.
struct channel_order {
  std::size_t channels;
  std::size_t step;

  [[nodiscard]] std::size_t of(std::size_t i) const { return i / step % channels; }
};

channel_order order_of(const ir::tensor& weights, int axis) {
  channel_order order{static_cast<std::size_t>(weights.dims[static_cast<std::size_t>(axis)]), 1};
  for (std::size_t i = static_cast<std::size_t>(axis) + 1; i < weights.dims.size(); ++i)
    order.step *= static_cast<std::size_t>(weights.dims[i]);
  return order;
}

std::vector<double> largest_of_channels(const std::vector<double>& weights, channel_order order) {
  std::vector<double> largest(order.channels, 0.0);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    double& l = largest[order.of(i)];
    l = std::max(l, std::abs(weights[i]));
  }
  return largest;
}

// The least scale that holds a channel's weights and lets its bias fit. Nothing but zeros: any.
float scale_for(double weight, double bias, float input_scale, const scheme& how) {
  const double needed = std::max(
      // 127 / 128 of a power of two is lost where the largest weight is one itself: it is clipped
      weight / (how.power_of_two ? largest_weight + 1 : largest_weight),
      std::abs(bias) / (double{input_scale} * (how.wide ? largest_wide_bias : largest_bias)));
  if (!(needed > 1e-30)) return 1.0F;
  return static_cast<float>(how.power_of_two ? std::exp2(std::ceil(std::log2(needed))) : needed);
}

ir::tensor integer_tensor(const ir::tensor& like, ir::element_type type, std::vector<float> scales,
                          int axis) {
  ir::tensor t = like;
  t.type = type;
  t.type_name = type == ir::element_type::int8    ? "INT8"
                : type == ir::element_type::int32 ? "INT32"
                                                  : "INT64";
  t.quantized.zero_point.assign(scales.size(), 0);
  t.quantized.scale = std::move(scales);
  t.quantized.axis = axis;
  return t;
}

int add(ir::graph& graph, ir::tensor t, std::vector<std::uint8_t> bytes) {
  t.buffer = static_cast<int>(graph.buffers.size());
  graph.buffers.push_back(std::move(bytes));
  graph.tensors.push_back(std::move(t));
  return static_cast<int>(graph.tensors.size()) - 1;
}

}  // namespace

void quantize_weights(ir::graph& graph, std::size_t index, float input_scale, const scheme& how) {
  ir::node& node = graph.nodes[index];
  const int axis = channel_axis(node.what);
  const ir::tensor weights = graph.at(node.inputs[1]);
  const std::vector<double> real = real_values(graph, weights);
  const channel_order order = order_of(weights, axis);

  const int bias = bias_of(node);
  std::vector<double> real_bias(order.channels, 0.0);
  if (bias != ir::absent) real_bias = real_values(graph, graph.at(bias));

  const std::vector<double> largest = largest_of_channels(real, order);
  std::vector<float> scales;
  for (std::size_t c = 0; c < order.channels; ++c)
    scales.push_back(scale_for(largest[c], real_bias[c], input_scale, how));
  if (!how.per_channel) scales.assign(1, *std::max_element(scales.begin(), scales.end()));
  const auto scale = [&](std::size_t c) { return double{scales[scales.size() == 1 ? 0 : c]}; };

  std::vector<std::uint8_t> stored;
  for (std::size_t i = 0; i < real.size(); ++i) {
    const double q = std::round(real[i] / scale(order.of(i)));
    const double clipped = std::clamp(q, -largest_weight, largest_weight);
    stored.push_back(static_cast<std::uint8_t>(static_cast<std::int8_t>(clipped)));
  }
  const int stored_weights =
      add(graph, integer_tensor(weights, ir::element_type::int8, scales, axis), std::move(stored));
  graph.nodes[index].inputs[1] = stored_weights;
  if (bias == ir::absent) return;

  std::vector<std::int64_t> stored_bias;
  std::vector<float> bias_scales;
  for (std::size_t c = 0; c < order.channels; ++c) {
    const double product = double{input_scale} * scale(c);
    stored_bias.push_back(static_cast<std::int64_t>(std::round(real_bias[c] / product)));
    if (c < scales.size()) bias_scales.push_back(static_cast<float>(product));
  }
  const ir::tensor integer_bias =
      integer_tensor(graph.at(bias), how.wide ? ir::element_type::int64 : ir::element_type::int32,
                     std::move(bias_scales), 0);
  const std::vector<std::int32_t> narrow(stored_bias.begin(), stored_bias.end());
  set_bias(graph.nodes[index], add(graph, integer_bias,
                                   how.wide ? bytes_of(std::span<const std::int64_t>(stored_bias))
                                            : bytes_of(std::span<const std::int32_t>(narrow))));
}

}  // namespace tyto::convert
