// SPDX-License-Identifier: Apache-2.0
#include "tune/results.hpp"

#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "common/error.hpp"
#include "common/text.hpp"
#include "tune/candidates.hpp"

namespace tyto::tune {
namespace {

using convert::fail;
using json = nlohmann::json;

constexpr const char* value_name = "value";
constexpr const char* subject_name = "tyto-tune";

}  // namespace

result parse_result(std::string_view line, const std::string& name) {
  const json object = json::parse(line, nullptr, false);
  const auto text = [&](const char* member) {
    return object.is_object() && object.contains(member) && object[member].is_string();
  };
  if (!text("layer") || !text("choices") || !object.contains(name) || !object[name].is_number()) {
    fail(
        "\"{}\" is no result; accepted: {{\"layer\": \"conv_1\", \"choices\": \"pixels=3\", "
        "\"{}\": 1.5}}",
        convert::printable(line), name);
  }
  result r{object["layer"], object["choices"], object[name]};
  candidate_of(r.choices);
  if (!std::isfinite(r.value) || r.value <= 0.0) {
    fail("\"{}\": accepted: a \"{}\" above 0", convert::printable(line), name);
  }
  return r;
}

result_log::result_log(std::filesystem::path path, std::string subject) : path_(std::move(path)) {
  const std::string first_line = json{{subject_name, subject}}.dump();
  std::ifstream in(path_, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  in.close();
  // What has no end of line was cut off.
  const std::size_t cut = text.rfind('\n') + 1;
  if (cut != text.size()) {
    text.resize(cut);
    std::filesystem::resize_file(path_, cut);
  }
  if (text.empty()) {
    std::ofstream(path_, std::ios::binary) << first_line << '\n';
    if (!std::filesystem::exists(path_)) fail("{}: cannot be written", path_.string());
    return;
  }
  int number = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    const std::string_view line = std::string_view(text).substr(begin, end - begin);
    begin = end + 1;
    if (++number == 1) {
      if (line != first_line) {
        fail(
            "{}: is the log of another model, target, compiler or tyto; accepted: another --log, "
            "or none of that name",
            path_.string());
      }
      continue;
    }
    try {
      const result r = parse_result(line, value_name);
      values_[{r.layer, r.choices}] = r.value;
    } catch (const convert::error& e) {
      fail("{} line {}: {}", path_.string(), number, e.what());
    }
  }
}

std::optional<double> result_log::find(const std::string& layer, const std::string& choices) const {
  const auto found = values_.find({layer, choices});
  if (found == values_.end()) return std::nullopt;
  return found->second;
}

void result_log::add(const result& r) {
  values_[{r.layer, r.choices}] = r.value;
  std::ofstream out(path_, std::ios::binary | std::ios::app);
  out << json{{"layer", r.layer}, {"choices", r.choices}, {value_name, r.value}}.dump() << '\n';
  if (!out.flush()) fail("{}: cannot be written", path_.string());
}

}  // namespace tyto::tune
