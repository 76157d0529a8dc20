// SPDX-License-Identifier: Apache-2.0
// The report as one self-contained page; pugixml escapes what it is made of.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>
#include <sstream>

#include "bounds.hpp"
#include "report.hpp"

namespace operate {

namespace {

constexpr const char* style =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:52em;margin:2em auto;padding:0 1em;"
    "color:#222}table{border-collapse:collapse}td,th{padding:.15em .8em;text-align:right;"
    "border-bottom:1px solid #ddd}.chosen{background:#fff3d0;font-weight:bold}"
    "svg text{font:12px system-ui,sans-serif;fill:#444}";

constexpr const char* colours[] = {"#1f6fb4", "#c8501e", "#2e8b57",
                                   "#7a4fb5", "#8a6d1d", "#444444"};

pugi::xml_node add(pugi::xml_node parent, const char* name, const std::string& text = {}) {
  pugi::xml_node node = parent.append_child(name);
  if (!text.empty()) node.text().set(text.c_str());
  return node;
}

void set(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(value.c_str());
}

// Position on the page of a point of the curve: false accepts an hour to the right, on a
// logarithmic scale, and misses upwards.
class axes {
 public:
  static constexpr double width = 720.0;
  static constexpr double height = 420.0;

  axes(double lowest_rate, double highest_rate, double highest_miss)
      : low_(std::floor(std::log10(lowest_rate))),
        high_(std::max(low_ + 1.0, std::ceil(std::log10(highest_rate)))),
        top_(std::max(10.0, std::ceil(highest_miss / 10.0) * 10.0)) {}

  // A rate of 0 is drawn at the left edge.
  [[nodiscard]] double x(double rate) const {
    const double decades = rate > 0.0 ? std::max(low_, std::log10(rate)) - low_ : 0.0;
    return left + decades / (high_ - low_) * (width - left - right);
  }
  [[nodiscard]] double y(double miss) const {
    return height - bottom - miss / top_ * (height - bottom - top);
  }

  void draw(pugi::xml_node svg) const {
    for (int decades = 0; low_ + decades <= high_; ++decades) {
      const double rate = std::pow(10.0, low_ + decades);
      line(svg, x(rate), y(0.0), x(rate), y(top_));
      label(svg, x(rate), y(0.0) + 18.0, "middle", fmt::format("{:g}", rate));
    }
    for (int tens = 0; 10.0 * tens <= top_; ++tens) {
      const double miss = 10.0 * tens;
      line(svg, x(std::pow(10.0, low_)), y(miss), x(std::pow(10.0, high_)), y(miss));
      label(svg, left - 8.0, y(miss) + 4.0, "end", fmt::format("{:.0f} %", miss));
    }
    label(svg, width / 2.0, height - 6.0, "middle", "false accepts an hour");
    label(svg, left, 14.0, "middle", "misses");
  }

  static void label(pugi::xml_node svg, double x, double y, const char* anchor,
                    const std::string& text) {
    pugi::xml_node node = add(svg, "text", text);
    set(node, "x", fmt::format("{:.1f}", x));
    set(node, "y", fmt::format("{:.1f}", y));
    set(node, "text-anchor", anchor);
  }

 private:
  static constexpr double left = 56.0;
  static constexpr double right = 20.0;
  static constexpr double top = 24.0;
  static constexpr double bottom = 44.0;

  static void line(pugi::xml_node svg, double x1, double y1, double x2, double y2) {
    pugi::xml_node node = add(svg, "line");
    set(node, "x1", fmt::format("{:.1f}", x1));
    set(node, "y1", fmt::format("{:.1f}", y1));
    set(node, "x2", fmt::format("{:.1f}", x2));
    set(node, "y2", fmt::format("{:.1f}", y2));
    set(node, "stroke", "#ddd");
  }

  double low_;   // powers of ten
  double high_;  // powers of ten
  double top_;   // per cent
};

struct position {
  double rate;
  double miss;
};

// Of the half to report, all surroundings together.
position position_of(const outcome& o, const findings& f) {
  int clips = 0;
  for (std::size_t s = 0; s < f.heard.surroundings.size(); ++s)
    clips += f.heard.clip_count(half::report, static_cast<int>(s));
  return {o.all_false_accepts() / f.heard.hours(half::report),
          clips == 0 ? 0.0 : 100.0 * o.all_missed() / clips};
}

void draw_curves(pugi::xml_node body, const findings& f) {
  double lowest = 1.0;
  double highest = 1.0;
  double highest_miss = 0.0;
  for (const curve& c : f.curves) {
    for (const point& p : c.points) {
      const position at = position_of(p.on_report, f);
      if (at.rate > 0.0) lowest = std::min(lowest, at.rate);
      highest = std::max(highest, at.rate);
      highest_miss = std::max(highest_miss, at.miss);
    }
  }
  const axes on_page(lowest, highest, highest_miss);
  pugi::xml_node svg = add(body, "svg");
  set(svg, "xmlns", "http://www.w3.org/2000/svg");
  set(svg, "viewBox", fmt::format("0 0 {:.0f} {:.0f}", axes::width, axes::height));
  on_page.draw(svg);
  for (std::size_t i = 0; i < f.curves.size(); ++i) {
    const curve& c = f.curves[i];
    const char* colour = colours[i % std::size(colours)];
    std::string corners;
    for (const point& p : c.points) {
      const position at = position_of(p.on_report, f);
      corners += fmt::format("{:.1f},{:.1f} ", on_page.x(at.rate), on_page.y(at.miss));
    }
    pugi::xml_node line = add(svg, "polyline");
    set(line, "points", corners);
    set(line, "fill", "none");
    set(line, "stroke", colour);
    set(line, "stroke-width", "2");
    const double key = 34.0 + 16.0 * static_cast<double>(i);
    axes::label(svg, axes::width - 24.0, key, "end", text_of(c.settings));
    svg.last_child().append_attribute("style").set_value(fmt::format("fill:{}", colour).c_str());
  }
  for (const answer& a : f.answers) {
    if (!a.found) continue;
    const position at = position_of(a.chosen.on_report, f);
    pugi::xml_node dot = add(svg, "circle");
    set(dot, "cx", fmt::format("{:.1f}", on_page.x(at.rate)));
    set(dot, "cy", fmt::format("{:.1f}", on_page.y(at.miss)));
    set(dot, "r", "6");
    set(dot, "fill", "none");
    set(dot, "stroke", "#222");
    set(dot, "stroke-width", "2");
  }
}

void add_row(pugi::xml_node table, const char* cell, const std::vector<std::string>& cells) {
  pugi::xml_node row = add(table, "tr");
  for (const std::string& text : cells)
    add(row, cell, text);
}

std::string rate_text(int count, double hours) {
  const interval bounds = rate_interval(count, hours);
  return fmt::format("{:.1f} ({:.1f} to {:.1f})", hours > 0.0 ? count / hours : 0.0, bounds.low,
                     bounds.high);
}

// A row for each wanted rate and rule.
void add_answers(pugi::xml_node body, const findings& f) {
  add(body, "h2", "Chosen on one half, reported on the other");
  pugi::xml_node table = add(body, "table");
  std::vector<std::string> heads{"wanted", "rule", "false accepts an hour"};
  for (const std::string& kind : f.heard.kinds)
    heads.push_back(kind);
  for (const std::string& where : f.heard.surroundings)
    heads.push_back("missed in " + where);
  add_row(table, "th", heads);
  for (const answer& a : f.answers) {
    std::vector<std::string> cells{fmt::format("{:g}", a.wanted_rate)};
    if (!a.found) {
      cells.emplace_back("no threshold keeps to it");
      add_row(table, "td", cells);
      continue;
    }
    const outcome& o = a.chosen.on_report;
    cells.push_back(rule_text(a.chosen) + ", " + text_of(a.chosen.settings));
    cells.push_back(rate_text(o.all_false_accepts(), f.heard.hours(half::report)));
    for (std::size_t k = 0; k < f.heard.kinds.size(); ++k) {
      cells.push_back(
          rate_text(o.false_accepts[k], f.heard.hours(half::report, static_cast<int>(k))));
    }
    for (std::size_t s = 0; s < f.heard.surroundings.size(); ++s) {
      const int clips = f.heard.clip_count(half::report, static_cast<int>(s));
      const interval bounds = share_interval(o.missed[s], clips);
      cells.push_back(fmt::format("{:.1f} % ({:.1f} to {:.1f})",
                                  clips == 0 ? 0.0 : 100.0 * o.missed[s] / clips,
                                  100.0 * bounds.low, 100.0 * bounds.high));
    }
    add_row(table, "td", cells);
  }
}

void add_table(pugi::xml_node body, const curve& c, const findings& f) {
  add(body, "h2", text_of(c.settings));
  pugi::xml_node table = add(body, "table");
  add_row(table, "th", {"threshold", "misses", "misses %", "false accepts", "an hour"});
  for (const point& p : c.points) {
    const position at = position_of(p.on_report, f);
    add_row(table, "td",
            {fmt::format("{:.2f}", p.threshold), fmt::to_string(p.on_report.all_missed()),
             fmt::format("{:.1f}", at.miss), fmt::to_string(p.on_report.all_false_accepts()),
             fmt::format("{:.1f}", at.rate)});
  }
}

}  // namespace

std::string as_html(const findings& f) {
  pugi::xml_document page;
  page.append_child(pugi::node_doctype).set_value("html");
  pugi::xml_node html = add(page, "html");
  set(html, "lang", "en");
  pugi::xml_node head = add(html, "head");
  set(add(head, "meta"), "charset", "utf-8");
  add(head, "title", fmt::format("Operating point of {}", model::name));
  add(head, "style", style);
  pugi::xml_node body = add(html, "body");
  add(body, "h1", fmt::format("Operating point of {}", model::name));
  add(body, "p",
      fmt::format("{:.2f} hours without keywords to choose, {:.2f} to report on.",
                  f.heard.hours(half::choose), f.heard.hours(half::report)));
  for (const std::string& note : f.notes)
    add(body, "p", note);
  draw_curves(body, f);
  add_answers(body, f);
  for (const curve& c : f.curves)
    add_table(body, c, f);

  std::ostringstream text;
  page.save(text, "",
            pugi::format_raw | pugi::format_no_declaration | pugi::format_no_empty_element_tags,
            pugi::encoding_utf8);
  return text.str();
}

}  // namespace operate
