// SPDX-License-Identifier: Apache-2.0
// Hooks that make each layer of a network or a stream a region of the instruction counter
// (tools/tcg_count), and print a line for each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>

#include "tcg_count/marker.hpp"
#include "tyto/graph/stream_layers.hpp"
#include "tyto/ops/layer.hpp"

namespace bench {

// A line "REGION WHAT MULTIPLY-ACCUMULATES BYTES".
inline void print(int region, const char* what, std::int64_t macs, std::size_t bytes) {
  std::printf("%d %s %lld %zu\n", region, what, static_cast<long long>(macs), bytes);
}

// Regions of a network's layers: First + 1 is the first one's.
template <int First, class Network>
struct layer_regions;
template <int First, template <class...> class List, class Arch, class Input, class... Layers>
struct layer_regions<First, List<Arch, Input, Layers...>> {
  template <class Step>
  static constexpr int region = [] {
    int i = First + 1;
    static_cast<void>(((tyto::graph::is_step_of<Layers, Step> || (++i, false)) || ...));
    return i;
  }();
  template <class Step>
  void before(int /*index*/) const {
    TYTO_TCG_REGION(region<Step>);
  }
  template <class Step>
  void after(int /*index*/, const tyto::ops::element_of<Step>* /*output*/) const {
    TYTO_TCG_REGION(0);
  }
};

// Prints them.
struct layer_lines {
  int first;
  const char* network;
  template <class Step>
  void before(int index) const {
    char what[64];
    std::snprintf(what, sizeof what, "%s/%d_%s", network, index, Step::spec.operator_name);
    print(first + 1 + index, what, Step::spec.macs(), 0);
  }
  template <class Step>
  void after(int /*index*/, const tyto::ops::element_of<Step>* /*output*/) const {}
};

}  // namespace bench
