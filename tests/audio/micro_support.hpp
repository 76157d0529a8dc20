// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "support/random.hpp"
#include "tyto/audio/micro_front_end.hpp"

namespace tyto::test {

struct micro_10_ms {
  static constexpr audio::micro_parameters parameters = audio::micro_480_160;
};

struct micro_20_ms {
  static constexpr audio::micro_parameters parameters = audio::micro_480_320;
};

// All frames of a stream that gets the samples in pieces of `chunk`.
template <class Stream>
std::vector<std::int8_t> pushed(Stream& stream, std::span<const std::int16_t> samples,
                                std::size_t chunk) {
  std::vector<std::int8_t> all;
  const auto append = [&](auto frame) { all.insert(all.end(), frame.begin(), frame.end()); };
  while (!samples.empty()) {
    const std::size_t count = samples.size() < chunk ? samples.size() : chunk;
    stream.push(samples.first(count), append);
    samples = samples.subspan(count);
  }
  return all;
}

}  // namespace tyto::test
