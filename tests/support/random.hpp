// SPDX-License-Identifier: Apache-2.0
// Numbers for tests: the same on every machine, and in constant expressions.
#pragma once

#include <cstdint>

namespace tyto::test {

// Linear congruential generator (Knuth's MMIX multiplier and increment), the upper half of its
// state: good enough for data, and short.
class random {
 public:
  constexpr explicit random(std::uint64_t seed) : state_(seed) { next(); }

  constexpr std::uint32_t next() {
    state_ = state_ * 6364136223846793005U + 1442695040888963407U;
    return static_cast<std::uint32_t>(state_ >> 32);
  }

  // low..high, both included; high - low < 2^31.
  constexpr int between(int low, int high) {
    const auto range = static_cast<std::uint32_t>(high - low) + 1;
    return low + static_cast<int>(next() % range);
  }

  // One of the arguments.
  template <class... Int>
  constexpr int among(Int... values) {
    const int all[] = {values...};
    return all[between(0, static_cast<int>(sizeof...(Int)) - 1)];
  }

  constexpr bool one_in(int n) { return between(1, n) == 1; }

  constexpr std::int8_t byte() { return static_cast<std::int8_t>(between(-128, 127)); }

  // In [-1, 1), a multiple of 2^-23.
  constexpr float real() {
    return static_cast<float>(static_cast<std::int32_t>(next() >> 8) - (1 << 23)) / (1 << 23);
  }

 private:
  std::uint64_t state_;
};

}  // namespace tyto::test
