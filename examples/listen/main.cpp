// SPDX-License-Identifier: Apache-2.0
// tyto-listen: hears keywords in an audio file or a live stream: those of the bundled model, or of
// whichever the build names.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdint>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "keyword_ears.hpp"
#include "output.hpp"
#include "sample_source.hpp"
#include "time_line.hpp"
#include "wake_word_ears.hpp"
#ifdef TYTO_MODEL_HEADER
#include TYTO_MODEL_HEADER
#else
#include "ds_cnn_stream.hpp"
#define TYTO_MODEL ds_cnn_stream
#endif

namespace {

using ears_type = listen::ears_of<TYTO_MODEL::model>;

struct options {
  std::vector<std::string> inputs;
  std::string behind;
  double softer_db = 10.0;
  std::string svg;
  bool json = false;
};

// Exit status, as --help states it.
constexpr int failed = 2;

// A word at the very end still needs the window to pass over it.
constexpr int seconds_after_end = 1;

double seconds(std::int64_t samples) {
  return static_cast<double>(samples) / ears_type::sample_rate;
}

void run(const options& chosen, ears_type& ears) {
  const auto source =
      listen::open_source(chosen.inputs, chosen.behind, chosen.softer_db, ears_type::sample_rate);
  listen::output out(chosen.json, !chosen.json && isatty(STDOUT_FILENO) != 0);
  ears.configure();
  listen::time_line picture;
  const auto on_event = [&](const tyto::kws::event& e) {
    out.detection(e);
    if (!chosen.svg.empty()) picture.add(e);
  };

  std::array<std::int16_t, 1600> chunk{};  // a tenth of a second, so that a live line is alive
  std::int64_t heard = 0;
  while (const std::size_t count = source->read(chunk)) {
    const auto samples = std::span<const std::int16_t>(chunk).first(count);
    ears.push(samples, on_event);
    heard += static_cast<std::int64_t>(count);
    const auto posteriors = ears.posteriors();
    out.progress(samples, posteriors, ears_type::sample_rate);
    if (chosen.svg.empty()) continue;
    std::vector<float> keywords;
    for (const listen::posterior& p : posteriors) {
      if (tyto::kws::is_keyword(p.label)) keywords.push_back(p.mean);
    }
    picture.add(samples, std::move(keywords));
  }
  const std::vector<std::int16_t> silence(seconds_after_end * ears_type::sample_rate);
  ears.push(silence, on_event);

  if (!chosen.svg.empty()) picture.write(chosen.svg, ears_type::sample_rate);
  out.finish(seconds(heard));
  if (const std::string warning = source->warning(); !warning.empty()) {
    std::cerr << "tyto-listen: " << warning << '\n';
  }
}

}  // namespace

int main(int argc, char** argv) {
  options chosen;
  static ears_type ears;
  CLI::App app("Hears keywords (" + ears_type::keywords() +
               ") in speech and prints each once: time, label, score.\n"
               "Live: arecord -f S16_LE -r 16000 -c 1 | tyto-listen -");
  app.add_option(
         "input", chosen.inputs,
         "audio files (WAV, FLAC, Ogg, ...; any rate and channel count), heard one after the "
         "other, or - for raw 16 kHz mono S16LE from standard input")
      ->required()
      ->type_name("FILE");
  ears.add_options(app);
  app.add_option("--behind", chosen.behind,
                 "audio file that is mixed behind the input, such as music, to see what is still "
                 "heard")
      ->type_name("FILE");
  app.add_option("--softer", chosen.softer_db, "decibels that it is softer than the input's voice")
      ->capture_default_str()
      ->type_name("DB")
      ->check(CLI::Range(-20.0, 60.0).description(""));
  app.add_option("--svg", chosen.svg,
                 "picture to write: waveform, posteriors, events; of audio that ends")
      ->type_name("FILE");
  app.add_flag("--json", chosen.json, "one JSON object a detection, nothing else");
  app.set_version_flag("--version", TYTO_VERSION_STRING);
  app.footer(
      "Examples:\n"
      "  tyto-listen recording.flac\n"
      "  tyto-listen meeting.wav --json\n"
      "  arecord -f S16_LE -r 16000 -c 1 | tyto-listen -\n\n"
      "Exit status: 0 the audio was heard to its end, 2 bad options or audio that cannot be read");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    return app.exit(asked);
  } catch (const CLI::ParseError& error) {
    std::cerr << "tyto-listen: " << error.what() << "; tyto-listen --help lists what is accepted\n";
    return failed;
  }

  try {
    run(chosen, ears);
  } catch (const std::exception& error) {
    std::cerr << "tyto-listen: " << error.what() << '\n';
    return failed;
  }
}
