// SPDX-License-Identifier: Apache-2.0
// What has been counted, region by region, and how it is printed.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <map>
#include <string>
#include <utility>

#include "block.hpp"
#include "instruction.hpp"

namespace tcg_count {

struct totals {
  std::array<std::uint64_t, kind_count> count{};
  std::uint64_t issue_cycles = 0;
  std::uint64_t width_cycles = 0;    // issue cycles with one a doubleword loaded or stored
  std::uint64_t operand_cycles = 0;  // width cycles with waiting for operands

  [[nodiscard]] std::uint64_t instructions() const;
  [[nodiscard]] std::uint64_t neon() const;
  [[nodiscard]] std::uint64_t of(kind k) const { return count[static_cast<std::size_t>(k)]; }

  // Adds a segment that begins with the second issue slot as `before` says and takes so many cycles
  // with waiting.
  void add(const segment& s, slot before, std::uint64_t with_waiting);
  void add(const totals& other);
};

struct region_totals {
  std::uint64_t entries = 0;             // times a marker began it
  std::uint64_t guessed_set_blocks = 0;  // blocks run whose instruction set was guessed
  totals sum;
};

// Everything that the markers asked for. Code outside every region (region 0) is not counted.
class counters {
 public:
  // Whether to keep totals by function as well.
  explicit counters(bool by_function) : by_function_(by_function) {}

  // The block runs once.
  void run(const block& b);

  void add(const counters& other);

  // The same numbers as a table, with at most `functions` functions a region, and as JSON.
  void print_text(std::FILE* out, std::size_t functions) const;
  void print_json(std::FILE* out) const;

 private:
  using function_key = std::pair<std::uint16_t, std::string>;  // region, name

  void print_functions(std::FILE* out, std::uint16_t region, std::size_t most) const;

  bool by_function_;
  std::uint16_t region_ = 0;
  slot second_ = slot::taken;
  wait_counter waits_;
  std::map<std::uint16_t, region_totals> regions_;
  std::map<function_key, totals> functions_;
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> unknown_;  // address, times run
};

}  // namespace tcg_count
