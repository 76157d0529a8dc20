// SPDX-License-Identifier: Apache-2.0
// Issue cycles on a Cortex-A7: an estimate from the rules of the public pipeline description in GCC
// (gcc/config/arm/cortex-a7.md), for a core that never waits for an operand, a cache or a branch.
//
// In order, up to two instructions a cycle. An instruction takes the first slot, or both, or (core
// ALU with an immediate, and branches) the second slot beside an older one that left it free. NEON
// takes both slots: a multiply-accumulate for one cycle, anything else for two, and that includes
// loads and stores of several registers, however many. One s or d register takes one cycle.
//
// The last rule flatters long loads: the core's path to memory is 64 bits wide. `width_cycles` are
// the same cycles with one for each doubleword of such a load or store.
#pragma once

#include "instruction.hpp"

namespace tcg_count {

struct issue_rule {
  int cycles = 1;
  int width_cycles = cycles;
  bool may_be_younger = false;  // fits the slot that an older instruction left free
  bool leaves_slot = false;     // in its last cycle
  bool is_branch = false;       // two branches never pair
};

constexpr issue_rule rule_of(const instruction& i) {
  const int doublewords = (i.words + 1) / 2;
  switch (i.kind) {
    case kind::branch:
      return {.may_be_younger = true, .leaves_slot = true, .is_branch = true};
    case kind::call:
      return {.may_be_younger = true, .is_branch = true};
    case kind::alu_immediate:
      return {.may_be_younger = true, .leaves_slot = true};
    case kind::alu_register:
    case kind::vfp_arithmetic:
    case kind::transfer_from_simd:
      return {.leaves_slot = true};
    case kind::load:
    case kind::store:  // two registers a cycle; an odd one leaves a slot
      return {.cycles = doublewords, .leaves_slot = i.words % 2 == 1};
    case kind::simd_load:
    case kind::simd_store:
      return {.leaves_slot = i.words == 1};
    case kind::simd_load_multiple:
    case kind::simd_store_multiple:
      return {.cycles = 2, .width_cycles = doublewords};
    // Units that a scalar instruction blocks, charged as if the next one wanted them.
    case kind::vfp_multiply_double:
      return {.cycles = 4, .leaves_slot = true};
    case kind::vfp_divide_single:
      return {.cycles = 14, .leaves_slot = true};
    case kind::vfp_divide_double:
      return {.cycles = 29, .leaves_slot = true};
    case kind::divide:
      return {.cycles = 5};
    case kind::neon_arithmetic:
      return {.cycles = 2};
    case kind::marker:
      return {.cycles = 0};
    case kind::multiply:
    case kind::transfer_to_simd:
    case kind::neon_multiply_accumulate:
    case kind::system:
    case kind::unknown:
      break;
  }
  return {};
}

// What the instructions issued so far left free.
enum class slot : unsigned char { taken, free, free_after_branch };
inline constexpr int slot_states = 3;

class issue_counter {
 public:
  constexpr explicit issue_counter(slot second = slot::taken) : second_(second) {}

  constexpr void issue(const instruction& i) {
    const issue_rule rule = rule_of(i);
    const bool pairs = rule.may_be_younger && second_ != slot::taken &&
                       !(rule.is_branch && second_ == slot::free_after_branch);
    if (pairs) {
      second_ = slot::taken;
      return;
    }
    cycles_ += rule.cycles;
    width_cycles_ += rule.width_cycles;
    second_ = !rule.leaves_slot ? slot::taken
              : rule.is_branch  ? slot::free_after_branch
                                : slot::free;
  }

  [[nodiscard]] constexpr int cycles() const { return cycles_; }
  [[nodiscard]] constexpr int width_cycles() const { return width_cycles_; }
  [[nodiscard]] constexpr slot second() const { return second_; }

 private:
  int cycles_ = 0;
  int width_cycles_ = 0;
  slot second_;
};

}  // namespace tcg_count
