// SPDX-License-Identifier: Apache-2.0
#include "results.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace bench {
namespace {

using json = nlohmann::ordered_json;

json read_json(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error(path + ": cannot be read");
  try {
    return json::parse(in);
  } catch (const json::exception& e) {
    throw std::runtime_error(path + ": " + e.what());
  }
}

// "layer/engine/precision"
result named(const std::string& name) {
  const std::size_t first = name.find('/');
  const std::size_t last = name.rfind('/');
  if (first == last) throw std::runtime_error("row '" + name + "' is not layer/engine/precision");
  result r;
  r.layer = name.substr(0, first);
  r.engine = name.substr(first + 1, last - first - 1);
  r.precision = name.substr(last + 1);
  return r;
}

void refuse_unknown(const json& counts, const std::string& path) {
  const json& unknown = counts.at("unknown_encodings");
  if (unknown.empty()) return;
  throw std::runtime_error(path + ": the counter does not know the encoding " +
                           unknown.front().at("encoding").get<std::string>() +
                           "; its row is missing in tools/tcg_count/decode.cpp");
}

}  // namespace

results read_times(const std::string& path) {
  const json file = read_json(path);
  const json& context = file.at("context");
  results all;
  all.context.emplace_back("cores", std::to_string(context.value("num_cpus", 0)) + " of " +
                                        std::to_string(context.value("mhz_per_cpu", 0)) + " MHz");
  for (const char* key : {"compiler", "flags", "date"})
    all.context.emplace_back(key, context.value(key, std::string("unknown")));
  std::vector<json> runs = file.at("benchmarks");
  // the order of the program, which ran them in another
  std::ranges::stable_sort(runs, {}, [](const json& run) { return run.value("family_index", 0); });
  for (const json& run : runs) {
    if (run.value("aggregate_name", "") != "min") continue;
    result r = named(run.at("run_name"));
    r.macs = run.value("macs", 0.0);
    const std::string unit = run.at("time_unit");
    const double scale = unit == "ns" ? 1e-3 : unit == "us" ? 1.0 : 1e3;
    r.values["time_us"] = run.at("cpu_time").get<double>() * scale;
    all.rows.push_back(std::move(r));
  }
  if (all.rows.empty()) {
    throw std::runtime_error(path + ": no repeated runs; run tyto-bench with " +
                             "--benchmark_repetitions=5 --benchmark_out=FILE");
  }
  return all;
}

results read_counts(const std::string& rows_path, const std::string& counts_path) {
  const json file = read_json(rows_path);
  const json counts = read_json(counts_path);
  refuse_unknown(counts, counts_path);
  std::map<int, json> by_region;
  for (const json& region : counts.at("regions"))
    by_region[region.at("region").get<int>()] = region;
  const auto counted = [&](const json& row) -> const json& {
    const auto found = by_region.find(row.at("region").get<int>());
    if (found == by_region.end()) {
      throw std::runtime_error(counts_path + ": row " + row.at("name").get<std::string>() +
                               " was not counted; the files are of two runs");
    }
    return found->second;
  };

  results all;
  for (const auto& [key, value] : file.at("context").items())
    all.context.emplace_back(key, value.get<std::string>());
  json empty;
  for (const json& row : file.at("rows")) {
    if (empty.is_null()) {
      empty = counted(row);
      continue;
    }
    const json& region = counted(row);
    result r = named(row.at("name"));
    r.macs = row.at("macs");
    for (const char* metric :
         {"instructions", "neon", "issue_cycles", "width_cycles", "operand_cycles"})
      r.values[metric] = region.at(metric).get<double>() - empty.at(metric).get<double>();
    all.rows.push_back(std::move(r));
  }
  return all;
}

std::string to_json(const results& r) {
  json out;
  for (const auto& [key, value] : r.context)
    out["context"][key] = value;
  out["rows"] = json::array();
  for (const result& row : r.rows) {
    json item = {{"layer", row.layer},
                 {"engine", row.engine},
                 {"precision", row.precision},
                 {"macs", row.macs}};
    for (const auto& [metric, value] : row.values)
      item[metric] = value;
    out["rows"].push_back(std::move(item));
  }
  return out.dump(2) + '\n';
}

}  // namespace bench
