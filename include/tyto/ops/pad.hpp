// SPDX-License-Identifier: Apache-2.0
// A border of one stored value around a tensor, on any axis. (What a convolution alone reads is
// better in its window's pads.)
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"
#include "tyto/ops/slice.hpp"

namespace tyto::ops {

template <tyto::element T>
struct pad {
  using element = T;
  static constexpr const char* operator_name = "pad";

  shape input;
  shape output;
  steps before;  // elements of border in front of each axis; behind it what the output has more
  T value = 0;   // as it is stored

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <class Layer>
concept pad_layer = detail::has_spec<Layer, pad>;

namespace checks {

template <class Layer, bool Holds>
struct border_is_outside {
  static_assert(Holds,
                "tyto: a pad's output does not hold its input behind `before`; cure: before of at "
                "least 0, and an output as large as before and input");
  static constexpr bool ok = Holds;
};

}  // namespace checks

template <pad_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr bool holds(int before, int input, int output) {
    return before >= 0 && input > 0 && before + input <= output;
  }
  static constexpr bool value = checks::border_is_outside < Layer,
                        holds(s.before.height, s.input.height, s.output.height) &&
                            holds(s.before.width, s.input.width, s.output.width) &&
                            holds(s.before.channels, s.input.channels, s.output.channels) > ::ok;
};

// out[before + (y, x, c)] = in[y][x][c], `value` elsewhere.
template <tyto::element T>
constexpr void apply(const pad<T>& s, const T* input, T* output) {
  const auto border = [&](int count) {
    for (; count > 0; --count)
      *output++ = s.value;
  };
  const auto copy = [&](int count) {
    for (; count > 0; --count)
      *output++ = *input++;
  };
  const int row = s.output.row_elements();
  const steps inner{s.input.height, s.input.width, s.input.channels};
  const steps after{s.output.height - s.before.height - inner.height,
                    s.output.width - s.before.width - inner.width,
                    s.output.channels - s.before.channels - inner.channels};
  border(s.before.height * row);
  for (int y = 0; y < inner.height; ++y) {
    border(s.before.width * s.output.channels);
    if (inner.channels == s.output.channels) {
      copy(s.input.row_elements());
    } else {
      for (int x = 0; x < inner.width; ++x) {
        border(s.before.channels);
        copy(inner.channels);
        border(after.channels);
      }
    }
    border(after.width * s.output.channels);
  }
  border(after.height * row);
}

}  // namespace tyto::ops

namespace tyto {

template <ops::pad_layer Layer>
struct kernel<Layer, arch::scalar> : ops::kernel_by_spec<Layer> {};

}  // namespace tyto
