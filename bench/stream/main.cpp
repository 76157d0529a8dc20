// SPDX-License-Identifier: Apache-2.0
// tyto-stream-bench: what one step of a streaming network costs, and each of its layers. Two
// networks with weights of no meaning: a DS-CNN of 64 channels without padding in time, and a mixed
// network of one pixel a row as wake words have it. Compares with the whole window before it
// counts.
//
//   tyto-stream-bench    prints a line a region: region, network, layer ("step": all of it),
//                        multiply-accumulates, bytes of state, bytes of arena
#include <cstdio>
#include <cstring>
#include <type_traits>
#include <vector>

#include "graph/stream_networks.hpp"
#include "tcg_count/marker.hpp"

namespace {

using namespace tyto::test;

// Region of a network's layer number i: First + 1 + i.
template <int First, class Network>
struct layer_regions;
template <int First, class Arch, class Input, class... Layers>
struct layer_regions<First, tyto::graph::network<Arch, Input, Layers...>> {
  template <class Step>
  static constexpr int region = [] {
    int i = First + 1;
    static_cast<void>(((std::is_base_of_v<Layers, Step> || (++i, false)) || ...));
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

template <class Stream>
struct printer {
  int region;
  const char* network;
  template <class Step>
  void before(int index) const {
    std::printf("%d %s %s %lld 0 0\n", region + 1 + index, network, Step::name,
                static_cast<long long>(Step::spec.macs()));
  }
  template <class Step>
  void after(int /*index*/, const tyto::ops::element_of<Step>* /*output*/) const {}
};

template <int Region, class Network, int Rows>
bool measure(const char* name) {
  using stream = tyto::graph::stream<Network, Rows>;
  static stream ears;
  static typename stream::arena arena;
  static typename Network::arena whole_arena;
  constexpr int height = Network::input_shape.height;
  constexpr int steps = height / Rows + 3;
  std::vector<std::int8_t> signal;
  unsigned state = 1;
  for (int i = 0; i < steps * Rows * stream::row_elements; ++i) {
    state = state * 1664525U + 1013904223U;
    signal.push_back(static_cast<std::int8_t>(static_cast<int>(state >> 24) - 128));
  }
  std::int8_t output[stream::output_elements] = {};
  std::int8_t expected[stream::output_elements] = {};
  const std::int8_t* rows = signal.data();
  const auto is_right = [&] {
    Network::run(rows - height * stream::row_elements, expected, whole_arena);
    if (std::memcmp(output, expected, sizeof output) == 0) return true;
    std::fprintf(stderr, "tyto-stream-bench: %s: not the whole network's output\n", name);
    return false;
  };
  for (int i = 0; i < steps - 2; ++i, rows += stream::input_elements)
    ears.step(rows, output, arena);
  if (!is_right()) return false;
  TYTO_TCG_REGION(Region);
  ears.step(rows, output, arena);
  TYTO_TCG_REGION(0);
  rows += stream::input_elements;
  if (!is_right()) return false;
  ears.step(rows, output, arena, layer_regions<Region, Network>{});
  rows += stream::input_elements;
  if (!is_right()) return false;
  std::printf("%d %s step %lld %zu %zu\n", Region, name,
              static_cast<long long>(stream::macs_per_step), stream::state_bytes,
              stream::arena_bytes);
  ears.step(signal.data(), output, arena, printer<stream>{Region, name});
  return true;
}

}  // namespace

int main() {
  using arch = tyto::arch::native;
  return measure<100, stream_ds_cnn::network<arch>, 2>("ds_cnn") &&
                 measure<200, stream_wake_word::network<arch>, 3>("wake_word") &&
                 measure<300, stream_ds_cnn::network<arch>, 4>("ds_cnn_by_4")
             ? 0
             : 1;
}
