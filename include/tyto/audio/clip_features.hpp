// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tyto::audio {

// Features of a clip that starts at sample 0: `frames` frames to out[frame][coefficient]. Samples
// beyond the last frame are not read; a clip too short for it is taken as followed by zeros. The
// stream (mfcc or micro_front_end) is reset before and after.
template <class Stream>
constexpr void clip_features(Stream& stream, std::span<const std::int16_t> clip, int frames,
                             typename Stream::feature_element* out) {
  if (frames <= 0) return;
  const auto store = [&out](auto features) {
    for (const auto feature : features)
      *out++ = feature;
  };
  const auto needed = static_cast<std::size_t>(Stream::parameters.samples(frames));
  stream.reset();
  stream.push(clip.first(clip.size() < needed ? clip.size() : needed), store);
  constexpr std::int16_t zero = 0;
  for (std::size_t n = clip.size(); n < needed; ++n)
    stream.push({&zero, 1}, store);
  stream.reset();
}

}  // namespace tyto::audio
