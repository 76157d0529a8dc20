// SPDX-License-Identifier: Apache-2.0
// Samples from an interrupt to the main loop (or from one thread to another): a ring of fixed size
// without locks. One side writes, one reads.
//
// When the reader falls behind and the ring is full, samples are lost. They are counted, and the
// gap is known to the reader: what is in the ring is always without a gap, because after a loss
// nothing more is taken until the reader has emptied it. One long gap also does a detector less
// harm than many short ones.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tyto/audio/extents.hpp"

namespace tyto::audio {

namespace checks {

template <int Capacity>
struct ring_capacity {
  static_assert(Capacity >= 2 && (Capacity & (Capacity - 1)) == 0 && Capacity <= (1 << 30),
                "tyto: a sample_ring has room for Capacity samples, needed a power of two, 2 to "
                "2^30; cure: the next power of two over the samples of the longest pause between "
                "two reads");
};

}  // namespace checks

template <int Capacity>
class sample_ring {
  static_assert(sizeof(checks::ring_capacity<Capacity>) != 0);
  // Of what the compiler has no instruction for, it would call a library, maybe with a lock.
  // (Said of rings that are used: a compiler for such a core still takes this header.)
  static_assert(Capacity == 0 || std::atomic<std::uint32_t>::is_always_lock_free,
                "tyto: a sample_ring needs 32-bit loads and stores of one instruction, which this "
                "compiler does not have for this core; cure: push() samples from one thread");

 public:
  static constexpr int capacity = Capacity;

  // What stands first in the ring.
  struct run {
    std::uint32_t lost_before;              // samples lost right before these
    std::span<const std::int16_t> samples;  // without a gap; maybe not all there are
  };

  // Writer's side. Takes as many samples as there is room for and counts the rest as lost.
  void write(std::span<const std::int16_t> samples) {
    const std::uint32_t end = end_.load(std::memory_order_relaxed);
    const std::uint32_t used = end - begin_.load(std::memory_order_acquire);
    const bool gap_is_open = lost_.load(std::memory_order_relaxed) != told_in_writer_;
    std::size_t room = std::size_t{Capacity} - used;
    if (gap_is_open && used != 0) room = 0;
    // Before the samples that come after the gap are published: whoever sees those sees this.
    if (gap_is_open && used == 0) close_gap();
    const std::size_t count = samples.size() < room ? samples.size() : room;
    for (std::size_t i = 0; i < count; ++i)
      samples_[(end + i) & mask] = samples[i];
    end_.store(end + low_word(count), std::memory_order_release);
    const std::uint32_t lost = low_word(samples.size() - count);
    lost_.store(lost_.load(std::memory_order_relaxed) + lost, std::memory_order_relaxed);
  }

  // Reader's side. The longest run of samples in one piece of memory; empty when there are none.
  // lost_before is told once. The samples stay in the ring until pop().
  run front() {
    const std::uint32_t begin = begin_.load(std::memory_order_relaxed);
    const std::uint32_t count = end_.load(std::memory_order_acquire) - begin;
    const std::uint32_t told = told_.load(std::memory_order_acquire);
    const std::uint32_t lost_before = told - told_in_reader_;
    told_in_reader_ = told;
    const std::uint32_t first = begin & mask;
    const std::uint32_t in_one_piece = std::uint32_t{Capacity} - first;
    return {lost_before, {samples_.data() + first, count < in_one_piece ? count : in_one_piece}};
  }

  // Gives the first `count` samples' room back, at most front().samples.size().
  void pop(std::size_t count) {
    begin_.store(begin_.load(std::memory_order_relaxed) + low_word(count),
                 std::memory_order_release);
  }

  // Samples lost since the start, modulo 2^32, also those after which nothing was written yet.
  // Either side may ask.
  [[nodiscard]] std::uint32_t lost() const { return lost_.load(std::memory_order_relaxed); }

 private:
  // (std::size_t is one of the two types, on one machine or the other.)
  static constexpr std::uint32_t low_word(std::uint64_t n) { return static_cast<std::uint32_t>(n); }

  static constexpr std::uint32_t mask = Capacity - 1;

  void close_gap() {
    told_in_writer_ = lost_.load(std::memory_order_relaxed);
    told_.store(told_in_writer_, std::memory_order_release);
  }

  array_of<std::int16_t, Capacity> samples_{};
  std::atomic<std::uint32_t> begin_{0};  // positions since the start, modulo 2^32
  std::atomic<std::uint32_t> end_{0};
  std::atomic<std::uint32_t> lost_{0};
  std::atomic<std::uint32_t> told_{0};  // of `lost_`, what the reader can know where it stands
  std::uint32_t told_in_writer_ = 0;
  std::uint32_t told_in_reader_ = 0;
};

}  // namespace tyto::audio
