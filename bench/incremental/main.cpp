// SPDX-License-Identifier: Apache-2.0
// tyto-incremental: what one run of the bundled network costs when it keeps what cannot have
// changed, at four hops. Compares with the whole network before it counts.
//
//   tyto-incremental    prints a line a row: region, hop in ms (0: the whole network), turns,
//                       multiply-accumulates, bytes of RAM; the first also names the kernels
//
// Under the instruction counter (tools/tcg_count) a run of row i is region i.
#include <cstdio>
#include <cstring>
#include <vector>

#include "ds_cnn_s.hpp"
#include "tcg_count/marker.hpp"

namespace {

using network = ds_cnn_s::network;
constexpr int frame_bytes = network::input_shape.row_elements();
constexpr int frame_ms = 20;

// Feature bytes of no meaning: a window of equal frames, then others.
std::vector<std::int8_t> make_signal(int frames) {
  std::vector<std::int8_t> signal(std::size_t{network::input_elements}, 71);
  unsigned state = 1;
  for (int i = 0; i < frames * frame_bytes; ++i) {
    state = state * 1664525U + 1013904223U;
    signal.push_back(static_cast<std::int8_t>(static_cast<int>(state >> 24) - 128));
  }
  return signal;
}

// Runs until every row that is kept has been made anew; the last run is counted.
template <int Region, int Hop>
bool measure() {
  using turns = tyto::graph::incremental_turns<network, Hop>;
  static turns kept;
  static typename turns::work work;
  static network::arena arena;
  constexpr int runs = 2 * network::input_shape.height / Hop + 2;
  const std::vector<std::int8_t> signal = make_signal(runs * Hop);
  std::int8_t output[network::output_elements] = {};
  kept.restart(signal.data(), work);
  for (int run = 1; run <= runs; ++run) {
    const std::int8_t* const window = signal.data() + run * Hop * frame_bytes;
    if (run == runs) {
      TYTO_TCG_REGION(Region);
      kept.run(window, output, work);
      TYTO_TCG_REGION(0);
    } else {
      kept.run(window, output, work);
    }
    std::int8_t expected[network::output_elements] = {};
    network::run(window, expected, arena);
    if (std::memcmp(output, expected, sizeof output) != 0) {
      std::fprintf(stderr, "tyto-incremental: hop %d, run %d: not the whole network's output\n",
                   Hop, run);
      return false;
    }
  }
  std::printf("%d %d %d %lld %zu\n", Region, Hop * frame_ms, turns::turns,
              static_cast<long long>(turns::macs), sizeof kept + sizeof work);
  return true;
}

void measure_whole() {
  static network::arena arena;
  const std::vector<std::int8_t> signal = make_signal(0);
  std::int8_t output[network::output_elements];
  TYTO_TCG_REGION(1);
  network::run(signal.data(), output, arena);
  TYTO_TCG_REGION(0);
  std::printf("1 0 0 %lld %zu %s\n", static_cast<long long>(network::macs), sizeof arena,
              network::arch::name);
}

}  // namespace

int main() {
  measure_whole();
  const bool right = measure<2, 1>() && measure<3, 2>() && measure<4, 5>() && measure<5, 10>();
  return right ? 0 : 1;
}
