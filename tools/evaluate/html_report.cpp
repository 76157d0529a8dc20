// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <kainjow/mustache.hpp>

#include "convert/lower/memory.hpp"
#include "evaluate/html_page.hpp"
#include "evaluate/results.hpp"
#include "tyto/config.hpp"

namespace tyto::evaluate {

namespace {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

// A page's coordinates, in pixels.
constexpr double bar_width = 280.0;
constexpr int bar_step = 26;
constexpr double layer_width = 560.0;
constexpr double layer_decibels = 60.0;  // that fill layer_width
constexpr double map_left = 60.0;
constexpr double map_width = 830.0;
constexpr double map_bottom = 200.0;
constexpr double map_height = 180.0;

data number(double x) {
  return fmt::format("{:.1f}", x);
}
data number(std::int64_t x) {
  return fmt::format("{}", x);
}
data percent(double share) {
  return std::isnan(share) ? std::string("-") : fmt::format("{:.2f}", 100 * share);
}
data decibels(double snr) {
  return std::isinf(snr) ? std::string("exact") : fmt::format("{:.1f}", snr);
}

data list() {
  return data(data::type::list);
}

double decibel_width(double snr) {
  return layer_width * std::clamp(snr / layer_decibels, 0.0, 1.0);
}

data layers(const scheme_result& s) {
  data all = list();
  const std::size_t worst = worst_layer(s.layers);
  for (std::size_t i = 0; i < s.layers.size(); ++i) {
    const layer_error& e = s.layers[i];
    const double y = static_cast<double>(i) * bar_step;
    const double width = decibel_width(e.snr);
    const double alone_width = decibel_width(e.own_snr);
    data d;
    d["layer"] = e.name;
    d["snr"] = decibels(e.snr);
    d["alone"] = decibels(e.own_snr);
    d["saturated"] = number(e.saturated);
    d["values"] = number(e.values);
    d["y"] = number(y + 2);
    d["alone_y"] = number(y + 12);
    d["text_y"] = number(y + 16);
    d["snr_width"] = number(width);
    d["alone_width"] = number(alone_width);
    d["end"] = number(190 + std::max(width, alone_width));
    d["alone_class"] = std::string(i == worst ? "hurts" : "alone");
    d["row_class"] = std::string(i == worst ? "worst" : "");
    all << d;
  }
  return all;
}

std::int64_t output_bytes_of(const convert::lowered::layer& layer) {
  return std::visit(
      []<class Spec>(const Spec& spec) -> std::int64_t {
        return spec.output.elements() * static_cast<std::int64_t>(sizeof(typename Spec::element));
      },
      layer.spec);
}

data buffers(const scheme_result& s) {
  const convert::memory plan = convert::plan_memory(s.model);
  const auto arena = static_cast<double>(std::max<std::int64_t>(plan.arena_bytes, 1));
  const double column = map_width / static_cast<double>(s.model.layers.size());
  data all = list();
  // The last layer's output is the caller's memory.
  for (std::size_t i = 0; i + 1 < s.model.layers.size(); ++i) {
    const convert::lowered::layer& layer = s.model.layers[i];
    const graph::placement& p = plan.placements[i];
    const std::int64_t bytes = output_bytes_of(layer);
    const double height = map_height * static_cast<double>(bytes) / arena;
    const double columns = static_cast<double>(p.last_reader) - static_cast<double>(i) + 1;
    data d;
    d["layer"] = layer.name;
    d["bytes"] = number(bytes);
    d["offset"] = number(p.offset);
    d["x"] = number(map_left + column * static_cast<double>(i));
    d["y"] = number(map_bottom - map_height * static_cast<double>(p.offset) / arena - height);
    d["width"] = number(column * columns);
    d["height"] = number(height);
    all << d;
  }
  return all;
}

data confusion(const results& r, const scheme_result& s) {
  data rows = list();
  for (std::size_t label = 0; label < r.labels.size(); ++label) {
    data cells = list();
    const int clips = std::max(1, s.accuracy.clips_of(label));
    for (std::size_t heard = 0; heard < r.labels.size(); ++heard) {
      const int count = s.accuracy.confusion[label][heard];
      data cell;
      cell["count"] = count == 0 ? std::string("\u00b7") : fmt::format("{}", count);
      cell["share"] = fmt::format("{:.2f}", static_cast<double>(count) / clips);
      cell["colour"] = std::string(heard == label ? "43, 122, 120" : "200, 85, 61");
      cells << cell;
    }
    data row;
    row["label"] = r.labels[label];
    row["cells"] = data(cells);
    rows << row;
  }
  return rows;
}

data labels(const results& r) {
  data all = list();
  for (std::size_t label = 0; label < r.labels.size(); ++label) {
    data recalls = list();
    for (const scheme_result& s : r.schemes) {
      data recall;
      recall["recall"] = percent(s.accuracy.recall(label));
      recalls << recall;
    }
    data d;
    d["label"] = r.labels[label];
    d["clips"] = number(std::int64_t{r.schemes.at(0).accuracy.clips_of(label)});
    d["recalls"] = data(recalls);
    all << d;
  }
  return all;
}

data label_names(const results& r) {
  data all = list();
  for (const std::string& label : r.labels) {
    data d;
    d["name"] = label;
    all << d;
  }
  return all;
}

data schemes(const results& r) {
  std::int64_t largest = 1;
  for (const scheme_result& s : r.schemes)
    largest = std::max(largest, s.accuracy.parameter_bytes);
  data all = list();
  for (std::size_t i = 0; i < r.schemes.size(); ++i) {
    const scheme_result& s = r.schemes[i];
    const evaluation& e = s.accuracy;
    const double accuracy_width = bar_width * e.accuracy();
    const double size_width =
        bar_width * 0.7 * static_cast<double>(e.parameter_bytes) / static_cast<double>(largest);
    const auto y = static_cast<double>(i) * bar_step;
    data d;
    d["scheme"] = e.scheme;
    d["accuracy"] = percent(e.accuracy());
    d["correct"] = fmt::format("{} of {}", e.correct(), e.clips());
    d["parameters"] = number(e.parameter_bytes);
    d["arena"] = number(e.arena_bytes);
    d["y"] = number(y + 4);
    d["text_y"] = number(y + 18);
    d["accuracy_width"] = number(accuracy_width);
    d["accuracy_end"] = number(186 + accuracy_width);
    d["size_width"] = number(size_width);
    d["size_end"] = number(576 + size_width);
    d["has_layers"] = data(s.layers.empty() ? data::type::bool_false : data::type::bool_true);
    d["layers"] = layers(s);
    d["layers_height"] = number(static_cast<std::int64_t>(s.layers.size()) * bar_step + 4);
    d["buffers"] = buffers(s);
    d["names"] = label_names(r);
    d["confusion"] = confusion(r, s);
    all << d;
  }
  return all;
}

}  // namespace

std::string as_html(const results& r) {
  data page;
  page["model"] = r.model_name;
  page["folder"] = r.clips;
  page["sha256"] = r.model_sha256;
  page["version"] = std::string(TYTO_VERSION_STRING);
  page["clips"] = number(std::int64_t{r.schemes.at(0).accuracy.clips()});
  page["bars_height"] = number(static_cast<std::int64_t>(r.schemes.size()) * bar_step + 4);
  page["schemes"] = schemes(r);
  page["labels"] = labels(r);
  return mustache(html_page).render(page);
}

}  // namespace tyto::evaluate
