// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/core/numerics.hpp"

namespace two_core {

// A number for a front end and what its bytes mean, so that two cores with firmware of different
// models find out: FNV-1a of every parameter's 32 bits.
template <class Model>
constexpr std::uint32_t front_end_id() {
  const tyto::audio::mfcc_parameters& p = Model::front_end::parameters;
  const std::uint32_t words[] = {
      static_cast<std::uint32_t>(p.sample_rate),
      static_cast<std::uint32_t>(p.window),
      static_cast<std::uint32_t>(p.hop),
      static_cast<std::uint32_t>(p.spectrum),
      std::bit_cast<std::uint32_t>(p.low_hz),
      std::bit_cast<std::uint32_t>(p.high_hz),
      static_cast<std::uint32_t>(p.mel_filters),
      static_cast<std::uint32_t>(p.log),
      std::bit_cast<std::uint32_t>(p.log_floor),
      static_cast<std::uint32_t>(p.coefficients),
      std::bit_cast<std::uint32_t>(Model::input_quantization.scale),
      static_cast<std::uint32_t>(Model::input_quantization.zero_point),
  };
  std::uint32_t hash = 2166136261U;
  for (const std::uint32_t word : words) {
    for (int shift = 0; shift < 32; shift += 8)
      hash = (hash ^ (word >> shift & 0xFF)) * 16777619U;
  }
  return hash;
}

}  // namespace two_core
