// SPDX-License-Identifier: Apache-2.0
// What the instructions in arch/cortex_m/primitives.hpp do, in plain C++.
//
// Source: Arm, "Armv7-M Architecture Reference Manual", chapter A7.7.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace tyto::test::portable {

using word = std::uint32_t;

inline word load(const std::int8_t* from) {
  word w = 0;
  std::memcpy(&w, from, sizeof w);
  return w;
}

constexpr std::int32_t byte(word w, int i) {
  return static_cast<std::int8_t>(w >> (8 * i));
}
constexpr std::int32_t half(word w, int i) {
  return static_cast<std::int16_t>(w >> (16 * i));
}

constexpr word pkhbt(std::int32_t low, std::int32_t high) {
  return (static_cast<word>(low) & 0xFFFF) | static_cast<word>(high) << 16;
}
constexpr word sxtb16(word w) {
  return pkhbt(byte(w, 0), byte(w, 2));
}
constexpr word sxtb16_ror8(word w) {
  return pkhbt(byte(w, 1), byte(w, 3));
}
constexpr word sxtab16(word sums, word w) {
  return pkhbt(half(sums, 0) + byte(w, 0), half(sums, 1) + byte(w, 2));
}
constexpr word sxtab16_ror8(word sums, word w) {
  return pkhbt(half(sums, 0) + byte(w, 1), half(sums, 1) + byte(w, 3));
}

constexpr std::int32_t smlad(word a, word b, std::int32_t sum) {
  const std::int64_t exact =
      std::int64_t{sum} + half(a, 0) * half(b, 0) + std::int64_t{half(a, 1)} * half(b, 1);
  return static_cast<std::int32_t>(static_cast<word>(exact));
}

constexpr std::int32_t smuad(word a, word b) {
  return smlad(a, b, 0);
}
constexpr std::int32_t smladx(word a, word b, std::int32_t sum) {
  return smlad(a, b >> 16 | b << 16, sum);
}
constexpr std::int32_t smlsd(word a, word b, std::int32_t sum) {
  const std::int64_t exact =
      std::int64_t{sum} + half(a, 0) * half(b, 0) - std::int64_t{half(a, 1)} * half(b, 1);
  return static_cast<std::int32_t>(static_cast<word>(exact));
}
constexpr std::int32_t smlabb(word a, std::int32_t b, std::int32_t sum) {
  const std::int64_t exact = std::int64_t{sum} + half(a, 0) * half(static_cast<word>(b), 0);
  return static_cast<std::int32_t>(static_cast<word>(exact));
}
constexpr std::int32_t smlatb(word a, std::int32_t b, std::int32_t sum) {
  return smlabb(a >> 16, b, sum);
}

template <int Shift>
constexpr word pkhtb(std::int32_t high, std::int32_t low) {
  return pkhbt(low >> Shift, static_cast<std::int32_t>(static_cast<word>(high) >> 16));
}

constexpr word sadd16(word a, word b) {
  return pkhbt(half(a, 0) + half(b, 0), half(a, 1) + half(b, 1));
}
constexpr word ssub16(word a, word b) {
  return pkhbt(half(a, 0) - half(b, 0), half(a, 1) - half(b, 1));
}
constexpr word ssax(word a, word b) {
  return pkhbt(half(a, 0) + half(b, 1), half(a, 1) - half(b, 0));
}
constexpr word sasx(word a, word b) {
  return pkhbt(half(a, 0) - half(b, 1), half(a, 1) + half(b, 0));
}
constexpr word shadd16(word a, word b) {
  return pkhbt((half(a, 0) + half(b, 0)) >> 1, (half(a, 1) + half(b, 1)) >> 1);
}
constexpr word shsub16(word a, word b) {
  return pkhbt((half(a, 0) - half(b, 0)) >> 1, (half(a, 1) - half(b, 1)) >> 1);
}
constexpr word abs16(word a) {
  const auto magnitude = [](std::int32_t x) { return x < 0 ? -x : x; };
  return pkhbt(magnitude(half(a, 0)), magnitude(half(a, 1)));
}

constexpr std::int32_t smmlar(std::int32_t a, std::int32_t b, std::int32_t sum) {
  const auto product = static_cast<std::uint64_t>(std::int64_t{a} * b);
  const std::uint64_t wide = (std::uint64_t{static_cast<word>(sum)} << 32) + product + 0x80000000U;
  return static_cast<std::int32_t>(wide >> 32);
}
constexpr std::int32_t smmulr(std::int32_t a, std::int32_t b) {
  return smmlar(a, b, 0);
}

constexpr std::int32_t ssat8(std::int32_t x) {
  return x < -128 ? -128 : x > 127 ? 127 : x;
}

constexpr word max8(word a, word b) {
  word result = 0;
  for (int i = 0; i < 4; ++i) {
    const std::int32_t larger = byte(a, i) > byte(b, i) ? byte(a, i) : byte(b, i);
    result |= (static_cast<word>(larger) & 0xFF) << (8 * i);
  }
  return result;
}

inline constexpr bool joins = true;

struct tile {
  std::int32_t a0, a1, a2, a3;
  std::int32_t b0, b1, b2, b3;
};

constexpr void multiply_tile(tile& t, const word* taps, const word* weights, const word* end) {
  for (; weights != end; ++weights, taps += 4) {
    const word a = sxtb16(*weights);
    const word b = sxtb16_ror8(*weights);
    t = {smlad(taps[0], a, t.a0), smlad(taps[1], a, t.a1), smlad(taps[2], a, t.a2),
         smlad(taps[3], a, t.a3), smlad(taps[0], b, t.b0), smlad(taps[1], b, t.b1),
         smlad(taps[2], b, t.b2), smlad(taps[3], b, t.b3)};
  }
}

}  // namespace tyto::test::portable
