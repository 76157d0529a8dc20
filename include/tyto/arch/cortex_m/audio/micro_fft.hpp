// SPDX-License-Identifier: Apache-2.0
// The real FFT of the micro front end in words of two 16-bit halves, re in the low one: equal to
// audio/micro/fft.hpp to the bit.
#pragma once

#include <cstddef>
#include <cstdint>

#include "tyto/arch/cortex_m/primitives.hpp"
#include "tyto/audio/extents.hpp"
#include "tyto/audio/micro/fft.hpp"

namespace tyto::cortex_m::audio {

// z * factor, rounded as rounded_q15() does: (z 2 factor + 2^15) >> 16 is the same number.
template <int FactorQ15>
[[gnu::always_inline]] inline word scaled(word z) {
  const std::int32_t re = smlabb(z, 2 * FactorQ15, 1 << 15);
  const std::int32_t im = smlatb(z, 2 * FactorQ15, 1 << 15);
  return pkhtb<16>(im, re);
}
// The same, re in the high half.
template <int FactorQ15>
[[gnu::always_inline]] inline word scaled_and_exchanged(word z) {
  const std::int32_t re = smlabb(z, 2 * FactorQ15, 1 << 15);
  const std::int32_t im = smlatb(z, 2 * FactorQ15, 1 << 15);
  return pkhtb<16>(re, im);
}

[[gnu::always_inline]] inline word product(word a, word b) {
  const std::int32_t re = smlsd(a, b, 1 << 14);
  const std::int32_t im = smladx(a, b, 1 << 14);
  return pkhtb<15>(static_cast<std::int32_t>(static_cast<word>(im) << 1), re);
}

// Size: as real_fft's.
template <int Size>
class micro_fft {
  using definition = tyto::audio::micro::real_fft<Size>;
  static constexpr int points = definition::points;

  // The roots that it takes, a word each.
  static constexpr int roots = 3 * Size / 4;
  static constexpr auto root = [] {
    tyto::audio::array_of<word, roots> made{};
    for (int k = 0; k < roots; ++k) {
      const auto r = definition::root(k);
      made[static_cast<std::size_t>(k)] = static_cast<word>(static_cast<std::uint16_t>(r.re)) |
                                          static_cast<word>(static_cast<std::uint16_t>(r.im)) << 16;
    }
    return made;
  }();

 public:
  // Where input n has to stand: its base-4 digits in reverse.
  static constexpr auto place = [] {
    tyto::audio::array_of<std::uint16_t, points> made{};
    for (int n = 0; n < points; ++n)
      made[static_cast<std::size_t>(n)] = static_cast<std::uint16_t>(definition::reversed(n));
    return made;
  }();

  static constexpr std::size_t table_bytes = sizeof(root) + sizeof(place);

  // z: points words, at their places; then as real_fft::transform leaves them.
  static void transform(word* z) {
    for (int quarter = 1; quarter < points; quarter *= 4)
      stage(z, quarter);
    separate(z);
  }

 private:
  static void stage(word* z, int quarter) {
    const int step = Size / (4 * quarter);
    for (int k = 0; k < quarter; ++k) {
      const word w1 = root[static_cast<std::size_t>(k * step)];
      const word w2 = root[static_cast<std::size_t>(2 * k * step)];
      const word w3 = root[static_cast<std::size_t>(3 * k * step)];
      word* const end = z + points;
      for (word* first = z + k; first < end; first += 4 * quarter)
        butterfly(first, quarter, w1, w2, w3);
    }
  }

  [[gnu::always_inline]] static inline void butterfly(word* z, int quarter, word w1, word w2,
                                                      word w3) {
    using tyto::audio::micro::quarter_q15;
    word* const z1 = z + quarter;
    word* const z2 = z1 + quarter;
    word* const z3 = z2 + quarter;
    const word a = scaled<quarter_q15>(*z);
    const word b = product(scaled<quarter_q15>(*z1), w1);
    const word c = product(scaled<quarter_q15>(*z2), w2);
    const word d = product(scaled<quarter_q15>(*z3), w3);
    const word even = sadd16(a, c);
    const word odd = ssub16(a, c);
    const word both = sadd16(b, d);
    const word turned = ssub16(b, d);
    *z = sadd16(even, both);
    *z1 = ssax(odd, turned);  // odd - i turned
    *z2 = ssub16(even, both);
    *z3 = sasx(odd, turned);  // odd + i turned
  }

  static void separate(word* z) {
    using tyto::audio::micro::half_q15;
    const word first = scaled<half_q15>(z[0]);
    const word exchanged = scaled_and_exchanged<half_q15>(z[0]);
    const word sums = sadd16(first, exchanged);
    const word differences = ssub16(first, exchanged);
    z[0] = (sums & 0xFFFF) | differences << 16;
    for (int k = 1; k <= points / 2; ++k) {
      const word p = scaled<half_q15>(z[k]);
      const word mirrored = scaled_and_exchanged<half_q15>(z[points - k]);
      const word f1 = ssax(p, mirrored);  // p + its conjugate
      const word t = product(sasx(p, mirrored), root[static_cast<std::size_t>(k + points / 2)]);
      z[k] = shadd16(f1, t);
      const word below = shsub16(f1, t);
      const word above = shsub16(t, f1);
      z[points - k] = (below & 0xFFFF) | (above & 0xFFFF0000);
    }
  }
};

}  // namespace tyto::cortex_m::audio
