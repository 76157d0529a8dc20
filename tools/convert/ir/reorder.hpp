// SPDX-License-Identifier: Apache-2.0
// Constants in another order of axes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tyto::convert {

// dims[order[0]], dims[order[1]], ...
std::vector<int> reordered_dims(std::span<const int> dims, std::span<const int> order);

// The elements of a tensor of `dims` (row-major, `element_bytes` each), moved so that axis i of the
// result is axis order[i] of the source.
std::vector<std::uint8_t> reordered(std::span<const std::uint8_t> bytes, std::size_t element_bytes,
                                    std::span<const int> dims, std::span<const int> order);

// The order that undoes `order`.
std::vector<int> inverse(std::span<const int> order);

// Whether reordering a tensor of `dims` leaves every element where it was: true when the axes of
// more than one element keep their order.
bool moves_nothing(std::span<const int> dims, std::span<const int> order);

}  // namespace tyto::convert
