// SPDX-License-Identifier: Apache-2.0
// tyto-listen: hears keywords in an audio file or a live stream: those of the bundled model, or of
// whichever the build names.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cmath>
#include <cstdint>
#include <exception>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "output.hpp"
#include "sample_source.hpp"
#include "tyto/arch/dispatch.hpp"
#include "tyto/tyto.hpp"
#ifdef TYTO_MODEL_HEADER
#include TYTO_MODEL_HEADER
#else
#include "ds_cnn_s.hpp"
#define TYTO_MODEL ds_cnn_s
#endif

namespace {

using model = TYTO_MODEL::model;
using detector = tyto::kws::detector<tyto::arch::dispatched_model<model>>;

struct options {
  std::string input;
  double hop_ms = 100.0;
  tyto::kws::log_ratio_settings settings;
  std::string behind;
  double softer_db = 10.0;
  bool json = false;
};

// Exit codes, as --help states them.
constexpr int done = 0;
constexpr int failed = 2;

// A word at the very end still needs the window to pass over it.
constexpr int seconds_after_end = 1;

double seconds(std::int64_t samples) {
  return static_cast<double>(samples) / detector::sample_rate;
}

void run(const options& chosen) {
  const auto source =
      listen::open_source(chosen.input, chosen.behind, chosen.softer_db, detector::sample_rate);
  listen::output out(chosen.json, !chosen.json && isatty(STDOUT_FILENO) != 0);
  detector ears;
  if (!ears.configure(chosen.settings)) {
    throw std::runtime_error("--average " + std::to_string(chosen.settings.average_ms) +
                             " is too long for this hop: needed at most " +
                             std::to_string(tyto::kws::max_ratio_runs) +
                             " runs of the network; cure: a longer --hop");
  }
  const auto on_event = [&](const tyto::kws::event& e) { out.detection(e); };

  std::array<std::int16_t, 1600> chunk{};  // a tenth of a second, so that a live line is alive
  std::int64_t heard = 0;
  while (const std::size_t count = source->read(chunk)) {
    const auto samples = std::span<const std::int16_t>(chunk).first(count);
    ears.push(samples, on_event);
    heard += static_cast<std::int64_t>(count);
    std::array<listen::posterior, std::size_t{model::label_count}> posteriors{};
    for (int label = 0; label < model::label_count; ++label)
      posteriors[static_cast<std::size_t>(label)] = {model::labels[label], ears.posterior(label)};
    out.progress(samples, posteriors);
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
  for (const char* label : model::labels) {
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
  const double frame_ms = detector::frame_ms;
  app.add_option("--hop", chosen.hop_ms,
                 "milliseconds the network's window moves by, rounded up to whole frames")
      ->capture_default_str()
      ->type_name("MS")
      ->check(CLI::Range(frame_ms, 980.0).description(""));
  app.add_option("--average", chosen.settings.average_ms, "milliseconds that are averaged over")
      ->capture_default_str()
      ->type_name("MS")
      ->check(CLI::Range(1, 10000).description(""));
  app.add_option("--strictness", chosen.settings.strictness,
                 "added to the model's thresholds: above 0 hears less, below 0 more")
      ->capture_default_str()
      ->type_name("-16..16")
      ->check(CLI::Range(-16.0, 16.0).description(""));
  app.add_option("--behind", chosen.behind,
                 "audio file that is mixed behind the input, such as music, to see what is still "
                 "heard")
      ->type_name("FILE");
  app.add_option("--softer", chosen.softer_db, "decibels that it is softer than the input's voice")
      ->capture_default_str()
      ->type_name("DB")
      ->check(CLI::Range(-20.0, 60.0).description(""));
  app.add_flag("--json", chosen.json, "one JSON object a detection, nothing else");
  app.set_version_flag("--version", TYTO_VERSION_STRING);
  app.footer(
      "Examples:\n"
      "  tyto-listen recording.flac\n"
      "  tyto-listen meeting.wav --json --strictness 1\n"
      "  arecord -f S16_LE -r 16000 -c 1 | tyto-listen -\n"
      "Exit codes: 0 the audio was heard to its end, 2 bad options or audio that cannot be read");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? done : failed;
  }

  chosen.settings.hop_frames = static_cast<int>(std::ceil(chosen.hop_ms / frame_ms));
  try {
    run(chosen);
  } catch (const std::exception& error) {
    std::cerr << "tyto-listen: " << error.what() << '\n';
    return failed;
  }
}
