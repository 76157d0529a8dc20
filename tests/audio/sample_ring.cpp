// SPDX-License-Identifier: Apache-2.0
// The ring between an interrupt and the main loop: nothing is lost unnoticed or mixed up.
#include "tyto/audio/sample_ring.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <thread>
#include <vector>

#include "support/random.hpp"

namespace {

using waveform = std::vector<std::int16_t>;

// Sample number i of a stream in which every sample tells its place, modulo 2^16.
constexpr std::int16_t sample_at(std::size_t i) {
  return static_cast<std::int16_t>(static_cast<std::uint16_t>(i));
}

waveform samples_from(std::size_t first, std::size_t count) {
  waveform all(count);
  for (std::size_t i = 0; i < count; ++i)
    all[i] = sample_at(first + i);
  return all;
}

// A reader that checks that each sample it gets is the one that its place asks for.
struct reader {
  std::size_t place = 0;  // of the next sample, lost ones included
  std::size_t lost = 0;
  std::size_t wrong = 0;

  // Reads once, at most `most` samples; whether there were any.
  template <int Capacity>
  bool read(tyto::audio::sample_ring<Capacity>& ring, std::size_t most) {
    const auto next = ring.front();
    place += next.lost_before;
    lost += next.lost_before;
    const std::size_t count = std::min(most, next.samples.size());
    for (std::size_t i = 0; i < count; ++i)
      wrong += next.samples[i] != sample_at(place + i) ? 1U : 0U;
    place += count;
    ring.pop(count);
    return count > 0;
  }
};

}  // namespace

TEST_CASE("sample_ring: what goes in comes out, in order") {
  tyto::audio::sample_ring<16> ring;
  reader r;
  std::size_t written = 0;
  for (const std::size_t count : {1U, 0U, 16U, 7U, 9U, 16U, 3U}) {
    ring.write(samples_from(written, count));
    written += count;
    while (r.read(ring, 16)) {
    }
    CHECK(r.place == written);
  }
  CHECK(r.wrong == 0);
  CHECK(r.lost == 0);
  CHECK(ring.lost() == 0);
}

TEST_CASE("sample_ring: what does not fit is lost, counted, and told where it is missing") {
  tyto::audio::sample_ring<16> ring;
  ring.write(samples_from(0, 20));
  CHECK(ring.lost() == 4);

  // As long as the reader has not emptied the ring, there is a gap that nothing may hide.
  auto next = ring.front();
  CHECK(next.lost_before == 0);
  CHECK(next.samples.size() == 16);
  ring.pop(10);
  ring.write(samples_from(20, 5));
  CHECK(ring.lost() == 9);
  CHECK(ring.front().samples.size() == 6);
  ring.pop(6);

  ring.write(samples_from(25, 3));
  next = ring.front();
  CHECK(next.lost_before == 9);
  CHECK(waveform(next.samples.begin(), next.samples.end()) == samples_from(25, 3));
  CHECK(ring.front().lost_before == 0);
}

TEST_CASE("sample_ring: any pattern of writes and reads accounts for every sample") {
  tyto::test::random random(5);
  for (int round = 0; round < 50; ++round) {
    tyto::audio::sample_ring<64> ring;
    reader r;
    std::size_t written = 0;
    const int eagerness = random.between(1, 4);
    for (int step = 0; step < 2000; ++step) {
      if (random.between(0, 4) < eagerness) {
        const auto count = static_cast<std::size_t>(random.between(0, 80));
        ring.write(samples_from(written, count));
        written += count;
      } else {
        r.read(ring, static_cast<std::size_t>(random.between(0, 64)));
      }
    }
    while (r.read(ring, 64)) {
    }
    ring.write({});  // closes a gap at the end
    r.read(ring, 64);
    CHECK(r.wrong == 0);
    CHECK(r.place == written);
    CHECK(r.lost == ring.lost());
  }
}

TEST_CASE("sample_ring: two threads, the writer too fast") {
  static tyto::audio::sample_ring<256> ring;
  constexpr std::size_t total = 400000;
  constexpr std::size_t block = 40;
  static std::atomic<bool> done{false};
  std::thread interrupt([] {
    for (std::size_t at = 0; at < total; at += block) {
      ring.write(samples_from(at, block));
      if (at % 4000 == 0) std::this_thread::yield();
    }
    done = true;
  });
  reader r;
  while (!done)
    r.read(ring, 100);
  interrupt.join();
  while (r.read(ring, 100)) {
  }
  ring.write({});
  r.read(ring, 1);
  MESSAGE(r.lost << " of " << total << " samples lost");
  CHECK(r.wrong == 0);
  CHECK(r.place == total);
  CHECK(r.lost == ring.lost());
}
