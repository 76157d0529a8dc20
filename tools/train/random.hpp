// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace tyto::train {

// SplitMix64 (Steele, Lea, Flood 2014): the same numbers everywhere for the same seed, and cheap to
// start anew for each example, which is what makes a resumed run draw what an unbroken one does.
class random_source {
 public:
  explicit random_source(std::uint64_t seed, std::uint64_t step = 0, std::uint64_t example = 0)
      : state_(seed * 0x9E3779B97F4A7C15U + step * 0xD1B54A32D192ED03U +
               example * 0xABC98388FB8FAC03U) {
    next();
  }

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31U);
  }
  // In [0, 1).
  float unit() { return static_cast<float>(next() >> 40U) * 0x1p-24F; }
  float between(float low, float high) { return low + (high - low) * unit(); }
  // In [0, count).
  std::size_t below(std::size_t count) {
    return static_cast<std::size_t>((next() >> 32U) * count >> 32U);
  }
  // In [low, high].
  int between(int low, int high) {
    return low + static_cast<int>(below(static_cast<std::size_t>(high - low) + 1));
  }
  bool chance(float probability) { return unit() < probability; }

 private:
  std::uint64_t state_;
};

}  // namespace tyto::train
