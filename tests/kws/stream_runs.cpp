// SPDX-License-Identifier: Apache-2.0
// A network that streams, driven by frames: as the whole network over the frames that came last,
// digital silence before the first.
#include "tyto/kws/stream_runs.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "graph/stream_networks.hpp"
#include "support/random.hpp"

namespace tyto::test::stream_runs_network {

struct in : input_of<13, 4, 1> {};
struct first : sliding_conv<in, 4, sliding<3, 2, 2, 1>, 3> {};
struct second : sliding_depthwise<first, sliding<3, 3, 1, 1, 1, 1>, 5> {};
struct pooled : global_pool<second> {};
struct logits : dense<pooled, 3, 9> {};
struct output : probabilities<logits> {};
using whole = graph::network<arch::scalar, in, first, second, pooled, logits, output>;

// Copies what the layer Kept gives.
template <class Kept>
struct keep {
  std::int8_t* to;
  template <class Step>
  void before(int /*index*/) const {}
  template <class Step>
  void after(int /*index*/, const std::int8_t* from) const {
    if constexpr (graph::is_step_of<Kept, Step>) {
      for (int i = 0; i < Step::spec.output.elements(); ++i)
        to[i] = from[i];
    }
  }
};

}  // namespace tyto::test::stream_runs_network

using namespace tyto::test::stream_runs_network;

TEST_CASE("stream_runs: frames give what whole windows give, silence before the first") {
  using runs = tyto::kws::stream_runs<tyto::graph::stream<whole, 2>, 4>;
  static_assert(runs::hop_frames == 2);
  const std::int8_t silence[4] = {-90, 4, 17, 80};
  tyto::test::random random(3);
  runs tested;
  for (int start = 0; start < 2; ++start) {
    std::vector<std::int8_t> signal;
    for (int i = 0; i < 13; ++i)
      signal.insert(signal.end(), silence, silence + 4);
    tested.restart(silence);
    for (int frame = 1; frame <= 31; ++frame) {
      for (int i = 0; i < 4; ++i)
        signal.push_back(random.byte());
      std::array<std::int8_t, 3> got{};
      std::array<std::int8_t, 3> got_logits{};
      const bool ran = tested.push(signal.data() + signal.size() - 4, got.data(),
                                   keep<logits>{got_logits.data()});
      CHECK(ran == (frame % 2 == 0));
      if (!ran) continue;
      std::array<std::int8_t, 3> expected{};
      std::array<std::int8_t, 3> expected_logits{};
      whole::arena arena;
      whole::run(signal.data() + signal.size() - 13 * 4, expected.data(), arena,
                 keep<logits>{expected_logits.data()});
      CHECK(got == expected);
      CHECK(got_logits == expected_logits);
    }
    // 31 frames: one waits for the next step, and is forgotten.
  }
}
