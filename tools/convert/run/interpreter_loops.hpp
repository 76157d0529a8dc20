// SPDX-License-Identifier: Apache-2.0
// The two loops that the interpreter's layers are made of.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tyto/core/shape.hpp"

namespace tyto::convert {

// Calls f(y, x, c) for each element of a tensor of shape `s`; its values, in order.
template <class T, class F>
std::vector<T> each_element(shape s, F f) {
  std::vector<T> out;
  out.reserve(static_cast<std::size_t>(s.elements()));
  for (int y = 0; y < s.height; ++y) {
    for (int x = 0; x < s.width; ++x) {
      for (int c = 0; c < s.channels; ++c)
        out.push_back(f(y, x, c));
    }
  }
  return out;
}

// Calls f(iy, ix, tap) for the taps of window (y, x) that are inside the input.
template <class F>
void each_tap(const tyto::window& w, shape input, int y, int x, F f) {
  const int top = y * w.stride.height - w.pad.top;
  const int left = x * w.stride.width - w.pad.left;
  for (int iy = std::max(top, 0); iy < std::min(top + w.size.height, input.height); ++iy) {
    for (int ix = std::max(left, 0); ix < std::min(left + w.size.width, input.width); ++ix) {
      f(iy, ix, std::int64_t{iy - top} * w.size.width + (ix - left));
    }
  }
}

}  // namespace tyto::convert
