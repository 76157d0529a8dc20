// SPDX-License-Identifier: Apache-2.0
// Incremental runs of a network: to the byte what the whole network gives.
#include "tyto/graph/incremental.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "ds_cnn_s.hpp"
#include "graph/networks.hpp"
#include "support/guarded_buffer.hpp"
#include "support/random.hpp"
#include "tyto/graph/incremental_turns.hpp"

namespace {

using namespace tyto::test;
using tyto::graph::incremental;
using tyto::graph::incremental_turns;
using tyto::graph::network;

// Windows of which the incremental run differs from the whole one, of `runs` from a start on.
template <class Network, int Hop>
int differing_windows(int runs, bool start_anew) {
  using turns = incremental_turns<Network, Hop>;
  constexpr int row = Network::input_shape.row_elements();
  tyto::test::random random(Hop);
  std::vector<std::int8_t> signal(std::size_t{Network::input_elements}, 11);
  for (int i = 0; i < runs * Hop * row; ++i)
    signal.push_back(random.byte());

  static turns tested;
  static typename turns::work work;
  static typename Network::arena arena;
  std::array<std::int8_t, std::size_t{Network::output_elements}> output{};
  std::array<std::int8_t, std::size_t{Network::output_elements}> expected{};
  if (start_anew) {
    std::fill_n(signal.begin(), Network::input_elements, std::int8_t{-3});
  }
  tested.restart(signal.data(), work);
  int differing = 0;
  for (int run = 1; run <= runs; ++run) {
    const std::int8_t* const window = signal.data() + run * Hop * row;
    tested.run(window, output.data(), work);
    Network::run(window, expected.data(), arena);
    differing += output == expected ? 0 : 1;
  }
  return differing;
}

template <class Network, int Hop>
void check_equal() {
  CAPTURE(Hop);
  CHECK(differing_windows<Network, Hop>(60, false) == 0);
  CHECK(differing_windows<Network, Hop>(10, true) == 0);  // what was there before is forgotten
}

// Rows of stride 1 and 2, windows of 1 to 4 rows, even and uneven padding and none, a pool.
using in = input_of<30, 4, 2>;
using same = conv<in, 3, 3, 1, 1, 1, 1>;
using strided = depthwise<same, 3, 2, 1, 1, 2>;
using point = pointwise<strided, 5, 3>;
using uneven = conv<point, 4, 2, 1, 0, 1, 4>;
using pooled = largest<uneven, 2, 1>;
using scores = dense<pooled, 6, 5>;
using output = probabilities<scores>;
template <class Arch>
using mixed_padding = network<Arch, in, same, strided, point, uneven, pooled, scores, output>;

// Without padding every row but the new ones is kept.
using no_pad_1 = conv<in, 4, 3, 1, 0, 0, 7>;
using no_pad_2 = pointwise<no_pad_1, 4, 8>;
using no_pad_pool = global_pool<no_pad_2>;
using no_pad_scores = dense<no_pad_pool, 3, 9>;
template <class Arch>
using valid_padding = network<Arch, in, no_pad_1, no_pad_2, no_pad_pool, no_pad_scores>;

// Nothing of a dense layer can be kept.
using flat = dense<in, 4, 10>;

// The network, a run at a time from a start on, in the compiler.
constexpr bool runs_in_the_compiler() {
  using whole = valid_padding<tyto::arch::scalar>;
  using part = incremental<whole, 2>;
  std::int8_t signal[whole::input_elements + 3 * 2 * 8] = {};
  for (int i = 0; i < 3 * 2 * 8; ++i)
    signal[whole::input_elements + i] = static_cast<std::int8_t>(i * 37 % 101);
  part tested;
  typename part::work work{};
  typename whole::arena arena{};
  std::int8_t got[3] = {};
  std::int8_t expected[3] = {};
  tested.restart(signal, got, work);
  for (int run = 1; run <= 3; ++run) {
    const std::int8_t* const window = signal + run * 2 * 8;
    tested.run(window, got, work);
    whole::run(window, expected, arena);
    for (int i = 0; i < 3; ++i) {
      if (got[i] != expected[i]) return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("incremental: the bundled model, at every hop that matters") {
  using bundled = ds_cnn_s::network;
  check_equal<bundled, 5>();
#if !defined(TYTO_TEST_HAS_ASAN)  // which needs a minute for the others, and they read no other way
  check_equal<bundled, 1>();
  check_equal<bundled, 2>();
  check_equal<bundled, 10>();
#endif
}

TEST_CASE("incremental: any padding, stride and pool") {
  using tested = mixed_padding<tyto::arch::native>;
  check_equal<tested, 1>();
  check_equal<tested, 2>();
  check_equal<tested, 3>();
  check_equal<tested, 6>();
  check_equal<tested, 29>();
  check_equal<tested, 30>();
  CHECK(incremental<tested, 2>::depth == 5);
}

TEST_CASE("incremental: without padding only new rows are computed") {
  using tested = valid_padding<tyto::arch::native>;
  check_equal<tested, 1>();
  check_equal<tested, 7>();
  // 1 of 28 rows of the two convolutions, and the last layers.
  constexpr std::int64_t last = no_pad_pool::spec.macs() + no_pad_scores::spec.macs();
  CHECK(incremental<tested, 1>::macs == (tested::macs - last) / 28 + last);
  static_assert(runs_in_the_compiler());
}

TEST_CASE("incremental: where nothing can be kept the network runs as a whole") {
  using dense_only = network<tyto::arch::native, in, flat>;
  CHECK(incremental<dense_only, 1>::depth == 0);
  CHECK(incremental<dense_only, 1>::macs == dense_only::macs);
  check_equal<dense_only, 1>();
  // A window that moves by its whole height.
  using tested = mixed_padding<tyto::arch::native>;
  CHECK(incremental<tested, 30>::depth == 0);
  CHECK(incremental<tested, 1>::depth == 1);  // the second layer's stride is 2
}

TEST_CASE("incremental: what it saves of the bundled model") {
  using bundled = ds_cnn_s::network;
  CHECK(incremental_turns<bundled, 1>::turns == 2);
  CHECK(incremental_turns<bundled, 2>::turns == 1);
  CHECK(incremental_turns<bundled, 5>::turns == 2);
  CHECK(incremental_turns<bundled, 10>::turns == 1);
  CHECK(incremental_turns<bundled, 1>::macs <= bundled::macs * 42 / 100);
  CHECK(incremental_turns<bundled, 2>::macs <= bundled::macs * 42 / 100);
  CHECK(incremental_turns<bundled, 5>::macs <= bundled::macs * 58 / 100);
  CHECK(incremental_turns<bundled, 10>::macs <= bundled::macs * 58 / 100);
}
