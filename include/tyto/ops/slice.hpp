// SPDX-License-Identifier: Apache-2.0
// Part of a tensor: every step-th element of each axis from a first one on. (Split, slice, strided
// slice and gather of one index are this.)
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

// How far along each axis.
struct steps {
  int height = 0;
  int width = 0;
  int channels = 0;

  friend constexpr bool operator==(const steps&, const steps&) = default;
};

template <tyto::element T>
struct slice {
  using element = T;
  static constexpr const char* operator_name = "slice";

  shape input;
  shape output;
  steps begin;
  steps step{1, 1, 1};  // may be negative

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <class Layer>
concept slice_layer = detail::has_spec<Layer, slice>;

namespace checks {

// First and last element of an axis of a slice are inside its input.
constexpr bool inside(int begin, int step, int count, int extent) {
  const int last = begin + (count - 1) * step;
  return step != 0 && count > 0 && begin >= 0 && begin < extent && last >= 0 && last < extent;
}

template <class Layer, bool Inside>
struct slice_is_inside {
  static_assert(Inside,
                "tyto: a slice takes elements that its input does not have; cure: begin and step "
                "that stay inside spec.input for all of spec.output");
  static constexpr bool ok = Inside;
};

}  // namespace checks

template <slice_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool value = checks::slice_is_inside < Layer,
                        checks::inside(s.begin.height, s.step.height, s.output.height,
                                       s.input.height) &&
                            checks::inside(s.begin.width, s.step.width, s.output.width,
                                           s.input.width) &&
                            checks::inside(s.begin.channels, s.step.channels, s.output.channels,
                                           s.input.channels) > ::ok;
};

// out[y][x][c] = in[begin + (y, x, c) * step].
template <tyto::element T>
constexpr void apply(const slice<T>& s, const T* input, T* output) {
  for (int y = 0; y < s.output.height; ++y) {
    for (int x = 0; x < s.output.width; ++x) {
      const T* const pixel =
          input + s.input.index(s.begin.height + y * s.step.height,
                                s.begin.width + x * s.step.width, s.begin.channels);
      for (int c = 0; c < s.output.channels; ++c)
        *output++ = pixel[c * s.step.channels];
    }
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::slice_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
