// SPDX-License-Identifier: Apache-2.0
#include "protocol/cobs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "protocol/crc16.hpp"

namespace {

using bytes = std::vector<std::uint8_t>;

bytes encoded(const bytes& data) {
  bytes out(data.size() + two_core::cobs_overhead, 0xEE);
  const std::size_t size = two_core::cobs_encode(data, out.data());
  CHECK(size == out.size());
  return out;
}

// The decoded bytes; {0xBA, 0xD0} for none.
bytes decoded(bytes coded) {
  const int size = two_core::cobs_decode(coded);
  if (size < 0) return {0xBA, 0xD0};
  coded.resize(static_cast<std::size_t>(size));
  return coded;
}

}  // namespace

TEST_CASE("two_core: COBS as its authors' paper has it") {
  CHECK(encoded({}) == bytes{1});
  CHECK(encoded({0}) == bytes{1, 1});
  CHECK(encoded({0, 0}) == bytes{1, 1, 1});
  CHECK(encoded({0x11, 0x22, 0, 0x33}) == bytes{3, 0x11, 0x22, 2, 0x33});
  CHECK(encoded({0x11, 0, 0, 0}) == bytes{2, 0x11, 1, 1, 1});
  CHECK(encoded({0x11, 0x22, 0x33, 0x44}) == bytes{5, 0x11, 0x22, 0x33, 0x44});
}

TEST_CASE("two_core: COBS brings back what it was given, and has no zero in it") {
  std::mt19937 random(1);
  for (std::size_t size = 0; size <= two_core::cobs_longest_data; ++size) {
    for (const unsigned values : {1U, 2U, 256U}) {
      bytes data(size);
      for (std::uint8_t& byte : data)
        byte = static_cast<std::uint8_t>(random() % values);
      const bytes coded = encoded(data);
      CHECK(std::count(coded.begin(), coded.end(), 0) == 0);
      CHECK(decoded(coded) == data);
    }
  }
}

TEST_CASE("two_core: COBS refuses what no encoder wrote") {
  const bytes bad{0xBA, 0xD0};
  CHECK(decoded({}) == bad);
  CHECK(decoded({2}) == bad);
  CHECK(decoded({3, 1}) == bad);
  CHECK(decoded({1, 5, 1, 1, 1}) == bad);
  CHECK(decoded({0, 1}) == bad);
}

TEST_CASE("two_core: CRC-16 of the catalogue's check string") {
  const bytes check{'1', '2', '3', '4', '5', '6', '7', '8', '9'};
  CHECK(two_core::crc16(check) == 0x29B1);
  CHECK(two_core::crc16({}) == 0xFFFF);
}
