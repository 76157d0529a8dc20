// SPDX-License-Identifier: Apache-2.0
#include "common/manifest.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "common/text.hpp"

namespace tyto::convert {

namespace {

using nlohmann::json;

json parse(std::string_view text, const char* what) {
  json all = json::parse(text, nullptr, false);
  if (all.is_discarded()) fail("is no JSON; needed: {}", what);
  if (!all.is_object()) fail("is JSON, but no object; needed: {}", what);
  return all;
}

// A value as it stands in the file, short enough for a message.
std::string shown(const json& value) {
  return printable(value.dump(-1, ' ', true, json::error_handler_t::replace), 60);
}

double number(const json& object, const char* key, double least, double most, const char* cure) {
  const auto at = object.find(key);
  if (at == object.end()) fail("has no \"{}\"; needed: {} to {}; {}", key, least, most, cure);
  const bool fits = at->is_number() && at->get<double>() >= least && at->get<double>() <= most;
  if (!fits) fail("\"{}\" is {}; needed: {} to {}; {}", key, shown(*at), least, most, cure);
  return at->get<double>();
}

int whole(const json& object, const char* key, int least, int most, const char* cure) {
  const double value = number(object, key, least, most, cure);
  if (value != std::floor(value)) fail("\"{}\" is {}; needed: a whole number", key, value);
  return static_cast<int>(value);
}

std::string text_or_empty(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace

manifest parse_manifest(std::string_view text) {
  const char* const needed =
      "a wake word's manifest, with \"micro\": {\"probability_cutoff\": ...}";
  const json all = parse(text, needed);
  const auto micro = all.find("micro");
  if (micro == all.end() || !micro->is_object())
    fail("has no object \"micro\"; needed: {}", needed);

  manifest m;
  m.wake_word = text_or_empty(all, "wake_word");
  m.model = text_or_empty(all, "model");
  m.version =
      all.contains("version") ? whole(all, "version", 1, 2, "the manifest's own version") : 1;
  m.probability_cutoff = number(*micro, "probability_cutoff", 0.0, 1.0, "a probability");
  if (m.probability_cutoff == 1.0)
    fail("\"probability_cutoff\" is 1, which is never passed; needed: less");
  // Version 1 has another name for it.
  const char* const window = micro->contains("sliding_window_size") ? "sliding_window_size"
                                                                    : "sliding_window_average_size";
  m.sliding_window_size = micro->contains(window)
                              ? whole(*micro, window, 1, 64, "runs of the network")
                              : whole(*micro, "sliding_window_size", 1, 64, "runs of the network");
  if (micro->contains("feature_step_size")) {
    m.feature_step_size_ms = whole(*micro, "feature_step_size", 1, 1000, "milliseconds");
  }
  return m;
}

operating_point parse_operating_point(std::string_view text) {
  const json all = parse(text, "what tyto-operate --write makes");
  const std::string rule = text_or_empty(all, "rule");
  if (rule != "log_ratio") {
    fail("\"rule\" is \"{}\"; needed: \"log_ratio\", as tyto-operate --rule ratio --write makes it",
         printable(rule, 60));
  }
  operating_point p;
  p.hop_ms = number(all, "hop_ms", 1.0, 10000.0, "milliseconds");
  p.average_ms = whole(all, "average_ms", 1, 100000, "milliseconds");
  const auto thresholds = all.find("thresholds");
  if (thresholds == all.end() || !thresholds->is_object() || thresholds->empty())
    fail("has no \"thresholds\"; needed: an object with a number for each keyword");
  for (const auto& [label, value] : thresholds->items())
    p.thresholds[label] = number(*thresholds, label.c_str(), -8.0, 8.0, "a log-likelihood ratio");
  return p;
}

}  // namespace tyto::convert
