// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "bounds.hpp"

namespace operate {

namespace {

using json = nlohmann::ordered_json;

double percent(int part, int whole) {
  return whole == 0 ? 0.0 : 100.0 * part / whole;
}

double rate(int count, double hours) {
  return hours > 0.0 ? count / hours : 0.0;
}

// Steps of the table, out of the curve's many.
bool is_in_table(rule_kind kind, float threshold) {
  const float steps = threshold * (kind == rule_kind::log_ratio ? 2.0F : 20.0F);
  return std::abs(steps - std::round(steps)) < 0.01F;
}

int total_clips(const evidence& heard, half part) {
  int sum = 0;
  for (std::size_t s = 0; s < heard.surroundings.size(); ++s)
    sum += heard.clip_count(part, static_cast<int>(s));
  return sum;
}

std::string thresholds_text(const choice& c) {
  if (!c.a_keyword) return fmt::format("{:.2f}", c.at[0]);
  std::string text;
  for (int label = 0; label < model::label_count; ++label) {
    if (!is_keyword(label)) continue;
    text += fmt::format("{}{} {:.1f}", text.empty() ? "" : ", ", model::labels[label],
                        c.at[static_cast<std::size_t>(label)]);
  }
  return text;
}

class text_report {
 public:
  explicit text_report(const findings& f) : f_(f), heard_(f.heard) {}

  std::string text() {
    material();
    for (const curve& c : f_.curves)
      table(c);
    double wanted = -1.0;
    for (const answer& a : f_.answers) {
      if (a.wanted_rate != wanted) heading(a.wanted_rate);
      wanted = a.wanted_rate;
      row(a);
    }
    return text_;
  }

 private:
  template <class... T>
  void line(fmt::format_string<T...> format, T&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<T>(values)...);
    text_ += '\n';
  }

  void material() {
    line("{:<24}{:>8}{:>8}", "keyword clips", "choose", "report");
    for (std::size_t s = 0; s < heard_.surroundings.size(); ++s) {
      line("  {:<22}{:8}{:8}", "in " + heard_.surroundings[s],
           heard_.clip_count(half::choose, static_cast<int>(s)),
           heard_.clip_count(half::report, static_cast<int>(s)));
    }
    line("hours without keywords");
    for (std::size_t k = 0; k < heard_.kinds.size(); ++k) {
      line("  {:<22}{:8.2f}{:8.2f}", heard_.kinds[k], heard_.hours(half::choose, int(k)),
           heard_.hours(half::report, int(k)));
    }
    line("  {:<22}{:8.2f}{:8.2f}", "all", heard_.hours(half::choose), heard_.hours(half::report));
    for (const std::string& note : f_.notes)
      line("{}", note);
  }

  // Per cent missed in each surroundings, then false accepts an hour of each kind and of all.
  void table(const curve& c) {
    line("\n{}: % missed and false accepts an hour, on the half to report", text_of(c.settings));
    std::string heads = "threshold";
    for (const std::string& s : heard_.surroundings)
      heads += fmt::format("{:>{}}", s, column(s));
    heads += "  |";
    for (const std::string& k : heard_.kinds)
      heads += fmt::format("{:>{}}", k, column(k));
    line("{}{:>8}", heads, "all");
    for (const point& p : c.points) {
      if (!is_in_table(c.settings.kind, p.threshold)) continue;
      std::string cells = fmt::format("{:9.2f}", p.threshold);
      for (std::size_t s = 0; s < heard_.surroundings.size(); ++s) {
        cells += fmt::format(
            "{:{}.1f}",
            percent(p.on_report.missed[s], heard_.clip_count(half::report, static_cast<int>(s))),
            column(heard_.surroundings[s]));
      }
      cells += "  |";
      for (std::size_t k = 0; k < heard_.kinds.size(); ++k) {
        cells += fmt::format(
            "{:{}.1f}",
            rate(p.on_report.false_accepts[k], heard_.hours(half::report, static_cast<int>(k))),
            column(heard_.kinds[k]));
      }
      line("{}{:8.1f}", cells, rate(p.on_report.all_false_accepts(), heard_.hours(half::report)));
    }
  }

  static std::size_t column(const std::string& head) {
    return std::max<std::size_t>(head.size() + 2, 8);
  }

  void heading(double wanted) {
    line(
        "\nat most {:g} false accepts an hour, chosen on one half, reported on the other (95 % "
        "intervals)",
        wanted);
  }

  void row(const answer& a) {
    if (!a.found) {
      line("- no threshold keeps to it");
      return;
    }
    const choice& c = a.chosen;
    line("- {} ({}): threshold {}", rule_text(c), text_of(c.settings), thresholds_text(c));
    const double hours = heard_.hours(half::report);
    const int count = c.on_report.all_false_accepts();
    const interval all = rate_interval(count, hours);
    line(
        "    false accepts an hour {:5.1f} ({:.1f} to {:.1f}; {} in {:.2f} h; on the half to "
        "choose "
        "{:.1f})",
        rate(count, hours), all.low, all.high, count, hours,
        rate(c.on_choose.all_false_accepts(), heard_.hours(half::choose)));
    for (std::size_t k = 0; k < heard_.kinds.size(); ++k) {
      const double of_kind = heard_.hours(half::report, static_cast<int>(k));
      const interval bounds = rate_interval(c.on_report.false_accepts[k], of_kind);
      line("      {:<18}{:5.1f} ({:.1f} to {:.1f}; {} in {:.2f} h)", heard_.kinds[k],
           rate(c.on_report.false_accepts[k], of_kind), bounds.low, bounds.high,
           c.on_report.false_accepts[k], of_kind);
    }
    for (std::size_t s = 0; s < heard_.surroundings.size(); ++s) {
      const int clips = heard_.clip_count(half::report, static_cast<int>(s));
      const interval bounds = share_interval(c.on_report.missed[s], clips);
      line("    missed in {:<14}{:5.1f} % ({:.1f} to {:.1f}; {} of {})", heard_.surroundings[s],
           percent(c.on_report.missed[s], clips), 100 * bounds.low, 100 * bounds.high,
           c.on_report.missed[s], clips);
    }
  }

  const findings& f_;
  const evidence& heard_;
  std::string text_;
};

double hop_ms(const combination& c) {
  return static_cast<double>(c.hop_frames) * double{stream::frame_ms};
}

double rounded(float value) {
  return std::round(double{value} * 1e4) / 1e4;
}

json settings_json(const combination& c) {
  return {{"rule", c.kind == rule_kind::log_ratio ? "log_ratio" : "mean_posterior"},
          {"hop_ms", hop_ms(c)},
          {"average_ms", c.average_ms},
          {"release", rounded(c.release)},
          {"release_ms", c.release_ms},
          {"refractory_ms", c.refractory_ms}};
}

json thresholds_json(const choice& c) {
  json by_label = json::object();
  for (int label = 0; label < model::label_count; ++label) {
    if (is_keyword(label))
      by_label[model::labels[label]] = rounded(c.at[static_cast<std::size_t>(label)]);
  }
  return by_label;
}

json outcome_json(const evidence& heard, half part, const outcome& o) {
  json missed = json::object();
  for (std::size_t s = 0; s < heard.surroundings.size(); ++s) {
    missed[heard.surroundings[s]] = {{"clips", heard.clip_count(part, static_cast<int>(s))},
                                     {"missed", o.missed[s]},
                                     {"other_events", o.wrong[s]}};
  }
  json accepts = json::object();
  for (std::size_t k = 0; k < heard.kinds.size(); ++k) {
    accepts[heard.kinds[k]] = {{"hours", heard.hours(part, static_cast<int>(k))},
                               {"false_accepts", o.false_accepts[k]}};
  }
  return {{"clips", total_clips(heard, part)}, {"missed", o.all_missed()},
          {"hours", heard.hours(part)},        {"false_accepts", o.all_false_accepts()},
          {"by_surroundings", missed},         {"by_kind", accepts}};
}

json answer_json(const evidence& heard, const answer& a) {
  json all{{"wanted_false_accepts_per_hour", a.wanted_rate}, {"found", a.found}};
  if (!a.found) return all;
  all.update(settings_json(a.chosen.settings));
  all["thresholds"] = thresholds_json(a.chosen);
  all["on_half_to_choose"] = outcome_json(heard, half::choose, a.chosen.on_choose);
  all["on_half_to_report"] = outcome_json(heard, half::report, a.chosen.on_report);
  return all;
}

// A file's name may be no UTF-8.
std::string dumped(const json& all) {
  return all.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string rule_text(const choice& c) {
  return name_of(c.settings.kind) + (c.a_keyword ? ", a threshold a keyword" : ", one threshold");
}

std::string as_text(const findings& f) {
  return text_report(f).text();
}

std::string as_json(const findings& f) {
  json all{{"model", model::name}, {"notes", f.notes}};
  all["chosen"] = json::array();
  for (const answer& a : f.answers)
    all["chosen"].push_back(answer_json(f.heard, a));
  all["curves"] = json::array();
  for (const curve& c : f.curves) {
    json along = settings_json(c.settings);
    along["points"] = json::array();
    for (const point& p : c.points) {
      along["points"].push_back(
          {{"threshold", rounded(p.threshold)},
           {"on_half_to_choose", outcome_json(f.heard, half::choose, p.on_choose)},
           {"on_half_to_report", outcome_json(f.heard, half::report, p.on_report)}});
    }
    all["curves"].push_back(along);
  }
  return dumped(all);
}

std::string operating_point_json(const evidence& heard, const answer& a) {
  json all{{"model", model::name}};
  all.update(answer_json(heard, a));
  return dumped(all);
}

}  // namespace operate
