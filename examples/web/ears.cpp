// SPDX-License-Identifier: Apache-2.0
// One model's detector as a WebAssembly module: plain functions, which ears.js calls.
//
//   em++ -DTYTO_WEB_MODEL=ds_cnn_s -include ds_cnn_s.hpp ears.cpp      (scripts/web.sh does it)
//
// The page and the module share `samples`, a buffer that JavaScript fills, and `events`, one that
// push() fills. Everything is static: a module is one detector.
#include <emscripten.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "tyto/audio/fft.hpp"
#include "tyto/audio/hann_window.hpp"
#include "tyto/audio/mel_filter_bank.hpp"
#include "tyto/audio/spectrum.hpp"
#include "tyto/tyto.hpp"

namespace {

using model = TYTO_WEB_MODEL::model;
using detector = tyto::kws::detector<model>;
using posteriors = tyto::kws::posterior_stream<model>;
using front_end = tyto::audio::mfcc<model::front_end>;
using mel_bank = tyto::audio::mel_filter_bank<model::front_end>;

// An event as JavaScript reads it from memory.
struct web_event {
  std::int32_t label;
  float score;
  double time_ms;
};

constexpr int chunk_samples = 1600;  // a tenth of a second: posteriors change once in that time
constexpr int most_events = 64;      // of one chunk

detector ears;

std::array<std::int16_t, chunk_samples> samples;
std::array<web_event, most_events> events;

// The newest samples that a frame of the front end needs, for the picture.
std::array<std::int16_t, std::size_t{front_end::window}> newest;
std::array<float, std::size_t{front_end::fft_size}> spectrum;
std::array<float, std::size_t{mel_bank::filters}> mel_decibels;

// What the front end sees of the newest samples: energies of its mel filters, in dB, the loudest
// possible near 0.
void draw_spectrum() {
  using namespace tyto::audio;
  constexpr auto& p = front_end::parameters;
  hann_window<p.window, front_end::fft_size>::apply(newest, spectrum);
  real_fft<front_end::fft_size>::transform(spectrum);
  spectrum_in_place<spectrum_kind::power, front_end::fft_size, mel_bank::first_bin,
                    mel_bank::last_bin>(spectrum);
  mel_bank::apply(spectrum, mel_decibels);
  constexpr float decibels_a_neper = 4.342945F;  // 10 / ln 10
  // Of a sine of full scale, whose peak in the spectrum is window / 4.
  constexpr auto loudest = static_cast<float>(2.0 * tyto::math::log(p.window / 4.0));
  for (float& energy : mel_decibels)
    energy = decibels_a_neper * (tyto::math::log(std::max(energy, 1e-12F)) - loudest);
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE const char* tyto_version() {
  return TYTO_VERSION_STRING;
}
EMSCRIPTEN_KEEPALIVE int tyto_sample_rate() {
  return detector::sample_rate;
}
EMSCRIPTEN_KEEPALIVE int tyto_label_count() {
  return model::label_count;
}
EMSCRIPTEN_KEEPALIVE const char* tyto_label(int i) {
  return model::labels[i];
}
EMSCRIPTEN_KEEPALIVE int tyto_chunk_samples() {
  return chunk_samples;
}
EMSCRIPTEN_KEEPALIVE std::int16_t* tyto_samples() {
  return samples.data();
}
EMSCRIPTEN_KEEPALIVE const web_event* tyto_events() {
  return events.data();
}
EMSCRIPTEN_KEEPALIVE int tyto_mel_count() {
  return mel_bank::filters;
}
EMSCRIPTEN_KEEPALIVE const float* tyto_mel() {
  return mel_decibels.data();
}

// Starts anew, as if silence had come before.
EMSCRIPTEN_KEEPALIVE void tyto_reset() {
  ears.reset();
  newest.fill(0);
}

// Hears the first `count` of samples, at most tyto_chunk_samples(); returns how many events there
// are in tyto_events().
EMSCRIPTEN_KEEPALIVE int tyto_push(int count) {
  const auto heard = std::span<const std::int16_t>(samples).first(
      static_cast<std::size_t>(std::clamp(count, 0, chunk_samples)));
  std::size_t made = 0;
  ears.push(heard, [&](const tyto::kws::event& e) {
    if (made == events.size()) return;
    events[made++] = {e.label, e.score, static_cast<double>(e.time_ms)};
  });
  const auto kept = std::min(heard.size(), newest.size());
  std::copy(newest.begin() + static_cast<std::ptrdiff_t>(kept), newest.end(), newest.begin());
  std::copy_n(heard.last(kept).begin(), kept, newest.end() - static_cast<std::ptrdiff_t>(kept));
  draw_spectrum();
  return static_cast<int>(made);
}

// The averaged posterior of a label at the network's last run, [0, 1].
EMSCRIPTEN_KEEPALIVE float tyto_score(int label) {
  return ears.posterior(label);
}

}  // extern "C"
