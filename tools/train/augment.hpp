// SPDX-License-Identifier: Apache-2.0
// Sounds put together and changed as spectrograms: 49 frames of 20 ms x 40 channels of ln energy.
#pragma once

#include <array>
#include <cstdint>

#include "train/clip_set.hpp"
#include "train/random.hpp"

namespace tyto::train {

inline constexpr int frames = 49;
using spectrogram = std::array<float, frames * mel_channels>;

// How a clip is laid into the window.
struct placement {
  float shift = 0.0F;  // in frames of 10 ms; positive is later
  float speed = 1.0F;  // of time
  float pitch = 1.0F;  // of the frequency axis
  float gain = 0.0F;   // in nepers of energy
  int first = 0;       // frames of the clip that sound, before shift
  int last = clip_frames;
};

// Outside of the clip there is silence.
void place(const std::uint8_t* clip, const placement& p, spectrogram& out);

// ln(e^a + e^b), within 1e-3.
float log_add(float a, float b);

// Adds the energy of `other`.
void mix(spectrogram& into, const spectrogram& other);

// The energy falls by 60 dB in `seconds`; the tail begins `level` nepers below the sound.
void reverberate(spectrogram& s, float seconds, float level);

// A slope over the channels and a bend, as microphones and rooms have them.
void colour(spectrogram& s, random_source& random);

// Stripes of frames and of channels are replaced by the mean.
void mask(spectrogram& s, random_source& random);

}  // namespace tyto::train
