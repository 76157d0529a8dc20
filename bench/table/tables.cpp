// SPDX-License-Identifier: Apache-2.0
#include "tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

namespace bench {
namespace {

constexpr const char* whole_network = "network";
constexpr const char* precisions[] = {"int8", "float32"};

// Cells of a table, the header first; the first column is text, the others are numbers.
using table = std::vector<std::vector<std::string>>;

// Characters, not bytes: a cell may hold a multiplication sign.
std::size_t width_of(const std::string& s) {
  return static_cast<std::size_t>(std::ranges::count_if(
      s, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::string render(const table& t) {
  std::vector<std::size_t> widths;
  for (const auto& row : t) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t c = 0; c < row.size(); ++c)
      widths[c] = std::max(widths[c], width_of(row[c]));
  }
  std::string out;
  for (std::size_t r = 0; r < t.size(); ++r) {
    for (std::size_t c = 0; c < t[r].size(); ++c) {
      const std::string pad(widths[c] - width_of(t[r][c]), ' ');
      out += "| " + (c == 0 ? t[r][c] + pad : pad + t[r][c]) + ' ';
    }
    out += "|\n";
    if (r != 0) continue;
    for (std::size_t c = 0; c < widths.size(); ++c)
      out += '|' + std::string(widths[c] + (c == 0 ? 2 : 1), '-') + (c == 0 ? "" : ":");
    out += "|\n";
  }
  return out + '\n';
}

// Names in the order of their first row.
std::vector<std::string> distinct(const results& r, const std::string result::*field) {
  std::vector<std::string> names;
  for (const result& row : r.rows) {
    if (std::ranges::find(names, row.*field) == names.end()) names.push_back(row.*field);
  }
  return names;
}

const result* find(const results& r, const std::string& layer, const std::string& engine,
                   const std::string& precision) {
  const auto found = std::ranges::find_if(r.rows, [&](const result& row) {
    return row.layer == layer && row.engine == engine && row.precision == precision;
  });
  return found == r.rows.end() ? nullptr : &*found;
}

bool is_tyto(const std::string& engine) {
  return engine.starts_with("tyto ");
}

// tyto's best for a layer: what the others are compared with.
std::optional<double> best_tyto(const results& r, const std::string& layer,
                                const std::string& precision, const std::string& metric) {
  std::optional<double> best;
  for (const result& row : r.rows) {
    if (row.layer != layer || row.precision != precision || !is_tyto(row.engine)) continue;
    const double value = row.values.at(metric);
    if (!best || value < *best) best = value;
  }
  return best;
}

std::string ratio(double value, std::optional<double> best) {
  return best && *best > 0 ? fmt::format("{:.2f}×", value / *best) : "";
}

// A number with the digits that matter: three or more.
std::string number(double value) {
  if (value >= 100) return fmt::format("{:.0f}", value);
  return value >= 10 ? fmt::format("{:.1f}", value) : fmt::format("{:.2f}", value);
}

// One metric, a layer a row, an engine a column; beside each engine that is not tyto how many times
// as much as tyto's best it takes.
std::string layer_table(const results& r, const std::string& precision, const std::string& metric,
                        double unit) {
  table t{{"layer", "MACs"}};
  const std::vector<std::string> engines = distinct(r, &result::engine);
  for (const std::string& engine : engines) {
    t[0].push_back(engine);
    if (!is_tyto(engine)) t[0].emplace_back("/ tyto");
  }
  for (const std::string& layer : distinct(r, &result::layer)) {
    std::vector<std::string> cells{layer, ""};
    for (const std::string& engine : engines) {
      const result* row = find(r, layer, engine, precision);
      if (row != nullptr) cells[1] = fmt::format("{:.0f}", row->macs);
      const double value = row == nullptr ? 0.0 : row->values.at(metric);
      cells.push_back(row == nullptr ? "" : number(value / unit));
      if (!is_tyto(engine)) {
        cells.push_back(row == nullptr ? "" : ratio(value, best_tyto(r, layer, precision, metric)));
      }
    }
    t.push_back(std::move(cells));
  }
  return render(t);
}

std::string context_lines(const results& r) {
  std::string out;
  for (const auto& [key, value] : r.context)
    out += fmt::format("- {}: {}\n", key, value);
  return out + '\n';
}

}  // namespace

std::string time_tables(const results& r) {
  const std::string metric = "time_us";
  table summary{
      {"whole network, one inference", "int8 µs", "/ tyto", "float32 µs", "/ tyto", "/ tyto int8"}};
  const std::optional<double> best_int8 = best_tyto(r, whole_network, "int8", metric);
  for (const std::string& engine : distinct(r, &result::engine)) {
    std::vector<std::string> cells{engine};
    std::string against_int8;
    for (const char* precision : precisions) {
      const result* row = find(r, whole_network, engine, precision);
      const double value = row == nullptr ? 0.0 : row->values.at(metric);
      cells.push_back(row == nullptr ? "" : number(value));
      cells.push_back(
          row == nullptr ? "" : ratio(value, best_tyto(r, whole_network, precision, metric)));
      if (row != nullptr) against_int8 = ratio(value, best_int8);
    }
    cells.push_back(against_int8);
    summary.push_back(std::move(cells));
  }
  std::string out = context_lines(r) + render(summary);
  for (const char* precision : precisions)
    out += fmt::format("{}, µs a layer:\n\n", precision) + layer_table(r, precision, metric, 1.0);
  return out;
}

std::string count_tables(const results& r) {
  table summary{{"whole network, one inference", "instructions", "/ tyto", "NEON %", "issue cycles",
                 "/ tyto", "width cycles", "/ tyto", "operand cycles", "/ tyto",
                 "instructions / MAC", "issue cycles / MAC"}};
  for (const char* precision : precisions) {
    for (const std::string& engine : distinct(r, &result::engine)) {
      const result* row = find(r, whole_network, engine, precision);
      if (row == nullptr) continue;
      std::vector<std::string> cells{engine + ' ' + precision};
      const double instructions = row->values.at("instructions");
      for (const char* metric :
           {"instructions", "issue_cycles", "width_cycles", "operand_cycles"}) {
        const double value = row->values.at(metric);
        cells.push_back(fmt::format("{:.3f} M", value / 1e6));
        cells.push_back(ratio(value, best_tyto(r, whole_network, precision, metric)));
        if (cells.size() == 3) {
          cells.push_back(fmt::format("{:.0f}", 100 * row->values.at("neon") / instructions));
        }
      }
      cells.push_back(fmt::format("{:.3f}", instructions / row->macs));
      cells.push_back(fmt::format("{:.3f}", row->values.at("issue_cycles") / row->macs));
      summary.push_back(std::move(cells));
    }
  }
  std::string out = context_lines(r) + render(summary);
  for (const char* precision : precisions) {
    out += fmt::format("{}, thousands of instructions a layer:\n\n", precision) +
           layer_table(r, precision, "instructions", 1e3);
    out += fmt::format("{}, thousands of issue cycles a layer:\n\n", precision) +
           layer_table(r, precision, "issue_cycles", 1e3);
  }
  return out;
}

std::string growth_table(const results& r) {
  table t{{"network", "MACs", "instructions", "instructions / MAC", "/ the first's", "issue cycles",
           "issue cycles / MAC", "/ the first's"}};
  const auto per_mac = [](const result& row, const char* metric) {
    return row.values.at(metric) / row.macs;
  };
  for (const result& row : r.rows) {
    std::vector<std::string> cells{row.layer, fmt::format("{:.3f} M", row.macs / 1e6)};
    for (const char* metric : {"instructions", "issue_cycles"}) {
      cells.push_back(fmt::format("{:.3f} M", row.values.at(metric) / 1e6));
      cells.push_back(fmt::format("{:.3f}", per_mac(row, metric)));
      cells.push_back(ratio(per_mac(row, metric), per_mac(r.rows.front(), metric)));
    }
    t.push_back(std::move(cells));
  }
  return context_lines(r) + render(t);
}

}  // namespace bench
