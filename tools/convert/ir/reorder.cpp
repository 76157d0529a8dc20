// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/reorder.hpp"

#include <cstring>

namespace tyto::convert {

std::vector<int> reordered_dims(std::span<const int> dims, std::span<const int> order) {
  std::vector<int> out;
  for (const int axis : order)
    out.push_back(dims[static_cast<std::size_t>(axis)]);
  return out;
}

std::vector<std::uint8_t> reordered(std::span<const std::uint8_t> bytes, std::size_t element_bytes,
                                    std::span<const int> dims, std::span<const int> order) {
  // Elements of the source from one index of each of its axes to the next.
  std::vector<std::size_t> steps(dims.size(), 1);
  for (std::size_t axis = dims.size(); axis-- > 1;) {
    steps[axis - 1] = steps[axis] * static_cast<std::size_t>(dims[axis]);
  }
  const std::vector<int> to = reordered_dims(dims, order);
  std::vector<int> index(to.size(), 0);
  std::vector<std::uint8_t> out(bytes.size());
  std::size_t from = 0;  // the source's element at `index`
  for (std::size_t at = 0; at < out.size(); at += element_bytes) {
    std::memcpy(out.data() + at, bytes.data() + from * element_bytes, element_bytes);
    for (std::size_t i = to.size(); i-- > 0;) {
      const std::size_t step = steps[static_cast<std::size_t>(order[i])];
      from += step;
      if (++index[i] < to[i]) break;
      from -= step * static_cast<std::size_t>(to[i]);
      index[i] = 0;
    }
  }
  return out;
}

std::vector<int> inverse(std::span<const int> order) {
  std::vector<int> out(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    out[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
  }
  return out;
}

bool moves_nothing(std::span<const int> dims, std::span<const int> order) {
  int last = -1;
  for (const int axis : order) {
    if (dims[static_cast<std::size_t>(axis)] == 1) continue;
    if (axis < last) return false;
    last = axis;
  }
  return true;
}

}  // namespace tyto::convert
