// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/ranges_file.hpp"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/describe.hpp"

namespace tyto::convert {

namespace {

using json = nlohmann::ordered_json;

constexpr const char* format = "tyto ranges 1";

// Activations by name. Names are a source file's: not always different, and any bytes.
std::map<std::string, int> activations_by_name(const ir::graph& graph) {
  std::map<std::string, int> names;
  const auto add = [&](int tensor) {
    const std::string name = printable(graph.at(tensor).name);
    const std::string numbered = fmt::format("{} ({})", name, tensor);
    names.emplace(names.contains(name) ? numbered : name, tensor);
  };
  add(graph.input);
  for (const ir::node& node : graph.nodes)
    add(node.output);
  return names;
}

range range_of(const std::string& name, const json& bounds) {
  if (bounds.is_array() && bounds.size() == 2 && bounds[0].is_number() && bounds[1].is_number()) {
    const range r{bounds[0].get<float>(), bounds[1].get<float>()};
    if (std::isfinite(r.low) && std::isfinite(r.high) && r.low <= r.high) return r;
  }
  fail("the range of \"{}\" is {}; accepted: two finite numbers, the smaller one first",
       printable(name), printable(bounds.dump()));
}

}  // namespace

std::string write_ranges(const ir::graph& graph, const tensor_ranges& ranges,
                         const std::string& model_sha256) {
  std::map<int, std::string> name_of;
  for (const auto& [name, tensor] : activations_by_name(graph))
    name_of[tensor] = name;
  // A line a tensor, which dump() would make four of.
  std::string lines;
  for (const auto& [tensor, r] : ranges) {
    lines += fmt::format("{}    {}: [{}, {}]", lines.empty() ? "" : ",\n",
                         json(name_of.at(tensor)).dump(), r.low, r.high);
  }
  return fmt::format(
      "{{\n  \"format\": \"{}\",\n  \"model_sha256\": \"{}\",\n  \"tensors\": {{\n{}\n  }}\n}}\n",
      format, model_sha256, lines);
}

tensor_ranges read_ranges(const ir::graph& graph, std::span<const std::uint8_t> text,
                          const std::string& model_sha256) {
  const json file = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!file.is_object() || file.value("format", json()) != format ||
      !file.value("tensors", json()).is_object()) {
    fail("is no file of ranges; accepted: what tyto-convert --write-ranges has written");
  }
  if (file.value("model_sha256", json()) != model_sha256) {
    fail("holds the ranges of another model; accepted: those of the one with SHA-256 {}",
         model_sha256);
  }
  const std::map<std::string, int> names = activations_by_name(graph);
  tensor_ranges ranges;
  for (const auto& [name, bounds] : file["tensors"].items()) {
    const auto found = names.find(name);
    if (found == names.end()) {
      fail("names a tensor \"{}\" that the model has not", printable(name));
    }
    ranges[found->second] = range_of(name, bounds);
  }
  return ranges;
}

}  // namespace tyto::convert
