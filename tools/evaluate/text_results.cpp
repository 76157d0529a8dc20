// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "common/text.hpp"
#include "common/text_table.hpp"
#include "evaluate/results.hpp"

namespace tyto::evaluate {

namespace {

using convert::text_row;
using convert::text_table;

std::string percent(double share) {
  return std::isnan(share) ? "-" : fmt::format("{:.2f}", 100 * share);
}

std::string db(double snr) {
  return std::isinf(snr) ? "exact" : fmt::format("{:.1f}", snr);
}

std::string summary(const results& r) {
  std::vector<text_row> rows{{"scheme", "accuracy %", "correct", "parameter bytes", "arena bytes"}};
  for (const scheme_result& s : r.schemes) {
    const evaluation& e = s.accuracy;
    rows.push_back({e.scheme, percent(e.accuracy()),
                    fmt::format("{} of {}", e.correct(), e.clips()),
                    fmt::format("{}", e.parameter_bytes), fmt::format("{}", e.arena_bytes)});
  }
  return text_table(rows, {false, true, true, true, true});
}

std::string recall(const results& r) {
  text_row header{"recall %", "clips"};
  for (const scheme_result& s : r.schemes)
    header.push_back(s.accuracy.scheme);
  std::vector<text_row> rows{header};
  for (std::size_t label = 0; label < r.labels.size(); ++label) {
    text_row row{convert::printable(r.labels[label]),
                 fmt::format("{}", r.schemes.at(0).accuracy.clips_of(label))};
    for (const scheme_result& s : r.schemes)
      row.push_back(percent(s.accuracy.recall(label)));
    rows.push_back(row);
  }
  std::vector<bool> numeric(header.size(), true);
  numeric[0] = false;
  return text_table(rows, numeric);
}

std::string confusion(const results& r, const scheme_result& s) {
  text_row header{s.accuracy.scheme + ": clip is \\ heard"};
  for (const std::string& label : r.labels)
    header.push_back(convert::printable(label));
  std::vector<text_row> rows{header};
  for (std::size_t label = 0; label < r.labels.size(); ++label) {
    text_row row{convert::printable(r.labels[label])};
    for (const int clips : s.accuracy.confusion[label])
      row.push_back(clips == 0 ? "." : fmt::format("{}", clips));
    rows.push_back(row);
  }
  std::vector<bool> numeric(header.size(), true);
  numeric[0] = false;
  return text_table(rows, numeric);
}

std::string layers(const scheme_result& s) {
  std::vector<text_row> rows{
      {s.accuracy.scheme + ": layer", "SNR dB", "alone dB", "saturated", "of values", ""}};
  const std::size_t worst = worst_layer(s.layers);
  for (std::size_t i = 0; i < s.layers.size(); ++i) {
    const layer_error& e = s.layers[i];
    rows.push_back({e.name, db(e.snr), db(e.own_snr), fmt::format("{}", e.saturated),
                    fmt::format("{}", e.values), i == worst ? "<- hurts most" : ""});
  }
  return text_table(rows, {false, true, true, true, true, false});
}

}  // namespace

std::string as_text(const results& r) {
  std::string out = summary(r) + "\n" + recall(r);
  for (const scheme_result& s : r.schemes) {
    if (!s.layers.empty()) out += "\n" + layers(s);
  }
  for (const scheme_result& s : r.schemes)
    out += "\n" + confusion(r, s);
  return out;
}

}  // namespace tyto::evaluate
