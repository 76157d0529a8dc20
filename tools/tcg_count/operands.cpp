// SPDX-License-Identifier: Apache-2.0
#include "operands.hpp"

#include <capstone/capstone.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace tcg_count {
namespace {

csh open(cs_mode mode) {
  csh handle = 0;
  if (cs_open(CS_ARCH_ARM, mode, &handle) != CS_ERR_OK ||
      cs_option(handle, CS_OPT_DETAIL, CS_OPT_ON) != CS_ERR_OK) {
    std::fprintf(stderr, "tcg_count: cannot set up the disassembler Capstone for Arm\n");
    std::exit(1);
  }
  return handle;
}

// Calls f(number) for each register of ours that a register of Capstone's is or is part of.
template <class F>
void for_each_register(unsigned reg, F&& f) {
  const auto from = [&](arm_reg first, int count) {
    return reg >= static_cast<unsigned>(first) && reg < static_cast<unsigned>(first + count);
  };
  if (from(ARM_REG_R0, 13)) return f(static_cast<std::uint8_t>(reg - ARM_REG_R0));
  if (reg == ARM_REG_SP) return f(std::uint8_t{13});
  if (reg == ARM_REG_LR) return f(std::uint8_t{14});
  if (from(ARM_REG_D0, 32)) {
    return f(static_cast<std::uint8_t>(core_registers + reg - ARM_REG_D0));
  }
  if (from(ARM_REG_S0, 32)) {
    return f(static_cast<std::uint8_t>(core_registers + (reg - ARM_REG_S0) / 2));
  }
  if (from(ARM_REG_Q0, 16)) {
    const auto low = static_cast<std::uint8_t>(core_registers + 2 * (reg - ARM_REG_Q0));
    f(low);
    f(static_cast<std::uint8_t>(low + 1));
  }
}

bool is_load(kind k) {
  return k == kind::load || k == kind::simd_load || k == kind::simd_load_multiple;
}

bool is_accumulating(kind k) {
  return k == kind::neon_multiply_accumulate || k == kind::multiply || k == kind::vfp_arithmetic ||
         k == kind::vfp_multiply_double;
}

// They exchange parts of both their registers.
bool exchanges(unsigned id) {
  return id == ARM_INS_VSWP || id == ARM_INS_VTRN || id == ARM_INS_VUZP || id == ARM_INS_VZIP;
}

// The operands by role. A fourth operand of the core's multiply is its accumulator, as is a
// register that a NEON or VFP multiply-accumulate both reads and writes.
operands collect(const cs_insn& code, const instruction& decoded) {
  operands found;
  const cs_arm& arm = code.detail->arm;
  const std::string_view name = code.mnemonic;
  found.accumulates = name.starts_with("vmla") || name.starts_with("vmls") ||
                      name.starts_with("vfma") || name.starts_with("vfms") ||
                      name.starts_with("vnmla") || name.starts_with("vnmls") ||
                      name.starts_with("vfnma") || name.starts_with("vfnms");
  found.multiplies = found.accumulates || name.starts_with("vmul") || name.starts_with("vnmul");
  for (int i = 0; i < arm.op_count; ++i) {
    const cs_arm_op& op = arm.operands[i];
    if (op.type == ARM_OP_MEM) {
      for (const auto reg : {op.mem.base, op.mem.index}) {
        for_each_register(static_cast<unsigned>(reg), [&](std::uint8_t r) {
          found.reads.push_back({r, need::address});
        });
      }
      if (arm.writeback) {
        for_each_register(op.mem.base, [&](std::uint8_t r) { found.addresses.push_back(r); });
      }
      continue;
    }
    if (op.type != ARM_OP_REG) continue;
    // Capstone says nothing of a scalar (d3[1]) and of the list of vldm: they are read and loaded.
    const bool list = op.access == 0 && is_load(decoded.kind) && i > 0;
    const bool written = (op.access & CS_AC_WRITE) != 0 || list;
    bool read = (op.access & CS_AC_READ) != 0 || (op.access == 0 && !list);
    if (exchanges(code.id)) read = true;
    const bool base =
        (decoded.kind == kind::load || decoded.kind == kind::store ||
         decoded.kind == kind::simd_load_multiple || decoded.kind == kind::simd_store_multiple) &&
        i == 0 &&
        std::ranges::none_of(arm.operands, [](const cs_arm_op& o) { return o.type == ARM_OP_MEM; });
    const bool sums = is_accumulating(decoded.kind) && ((written && read) || i == 3);
    for_each_register(static_cast<unsigned>(op.reg), [&](std::uint8_t r) {
      if (read || base) {
        found.reads.push_back({r, base ? need::address : sums ? need::accumulator : need::value});
      }
      if (written && !base) found.results.push_back(r);
      if (base && arm.writeback) found.addresses.push_back(r);
    });
    // A shifted operand by a register reads that register as well.
    if (op.shift.type >= ARM_SFT_ASR_REG && op.shift.type <= ARM_SFT_RRX_REG) {
      for_each_register(static_cast<unsigned>(op.shift.value), [&](std::uint8_t r) {
        found.reads.push_back({r, need::value});
      });
    }
  }
  return found;
}

}  // namespace

operand_reader::operand_reader() : arm_(open(CS_MODE_ARM)), thumb_(open(CS_MODE_THUMB)) {}

operand_reader::~operand_reader() {
  cs_close(&arm_);
  cs_close(&thumb_);
}

operands operand_reader::read(instruction_set set, const raw_instruction& raw,
                              const instruction& decoded) const {
  cs_insn* code = nullptr;
  const csh handle = set == instruction_set::t32 ? thumb_ : arm_;
  if (cs_disasm(handle, raw.bytes.data(), raw.width(set), raw.address, 1, &code) != 1) return {};
  operands found = collect(*code, decoded);
  cs_free(code, 1);
  return found;
}

}  // namespace tcg_count
