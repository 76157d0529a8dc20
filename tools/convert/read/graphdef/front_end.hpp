// SPDX-License-Identifier: Apache-2.0
// TensorFlow's audio operators as front-end parameters: DecodeWav -> AudioSpectrogram -> Mfcc.
#pragma once

#include <optional>

#include "convert/read/graphdef/node.hpp"
#include "tyto/audio/mfcc_parameters.hpp"

namespace tyto::convert {

// What the operators before an Mfcc say. Sample rate and length are those of the clip.
struct graphdef_audio {
  std::optional<int> samples;      // of the clip, from DecodeWav or the Placeholder's shape
  std::optional<int> sample_rate;  // Hz, where a constant gives it; WAV files bring their own
  int window = 0;                  // samples, from AudioSpectrogram
  int hop = 0;
};

struct graphdef_front_end {
  audio::mfcc_parameters parameters;
  int frames = 0;  // in the clip
};

// Reads an AudioSpectrogram's or a DecodeWav's attributes into `clip`. Throw `error`, without the
// node's name, for what no front end of ours computes.
void read_decode_wav(const graphdef::Node& node, graphdef_audio& clip);
void read_audio_spectrogram(const graphdef::Node& node, graphdef_audio& clip);

graphdef_front_end read_mfcc(const graphdef::Node& node, const graphdef_audio& clip);

}  // namespace tyto::convert
