// SPDX-License-Identifier: Apache-2.0
// Two ways to run a network on a window that slides. (A third, for those that stream, is
// stream_runs.hpp.)
#pragma once

#include <cstdint>

#include "tyto/graph/incremental_turns.hpp"

namespace tyto::kws {

namespace checks {

template <class Network, int IncrementalHop, bool IsKnown>
struct incremental_network {
  static_assert(IsKnown,
                "tyto: the detector is incremental, and its Network is chosen when the program "
                "runs (dispatched_model), needed a network of one instruction set whose rows can "
                "be kept; cure: the model itself in place of dispatched_model<model>, compiled for "
                "its machine, or incremental = false");
};

}  // namespace checks

namespace detail {

// As a whole each time ...
template <class Network>
class whole_runs {
 public:
  static constexpr std::int64_t macs = Network::macs;

  void restart(const std::int8_t* /*window*/) {}
  template <class Hook>
  void run(const std::int8_t* window, std::int8_t* output, Hook&& hook) {
    Network::run(window, output, arena_, hook);
  }

 private:
  typename Network::arena arena_{};
};

// ... or what is new of it, where it is one network.
template <class Network, int HopFrames>
class incremental_runs : public whole_runs<Network>,
                         checks::incremental_network<Network, HopFrames, false> {};

template <class Arch, class Input, class... Layers, int HopFrames>
class incremental_runs<graph::network<Arch, Input, Layers...>, HopFrames> {
  using turns = graph::incremental_turns<graph::network<Arch, Input, Layers...>, HopFrames>;

 public:
  static constexpr std::int64_t macs = turns::macs;

  void restart(const std::int8_t* window) { turns_.restart(window, work_); }
  template <class Hook>
  void run(const std::int8_t* window, std::int8_t* output, Hook&& hook) {
    turns_.run(window, output, work_, hook);
  }

 private:
  turns turns_{};
  typename turns::work work_{};
};

}  // namespace detail

}  // namespace tyto::kws
