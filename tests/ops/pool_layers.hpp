// SPDX-License-Identifier: Apache-2.0
// Average, maximum and global average pools to test with, and what they should give.
#pragma once

#include "ops/cases.hpp"
#include "ops/check.hpp"
#include "tyto/ops/average_pool.hpp"
#include "tyto/ops/global_average_pool.hpp"
#include "tyto/ops/max_pool.hpp"

namespace tyto::test {

inline constexpr auto pool_grid = random_grid<20>(
    1,
    [](layer_case& c, random& r) {
      c.channels = random_channels(r);
      set_random_extents(c, r);
      set_random_window(c, r, 1);
    },
    [](const layer_case& c) { return c.input().elements() < 8'000; });
static_assert(has_every_kind_of_window(pool_grid));

template <class T, template <class> class Spec, std::size_t I>
struct pool_layer {
  static constexpr layer_case c = pool_grid[I];
  static constexpr const char* name = "pool";
  static constexpr numerics<T> n = numerics_of<T>(c);
  static constexpr Spec<T> spec{c.input(), c.output(c.channels), c.shape_of_filter,
                                static_cast<T>(n.output_min), static_cast<T>(n.output_max)};
};

template <class T, std::size_t I>
struct global_layer {
  static constexpr layer_case c = pool_grid[I];
  static constexpr const char* name = "global_average_pool";
  static constexpr numerics<T> n = numerics_of<T>(c);
  static constexpr ops::global_average_pool<T> spec{
      c.input(), {1, 1, c.channels}, static_cast<T>(n.output_min), static_cast<T>(n.output_max)};
};

inline exactly<std::int8_t> averages(const layer_data<std::int8_t>& layer,
                                     const reference::geometry& geometry,
                                     const tensors<std::int8_t>& inputs) {
  const range a = activation_range(layer.c);
  return {reference::average_pool(layer.image(inputs[0]), geometry, a.min, a.max)};
}

inline within_rounding averages(const layer_data<float>& layer, const reference::geometry& geometry,
                                const tensors<float>& inputs) {
  const numerics<float> n = numerics_of<float>(layer.c);
  within_rounding expected;
  reference::for_each_window(layer.image(inputs[0]), geometry, [&](const auto& values) {
    double sum = 0;
    double magnitude = 0;
    for (const float v : values) {
      sum += static_cast<double>(v);
      magnitude += std::abs(static_cast<double>(v));
    }
    const auto count = static_cast<double>(values.size());
    expected.values.push_back(std::clamp(sum / count, static_cast<double>(n.output_min),
                                         static_cast<double>(n.output_max)));
    expected.magnitudes.push_back(magnitude / count);
    expected.roundings = std::max(expected.roundings, static_cast<int>(values.size()) + 1);
  });
  return expected;
}

inline constexpr auto average_expected = []<class T>(const layer_data<T>& layer,
                                                     const tensors<T>& inputs) {
  return averages(layer, layer.c.geometry(), inputs);
};

inline constexpr auto global_expected = []<class T>(const layer_data<T>& layer,
                                                    const tensors<T>& inputs) {
  return averages(layer, {.filter_height = layer.c.height, .filter_width = layer.c.width}, inputs);
};

inline constexpr auto max_expected = []<class T>(const layer_data<T>& layer,
                                                 const tensors<T>& inputs) {
  const numerics<T> n = numerics_of<T>(layer.c);
  return exactly<T>{reference::max_pool(layer.image(inputs[0]), layer.c.geometry(),
                                        static_cast<T>(n.output_min),
                                        static_cast<T>(n.output_max))};
};

}  // namespace tyto::test
