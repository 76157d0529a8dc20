// SPDX-License-Identifier: Apache-2.0
// Cycles with waiting for operands: the issue model's, in widths, and each instruction not before
// what it reads is there. Latencies and forwarding paths are those of GCC's public description of
// the Cortex-A7 (gcc/config/arm/cortex-a7.md); caches always hit, branches are predicted.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "instruction.hpp"
#include "issue_model.hpp"
#include "operands.hpp"

namespace tcg_count {

// An instruction with what it waits for.
struct timed_instruction {
  instruction what;
  operands registers;
};

// Cycles from the issue of `producer` until `consumer` can issue that needs its result as `as`.
inline int latency(const timed_instruction& producer, kind consumer, need as) {
  const bool simd_consumer = is_neon(consumer);
  switch (producer.what.kind) {
    case kind::alu_immediate:
    case kind::alu_register:
      return as == need::address ? 2 : 1;
    case kind::multiply:
      return consumer == kind::multiply && as == need::accumulator ? 1 : 2;
    case kind::divide:
      return 5;
    case kind::load:
      return producer.what.words > 2 ? 3 : 2;
    case kind::simd_load:  // a shorter path to scalar floating point than to NEON
      return consumer == kind::vfp_arithmetic || consumer == kind::vfp_multiply_double ||
                     consumer == kind::vfp_divide_single || consumer == kind::vfp_divide_double ||
                     consumer == kind::transfer_from_simd
                 ? 2
                 : 4;
    case kind::vfp_arithmetic:
      if (!producer.registers.accumulates) return 4;
      return as == need::accumulator ? 4 : 8;
    case kind::vfp_multiply_double:
      if (!producer.registers.accumulates) return 7;
      return as == need::accumulator ? 7 : 11;
    case kind::neon_multiply_accumulate:
      return simd_consumer && as == need::accumulator ? 4 : 8;
    case kind::vfp_divide_single:
      return 16;
    case kind::vfp_divide_double:
      return 31;
    case kind::transfer_from_simd:
      return 2;
    case kind::transfer_to_simd:
    case kind::simd_load_multiple:
    case kind::neon_arithmetic:
      return 4;
    default:
      return 1;
  }
}

class wait_counter {
 public:
  void issue(const timed_instruction& i) {
    const issue_rule rule = rule_of(i.what);
    if (i.what.kind == kind::marker) return;
    const std::int64_t ready = ready_for(i);
    const bool pairs = rule.may_be_younger && second_ != slot::taken &&
                       !(rule.is_branch && second_ == slot::free_after_branch) && ready < now_;
    std::int64_t at = now_ - 1;
    if (pairs) {
      second_ = slot::taken;
    } else {
      at = std::max(now_, ready);
      now_ = at + rule.width_cycles;
      second_ = !rule.leaves_slot ? slot::taken
                : rule.is_branch  ? slot::free_after_branch
                                  : slot::free;
    }
    // The last part of a long load is there later than the first.
    const std::int64_t last = is_long_load(i.what.kind) ? rule.width_cycles - 1 : 0;
    for (const std::uint8_t r : i.registers.results)
      pending_[r] = {&i, at + last};
    for (const std::uint8_t r : i.registers.addresses)
      pending_[r] = {&address_update, at};
  }

  [[nodiscard]] std::int64_t cycles() const { return now_; }

 private:
  struct result {
    const timed_instruction* producer = nullptr;
    std::int64_t issued = 0;
  };

  // A base register that is written back is the ALU's result.
  static inline const timed_instruction address_update{{kind::alu_immediate, 1, 0}, {}};

  static bool is_long_load(kind k) { return k == kind::simd_load_multiple; }

  [[nodiscard]] std::int64_t ready_for(const timed_instruction& i) const {
    std::int64_t ready = 0;
    for (const operand& o : i.registers.reads) {
      const result& r = pending_[o.reg];
      if (r.producer == nullptr) continue;
      ready = std::max(ready, r.issued + latency(*r.producer, i.what.kind, o.needed_as));
    }
    return ready;
  }

  std::array<result, std::size_t{register_count}> pending_{};
  std::int64_t now_ = 0;
  slot second_ = slot::taken;
};

}  // namespace tcg_count
