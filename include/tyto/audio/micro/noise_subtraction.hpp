// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "tyto/audio/micro_parameters.hpp"

namespace tyto::audio::micro {

// A noise estimate has this many bits more than an amplitude.
inline constexpr int smoothing_bits = 10;

// Takes a channel's amplitude into its noise estimate, and gives what stands out of the noise:
//
//   x' = amplitude 2^10,  noise <- (x' share + noise (1 - share)),
//   result = max((x' - min(noise, x')) / 2^10, least_signal amplitude)
//
// all rounded down. An amplitude above 2^22 wraps around in x', as it does in the models' training.
constexpr std::uint32_t subtract_noise(const micro_parameters& p, int channel,
                                       std::uint32_t amplitude, std::uint32_t& noise) {
  const auto share =
      static_cast<std::uint64_t>(channel % 2 == 0 ? p.even_smoothing_q14 : p.odd_smoothing_q14);
  const std::uint32_t x = amplitude << smoothing_bits;
  auto estimate = static_cast<std::uint32_t>(
      (x * share + noise * (std::uint64_t{micro_limits::one_q14} - share)) >> 14);
  const std::uint32_t within = estimate < x ? estimate : x;
  noise = p.clamp_noise ? within : estimate;
  const auto least = static_cast<std::uint32_t>(
      (std::uint64_t{amplitude} * static_cast<std::uint64_t>(p.least_signal_q14)) >> 14);
  const std::uint32_t above = (x - within) >> smoothing_bits;
  return above > least ? above : least;
}

}  // namespace tyto::audio::micro
