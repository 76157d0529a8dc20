// SPDX-License-Identifier: Apache-2.0
// tyto-listen: hears the bundled model's keywords in an audio file or a live stream.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <cstdint>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "ds_cnn_s.hpp"
#include "output.hpp"
#include "sample_source.hpp"

namespace {

using detector = tyto::kws::detector<ds_cnn_s::model>;

struct options {
  std::string input;
  double hop_ms = 100.0;
  tyto::kws::detector_settings settings;
  bool json = false;
};

// A word at the very end still needs the window to pass over it.
constexpr int seconds_after_end = 1;

double seconds(std::int64_t samples) {
  return static_cast<double>(samples) / detector::sample_rate;
}

void run(const options& chosen) {
  const auto source = listen::open_source(chosen.input, detector::sample_rate);
  listen::output out(chosen.json, !chosen.json && isatty(STDOUT_FILENO) != 0);
  detector ears(chosen.settings);
  const auto on_event = [&](const tyto::kws::event& e) { out.detection(e); };

  std::array<std::int16_t, 1600> chunk{};  // a tenth of a second, so that a live line is alive
  std::int64_t heard = 0;
  while (const std::size_t count = source->read(chunk)) {
    const auto samples = std::span<const std::int16_t>(chunk).first(count);
    ears.push(samples, on_event);
    heard += static_cast<std::int64_t>(count);
    out.progress(samples, ds_cnn_s::model::labels[ears.best_label()], ears.best_score());
  }
  const std::vector<std::int16_t> silence(seconds_after_end * detector::sample_rate);
  ears.push(silence, on_event);

  out.finish(seconds(heard));
  if (const std::string warning = source->warning(); !warning.empty()) {
    std::cerr << "tyto-listen: " << warning << '\n';
  }
}

std::string keywords() {
  std::string all;
  for (const char* label : ds_cnn_s::model::labels) {
    if (tyto::kws::is_keyword(label)) all += (all.empty() ? "" : ", ") + std::string(label);
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  options chosen;
  CLI::App app("Hears keywords (" + keywords() +
               ") in speech and prints each once: time, label, score.\n"
               "Live: arecord -f S16_LE -r 16000 -c 1 | tyto-listen -");
  app.add_option(
         "input", chosen.input,
         "audio file (WAV, FLAC, Ogg, ...; any rate and channel count), or - for raw 16 kHz "
         "mono S16LE from standard input")
      ->required();
  app.add_option("--hop", chosen.hop_ms,
                 "milliseconds the one-second window moves by, rounded to whole frames of 20 ms")
      ->capture_default_str()
      ->check(CLI::Range(20.0, 980.0));
  app.add_option("--average", chosen.settings.average, "windows that a score is the mean of")
      ->capture_default_str()
      ->check(CLI::Range(1, detector::filter::max_average));
  app.add_option("--threshold", chosen.settings.threshold, "score that counts as a detection")
      ->capture_default_str()
      ->check(CLI::Range(0.01, 1.0));
  app.add_flag("--json", chosen.json, "one JSON object a detection, nothing else");
  app.set_version_flag("--version", TYTO_VERSION_STRING);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }

  chosen.settings.hop_frames = static_cast<int>(std::lround(chosen.hop_ms / detector::frame_ms));
  chosen.settings.release = chosen.settings.threshold / 2;
  try {
    run(chosen);
  } catch (const std::exception& error) {
    std::cerr << "tyto-listen: " << error.what() << '\n';
    return 2;
  }
}
