// SPDX-License-Identifier: Apache-2.0
// tyto-operate: how often a detector misses its keywords, how often it hears them where there are
// none, and the threshold in between.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <numeric>
#include <string>
#include <system_error>
#include <vector>

#include "curve.hpp"
#include "listening.hpp"
#include "recordings.hpp"
#include "report.hpp"
#include "tyto/host/audio_file.hpp"

namespace {

namespace fs = std::filesystem;
using namespace operate;

struct options {
  std::string clips;
  std::vector<std::string> negatives;
  std::string exclude;
  double noise_minutes = 0.0;
  double rate = 2.0;
  std::vector<double> hops_ms{100.0};
  std::vector<int> averages{tyto::kws::detector_settings{}.average};
  std::string html;
  bool json = false;
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

// A clip as the detector meets it: after a second of silence and a bit more, another bit for each
// clip so that words fall anywhere between two runs, and before a second of silence.
posterior_track listen_to_clip(const fs::path& file, std::size_t number, int hop_frames) {
  constexpr std::size_t steps = 16;
  std::vector<std::int16_t> samples(stream::sample_rate +
                                    number % steps * stream::sample_rate / (5 * steps));
  const std::vector<std::int16_t> word = tyto::host::read_audio(file, stream::sample_rate);
  samples.insert(samples.end(), word.begin(), word.end());
  samples.insert(samples.end(), std::size_t{stream::sample_rate}, 0);
  return listen(samples, hop_frames);
}

// A recording and a second of silence, in which the window leaves it.
heard_negative listen_to_negative(const negative& n, int hop_frames) {
  std::vector<std::int16_t> samples =
      n.samples.empty() ? tyto::host::read_audio(n.file, stream::sample_rate) : n.samples;
  const auto count = static_cast<std::int64_t>(samples.size());
  samples.insert(samples.end(), std::size_t{stream::sample_rate}, 0);
  return {n.group, count, listen(samples, hop_frames)};
}

evidence listen_to_all(const std::vector<keyword_clip>& clips,
                       const std::vector<negative>& negatives, int groups, int hop_frames) {
  evidence heard{hop_frames, std::vector<heard_clip>(clips.size()),
                 std::vector<heard_negative>(negatives.size()), groups};
  const progress_bar bar(clips.size() + negatives.size());
  for_each_parallel(
      clips.size() + negatives.size(),
      [&](std::size_t i) {
        // Long recordings first, so that no core is left with one at the end.
        if (i < negatives.size()) {
          heard.negatives[i] = listen_to_negative(negatives[i], hop_frames);
        } else {
          const std::size_t c = i - negatives.size();
          heard.clips[c] = {clips[c].label, listen_to_clip(clips[c].file, c, hop_frames)};
        }
      },
      [&](std::size_t done) { bar.show(done); });
  return heard;
}

// Hops in whole feature frames.
std::vector<int> in_frames(const std::vector<double>& hops_ms) {
  std::vector<int> hops;
  for (const double ms : hops_ms) {
    const double frames = ms / static_cast<double>(stream::frame_ms);
    if (!(frames >= 1.0) || frames > stream::window_frames || frames != std::round(frames)) {
      throw std::runtime_error("--hop " + CLI::detail::to_string(ms) +
                               ": needed a multiple of the model's frame of " +
                               CLI::detail::to_string(stream::frame_ms) + " ms, up to " +
                               std::to_string(stream::window_frames) + " of them");
    }
    hops.push_back(static_cast<int>(frames));
  }
  return hops;
}

findings measure(const options& chosen) {
  findings f;
  f.wanted_rate = chosen.rate;
  const std::vector<int> hops = in_frames(chosen.hops_ms);
  const std::vector<keyword_clip> clips = keyword_clips(chosen.clips);
  const std::set<std::string> excluded =
      chosen.exclude.empty() ? std::set<std::string>{} : read_exclusions(chosen.exclude);

  std::vector<negative> negatives;
  int left_out = 0;
  for (const std::string& path : chosen.negatives) {
    const int group = static_cast<int>(f.group_names.size());
    f.group_names.push_back(path);
    for (const fs::path& file : audio_files(path, excluded, left_out))
      negatives.push_back({file.string(), group, file, {}});
  }
  if (chosen.noise_minutes > 0.0) {
    const int group = static_cast<int>(f.group_names.size());
    f.group_names.push_back("noise: white, pink, brown, hum, clicks");
    constexpr int kinds = 5;
    for (negative& noise : make_noise(chosen.noise_minutes * 60.0 / kinds, group))
      negatives.push_back(std::move(noise));
  }
  if (negatives.empty()) {
    throw std::runtime_error("there is no audio without keywords; needed: --negatives or --noise");
  }
  if (left_out > 0)
    f.notes.push_back(std::to_string(left_out) + " recordings left out (--exclude)");

  const int base_hop = std::accumulate(hops.begin(), hops.end(), 0, std::gcd<int, int>);
  const int groups = static_cast<int>(f.group_names.size());
  f.heard = listen_to_all(clips, negatives, groups, base_hop);
  for (const int hop : hops) {
    for (const int average : chosen.averages)
      f.curves.push_back(sweep(f.heard, hop, average));
  }
  f.chosen = choose(f.curves, f.heard, chosen.rate);
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

}  // namespace

int main(int argc, char** argv) {
  options chosen;
  CLI::App app(
      "How often the detector misses a keyword, against how often it hears one where there is none "
      "(false accepts an hour), for each threshold; and the threshold for a wanted rate.");
  app.add_option("--clips", chosen.clips,
                 "folder with a folder a keyword (" + keyword_list() +
                     "), which holds recordings of that one word")
      ->required();
  app.add_option("--negatives", chosen.negatives,
                 "files or folders of audio without a keyword, any format, rate and channel count "
                 "that libsndfile reads");
  app.add_option("--exclude", chosen.exclude,
                 "file of names, one a line: recordings of --negatives that are left out (path "
                 "inside the folder given, without extension; a folder with / at its end)");
  app.add_option("--noise", chosen.noise_minutes,
                 "minutes of noise made on the spot, added to the negatives")
      ->check(CLI::Range(0.0, 6000.0));
  app.add_option("--rate", chosen.rate, "false accepts an hour that are wanted at most")
      ->capture_default_str()
      ->check(CLI::Range(0.0, 10000.0));
  app.add_option("--hop", chosen.hops_ms,
                 "milliseconds between two runs of the network; several: a curve each")
      ->capture_default_str()
      ->delimiter(',');
  app.add_option("--average", chosen.averages,
                 "runs that a score is the mean of; several: a curve each")
      ->capture_default_str()
      ->delimiter(',')
      ->check(CLI::Range(1, tyto::kws::max_average));
  app.add_option("--html", chosen.html, "also write a page with the curve to this file");
  app.add_flag("--json", chosen.json, "all of it as JSON instead of tables");
  app.set_version_flag("--version", TYTO_VERSION_STRING);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  try {
    const findings f = measure(chosen);
    if (!chosen.html.empty()) write_file(chosen.html, as_html(f));
    std::cout << (chosen.json ? as_json(f) : as_text(f));
  } catch (const std::exception& error) {
    std::cerr << "tyto-operate: " << error.what() << '\n';
    return 2;
  }
}
