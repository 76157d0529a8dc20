// SPDX-License-Identifier: Apache-2.0
#include "regions.hpp"

#include <array>
#include <cstddef>
#include <utility>

#include "tcg_count/marker.hpp"

namespace bench {
namespace {

using marker = void (*)();

// The number stands in the instruction: a function each.
template <int Region>
void mark() {
  TYTO_TCG_REGION(Region);
}

constexpr std::array<marker, max_regions> markers =
    []<int... Region>(std::integer_sequence<int, Region...>) {
  return std::array<marker, max_regions>{mark<Region>...};
}
(std::make_integer_sequence<int, max_regions>{});

}  // namespace

void begin_region(int region) {
  markers.at(static_cast<std::size_t>(region))();
}
void end_region() {
  TYTO_TCG_REGION(0);
}

}  // namespace bench
