// SPDX-License-Identifier: Apache-2.0
// What tyto-listen prints: a line a detection for people or for machines, and, on a terminal, live
// lines with the level, the spectrum and the labels' posteriors.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "spectrum.hpp"
#include "tyto/kws/event.hpp"

namespace listen {

// What the live lines show of a label.
struct posterior {
  const char* label = "";
  float mean = 0.0F;  // [0, 1]
};

class output {
 public:
  output(bool json, bool live) : json_(json), live_(live) {}

  void detection(const tyto::kws::event& e) {
    clear_live_line();
    const double seconds = static_cast<double>(e.time_ms) / 1000.0;
    if (json_) {
      const nlohmann::ordered_json row{
          {"time_s", seconds}, {"label", e.name}, {"score", rounded(e.score)}};
      fmt::print("{}\n", row.dump());
    } else {
      fmt::print("{:9.2f} s  {:<10} {:.2f}\n", seconds, e.name, e.score);
    }
    std::fflush(stdout);
    ++detections_;
  }

  // Called after each chunk of samples. On a terminal: level and spectrum, and each label with a
  // bar of its averaged posterior.
  void progress(std::span<const std::int16_t> chunk, std::span<const posterior> posteriors,
                int sample_rate) {
    if (!live_) return;
    constexpr int bar_width = 20;
    constexpr double quietest_db = -60.0;
    const double db = level_db(chunk);
    const int filled =
        std::clamp(static_cast<int>((1.0 - db / quietest_db) * bar_width), 0, bar_width);
    clear_live_line();
    fmt::print("[{:<{}}] {:6.1f} dBFS |{}|\n{}", std::string(static_cast<std::size_t>(filled), '#'),
               bar_width, db, spectrum(chunk, sample_rate), bars(posteriors));
    std::fflush(stdout);
    line_shown_ = true;
  }

  void finish(double seconds) {
    clear_live_line();
    if (json_) return;
    fmt::print("{} heard in {:.1f} s of audio\n",
               detections_ == 0   ? std::string("no keyword")
               : detections_ == 1 ? std::string("1 keyword")
                                  : fmt::format("{} keywords", detections_),
               seconds);
  }

 private:
  // Root mean square against a full-scale square wave.
  static double level_db(std::span<const std::int16_t> chunk) {
    double sum = 0.0;
    for (const std::int16_t s : chunk)
      sum += static_cast<double>(s) * s;
    const double mean = chunk.empty() ? 0.0 : sum / static_cast<double>(chunk.size());
    constexpr double full_scale = 32768.0;
    constexpr double smallest = 1e-10;  // -100 dB: silence of zeros must not print -inf
    return 10.0 * std::log10(std::max(mean / (full_scale * full_scale), smallest));
  }

  // One line of a terminal of 80 columns: as many labels as fit.
  static std::string bars(std::span<const posterior> posteriors) {
    constexpr std::size_t columns = 79;
    std::string line;
    std::size_t used = 0;
    for (const posterior& p : posteriors) {
      const std::string label = p.label;
      used += label.size() + 2;
      if (used > columns) break;
      const auto height = static_cast<std::size_t>(std::clamp(p.mean * 8.0F + 0.5F, 0.0F, 8.0F));
      line += label + heights[height] + ' ';
    }
    return line;
  }

  static double rounded(float score) { return std::round(static_cast<double>(score) * 1e4) / 1e4; }

  void clear_live_line() {
    if (line_shown_) fmt::print("\r\x1b[K\x1b[A\r\x1b[K");  // two lines
    line_shown_ = false;
  }

  bool json_;
  bool live_;
  bool line_shown_ = false;
  int detections_ = 0;
};

}  // namespace listen
