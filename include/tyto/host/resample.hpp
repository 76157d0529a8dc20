// SPDX-License-Identifier: Apache-2.0
// Sample-rate conversion of a whole signal, by libsamplerate.
#pragma once

#include <samplerate.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

namespace tyto::host {

// Mono samples at `from` Hz to `to` Hz: band-limited (what the new rate cannot hold is removed, not
// aliased), without delay, about samples.size() * to / from long. Equal rates: unchanged.
// Throws std::runtime_error when the ratio is not within 1/256 to 256.
inline std::vector<float> resample(std::vector<float> samples, int from, int to) {
  if (from == to || samples.empty()) return samples;
  const double ratio = static_cast<double>(to) / from;
  if (src_is_valid_ratio(ratio) == 0) {
    throw std::runtime_error("cannot resample from " + std::to_string(from) + " Hz to " +
                             std::to_string(to) + " Hz: the ratio must be within 1/256 to 256");
  }
  // Room for what rounding may add.
  std::vector<float> out(
      static_cast<std::size_t>(std::ceil(static_cast<double>(samples.size()) * ratio)) + 1);
  SRC_DATA data{};
  data.data_in = samples.data();
  data.input_frames = static_cast<long>(samples.size());
  data.data_out = out.data();
  data.output_frames = static_cast<long>(out.size());
  data.src_ratio = ratio;
  constexpr int channels = 1;
  if (const int error = src_simple(&data, SRC_SINC_MEDIUM_QUALITY, channels); error != 0) {
    throw std::runtime_error(std::string("cannot resample: ") + src_strerror(error));
  }
  out.resize(static_cast<std::size_t>(data.output_frames_gen));
  return out;
}

}  // namespace tyto::host
