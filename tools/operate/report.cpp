// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <fmt/format.h>

#include <iterator>
#include <nlohmann/json.hpp>

namespace operate {

namespace {

double share(int part, std::size_t whole) {
  return whole == 0 ? 0.0 : 100.0 * part / static_cast<double>(whole);
}

double rate(int count, double hours) {
  return hours > 0.0 ? count / hours : 0.0;
}

// Steps of the table, out of the curve's 70.
bool is_in_table(const operating_point& p, const operating_point* chosen) {
  const int percent = static_cast<int>(p.settings.threshold * 100.0F + 0.5F);
  return percent % 5 == 0 || percent == 99 || &p == chosen;
}

}  // namespace

std::string as_text(const findings& f) {
  std::string text;
  const auto line = [&text]<class... T>(fmt::format_string<T...> format, T&&... values) {
    fmt::format_to(std::back_inserter(text), format, std::forward<T>(values)...);
    text += '\n';
  };
  const double hours = f.heard.hours();
  const std::size_t clips = f.heard.clips.size();
  line("{} clips of keywords, {:.2f} h without keywords:", clips, hours);
  for (int g = 0; g < f.heard.groups; ++g)
    line("  {:.2f} h  {}", f.heard.hours(g), f.group_names[static_cast<std::size_t>(g)]);
  for (const std::string& note : f.notes)
    line("{}", note);

  for (const curve& c : f.curves) {
    line("\nhop {:.0f} ms, mean of {}", static_cast<float>(c.hop_frames) * stream::frame_ms,
         c.average);
    line("threshold  misses  misses %  other events on clips  false accepts  an hour");
    for (const operating_point& p : c.points) {
      if (!is_in_table(p, f.chosen)) continue;
      line("{:9.2f}{:8}{:10.1f}{:23}{:15}{:9.1f}{}", p.settings.threshold, p.missed,
           share(p.missed, clips), p.wrong, p.all_false_accepts(),
           rate(p.all_false_accepts(), hours), &p == f.chosen ? "  <--" : "");
    }
  }

  if (f.chosen == nullptr) {
    line("\nno threshold up to 0.99 has at most {} false accepts an hour", f.wanted_rate);
    return text;
  }
  const operating_point& p = *f.chosen;
  const int count = p.all_false_accepts();
  line("\nat most {} false accepts an hour: hop {:.0f} ms, mean of {}, threshold {:.2f}",
       f.wanted_rate, static_cast<float>(p.settings.hop_frames) * stream::frame_ms,
       p.settings.average, p.settings.threshold);
  line(
      "misses {:.1f} % ({} of {}); {:.1f} false accepts an hour ({} in {:.2f} h; under {:.1f} with "
      "95 % confidence)",
      share(p.missed, clips), p.missed, clips, rate(count, hours), count, hours,
      upper_bound(count, hours));
  for (int g = 0; g < f.heard.groups; ++g) {
    const auto group = static_cast<std::size_t>(g);
    line("  {:.1f} an hour ({} in {:.2f} h)  {}", rate(p.false_accepts[group], f.heard.hours(g)),
         p.false_accepts[group], f.heard.hours(g), f.group_names[group]);
  }
  return text;
}

std::string as_json(const findings& f) {
  using json = nlohmann::ordered_json;
  const double hours = f.heard.hours();
  const auto point = [&](const operating_point& p) {
    return json{{"hop_ms", static_cast<float>(p.settings.hop_frames) * stream::frame_ms},
                {"average", p.settings.average},
                {"threshold", static_cast<int>(p.settings.threshold * 100.0F + 0.5F) / 100.0},
                {"missed", p.missed},
                {"other_events_on_clips", p.wrong},
                {"false_accepts", p.all_false_accepts()},
                {"false_accepts_per_hour", rate(p.all_false_accepts(), hours)},
                {"false_accepts_by_group", p.false_accepts}};
  };
  json all{{"model", model::name},
           {"clips", f.heard.clips.size()},
           {"hours", hours},
           {"wanted_false_accepts_per_hour", f.wanted_rate}};
  for (int g = 0; g < f.heard.groups; ++g) {
    all["groups"].push_back(
        {{"name", f.group_names[static_cast<std::size_t>(g)]}, {"hours", f.heard.hours(g)}});
  }
  all["notes"] = f.notes;
  all["chosen"] = f.chosen == nullptr ? json(nullptr) : point(*f.chosen);
  all["points"] = json::array();
  for (const curve& c : f.curves) {
    for (const operating_point& p : c.points)
      all["points"].push_back(point(p));
  }
  // A file's name may be no UTF-8.
  return all.dump(2, ' ', false, json::error_handler_t::replace) + '\n';
}

}  // namespace operate
