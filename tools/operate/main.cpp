// SPDX-License-Identifier: Apache-2.0
// tyto-operate: how often a detector misses its keywords, how often it hears them where there are
// none, and the threshold in between.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <numeric>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "common/command_line.hpp"
#include "curve.hpp"
#include "listening.hpp"
#include "recordings.hpp"
#include "report.hpp"
#include "tyto/host/audio_file.hpp"
#include "tyto/host/mix.hpp"

namespace {

namespace fs = std::filesystem;
using namespace operate;

struct options {
  std::string clips;
  std::vector<std::string> negatives;  // [KIND=]PATH
  std::string exclude;
  double noise_minutes = 0.0;
  std::vector<std::string> inside;  // KIND@DB
  std::vector<double> rates{2.0};
  std::vector<std::string> rules{"mean", "ratio"};
  std::vector<double> hops_ms;  // none: 100 ms, or the step after it
  std::vector<int> averages_ms;
  std::vector<double> releases{0.35};
  std::vector<int> releases_ms{300};
  std::vector<int> refractories_ms{500};
  std::string html;
  std::string write;
  bool json = false;
};

// What clips stand in.
struct surroundings {
  std::string name;
  int kind = -1;  // of the negatives behind them; -1 for silence
  double snr_db = 0.0;
};

class progress_bar {
 public:
  explicit progress_bar(std::size_t total) : total_(total), shown_(isatty(STDERR_FILENO) != 0) {}
  ~progress_bar() {
    if (shown_) std::fputs("\r\x1b[K", stderr);
  }
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;

  void show(std::size_t done) const {
    if (!shown_) return;
    constexpr std::size_t width = 40;
    const std::size_t filled = total_ == 0 ? width : done * width / total_;
    const std::string bar = std::string(filled, '#') + std::string(width - filled, ' ');
    std::fprintf(stderr, "\r[%s] %zu of %zu recordings", bar.c_str(), done, total_);
  }

 private:
  std::size_t total_;
  bool shown_;
};

// Audio of one kind and half that clips can stand in: up to ten minutes, from places all over it.
samples backdrop_of(const std::vector<negative>& negatives, int kind, half part) {
  std::vector<const negative*> of_kind;
  for (const negative& n : negatives) {
    if (n.kind == kind && n.part == part) of_kind.push_back(&n);
  }
  constexpr std::size_t enough = std::size_t{600} * stream::sample_rate;
  constexpr std::size_t places = 64;
  samples all;
  for (std::size_t place = 0; place < places && !of_kind.empty(); ++place) {
    // Every 64th, from another start each time round: no more files are read than are needed.
    for (std::size_t i = place; i < of_kind.size() && all.size() < enough; i += places) {
      const samples more = read_negative(*of_kind[i]);
      all.insert(all.end(), more.begin(), more.end());
    }
  }
  if (all.size() > enough) all.resize(enough);
  return all;
}

// Length of what is heard of a clip, and where its word begins: after a second and a bit more,
// another bit for each clip so that words fall anywhere between two runs.
std::size_t lead_of(std::size_t number) {
  constexpr std::size_t steps = 16;
  return stream::sample_rate + number % steps * stream::sample_rate / (5 * steps);
}

// As long a piece of the backdrop, another for each clip; one in which something is to be heard.
std::span<const std::int16_t> piece_behind(const samples& backdrop, std::size_t length,
                                           std::size_t number) {
  if (backdrop.size() < length) return {};
  constexpr double least_level = 30.0;  // -61 dBFS
  const std::size_t room = backdrop.size() - length + 1;
  std::span<const std::int16_t> piece;
  for (std::size_t attempt = 0; attempt < 50; ++attempt) {
    const std::size_t at = (number * 7919 + attempt * 104729) * 1009 % room;
    piece = std::span(backdrop).subspan(at, length);
    if (tyto::host::active_level(piece) > least_level) break;
  }
  return piece;
}

evidence listen_to_all(const std::vector<keyword_clip>& clips,
                       const std::vector<negative>& negatives,
                       const std::vector<surroundings>& around, std::vector<std::string> kinds,
                       int hop_frames) {
  evidence heard;
  heard.base_hop_frames = hop_frames;
  heard.kinds = std::move(kinds);
  std::map<int, std::array<samples, 2>> backdrops;  // by kind, of either half
  for (const surroundings& s : around) {
    heard.surroundings.push_back(s.name);
    if (s.kind < 0 || backdrops.contains(s.kind)) continue;
    auto& both = backdrops[s.kind];
    for (const half part : {half::choose, half::report}) {
      both[static_cast<std::size_t>(part)] = backdrop_of(negatives, s.kind, part);
      if (both[static_cast<std::size_t>(part)].size() < std::size_t{10} * stream::sample_rate)
        throw std::runtime_error("--inside " + s.name +
                                 ": there are not ten seconds of that kind in each half");
    }
  }
  heard.negatives.resize(negatives.size());
  heard.clips.resize(clips.size() * around.size());
  const std::size_t count = negatives.size() + clips.size();
  const progress_bar bar(count);
  for_each_parallel(
      count,
      [&](std::size_t i) {
        // Long recordings first, so that no core is left with one at the end.
        if (i < negatives.size()) {
          const negative& n = negatives[i];
          samples all = read_negative(n);
          const auto length = static_cast<std::int64_t>(all.size());
          all.insert(all.end(), std::size_t{stream::sample_rate}, 0);  // the window leaves it
          heard.negatives[i] = {n.kind, n.part, length, listen(all, hop_frames)};
          return;
        }
        const std::size_t c = i - negatives.size();
        const samples word = tyto::host::read_recording(clips[c].file, stream::sample_rate);
        const std::size_t lead = lead_of(c);
        const std::size_t length = lead + word.size() + std::size_t{stream::sample_rate};
        for (std::size_t s = 0; s < around.size(); ++s) {
          std::span<const std::int16_t> behind;
          if (around[s].kind >= 0) {
            behind =
                piece_behind(backdrops.at(around[s].kind)[static_cast<std::size_t>(clips[c].part)],
                             length, c * around.size() + s);
          }
          const samples all = embed(word, lead, behind, around[s].snr_db);
          heard.clips[c * around.size() + s] = {clips[c].label,
                                                static_cast<int>(s),
                                                clips[c].part,
                                                static_cast<std::int64_t>(lead),
                                                static_cast<std::int64_t>(lead + word.size()),
                                                listen(all, hop_frames)};
        }
      },
      [&](std::size_t done) { bar.show(done); });
  return heard;
}

// Hops in whole feature frames, and in whole steps of a network that streams.
std::vector<int> in_frames(const std::vector<double>& hops_ms) {
  constexpr int step = stream::hop_of(1);
  if (hops_ms.empty())
    return {stream::hop_of(static_cast<int>(std::ceil(100.0 / double{stream::frame_ms})))};
  std::vector<int> hops;
  for (const double ms : hops_ms) {
    const double frames = ms / static_cast<double>(stream::frame_ms);
    if (!(frames >= 1.0) || frames > stream::window_frames || std::fmod(frames, step) != 0.0) {
      throw std::runtime_error("--hop " + CLI::detail::to_string(ms) +
                               ": needed a multiple of the model's " +
                               (step == 1 ? "frame" : "step") + " of " +
                               CLI::detail::to_string(step * stream::frame_ms) + " ms, up to " +
                               std::to_string(stream::window_frames / step) + " of them");
    }
    hops.push_back(static_cast<int>(frames));
  }
  return hops;
}

// Index of a kind, which is added if it is new.
int kind_of(std::vector<std::string>& kinds, const std::string& name) {
  const auto at = std::find(kinds.begin(), kinds.end(), name);
  if (at != kinds.end()) return static_cast<int>(at - kinds.begin());
  kinds.push_back(name);
  return static_cast<int>(kinds.size()) - 1;
}

std::vector<negative> all_negatives(const options& chosen, std::vector<std::string>& kinds,
                                    int& left_out) {
  const std::set<std::string> excluded =
      chosen.exclude.empty() ? std::set<std::string>{} : read_exclusions(chosen.exclude);
  std::vector<negative> negatives;
  for (const std::string& given : chosen.negatives) {
    const std::size_t equals = given.find('=');
    const bool has_kind = equals != std::string::npos && given.find('/') > equals;
    const std::string path = has_kind ? given.substr(equals + 1) : given;
    const int kind = kind_of(kinds, has_kind ? given.substr(0, equals) : "audio");
    for (const fs::path& file : audio_files(path, excluded, left_out)) {
      for (negative& piece : pieces_of(file, kind))
        negatives.push_back(std::move(piece));
    }
  }
  if (chosen.noise_minutes > 0.0) {
    const int kind = kind_of(kinds, "noise");
    constexpr int sorts = 5;
    for (negative& noise : make_noise(chosen.noise_minutes * 60.0 / sorts, kind))
      negatives.push_back(std::move(noise));
  }
  if (negatives.empty()) {
    throw std::runtime_error("there is no audio without keywords; needed: --negatives or --noise");
  }
  return negatives;
}

// "music@10": clips in music, ten decibels louder than it.
std::vector<surroundings> all_surroundings(const options& chosen,
                                           const std::vector<std::string>& kinds) {
  std::vector<surroundings> all{{"silence", -1, 0.0}};
  for (const std::string& given : chosen.inside) {
    const std::size_t at = given.find('@');
    const std::string kind = given.substr(0, at);
    const auto known = std::find(kinds.begin(), kinds.end(), kind);
    double snr_db = 0.0;
    const bool has_number = at != std::string::npos &&
                            CLI::detail::lexical_cast(given.substr(at + 1), snr_db) &&
                            std::isfinite(snr_db);
    if (known == kinds.end() || !has_number) {
      std::string names;
      for (const std::string& name : kinds)
        names += (names.empty() ? "" : ", ") + name;
      throw std::runtime_error("--inside " + given + ": needed KIND@DECIBELS, such as " +
                               kinds.front() + "@10, of a kind that there is: " + names);
    }
    all.push_back({kind + " " + CLI::detail::to_string(snr_db) + " dB",
                   static_cast<int>(known - kinds.begin()), snr_db});
  }
  return all;
}

std::vector<combination> all_combinations(const options& chosen, const std::vector<int>& hops) {
  std::vector<combination> all;
  const auto add = [&](const combination& c) {
    if (std::find(all.begin(), all.end(), c) != all.end()) return;
    if (const std::string why = why_not_valid(c); !why.empty()) throw std::runtime_error(why);
    all.push_back(c);
  };
  for (const std::string& rule : chosen.rules) {
    const bool is_ratio = rule == "ratio";
    combination c;
    c.kind = is_ratio ? rule_kind::log_ratio : rule_kind::mean_posterior;
    const std::vector<int> usual{is_ratio ? 600 : 500};
    for (const int hop : hops) {
      c.hop_frames = hop;
      for (const int average : chosen.averages_ms.empty() ? usual : chosen.averages_ms) {
        c.average_ms = average;
        for (const int refractory : chosen.refractories_ms) {
          c.refractory_ms = refractory;
          if (!is_ratio) {
            add(c);
            continue;
          }
          for (const double release : chosen.releases) {
            c.release = static_cast<float>(release);
            for (const int release_ms : chosen.releases_ms) {
              c.release_ms = release_ms;
              add(c);
            }
          }
        }
      }
    }
  }
  return all;
}

// The best of each rule's curves with one threshold, and of the log-likelihood rule's with one for
// each keyword.
void answer_for(double rate, findings& f) {
  for (const rule_kind kind : {rule_kind::mean_posterior, rule_kind::log_ratio}) {
    std::vector<curve> curves;
    std::copy_if(f.curves.begin(), f.curves.end(), std::back_inserter(curves),
                 [&](const curve& c) { return c.settings.kind == kind; });
    if (curves.empty()) continue;
    answer one{rate};
    one.found = choose_one(f.heard, curves, rate, one.chosen);
    f.answers.push_back(one);
    if (kind != rule_kind::log_ratio || !one.found) continue;
    const auto along = std::find_if(curves.begin(), curves.end(), [&](const curve& c) {
      return c.settings == one.chosen.settings;
    });
    answer each{rate};
    each.found = choose_each(f.heard, *along, rate, each.chosen);
    f.answers.push_back(each);
  }
}

findings measure(const options& chosen) {
  findings f;
  const std::vector<int> hops = in_frames(chosen.hops_ms);
  const std::vector<combination> combinations = all_combinations(chosen, hops);
  const std::vector<keyword_clip> clips = keyword_clips(chosen.clips);
  std::vector<std::string> kinds;
  int left_out = 0;
  const std::vector<negative> negatives = all_negatives(chosen, kinds, left_out);
  const std::vector<surroundings> around = all_surroundings(chosen, kinds);
  if (left_out > 0)
    f.notes.push_back(std::to_string(left_out) + " recordings left out (--exclude)");

  const int base_hop = std::accumulate(hops.begin(), hops.end(), 0, std::gcd<int, int>);
  f.heard = listen_to_all(clips, negatives, around, std::move(kinds), base_hop);
  for (const combination& c : combinations)
    f.curves.push_back(sweep(f.heard, c));
  for (const double rate : chosen.rates)
    answer_for(rate, f);
  return f;
}

// Whole or not at all.
void write_file(const fs::path& file, const std::string& text) {
  const fs::path unfinished = file.string() + ".tmp";
  std::ofstream out(unfinished, std::ios::binary);
  out << text;
  out.close();
  std::error_code error;
  if (out) fs::rename(unfinished, file, error);
  if (!out || error) {
    std::error_code ignored;
    fs::remove(unfinished, ignored);
    throw std::runtime_error(file.string() + ": cannot be written");
  }
}

void declare(CLI::App& app, options& chosen) {
  app.description(
      "How often the detector misses a keyword, against how often it hears one where there is none "
      "(false accepts an hour), for each threshold; and the threshold for a wanted rate. It is "
      "chosen on one half of the recordings and reported on the other.");
  app.add_option("--clips", chosen.clips,
                 "folder with a folder a keyword (" + keyword_list() +
                     "), which holds recordings of that one word")
      ->type_name("FOLDER")
      ->required();
  app.add_option("--negatives", chosen.negatives,
                 "files or folders of audio without a keyword, any format, rate and channel count "
                 "that libsndfile reads; the kind (human, music, ...) is counted by itself")
      ->type_name("[KIND=]PATH");
  app.add_option("--exclude", chosen.exclude,
                 "file of names, one a line: recordings of --negatives that are left out (path "
                 "inside the folder given, without extension; a folder with / at its end)")
      ->type_name("FILE");
  app.add_option("--noise", chosen.noise_minutes,
                 "minutes of noise made on the spot, added to the negatives as the kind noise")
      ->type_name("MINUTES")
      ->check(CLI::Range(0.0, 6000.0).description(""));
  app.add_option("--inside", chosen.inside,
                 "clips not only in silence but also inside audio of that kind of the negatives, "
                 "so many decibels louder than it: music@10")
      ->type_name("KIND@DB");
  app.add_option("--rate", chosen.rates,
                 "false accepts an hour that are wanted at most (default: 2)")
      ->type_name("RATE,...")
      ->delimiter(',')
      ->check(CLI::Range(0.0, 10000.0).description(""));
  app.add_option("--rule", chosen.rules,
                 "mean: the mean of a keyword's posterior; ratio: the mean log-likelihood ratio of "
                 "a keyword to silence and other words (default: both)")
      ->type_name("RULE,...")
      ->delimiter(',')
      ->check(CLI::IsMember({"mean", "ratio"}).description(""));
  app.add_option(
         "--hop", chosen.hops_ms,
         "milliseconds between two runs of the network (default: 100, or the step after it)")
      ->type_name("MS,...")
      ->delimiter(',');
  app.add_option("--average", chosen.averages_ms,
                 "milliseconds that are averaged over (default: 500 for mean, 600 for ratio)")
      ->type_name("MS,...")
      ->delimiter(',')
      ->check(CLI::Range(1, 100000).description(""));
  app.add_option(
         "--release", chosen.releases,
         "posterior that a keyword must fall under to fire again, for ratio; for mean it is "
         "half the threshold (default: 0.35)")
      ->type_name("P,...")
      ->delimiter(',');
  app.add_option("--release-ms", chosen.releases_ms,
                 "milliseconds that it is averaged over (default: 300)")
      ->type_name("MS,...")
      ->delimiter(',')
      ->check(CLI::Range(1, 100000).description(""));
  app.add_option("--refractory", chosen.refractories_ms,
                 "least milliseconds between two events (default: 500)")
      ->type_name("MS,...")
      ->delimiter(',')
      ->check(CLI::Range(0, 100000).description(""));
  app.add_option("--html", chosen.html, "also write a page with the curves to this file")
      ->type_name("FILE");
  app.add_option("--write", chosen.write,
                 "also write the last choice to this file, for tyto-convert --operating-point")
      ->type_name("FILE");
  app.add_flag("--json", chosen.json, "all of it as JSON instead of tables");
  tyto::tools::add_examples(
      app,
      "  tyto-operate --clips clips --negatives human=prompts music=songs --noise 60\n"
      "  tyto-operate --clips clips --negatives human=prompts --inside human@10 human@0\n"
      "               --rate 0.5,2 --hop 40,100 --average 400,600 --html curve.html");
}

void print(const options& chosen) {
  const findings f = measure(chosen);
  if (!chosen.html.empty()) write_file(chosen.html, as_html(f));
  if (!chosen.write.empty()) {
    if (f.answers.empty() || !f.answers.back().found)
      throw std::runtime_error("--write: no threshold keeps to the wanted rate");
    write_file(chosen.write, operating_point_json(f.heard, f.answers.back()));
  }
  std::cout << (chosen.json ? as_json(f) : as_text(f));
}

}  // namespace

int main(int argc, char** argv) {
  return tyto::tools::run_program<options>("tyto-operate", argc, argv, declare, print);
}
