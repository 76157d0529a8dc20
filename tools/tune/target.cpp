// SPDX-License-Identifier: Apache-2.0
#include "tune/target.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "common/error.hpp"

namespace tyto::tune {
namespace {

using convert::fail;

constexpr const char* a7_compiler = "arm-linux-gnueabihf-g++";
constexpr const char* a7_flags =
    "-O2 -mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard -Wno-psabi -static";

std::string contents(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Puts the counts in place of the regions, each less what an empty region costs.
void take_counts(std::vector<result>& results, const std::filesystem::path& path,
                 const std::string& metric) {
  const auto counts = nlohmann::json::parse(contents(path), nullptr, false);
  if (!counts.is_object()) fail("{}: the instruction counter wrote no counts", path.string());
  if (!counts.at("unknown_encodings").empty()) {
    fail("{}: the instruction counter met instructions that it does not know", path.string());
  }
  std::map<int, double> by_region;
  for (const auto& region : counts.at("regions"))
    by_region[region.at("region").get<int>()] = region.at(metric).get<double>();
  constexpr int empty_region = 1;
  for (result& r : results) {
    const auto found = by_region.find(static_cast<int>(r.value));
    if (found == by_region.end()) fail("{}: lacks region {}", path.string(), r.value);
    r.value = found->second - by_region[empty_region];
  }
}

}  // namespace

target target_of(const std::string& name) {
  if (name == "host") return {name, "g++", "-O2 -march=native", "", "ns", true};
  if (name == "a7") return {name, a7_compiler, a7_flags, "neon", "issue_cycles", true};
  if (name == "board") return {name, a7_compiler, a7_flags, "neon", "ns", false};
  fail("no target {}; accepted: host, a7, board", name);
}

command compile_command(const target& t, const folders& f, const std::string& name) {
  const std::string base = (f.work / name).string();
  // Renamed when it is whole: what a stopped compiler leaves is no object.
  return {
      "compiling " + name,
      fmt::format("{} -std=c++20 {} -I {} -I {} {} -c {} -o {} && mv {} {}", t.compiler, t.flags,
                  quoted((f.source / "include").string()), quoted((f.source / "tools").string()),
                  t.counts() ? "-DTYTO_TUNE_COUNT=1" : "", quoted(base + ".cpp"),
                  quoted(base + ".part"), quoted(base + ".part"), quoted(base + ".o")),
      base + ".log"};
}

command link_command(const target& t, const folders& f, const std::string& name,
                     const std::vector<std::string>& objects) {
  std::string words;
  for (const std::string& object : objects)
    words += " " + quoted((f.work / object).string() + ".o");
  const std::string program = (f.work / name).string();
  return {"linking " + name,
          fmt::format("{} {}{} -o {}", t.compiler, t.flags, words, quoted(program)),
          program + ".log"};
}

std::vector<result> measure(const target& t, const folders& f, const std::string& name,
                            const std::string& argument) {
  const std::string program = (f.work / name).string();
  const std::string counts = program + ".counts.json";
  std::string line = quoted(program) + " " + argument;
  if (t.counts()) {
    if (f.counter.empty()) {
      fail(
          "this tyto-tune was built without the instruction counter; accepted: --counter "
          "libtcg_count.so");
    }
    line = fmt::format("qemu-arm -cpu cortex-a7 -plugin {},out={},quiet=on {}",
                       quoted(f.counter.string()), quoted(counts), line);
  }
  const std::filesystem::path printed = program + ".out";
  run({"running " + name + " " + argument, line, printed});
  std::vector<result> results = results_in(contents(printed), t.counts() ? "region" : "ns");
  if (t.counts()) take_counts(results, counts, t.metric);
  return results;
}

std::vector<result> results_in(std::string_view printed, const std::string& value_name) {
  std::vector<result> results;
  int number = 0;
  while (!printed.empty()) {
    const std::size_t end = printed.find('\n');
    std::string_view line = printed.substr(0, end);
    printed.remove_prefix(end == std::string_view::npos ? printed.size() : end + 1);
    ++number;
    if (line.ends_with('\r')) line.remove_suffix(1);  // from a terminal
    if (line.empty()) continue;
    try {
      results.push_back(parse_result(line, value_name));
    } catch (const convert::error& e) {
      fail("line {}: {}", number, e.what());
    }
  }
  return results;
}

}  // namespace tyto::tune
