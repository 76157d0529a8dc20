// SPDX-License-Identifier: Apache-2.0
#include "train/augment.hpp"

#include <algorithm>
#include <cmath>

namespace tyto::train {
namespace {

constexpr int clip_frames_per_frame = 2;
constexpr float clip_frames_per_second = 100.0F;

// ln(1 + e^-d) at steps of 1/32, d up to 8.
constexpr int softplus_steps = 32, softplus_size = 8 * softplus_steps;
const std::array<float, softplus_size + 1> softplus = [] {
  std::array<float, softplus_size + 1> table{};
  for (int i = 0; i <= softplus_size; ++i)
    table[static_cast<std::size_t>(i)] =
        std::log1p(std::exp(-static_cast<float>(i) / softplus_steps));
  return table;
}();

}  // namespace

float log_add(float a, float b) {
  const float high = std::max(a, b);
  const float at = std::abs(a - b) * softplus_steps;
  if (at >= softplus_size) return high;
  const auto i = static_cast<std::size_t>(at);
  return high + softplus[i] + (at - static_cast<float>(i)) * (softplus[i + 1] - softplus[i]);
}

void place(const std::uint8_t* clip, const placement& p, spectrogram& out) {
  // Channel j of the window takes the clip's at j / pitch, between its two neighbours.
  std::array<int, mel_channels> channel{};
  std::array<float, mel_channels> part{};
  for (int j = 0; j < mel_channels; ++j) {
    const float at = std::clamp(static_cast<float>(j) / p.pitch, 0.0F, mel_channels - 1.001F);
    const auto c = static_cast<std::size_t>(j);
    channel[c] = static_cast<int>(at);
    part[c] = at - static_cast<float>(channel[c]);
  }
  constexpr auto middle = static_cast<float>(clip_frames / 2);
  for (int t = 0; t < frames; ++t) {
    float* row = out.data() + t * mel_channels;
    const float wanted = static_cast<float>(clip_frames_per_frame * t) - p.shift - middle;
    const auto from = static_cast<int>(std::floor(wanted * p.speed + middle + 0.5F));
    if (from < p.first || from >= p.last) {
      std::fill_n(row, mel_channels, log_mel_floor);
      continue;
    }
    const std::uint8_t* source = clip + from * mel_channels;
    for (std::size_t j = 0; j < mel_channels; ++j) {
      const auto low = static_cast<float>(source[channel[j]]);
      const auto high = static_cast<float>(source[channel[j] + 1]);
      const float value = (low + part[j] * (high - low) - byte_zero) / bytes_per_neper;
      // Digital silence stays silent however loud the rest is made.
      row[j] =
          value < log_mel_floor + 0.1F ? log_mel_floor : std::max(log_mel_floor, value + p.gain);
    }
  }
}

void mix(spectrogram& into, const spectrogram& other) {
  for (std::size_t i = 0; i < into.size(); ++i)
    into[i] = log_add(into[i], other[i]);
}

void reverberate(spectrogram& s, float seconds, float level) {
  constexpr float nepers_of_60_db = 13.8155F;
  const float fall = nepers_of_60_db * clip_frames_per_frame / clip_frames_per_second / seconds;
  std::array<float, mel_channels> tail{};
  tail.fill(log_mel_floor);
  for (int t = 0; t < frames; ++t) {
    float* row = s.data() + t * mel_channels;
    for (std::size_t j = 0; j < mel_channels; ++j) {
      const float dry = row[j];
      row[j] = log_add(dry, tail[j]);
      tail[j] = std::max(log_mel_floor, log_add(tail[j], dry - level) - fall);
    }
  }
}

void colour(spectrogram& s, random_source& random) {
  const float slope = random.between(-1.2F, 1.2F), bend = random.between(-0.8F, 0.8F);
  for (int j = 0; j < mel_channels; ++j) {
    const float x = 2.0F * static_cast<float>(j) / (mel_channels - 1) - 1.0F;
    const float gain = slope * x + bend * (x * x - 1.0F / 3.0F);
    for (int t = 0; t < frames; ++t) {
      float& v = s[static_cast<std::size_t>(t * mel_channels + j)];
      if (v > log_mel_floor + 0.1F) v = std::max(log_mel_floor, v + gain);
    }
  }
}

void mask(spectrogram& s, random_source& random) {
  float mean = 0.0F;
  for (const float v : s)
    mean += v;
  mean /= static_cast<float>(s.size());
  if (random.chance(0.5F)) {
    const int count = random.between(1, 6), first = random.between(0, frames - count);
    std::fill_n(s.begin() + first * mel_channels, count * mel_channels, mean);
  }
  if (random.chance(0.5F)) {
    const int count = random.between(1, 6), first = random.between(0, mel_channels - count);
    for (int t = 0; t < frames; ++t)
      std::fill_n(s.begin() + t * mel_channels + first, count, mean);
  }
}

}  // namespace tyto::train
