// SPDX-License-Identifier: Apache-2.0
#include "block.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace tcg_count {
namespace {

instruction decode(instruction_set set, const raw_instruction& raw) {
  return decode(set, raw.bytes.data(), raw.width(set));
}

std::string text_of(instruction_set set, const raw_instruction& raw) {
  const auto& b = raw.bytes;
  char text[16];
  if (raw.width(set) == 2) {
    std::snprintf(text, sizeof text, "%02x%02x", b[1], b[0]);
  } else if (set == instruction_set::t32) {
    std::snprintf(text, sizeof text, "%02x%02x %02x%02x", b[1], b[0], b[3], b[2]);
  } else {
    std::snprintf(text, sizeof text, "%02x%02x%02x%02x", b[3], b[2], b[1], b[0]);
  }
  return text;
}

// The first part of the block lies after a marker of another block, or after none.
segment make_segment(std::vector<timed_instruction> code, std::optional<std::uint16_t> begins) {
  segment s;
  s.begins = begins;
  for (const timed_instruction& i : code)
    ++s.count[static_cast<std::size_t>(i.what.kind)];
  for (int before = 0; before < slot_states; ++before) {
    issue_counter counter(static_cast<slot>(before));
    for (const timed_instruction& i : code)
      counter.issue(i.what);
    const auto at = static_cast<std::size_t>(before);
    s.cycles[at] = counter.cycles();
    s.width_cycles[at] = counter.width_cycles();
    s.second[at] = counter.second();
  }
  s.code = std::move(code);
  return s;
}

const operand_reader& reader() {
  static const operand_reader r;
  return r;
}

}  // namespace

std::optional<instruction_set> evident_set(std::span<const raw_instruction> instructions) {
  constexpr std::uint64_t page = 4096;
  for (const raw_instruction& i : instructions) {
    if (i.size != 4 || i.address % 4 != 0) return instruction_set::t32;
  }
  for (const raw_instruction& i : instructions) {
    // At the end of a page the last two of four bytes may be the next instruction's.
    if (!is_t32_wide(i.first_halfword()) && i.address % page != page - 4) {
      return instruction_set::a32;
    }
  }
  return {};
}

instruction_set plausible_set(std::span<const raw_instruction> instructions,
                              instruction_set likely) {
  const auto unknown = [&](instruction_set set) {
    return std::ranges::count(instructions, kind::unknown,
                              [&](const raw_instruction& i) { return decode(set, i).kind; });
  };
  const auto a32 = unknown(instruction_set::a32);
  const auto t32 = unknown(instruction_set::t32);
  if (a32 == t32) return likely;
  return a32 < t32 ? instruction_set::a32 : instruction_set::t32;
}

block make_block(instruction_set set, std::span<const raw_instruction> instructions) {
  block b;
  std::vector<timed_instruction> code;
  std::optional<std::uint16_t> begins;
  for (const raw_instruction& raw : instructions) {
    const instruction i = decode(set, raw);
    if (i.kind == kind::marker) {
      b.segments.push_back(make_segment(std::move(code), begins));
      code.clear();
      begins = i.region;
      continue;
    }
    code.push_back({i, reader().read(set, raw, i)});
    if (i.kind == kind::unknown) b.unknown.push_back({raw.address, text_of(set, raw)});
  }
  b.segments.push_back(make_segment(std::move(code), begins));
  return b;
}

}  // namespace tcg_count
