// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluate/results.hpp"

namespace tyto::evaluate {

namespace {

using json = nlohmann::ordered_json;

// JSON has neither infinity nor NaN.
json finite(double x) {
  return std::isfinite(x) ? json(x) : json();
}

json layers(const scheme_result& s) {
  json all = json::array();
  for (const layer_error& e : s.layers) {
    all.push_back({{"name", e.name},
                   {"snr_db", finite(e.snr)},
                   {"own_snr_db", finite(e.own_snr)},
                   {"saturated", e.saturated},
                   {"values", e.values}});
  }
  return all;
}

json scheme(const results& r, const scheme_result& s) {
  const evaluation& e = s.accuracy;
  json recall = json::object();
  for (std::size_t label = 0; label < r.labels.size(); ++label)
    recall[r.labels[label]] = finite(e.recall(label));
  json out{{"scheme", e.scheme},
           {"clips", e.clips()},
           {"correct", e.correct()},
           {"accuracy", e.accuracy()},
           {"parameter_bytes", e.parameter_bytes},
           {"arena_bytes", e.arena_bytes},
           {"recall", recall},
           {"confusion", e.confusion}};
  if (!s.layers.empty()) {
    out["layers"] = layers(s);
    out["worst_layer"] = s.layers[worst_layer(s.layers)].name;
  }
  return out;
}

}  // namespace

std::string as_json(const results& r) {
  json schemes = json::array();
  for (const scheme_result& s : r.schemes)
    schemes.push_back(scheme(r, s));
  const json all{{"model", r.model_name},
                 {"model_sha256", r.model_sha256},
                 {"labels", r.labels},
                 {"schemes", schemes}};
  // Labels are any bytes: what is not UTF-8 is replaced.
  return all.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

}  // namespace tyto::evaluate
