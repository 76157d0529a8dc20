// SPDX-License-Identifier: Apache-2.0
// What every network that streams has to show: whatever came before reset(), and however its rows
// are cut, each step gives what the whole window gives.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/random.hpp"
#include "tyto/graph/stream.hpp"

namespace tyto::test {

// Rows of no meaning.
template <class Stream>
std::vector<std::int8_t> signal_of(int rows, std::uint64_t seed) {
  tyto::test::random random(seed);
  std::vector<std::int8_t> signal;
  for (int i = 0; i < rows * Stream::row_elements; ++i)
    signal.push_back(random.byte());
  return signal;
}

// Steps, of those that have a whole window behind them, that differ from the whole network. Rows
// come in chunks of any size; the stream has run over other rows before.
template <class Network, int Rows>
int differing_steps(int steps, std::uint64_t seed) {
  using tested = graph::stream<Network, Rows>;
  constexpr int row = tested::row_elements;
  constexpr int height = Network::input_shape.height;
  const std::vector<std::int8_t> signal = signal_of<tested>(height + steps * Rows, seed);
  static tested part;
  static typename tested::arena part_arena;
  static typename Network::arena arena;
  std::array<std::int8_t, std::size_t{tested::output_elements}> output{};
  std::array<std::int8_t, std::size_t{tested::output_elements}> expected{};
  static_assert(tested::output_shape == Network::output_shape);

  tyto::test::random random(seed);
  for (int i = random.between(0, 2 * height); i > 0; --i)
    part.push(signal.data() + random.between(0, height) * row, output.data(), part_arena);
  part.reset();

  int differing = 0;
  int compared = 0;
  const int rows = static_cast<int>(signal.size()) / row;
  for (int pushed = 0; pushed < rows;) {
    const int chunk = std::min(random.between(1, 2 * Rows + 3), rows - pushed);
    for (int i = 0; i < chunk; ++i) {
      const bool stepped = part.push(signal.data() + pushed * row, output.data(), part_arena);
      ++pushed;
      REQUIRE(stepped == (pushed % Rows == 0));
      if (!stepped || pushed < height) continue;
      Network::run(signal.data() + (pushed - height) * row, expected.data(), arena);
      differing += output == expected ? 0 : 1;
      ++compared;
      // What a step leaves in its working memory does not matter to the next.
      for (std::int8_t& byte : part_arena.bytes)
        byte = random.byte();
    }
  }
  CHECK(compared >= steps);
  return differing;
}

template <class Network, int Rows>
void check_equal(int steps = 60) {
  CAPTURE(Rows);
  CHECK(differing_steps<Network, Rows>(steps, 1) == 0);
  CHECK(differing_steps<Network, Rows>(steps, 2) == 0);
}

}  // namespace tyto::test
