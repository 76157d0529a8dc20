// SPDX-License-Identifier: Apache-2.0
#include "convert/emit/report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "common/text.hpp"
#include "common/text_table.hpp"
#include "convert/lower/accumulator.hpp"
#include "convert/lower/memory.hpp"

namespace tyto::convert {

namespace {

using row = text_row;

const char* operator_name(const lowered::layer& l) {
  return std::visit([](const auto& s) { return s.operator_name; }, l.spec);
}

row summary_row(const lowered::model& model, std::size_t i) {
  const lowered::layer& l = model.layers[i];
  return {fmt::format("{}", i),
          l.name,
          operator_name(l),
          dimensions(lowered::input_of(l)) + " -> " + dimensions(lowered::output_of(l)),
          fmt::format("{}", lowered::macs_of(l)),
          fmt::format("{}", lowered::constant_bytes_of(l))};
}

std::string totals(const lowered::model& model) {
  std::int64_t macs = 0;
  std::int64_t bytes = 0;
  for (const lowered::layer& l : model.layers) {
    macs += lowered::macs_of(l);
    bytes += lowered::constant_bytes_of(l);
  }
  return fmt::format("total: {} MACs, {} weight bytes, arena {} bytes (scalar kernels)\n", macs,
                     bytes, plan_memory(model).arena_bytes);
}

std::vector<multiplier> multipliers(const lowered::layer& l) {
  if (const auto* s = std::get_if<ops::softmax<std::int8_t>>(&l.spec)) return {s->input_multiplier};
  if (const auto* s = std::get_if<ops::add<std::int8_t>>(&l.spec)) {
    return {s->input_multiplier[0], s->input_multiplier[1], s->output_multiplier};
  }
  return l.multipliers;
}

std::string multiplier_range(const lowered::layer& l) {
  const auto real = [](multiplier m) { return std::ldexp(double(m.mantissa), m.exponent - 31); };
  const std::vector<multiplier> all = multipliers(l);
  if (all.empty()) return "-";
  const auto [least, most] = std::minmax_element(
      all.begin(), all.end(), [&](multiplier a, multiplier b) { return real(a) < real(b); });
  const std::string low = fmt::format("{:.3e}", real(*least));
  const std::string high = fmt::format("{:.3e}", real(*most));
  return low == high ? low : low + ".." + high;
}

// The bound, and the bits of a signed integer that holds it.
row accumulator_columns(const lowered::layer& l) {
  const std::vector<std::int64_t> bounds = accumulator_bounds(l);
  if (bounds.empty()) return {"-", "-"};
  const std::int64_t largest = *std::max_element(bounds.begin(), bounds.end());
  return {fmt::format("{}", largest),
          fmt::format("{}", std::bit_width(static_cast<std::uint64_t>(largest)) + 1)};
}

const char* integer_name(ir::element_type type) {
  switch (type) {
    case ir::element_type::uint8:
      return "uint8";
    case ir::element_type::int16:
      return "int16";
    case ir::element_type::int32:
      return "int32";
    case ir::element_type::int8:
    case ir::element_type::int64:
    case ir::element_type::float32:
    case ir::element_type::other:
      break;
  }
  return "int8";
}

std::string end_line(const char* what, const lowered::end& e) {
  if (e.is_float) return fmt::format("{}: {} float\n", what, dimensions(e.dims));
  return fmt::format("{}: {} {}, scale {}, zero point {}\n", what, dimensions(e.dims),
                     integer_name(e.type), e.quantized.scale, e.quantized.zero_point);
}

const std::vector<bool> summary_numeric{true, false, false, false, true, true};
const row summary_heading{"#", "layer", "operator", "input -> output", "MACs", "weight bytes"};

}  // namespace

std::string summary_table(const lowered::model& model) {
  std::vector<row> rows{summary_heading};
  for (std::size_t i = 0; i < model.layers.size(); ++i)
    rows.push_back(summary_row(model, i));
  return text_table(rows, summary_numeric) + totals(model);
}

std::string report(const lowered::model& model, const source& from) {
  const memory plan = plan_memory(model);
  const auto append = [](row& r, const row& more) { r.insert(r.end(), more.begin(), more.end()); };
  std::vector<row> rows{summary_heading};
  append(rows[0], {"arena in use", "multipliers", "|accumulator|", "bits"});
  std::vector<bool> numeric = summary_numeric;
  numeric.insert(numeric.end(), {true, false, true, true});
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    rows.push_back(summary_row(model, i));
    append(rows.back(),
           {fmt::format("{}", plan.placements[i].bytes_in_use), multiplier_range(model.layers[i])});
    append(rows.back(), accumulator_columns(model.layers[i]));
  }
  std::string out =
      fmt::format("{}: {} bytes, SHA-256 {}\n", printable(from.file_name), from.bytes, from.sha256);
  out += end_line("input", model.input) + end_line("output", model.output);
  out += text_table(rows, numeric) + totals(model);
  for (const std::string& note : model.notes)
    out += "note: " + note + "\n";
  return out;
}

}  // namespace tyto::convert
