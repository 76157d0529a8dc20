// SPDX-License-Identifier: Apache-2.0
#include "counters.hpp"

#include <algorithm>
#include <cinttypes>
#include <numeric>
#include <vector>

namespace tcg_count {
namespace {

constexpr const char* caveat =
    "Instructions are exact. Issue cycles are an estimate by the rules of GCC's Cortex-A7 pipeline "
    "description, for a core that never waits for operands, caches or branches; width cycles are "
    "the same with one for each doubleword of a NEON load or store, and operand cycles these with "
    "waiting for results by the latencies of that description.";

double per_entry(std::uint64_t total, std::uint64_t entries) {
  return static_cast<double>(total) / static_cast<double>(std::max<std::uint64_t>(entries, 1));
}

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
  }
  return result + '"';
}

void print_totals_json(std::FILE* out, const totals& t) {
  std::fprintf(out,
               "\"instructions\": %" PRIu64 ", \"neon\": %" PRIu64 ", \"issue_cycles\": %" PRIu64
               ", \"width_cycles\": %" PRIu64 ", \"operand_cycles\": %" PRIu64 ", \"kinds\": {",
               t.instructions(), t.neon(), t.issue_cycles, t.width_cycles, t.operand_cycles);
  const char* separator = "";
  for (int k = 0; k < kind_count; ++k) {
    const std::uint64_t n = t.of(static_cast<kind>(k));
    if (n == 0) continue;
    std::fprintf(out, "%s\"%s\": %" PRIu64, separator, name_of(static_cast<kind>(k)), n);
    separator = ", ";
  }
  std::fputc('}', out);
}

}  // namespace

std::uint64_t totals::instructions() const {
  return std::accumulate(count.begin(), count.end(), std::uint64_t{0});
}

std::uint64_t totals::neon() const {
  std::uint64_t sum = 0;
  for (int k = 0; k < kind_count; ++k) {
    if (is_neon(static_cast<kind>(k))) sum += count[static_cast<std::size_t>(k)];
  }
  return sum;
}

void totals::add(const segment& s, slot before, std::uint64_t with_waiting) {
  for (std::size_t k = 0; k < count.size(); ++k)
    count[k] += s.count[k];
  const auto at = static_cast<std::size_t>(before);
  issue_cycles += static_cast<std::uint64_t>(s.cycles[at]);
  width_cycles += static_cast<std::uint64_t>(s.width_cycles[at]);
  operand_cycles += with_waiting;
}

void totals::add(const totals& other) {
  for (std::size_t k = 0; k < count.size(); ++k)
    count[k] += other.count[k];
  issue_cycles += other.issue_cycles;
  width_cycles += other.width_cycles;
  operand_cycles += other.operand_cycles;
}

void counters::run(const block& b) {
  for (const segment& s : b.segments) {
    if (s.begins) {
      region_ = *s.begins;
      second_ = slot::taken;
      waits_ = {};
      if (region_ != 0) ++regions_[region_].entries;
    }
    if (region_ == 0) continue;
    region_totals& region = regions_[region_];
    const std::int64_t begin = waits_.cycles();
    for (const timed_instruction& i : s.code)
      waits_.issue(i);
    const auto with_waiting = static_cast<std::uint64_t>(waits_.cycles() - begin);
    region.sum.add(s, second_, with_waiting);
    region.guessed_set_blocks += b.guessed_set ? 1 : 0;
    if (by_function_) {
      functions_[{region_, b.function == nullptr ? "" : b.function}].add(s, second_, with_waiting);
    }
    second_ = s.second[static_cast<std::size_t>(second_)];
    if (s.count[static_cast<std::size_t>(kind::unknown)] == 0) continue;
    for (const unknown_encoding& u : b.unknown) {
      auto& [address, times] = unknown_[u.text];
      address = u.address;
      ++times;
    }
  }
}

void counters::add(const counters& other) {
  for (const auto& [id, region] : other.regions_) {
    regions_[id].entries += region.entries;
    regions_[id].guessed_set_blocks += region.guessed_set_blocks;
    regions_[id].sum.add(region.sum);
  }
  for (const auto& [key, sum] : other.functions_)
    functions_[key].add(sum);
  for (const auto& [text, where] : other.unknown_) {
    unknown_[text].first = where.first;
    unknown_[text].second += where.second;
  }
}

void counters::print_text(std::FILE* out, std::size_t functions) const {
  std::fprintf(out, "tcg_count: %s\n", caveat);
  if (regions_.empty()) {
    std::fprintf(out, "tcg_count: no region was run; the program marks them, see marker.hpp\n");
    return;
  }
  std::fprintf(out, "%7s %9s %14s %7s %14s %14s %14s   an entry of the region\n", "region",
               "entries", "instructions", "NEON %", "issue cycles", "width cycles",
               "operand cycles");
  for (const auto& [id, r] : regions_) {
    std::fprintf(out, "%7d %9" PRIu64 " %14.0f %7.1f %14.0f %14.0f %14.0f\n", int{id}, r.entries,
                 per_entry(r.sum.instructions(), r.entries),
                 percent(r.sum.neon(), r.sum.instructions()),
                 per_entry(r.sum.issue_cycles, r.entries), per_entry(r.sum.width_cycles, r.entries),
                 per_entry(r.sum.operand_cycles, r.entries));
    if (r.guessed_set_blocks > 0) {
      std::fprintf(out, "%7s guessed A32 or T32 for %" PRIu64 " blocks\n", "",
                   r.guessed_set_blocks);
    }
    print_functions(out, id, functions);
  }
  for (const auto& [text, where] : unknown_) {
    std::fprintf(out, "unknown encoding %s at 0x%" PRIx64 ", run %" PRIu64 " times\n", text.c_str(),
                 where.first, where.second);
  }
}

void counters::print_functions(std::FILE* out, std::uint16_t region, std::size_t most) const {
  std::vector<std::pair<const std::string*, const totals*>> rows;
  for (const auto& [key, sum] : functions_) {
    if (key.first == region) rows.emplace_back(&key.second, &sum);
  }
  std::ranges::sort(rows, [](const auto& a, const auto& b) {
    return a.second->issue_cycles > b.second->issue_cycles;
  });
  if (rows.size() > most) rows.resize(most);
  const std::uint64_t entries = regions_.at(region).entries;
  for (const auto& [name, sum] : rows) {
    std::fprintf(out, "%17s %14.0f %7.1f %14.0f %14.0f %14.0f   %s\n", "",
                 per_entry(sum->instructions(), entries), percent(sum->neon(), sum->instructions()),
                 per_entry(sum->issue_cycles, entries), per_entry(sum->width_cycles, entries),
                 per_entry(sum->operand_cycles, entries),
                 name->empty() ? "(no name)" : name->c_str());
  }
}

void counters::print_json(std::FILE* out) const {
  std::fprintf(out, "{\n  \"note\": %s,\n  \"regions\": [", quoted(caveat).c_str());
  const char* separator = "\n";
  for (const auto& [id, r] : regions_) {
    std::fprintf(out,
                 "%s    {\"region\": %d, \"entries\": %" PRIu64 ", \"guessed_set_blocks\": %" PRIu64
                 ", ",
                 separator, int{id}, r.entries, r.guessed_set_blocks);
    print_totals_json(out, r.sum);
    std::fputc('}', out);
    separator = ",\n";
  }
  std::fprintf(out, "\n  ],\n  \"functions\": [");
  separator = "\n";
  for (const auto& [key, sum] : functions_) {
    std::fprintf(out, "%s    {\"region\": %d, \"function\": %s, ", separator, int{key.first},
                 quoted(key.second).c_str());
    print_totals_json(out, sum);
    std::fputc('}', out);
    separator = ",\n";
  }
  std::fprintf(out, "\n  ],\n  \"unknown_encodings\": [");
  separator = "\n";
  for (const auto& [text, where] : unknown_) {
    std::fprintf(out, "%s    {\"encoding\": %s, \"address\": %" PRIu64 ", \"times\": %" PRIu64 "}",
                 separator, quoted(text).c_str(), where.first, where.second);
    separator = ",\n";
  }
  std::fprintf(out, "\n  ]\n}\n");
}

}  // namespace tcg_count
