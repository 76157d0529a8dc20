// SPDX-License-Identifier: Apache-2.0
// What was heard, as a picture: the waveform, the labels' posteriors over it, a mark an event.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "tyto/kws/event.hpp"

namespace listen {

class time_line {
 public:
  // For each chunk of samples: it, and the averaged posterior of each keyword behind it.
  void add(std::span<const std::int16_t> chunk, std::vector<float> keywords) {
    samples_.insert(samples_.end(), chunk.begin(), chunk.end());
    rows_.push_back({samples_.size(), std::move(keywords)});
  }
  void add(const tyto::kws::event& e) { events_.push_back(e); }

  // Writes an SVG file. Throws std::runtime_error where that fails.
  void write(const std::string& path, int sample_rate) const {
    const auto close = [](std::FILE* f) { std::fclose(f); };
    const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "w"), close);
    const std::string text = svg(sample_rate);
    if (!file || std::fwrite(text.data(), 1, text.size(), file.get()) != text.size()) {
      throw std::runtime_error(path + ": cannot be written");
    }
  }

 private:
  struct row {
    std::size_t end;  // samples
    std::vector<float> keywords;
  };
  static constexpr int width = 900;
  static constexpr int wave_top = 24;  // names of events stand above
  static constexpr int wave_height = 90;
  static constexpr int posterior_height = 50;
  static constexpr int posterior_bottom = wave_top + wave_height + 10 + posterior_height;
  static constexpr int height = posterior_bottom + 18;

  [[nodiscard]] double x_of(double sample) const {
    return samples_.empty() ? 0.0 : sample * width / static_cast<double>(samples_.size());
  }

  [[nodiscard]] std::string svg(int sample_rate) const {
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
        "height=\"{1}\" font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"{0}\" height=\"{1}\" fill=\"#fff\"/>\n",
        width, height);
    out += wave() + posteriors() + seconds(sample_rate) + marks(sample_rate);
    return out + "</svg>\n";
  }

  // Lowest and highest sample of each column, against the loudest of all.
  [[nodiscard]] std::string wave() const {
    int peak = 1;
    for (const int s : samples_)
      peak = std::max(peak, std::abs(s));
    std::string path;
    const double scale = wave_height / 2.0 / peak;
    for (int x = 0; x < width; ++x) {
      const std::size_t begin = samples_.size() * static_cast<std::size_t>(x) / width;
      const std::size_t end = samples_.size() * static_cast<std::size_t>(x + 1) / width;
      if (begin == end) continue;
      const auto [low, high] =
          std::minmax_element(samples_.begin() + static_cast<std::ptrdiff_t>(begin),
                              samples_.begin() + static_cast<std::ptrdiff_t>(end));
      constexpr double middle = wave_top + wave_height / 2.0;
      path +=
          fmt::format("M{} {:.1f}V{:.1f}", x, middle - *high * scale, middle - *low * scale + 0.5);
    }
    return fmt::format("<path d=\"{}\" stroke=\"#9aa7b0\" fill=\"none\"/>\n", path);
  }

  // A line for each keyword that was ever likely.
  [[nodiscard]] std::string posteriors() const {
    constexpr std::array colours{"#1b6ca8", "#c0392b", "#1e8449", "#8e44ad",
                                 "#b9770e", "#117a65", "#7b241c", "#34495e"};
    constexpr float worth_a_line = 0.2F;
    const std::size_t keywords = rows_.empty() ? 0 : rows_.front().keywords.size();
    std::string out;
    for (std::size_t k = 0; k < keywords; ++k) {
      std::string points;
      float most = 0.0F;
      for (const row& r : rows_) {
        most = std::max(most, r.keywords[k]);
        points += fmt::format("{:.1f},{:.1f} ", x_of(static_cast<double>(r.end)),
                              posterior_bottom - posterior_height * r.keywords[k]);
      }
      if (most < worth_a_line) continue;
      out += fmt::format("<polyline points=\"{}\" stroke=\"{}\" fill=\"none\"/>\n", points,
                         colours[k % colours.size()]);
    }
    return out;
  }

  [[nodiscard]] std::string seconds(int sample_rate) const {
    std::string out =
        fmt::format("<path d=\"M0 {0}H{1}\" stroke=\"#555\"/>\n", posterior_bottom, width);
    const auto rate = static_cast<std::size_t>(sample_rate);
    for (std::size_t at = 0; at < samples_.size(); at += rate) {
      const double x = x_of(static_cast<double>(at));
      out += fmt::format(
          "<path d=\"M{0:.1f} {1}v4\" stroke=\"#555\"/><text x=\"{2:.1f}\" y=\"{3}\" "
          "fill=\"#555\">{4} s</text>\n",
          x, posterior_bottom, x + 2, posterior_bottom + 14, at / rate);
    }
    return out;
  }

  [[nodiscard]] std::string marks(int sample_rate) const {
    std::string out;
    for (const tyto::kws::event& e : events_) {
      const double x = std::min(x_of(static_cast<double>(e.time_ms) * sample_rate / 1000.0),
                                static_cast<double>(width));
      out += fmt::format(
          "<path d=\"M{0:.1f} {1}V{2}\" stroke=\"#c0392b\" stroke-dasharray=\"3 2\"/>"
          "<text x=\"{0:.1f}\" y=\"15\" text-anchor=\"{3}\" font-weight=\"bold\">{4} "
          "{5:.2f}</text>\n",
          x, wave_top - 4, posterior_bottom, x > width - 60 ? "end" : "middle", e.name, e.score);
    }
    return out;
  }

  std::vector<std::int16_t> samples_;
  std::vector<row> rows_;
  std::vector<tyto::kws::event> events_;
};

}  // namespace listen
