// SPDX-License-Identifier: Apache-2.0
// A pool over all rows of a window that moves: the sum of each row is kept in a ring, and the sum
// of all, to which a new row is added and from which the oldest is taken. Integers, so nothing is
// lost; a row takes two bytes a channel, however wide it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "tyto/ops/average_pool.hpp"
#include "tyto/ops/global_average_pool.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/mean.hpp"

namespace tyto::graph {

// Layer averages all that it reads, under whichever of its names.
template <class Layer>
concept averages_all = ops::global_average_pool_layer<Layer> || ops::mean_layer<Layer> ||
    (ops::average_pool_layer<Layer>&& Layer::spec.window.size ==
         extent{Layer::spec.input.height, Layer::spec.input.width} &&
     Layer::spec.window.pad == padding{});

// Layer can be run from sums of rows.
template <class Layer>
concept pooled_by_sums =
    averages_all<Layer> && std::is_same_v<ops::element_of<Layer>, std::int8_t> &&
    Layer::spec.output == shape{1, 1, Layer::spec.input.channels};

// Layer is a whole window's; a window moves by whole rows.
template <pooled_by_sums Layer>
class running_pool {
  static constexpr auto& s = Layer::spec;
  static constexpr int channels = s.input.channels;
  static constexpr int pixels = s.input.height * s.input.width;
  using row_sum = std::conditional_t<s.input.width <= 255, std::int16_t, std::int32_t>;

 public:
  // As if all rows had held `value`.
  constexpr void fill(std::int8_t value) {
    for (auto& ring_row : ring_) {
      for (row_sum& sum : ring_row.of)
        sum = static_cast<row_sum>(value * s.input.width);
    }
    for (std::int32_t& sum : total_)
      sum = value * pixels;
    oldest_ = 0;
  }

  // Takes the next row, [width][channels].
  constexpr void push(const std::int8_t* row) {
    row_sums& kept = ring_[oldest_];
    oldest_ = oldest_ + 1 == s.input.height ? 0 : oldest_ + 1;
    for (int c = 0; c < channels; ++c) {
      int sum = 0;
      for (int x = 0; x < s.input.width; ++x)
        sum += row[x * channels + c];
      total_[c] += sum - kept.of[c];
      kept.of[c] = static_cast<row_sum>(sum);
    }
  }

  // The pool's output over the rows that came last.
  constexpr void write(std::int8_t* output) const {
    for (int c = 0; c < channels; ++c) {
      if constexpr (ops::mean_layer<Layer>) {
        output[c] = ops::to_output<Layer>(total_[c] - pixels * s.numerics.input_zero_point, 0);
      } else {
        output[c] = static_cast<std::int8_t>(
            clamp<std::int32_t>(ops::average(total_[c], pixels), s.output_min, s.output_max));
      }
    }
  }

 private:
  struct row_sums {
    row_sum of[std::size_t(channels)];
  };
  std::int32_t total_[std::size_t(channels)] = {};
  row_sums ring_[std::size_t(s.input.height)] = {};
  int oldest_ = 0;
};

}  // namespace tyto::graph
