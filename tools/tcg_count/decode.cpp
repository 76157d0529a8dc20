// SPDX-License-Identifier: Apache-2.0
// Tables of encodings, from the encoding sections of the ARM Architecture Reference Manual, ARMv7-A
// and ARMv7-R edition (chapters A5 to A7). The first row that fits counts; what no row fits is
// unknown, never guessed. In a table, a row that begins with `kind::unknown` keeps an undefined
// encoding from the wider rows below it.
#include "decode.hpp"

#include <bit>
#include <iterator>

namespace tcg_count {
namespace {

// How many 32-bit registers a load or store moves.
enum class moves : std::uint8_t {
  one,
  two,
  three,
  four,
  six,
  eight,
  list_16,         // bits 15:0, a register each
  list_8,          // bits 7:0
  list_8_and_one,  // bits 7:0 and bit 8 for pc or lr
  immediate_8,     // bits 7:0 count words
  lanes            // bits 9:8 + 1 NEON registers, each charged as a doubleword
};

struct row {
  std::uint32_t mask;
  std::uint32_t value;
  tcg_count::kind kind;
  tcg_count::moves moves = moves::one;
};

int words_of(moves m, std::uint32_t word) {
  switch (m) {
    case moves::one:
      return 1;
    case moves::two:
      return 2;
    case moves::three:
      return 3;
    case moves::four:
      return 4;
    case moves::six:
      return 6;
    case moves::eight:
      return 8;
    case moves::list_16:
      return std::popcount(word & 0xffffU);
    case moves::list_8:
      return std::popcount(word & 0xffU);
    case moves::list_8_and_one:
      return std::popcount(word & 0x1ffU);
    case moves::immediate_8:
      return static_cast<int>(word & 0xffU);
    case moves::lanes:
      return 2 * (static_cast<int>((word >> 8) & 3U) + 1);
  }
  return 1;
}

template <std::size_t Rows>
instruction look_up(const row (&table)[Rows], std::uint32_t word) {
  for (const row& r : table) {
    if ((word & r.mask) == r.value) {
      return {r.kind, static_cast<std::uint8_t>(words_of(r.moves, word)), 0};
    }
  }
  return {};
}

// NEON, A32 encodings: 1111 001U ... . In all of them bit 23 parts "three registers of one length"
// from the rest, bit 4 parts shifts and immediates from the rest of that.
constexpr row neon_data[] = {
    // Three registers of one length: opcode in bits 11:8, its variants in bits 24, 21:20 and 4.
    {0xff800f10, 0xf2000900, kind::neon_multiply_accumulate},  // vmla, integer
    {0xff800f10, 0xf3000900, kind::neon_multiply_accumulate},  // vmls, integer
    {0xff900f10, 0xf2000c10, kind::neon_multiply_accumulate},  // vfma, vfms
    {0xff900f10, 0xf2000d10, kind::neon_multiply_accumulate},  // vmla, vmls, float
    {0xfe800f00, 0xf2000c00, kind::unknown},                   // v8: SHA, vqrdmlah
    {0xfe800f10, 0xf2000b00, kind::neon_arithmetic},           // vqdmulh, vqrdmulh
    {0xff800f10, 0xf3000b10, kind::unknown},                   // v8: vqrdmlah
    {0xfe800000, 0xf2000000, kind::neon_arithmetic},
    // vext, vector tables, vdup of a scalar: bits 23, 21:20 and no bit 4.
    {0xffb00010, 0xf2b00000, kind::neon_arithmetic},  // vext
    {0xffb00c10, 0xf3b00800, kind::neon_arithmetic},  // vtbl, vtbx
    {0xffb00f90, 0xf3b00c00, kind::neon_arithmetic},  // vdup
    {0xffb00810, 0xf3b00000, kind::neon_arithmetic},  // two registers, miscellaneous
    {0xfeb00010, 0xf2b00000, kind::unknown},
    // Two registers and a scalar: opcode in bits 11:8, bit 6.
    {0xfe800c50, 0xf2800040, kind::neon_multiply_accumulate},  // vmla, vmlal, vqdmlal
    {0xfe800c50, 0xf2800440, kind::neon_multiply_accumulate},  // vmls, vmlsl, vqdmlsl
    {0xfe800e50, 0xf2800e40, kind::unknown},                   // v8: vqrdmlah
    {0xfe800850, 0xf2800840, kind::neon_arithmetic},           // vmul, vmull, vq(r)dmulh
    // Three registers of different lengths: opcode in bits 11:8, no bit 6.
    {0xfe800c50, 0xf2800800, kind::neon_multiply_accumulate},  // vmlal, vqdmlal, vmlsl, vqdmlsl
    {0xfe800f50, 0xf2800f00, kind::unknown},
    {0xfe800050, 0xf2800000, kind::neon_arithmetic},
    // One register and an immediate; shifts. Opcode in bits 11:8, bit 4.
    {0xfeb80090, 0xf2800010, kind::neon_arithmetic},  // vmov, vmvn, vorr, vbic immediate
    {0xfe800810, 0xf2800010, kind::neon_arithmetic},  // vshr, vsra, vrshr, vsli, vqshl
    {0xfe800e90, 0xf2800810, kind::neon_arithmetic},  // narrowing shifts
    {0xfe800f90, 0xf2800a10, kind::neon_arithmetic},  // vshll, vmovl
    {0xfe800e90, 0xf2800e10, kind::neon_arithmetic},  // vcvt, fixed point
};

// NEON element and structure loads and stores, A32 encodings: 1111 0100 ADL0 ... ; several
// structures (bit 23 clear) have their type in bits 11:8, one structure its size in bits 11:10.
constexpr row neon_elements[] = {
    {0xffb00f00, 0xf4200700, kind::simd_load_multiple, moves::two},     // vld1, 1 register
    {0xffb00f00, 0xf4200a00, kind::simd_load_multiple, moves::four},    // vld1, 2
    {0xffb00f00, 0xf4200600, kind::simd_load_multiple, moves::six},     // vld1, 3
    {0xffb00f00, 0xf4200200, kind::simd_load_multiple, moves::eight},   // vld1, 4
    {0xffb00e00, 0xf4200800, kind::simd_load_multiple, moves::four},    // vld2, 2
    {0xffb00f00, 0xf4200300, kind::simd_load_multiple, moves::eight},   // vld2, 4
    {0xffb00e00, 0xf4200400, kind::simd_load_multiple, moves::six},     // vld3
    {0xffb00e00, 0xf4200000, kind::simd_load_multiple, moves::eight},   // vld4
    {0xffb00f00, 0xf4000700, kind::simd_store_multiple, moves::two},    // vst1, 1 register
    {0xffb00f00, 0xf4000a00, kind::simd_store_multiple, moves::four},   // vst1, 2
    {0xffb00f00, 0xf4000600, kind::simd_store_multiple, moves::six},    // vst1, 3
    {0xffb00f00, 0xf4000200, kind::simd_store_multiple, moves::eight},  // vst1, 4
    {0xffb00e00, 0xf4000800, kind::simd_store_multiple, moves::four},   // vst2, 2
    {0xffb00f00, 0xf4000300, kind::simd_store_multiple, moves::eight},  // vst2, 4
    {0xffb00e00, 0xf4000400, kind::simd_store_multiple, moves::six},    // vst3
    {0xffb00e00, 0xf4000000, kind::simd_store_multiple, moves::eight},  // vst4
    {0xffb00f20, 0xf4a00c20, kind::simd_load_multiple,
     moves::four},  // vld1 to all lanes of 2 registers
    {0xffb00000, 0xf4a00000, kind::simd_load_multiple, moves::lanes},  // vldN, one lane or all
    {0xffb00c00, 0xf4800c00, kind::unknown},  // there is no store of all lanes
    {0xffb00000, 0xf4800000, kind::simd_store_multiple, moves::lanes},  // vstN, one lane
};

// VFP, A32 encodings with the condition masked off: 110x and 1110, coprocessor 10 (single) or 11
// (double) in bits 11:8.
constexpr row vfp[] = {
    {0x0ff00ed0, 0x0c400a10, kind::transfer_to_simd},    // vmov of two core registers
    {0x0ff00ed0, 0x0c500a10, kind::transfer_from_simd},  //
    {0x0f300f00, 0x0d100a00, kind::simd_load},           // vldr s
    {0x0f300f00, 0x0d100b00, kind::simd_load, moves::two},
    {0x0f300f00, 0x0d000a00, kind::simd_store},  // vstr s
    {0x0f300f00, 0x0d000b00, kind::simd_store, moves::two},
    {0x0fe00e00, 0x0c000a00, kind::unknown},  // P = U = W = 0
    {0x0fe00e00, 0x0c400a00, kind::unknown},
    // One register: as vldr, and how compilers write one that moves its base.
    {0x0e100fff, 0x0c100a01, kind::simd_load},
    {0x0e100fff, 0x0c100b02, kind::simd_load, moves::two},
    {0x0e100fff, 0x0c000a01, kind::simd_store},
    {0x0e100fff, 0x0c000b02, kind::simd_store, moves::two},
    {0x0e100e00, 0x0c100a00, kind::simd_load_multiple, moves::immediate_8},  // vldm, vpop
    {0x0e100e00, 0x0c000a00, kind::simd_store_multiple, moves::immediate_8},
    // Data processing: opcode in bits 23 and 21:20, bit 6; no bit 4.
    {0x0fb00f50, 0x0e800a00, kind::vfp_divide_single},    // vdiv
    {0x0fb00f50, 0x0e800b00, kind::vfp_divide_double},    //
    {0x0fbf0fd0, 0x0eb10ac0, kind::vfp_divide_single},    // vsqrt
    {0x0fbf0fd0, 0x0eb10bc0, kind::vfp_divide_double},    //
    {0x0fb00050, 0x0e800040, kind::unknown},              //
    {0x0fb00f10, 0x0eb00b00, kind::vfp_arithmetic},       // vmov, vabs, vneg, vcvt, vcmp
    {0x0fb00f10, 0x0e300b00, kind::vfp_arithmetic},       // vadd, vsub
    {0x0f000f10, 0x0e000b00, kind::vfp_multiply_double},  // vmul, vmla, vfma and negated
    {0x0f000f10, 0x0e000a00, kind::vfp_arithmetic},
    // Transfers: bit 4.
    {0x0ff00f7f, 0x0e000a10, kind::transfer_to_simd},    // vmov of s
    {0x0ff00f7f, 0x0e100a10, kind::transfer_from_simd},  //
    {0x0fe00f7f, 0x0ee00a10, kind::system},              // vmrs, vmsr
    {0x0f900f5f, 0x0e800b10, kind::neon_arithmetic},     // vdup of a core register
    {0x0f900f1f, 0x0e000b10, kind::neon_arithmetic},     // vmov to a lane
    {0x0f100f1f, 0x0e100b10, kind::neon_arithmetic},     // vmov from a lane
};

// A32 with condition 1111.
constexpr row a32_unconditional[] = {
    {0xfffff000, 0xf55ff000, kind::marker},
    {0xff300000, 0xf5100000, kind::alu_immediate},  // pld, pldw: a hint, no register
    {0xff700000, 0xf4500000, kind::alu_immediate},  // pli
    {0xff300010, 0xf7100000, kind::alu_immediate},  // pld, pldw, register
    {0xff700010, 0xf6500000, kind::alu_immediate},  // pli, register
    {0xfffffff0, 0xf57ff010, kind::system},         // clrex
    {0xffffffc0, 0xf57ff040, kind::system},         // dsb, dmb, isb
    {0xfff10020, 0xf1000000, kind::system},         // cps
    {0xffff0df0, 0xf1010000, kind::system},         // setend
    {0xfe000000, 0xfa000000, kind::call},           // blx
};

// A32 with any other condition, which is masked off.
constexpr row a32[] = {
    // Branches.
    {0x0ffffff0, 0x012fff10, kind::branch},  // bx
    {0x0ffffff0, 0x012fff20, kind::system},  // bxj
    {0x0ffffff0, 0x012fff30, kind::call},    // blx
    {0x0f000000, 0x0a000000, kind::branch},
    {0x0f000000, 0x0b000000, kind::call},
    // 000: multiplies, halfword and doubleword loads and stores, exclusives; then data processing.
    {0x0ff000f0, 0x00500090, kind::unknown},
    {0x0ff000f0, 0x00700090, kind::unknown},
    {0x0f0000f0, 0x00000090, kind::multiply},
    {0x0f900090, 0x01000080, kind::multiply},  // smla<x><y> and kin
    {0x0fb00ff0, 0x01000090, kind::load},      // swp
    {0x0ff00fff, 0x01900f9f, kind::load},      // ldrex
    {0x0ff00fff, 0x01b00f9f, kind::load, moves::two},
    {0x0fd00fff, 0x01d00f9f, kind::load},   // ldrexb, ldrexh
    {0x0ff00ff0, 0x01800f90, kind::store},  // strex
    {0x0ff00ff0, 0x01a00f90, kind::store, moves::two},
    {0x0fd00ff0, 0x01c00f90, kind::store},  // strexb, strexh
    {0x0f0000f0, 0x01000090, kind::unknown},
    {0x0e1000f0, 0x000000d0, kind::load, moves::two},   // ldrd
    {0x0e1000f0, 0x000000f0, kind::store, moves::two},  // strd
    {0x0e1000f0, 0x000000b0, kind::store},              // strh
    {0x0e100090, 0x00100090, kind::load},               // ldrh, ldrsb, ldrsh
    {0x0f900ff0, 0x01000050, kind::alu_register},       // qadd, qsub, qdadd, qdsub
    {0x0fff0ff0, 0x016f0f10, kind::alu_register},       // clz
    {0x0ff000f0, 0x01200070, kind::system},             // bkpt
    {0x0f9000f0, 0x01000070, kind::system},             // hvc, smc
    {0x0f9000f0, 0x01000000, kind::system},             // mrs, msr
    {0x0f900010, 0x01000000, kind::unknown},
    {0x0f900090, 0x01000010, kind::unknown},
    {0x0fe00ff0, 0x01a00000, kind::alu_register},  // mov
    {0x0fe00ff0, 0x01e00000, kind::alu_register},  // mvn
    {0x0e000010, 0x00000000, kind::alu_register},  // register, shifted by an immediate
    {0x0e000090, 0x00000010, kind::alu_register},  // by a register
    // 001: data processing with an immediate.
    {0x0fffff00, 0x0320f000, kind::alu_immediate},  // nop and other hints
    {0x0fb0f000, 0x0320f000, kind::system},         // msr
    {0x0fb00000, 0x03200000, kind::unknown},
    {0x0fe00000, 0x02a00000, kind::alu_register},  // adc
    {0x0fc00000, 0x02c00000, kind::alu_register},  // sbc, rsc
    {0x0e000000, 0x02000000, kind::alu_immediate},
    // 010 and 011: loads and stores; media instructions.
    {0x0e100000, 0x04100000, kind::load},
    {0x0e100000, 0x04000000, kind::store},
    {0x0e100010, 0x06100000, kind::load},
    {0x0e100010, 0x06000000, kind::store},
    {0x0f800010, 0x06000010, kind::alu_register},   // parallel add and subtract
    {0x0f8f03f0, 0x068f0070, kind::alu_immediate},  // sxtb and kin without an addend
    {0x0f8003f0, 0x06800070, kind::alu_register},   // with one
    {0x0ff00030, 0x06800010, kind::alu_register},   // pkh
    {0x0ff00ff0, 0x06800fb0, kind::alu_register},   // sel
    {0x0fa00030, 0x06a00010, kind::alu_register},   // ssat, usat
    {0x0fb00ff0, 0x06a00f30, kind::alu_register},   // ssat16, usat16
    {0x0fbf0f70, 0x06bf0f30, kind::alu_register},   // rev, rev16, rbit, revsh
    {0x0fd0f0f0, 0x0710f010, kind::divide},
    {0x0fb000d0, 0x07000010, kind::multiply},      // smlad, smuad, smlald
    {0x0fb000d0, 0x07000050, kind::multiply},      // smlsd, smusd
    {0x0ff000d0, 0x07500010, kind::multiply},      // smmla
    {0x0ff000d0, 0x075000d0, kind::multiply},      // smmls
    {0x0ff000f0, 0x07800010, kind::multiply},      // usad8, usada8
    {0x0fa00070, 0x07a00050, kind::alu_register},  // sbfx, ubfx
    {0x0fe00070, 0x07c00010, kind::alu_register},  // bfi, bfc
    {0x0ff000f0, 0x07f000f0, kind::system},        // udf
    // 100: several registers.
    {0x0e100000, 0x08100000, kind::load, moves::list_16},
    {0x0e100000, 0x08000000, kind::store, moves::list_16},
    // 1111, and the system coprocessors 14 and 15.
    {0x0f000000, 0x0f000000, kind::system},  // svc
    {0x0f000e10, 0x0e000e10, kind::system},  // mrc, mcr
    {0x0fe00e00, 0x0c400e00, kind::system},  // mrrc, mcrr
};

// T32, two halfwords. NEON and VFP are looked up in their own tables.
constexpr row t32_wide[] = {
    // 1110 100: several registers, doublewords, exclusives, table branches.
    {0xffd00000, 0xe8900000, kind::load, moves::list_16},  // ldmia
    {0xffd00000, 0xe9100000, kind::load, moves::list_16},  // ldmdb
    {0xffd00000, 0xe8800000, kind::store, moves::list_16},
    {0xffd00000, 0xe9000000, kind::store, moves::list_16},
    {0xfff0fff0, 0xe8d0f000, kind::branch},  // tbb
    {0xfff0fff0, 0xe8d0f010, kind::branch},  // tbh
    {0xfff00f00, 0xe8500f00, kind::load},    // ldrex
    {0xfff00000, 0xe8400000, kind::store},   // strex
    {0xfff00fef, 0xe8d00f4f, kind::load},    // ldrexb, ldrexh
    {0xfff000ff, 0xe8d0007f, kind::load, moves::two},
    {0xfff00fe0, 0xe8c00f40, kind::store},  // strexb, strexh
    {0xfff000f0, 0xe8c00070, kind::store, moves::two},
    {0xff700000, 0xe8700000, kind::load, moves::two},  // ldrd, W and no P
    {0xff500000, 0xe9500000, kind::load, moves::two},  // ldrd, P
    {0xff700000, 0xe8600000, kind::store, moves::two},
    {0xff500000, 0xe9400000, kind::store, moves::two},
    // 1110 101: data processing, shifted register.
    {0xffeff0f0, 0xea4f0000, kind::alu_register},  // mov
    {0xffeff0f0, 0xea6f0000, kind::alu_register},  // mvn
    {0xffc08000, 0xea000000, kind::alu_register},  // and, bic
    {0xffc08000, 0xea400000, kind::alu_register},  // orr, orn, mov, mvn, shifts
    {0xffe08000, 0xea800000, kind::alu_register},  // eor
    {0xffe08000, 0xeac00000, kind::alu_register},  // pkh
    {0xffe08000, 0xeb000000, kind::alu_register},  // add
    {0xffc08000, 0xeb400000, kind::alu_register},  // adc, sbc
    {0xffe08000, 0xeba00000, kind::alu_register},  // sub
    {0xffe08000, 0xebc00000, kind::alu_register},  // rsb
    // 1111 0, second halfword 0: data processing with an immediate.
    {0xfbe08000, 0xf0a00000, kind::unknown},
    {0xfbe08000, 0xf0c00000, kind::unknown},
    {0xfbe08000, 0xf0e00000, kind::unknown},
    {0xfbe08000, 0xf1200000, kind::unknown},
    {0xfbe08000, 0xf1800000, kind::unknown},
    {0xfbe08000, 0xf1e00000, kind::unknown},
    {0xfbc08000, 0xf1400000, kind::alu_register},  // adc, sbc
    {0xfa008000, 0xf0000000, kind::alu_immediate},
    {0xfbf08000, 0xf2000000, kind::alu_immediate},  // addw, adr
    {0xfbf08000, 0xf2a00000, kind::alu_immediate},  // subw, adr
    {0xfb708000, 0xf2400000, kind::alu_immediate},  // movw, movt
    {0xfb508020, 0xf3000000, kind::alu_register},   // ssat, usat
    {0xfb508020, 0xf3400000, kind::alu_register},   // sbfx, bfi, ubfx
    // 1111 0, second halfword 1: branches and control.
    {0xf800d000, 0xf0009000, kind::branch},         // b
    {0xf800d000, 0xf000d000, kind::call},           // bl
    {0xf800d001, 0xf000c000, kind::call},           // blx
    {0xfffff800, 0xf3af8000, kind::alu_immediate},  // nop and other hints; cps
    {0xfff0d0f0, 0xf3b08020, kind::system},         // clrex
    {0xfff0d0c0, 0xf3b08040, kind::system},         // dsb, dmb, isb
    {0xffe0d000, 0xf3808000, kind::system},         // msr
    {0xffe0d000, 0xf3e08000, kind::system},         // mrs
    {0xfff0f000, 0xf7f0a000, kind::system},         // udf
    {0xffe0d000, 0xf7e08000, kind::system},         // hvc, smc
    {0xfb80d000, 0xf3808000, kind::unknown},
    {0xf800d000, 0xf0008000, kind::branch},  // b, conditional
    // 1111 100: loads and stores of one register.
    {0xfffff000, 0xf81ff000, kind::marker},
    {0xff7ff000, 0xf81ff000, kind::alu_immediate},  // pld, literal
    {0xff1ff000, 0xf91ff000, kind::alu_immediate},  // pli, literal
    {0xffd0f000, 0xf890f000, kind::alu_immediate},  // pld, pldw
    {0xfff0f000, 0xf990f000, kind::alu_immediate},  // pli
    {0xffd0ff00, 0xf810fc00, kind::alu_immediate},  // pld, pldw, negative
    {0xfff0ff00, 0xf910fc00, kind::alu_immediate},  // pli
    {0xffd0ffc0, 0xf810f000, kind::alu_immediate},  // pld, pldw, register
    {0xfff0ffc0, 0xf910f000, kind::alu_immediate},  // pli
    {0xfe70f000, 0xf830f000, kind::unknown},        // hints not allocated
    {0xfe700000, 0xf8700000, kind::unknown},
    {0xff700000, 0xf9500000, kind::unknown},  // there is no signed word
    {0xfe100000, 0xf8100000, kind::load},
    {0xff700000, 0xf8600000, kind::unknown},
    {0xff100000, 0xf8000000, kind::store},
    // 1111 101: data processing with registers, multiplies, divides.
    {0xff80f0f0, 0xfa00f000, kind::alu_register},   // shifts by a register
    {0xff8ff0c0, 0xfa0ff080, kind::alu_immediate},  // sxtb and kin without an addend
    {0xff80f0c0, 0xfa00f080, kind::alu_register},   // with one
    {0xff80f080, 0xfa80f000, kind::alu_register},   // parallel add and subtract
    {0xffc0f0c0, 0xfa80f080, kind::alu_register},   // qadd, rev, sel, clz
    {0xff800000, 0xfb000000, kind::multiply},
    {0xffd000f0, 0xfb9000f0, kind::divide},
    {0xff800000, 0xfb800000, kind::multiply},  // 64-bit results
    // System coprocessors 14 and 15.
    {0xff000e10, 0xee000e10, kind::system},  // mrc, mcr
    {0xffe00e00, 0xec400e00, kind::system},  // mrrc, mcrr
};

// T32, one halfword.
constexpr row t32_narrow[] = {
    {0xffc0, 0x0000, kind::alu_register},   // movs
    {0xf800, 0x0000, kind::alu_register},   // lsl
    {0xf800, 0x0800, kind::alu_register},   // lsr
    {0xf800, 0x1000, kind::alu_register},   // asr
    {0xfc00, 0x1800, kind::alu_register},   // add, sub
    {0xfc00, 0x1c00, kind::alu_immediate},  // add, sub of 3 bits
    {0xe000, 0x2000, kind::alu_immediate},  // mov, cmp, add, sub of 8 bits
    {0xffc0, 0x4340, kind::multiply},       // mul
    {0xffc0, 0x43c0, kind::alu_register},   // mvn
    {0xfc00, 0x4000, kind::alu_register},
    {0xff00, 0x4600, kind::alu_register},  // mov
    {0xff87, 0x4700, kind::branch},        // bx
    {0xff87, 0x4780, kind::call},          // blx
    {0xff00, 0x4700, kind::unknown},
    {0xfc00, 0x4400, kind::alu_register},  // add, cmp of high registers
    {0xf800, 0x4800, kind::load},          // literal
    {0xfe00, 0x5600, kind::load},          // ldrsb
    {0xf800, 0x5800, kind::load},
    {0xf000, 0x5000, kind::store},
    {0xf800, 0x6000, kind::store},
    {0xf800, 0x6800, kind::load},
    {0xf800, 0x7000, kind::store},
    {0xf800, 0x7800, kind::load},
    {0xf800, 0x8000, kind::store},
    {0xf800, 0x8800, kind::load},
    {0xf800, 0x9000, kind::store},
    {0xf800, 0x9800, kind::load},
    {0xf000, 0xa000, kind::alu_immediate},                 // adr, add to sp
    {0xff00, 0xb000, kind::alu_immediate},                 // add, sub of sp
    {0xf500, 0xb100, kind::branch},                        // cbz, cbnz
    {0xff00, 0xb200, kind::alu_immediate},                 // sxtb and kin
    {0xfe00, 0xb400, kind::store, moves::list_8_and_one},  // push
    {0xfff7, 0xb650, kind::system},                        // setend
    {0xffe8, 0xb660, kind::system},                        // cps
    {0xffc0, 0xba80, kind::unknown},
    {0xff00, 0xba00, kind::alu_register},                 // rev
    {0xfe00, 0xbc00, kind::load, moves::list_8_and_one},  // pop
    {0xff00, 0xbe00, kind::system},                       // bkpt
    {0xff00, 0xbf00, kind::alu_immediate},                // it, nop and other hints
    {0xf800, 0xc000, kind::store, moves::list_8},
    {0xf800, 0xc800, kind::load, moves::list_8},
    {0xfe00, 0xde00, kind::system},  // udf, svc
    {0xf000, 0xd000, kind::branch},
    {0xf800, 0xe000, kind::branch},
};

// Coprocessor space in which VFP lives: 110x or 1110 in bits 27:24, 101x in bits 11:8.
constexpr bool is_vfp(std::uint32_t word) {
  const std::uint32_t major = (word >> 24) & 0xfU;
  return major >= 0xcU && major <= 0xeU && (word & 0xe00U) == 0xa00U;
}

instruction decode_vfp(std::uint32_t word) {
  return look_up(vfp, word & 0x0fffffffU);
}

instruction with_region(instruction i, std::uint32_t word) {
  if (i.kind == kind::marker) {
    const std::uint32_t immediate = word & 0xfffU;
    if (immediate == 0) return {kind::alu_immediate, 1, 0};  // not one of ours: see marker.hpp
    i.region = static_cast<std::uint16_t>(immediate - 1);
  }
  return i;
}

}  // namespace

instruction decode_a32(std::uint32_t word) {
  if (word >> 28 != 0xf) {
    return is_vfp(word) ? decode_vfp(word) : look_up(a32, word & 0x0fffffffU);
  }
  if (word >> 25 == 0xf2U >> 1) return look_up(neon_data, word);
  if ((word & 0xff100000U) == 0xf4000000U) return look_up(neon_elements, word);
  return with_region(look_up(a32_unconditional, word), word);
}

instruction decode_t32_narrow(std::uint16_t halfword) {
  return look_up(t32_narrow, halfword);
}

instruction decode_t32_wide(std::uint32_t word) {
  // NEON: T32's 111U 1111 is A32's 1111 001U, T32's 1111 1001 is A32's 1111 0100.
  if ((word & 0xef000000U) == 0xef000000U) {
    const std::uint32_t u = (word >> 4) & 0x01000000U;
    return look_up(neon_data, (word & 0x00ffffffU) | 0xf2000000U | u);
  }
  if ((word & 0xff100000U) == 0xf9000000U) {
    return look_up(neon_elements, (word & 0x00ffffffU) | 0xf4000000U);
  }
  if (word >> 28 == 0xe && is_vfp(word)) return decode_vfp(word);
  return with_region(look_up(t32_wide, word), word);
}

instruction decode(instruction_set set, const unsigned char* bytes, std::size_t size) {
  const auto halfword = [&](std::size_t at) {
    return static_cast<std::uint32_t>(bytes[at] | bytes[at + 1] << 8);
  };
  if (set == instruction_set::a32) {
    return size == 4 ? decode_a32(halfword(2) << 16 | halfword(0)) : instruction{};
  }
  if (size == 2) return decode_t32_narrow(static_cast<std::uint16_t>(halfword(0)));
  return size == 4 ? decode_t32_wide(halfword(0) << 16 | halfword(2)) : instruction{};
}

}  // namespace tcg_count
