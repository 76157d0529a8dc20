// SPDX-License-Identifier: Apache-2.0
// What the counter knows of one Arm instruction, and how the Cortex-A7 issues it.
#pragma once

#include <cstdint>

namespace tcg_count {

enum class instruction_set : std::uint8_t { a32, t32 };

// Instructions that issue alike.
enum class kind : std::uint8_t {
  unknown,              // no row of the table has it: counted, reported, charged one cycle
  marker,               // begins or ends a region (see marker.hpp): not counted at all
  branch,               // direct or indirect
  call,                 // branch that leaves a return address
  alu_immediate,        // core ALU with an immediate, extension, nop and other hints
  alu_register,         // core ALU with registers or shifts, move
  multiply,             // core multiply, with or without accumulate
  divide,               // sdiv, udiv
  load,                 // `words` core registers
  store,                //
  system,               // status and coprocessor registers, barriers, exceptions
  vfp_arithmetic,       // scalar floating point
  vfp_multiply_double,  // scalar double-precision products
  vfp_divide_single,    // and square root
  vfp_divide_double,    //
  transfer_to_simd,     // core registers to an s or d register
  transfer_from_simd,   //
  simd_load,            // one s or d register: vldr, vldm of one
  simd_store,           //
  simd_load_multiple,   // `words` of 32 bits: vldm, vld1 to vld4
  simd_store_multiple,  //
  neon_multiply_accumulate,
  neon_arithmetic,  // every other NEON instruction, single lanes from and to core registers
                    // included
};
inline constexpr int kind_count = static_cast<int>(kind::neon_arithmetic) + 1;

constexpr const char* name_of(kind k) {
  constexpr const char* names[kind_count] = {"unknown",
                                             "marker",
                                             "branch",
                                             "call",
                                             "alu_immediate",
                                             "alu_register",
                                             "multiply",
                                             "divide",
                                             "load",
                                             "store",
                                             "system",
                                             "vfp_arithmetic",
                                             "vfp_multiply_double",
                                             "vfp_divide_single",
                                             "vfp_divide_double",
                                             "transfer_to_simd",
                                             "transfer_from_simd",
                                             "simd_load",
                                             "simd_store",
                                             "simd_load_multiple",
                                             "simd_store_multiple",
                                             "neon_multiply_accumulate",
                                             "neon_arithmetic"};
  return names[static_cast<int>(k)];
}

struct instruction {
  tcg_count::kind kind = kind::unknown;
  std::uint8_t words = 1;    // loads and stores: 32-bit words moved
  std::uint16_t region = 0;  // marker: the region that begins, 0 for none

  friend constexpr bool operator==(const instruction&, const instruction&) = default;
};

// NEON's share of a count: NEON arithmetic, and what moves its registers. (Loads and transfers of
// VFP registers are the same instructions.)
constexpr bool is_neon(kind k) {
  return k >= kind::transfer_to_simd;
}

}  // namespace tcg_count
