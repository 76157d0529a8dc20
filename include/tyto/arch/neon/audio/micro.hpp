// SPDX-License-Identifier: Apache-2.0
// The micro front end on lanes of 16 and 32 bits, equal to the definition to the bit.
#pragma once

#include <arm_neon.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/audio/micro_fft.hpp"
#include "tyto/arch/neon/audio/products.hpp"
#include "tyto/arch/neon/audio/square_root.hpp"
#include "tyto/arch/neon/primitives.hpp"
#include "tyto/audio/micro/kernel.hpp"
#include "tyto/core/arch.hpp"

namespace tyto {

namespace neon::audio {

template <class FrontEnd>
concept vector_micro = FrontEnd::parameters.fft_size() == 512;

// The window of the micro front end, eight samples at a time.
template <int Window>
class micro_window {
  static constexpr int vectors = (Window + 7) / 8;

 public:
  // Windowed samples to out, 512 int16, zeros from the frame's end. Returns the shift of
  // micro::auto_scale.
  static int apply(const std::int16_t* samples, std::int16_t* out) {
    int16x8_t greatest = vdupq_n_s16(0);
    const std::int16_t* w = table.data();
    for (int i = 0; i < Window / 8; ++i) {
      greatest = vmaxq_s16(greatest, windowed(samples, w, out));
      samples += 8;
      w += 8;
      out += 8;
    }
    if constexpr (Window % 8 != 0) {
      std::int16_t tail[8] = {};
      for (int i = 0; i < Window % 8; ++i)
        tail[i] = samples[i];
      greatest = vmaxq_s16(greatest, windowed(tail, w, out));
      out += 8;
    }
    for (int i = vectors; i < 64; ++i) {
      vst1q_s16(out, vdupq_n_s16(0));
      out += 8;
    }
    int16x4_t most = vmax_s16(vget_low_s16(greatest), vget_high_s16(greatest));
    most = vpmax_s16(most, most);
    most = vpmax_s16(most, most);
    return tyto::audio::micro::scale_shift(static_cast<std::uint32_t>(vget_lane_s16(most, 0)));
  }

 private:
  // Returns the absolute values, 32767 for -32768: both leave no room to shift.
  [[gnu::always_inline]] static int16x8_t windowed(const std::int16_t* samples,
                                                   const std::int16_t* w, std::int16_t* out) {
    const int16x8_t x = vld1q_s16(samples);
    const int16x8_t weight = vld1q_s16(w);
    constexpr int bits = tyto::audio::micro::hann_window<Window>::fraction_bits;
    const int16x8_t y =
        vcombine_s16(vshrn_n_s32(vmull_s16(vget_low_s16(x), vget_low_s16(weight)), bits),
                     vshrn_n_s32(vmull_s16(vget_high_s16(x), vget_high_s16(weight)), bits));
    vst1q_s16(out, y);
    return vqabsq_s16(y);
  }

  static constexpr auto table = [] {
    std::array<std::int16_t, std::size_t{8 * vectors}> made{};
    for (int i = 0; i < Window; ++i)
      made[static_cast<std::size_t>(i)] = tyto::audio::micro::hann_window<Window>::weight(i);
    return made;
  }();

 public:
  static constexpr std::size_t table_bytes = sizeof(table);
};

}  // namespace neon::audio

namespace audio::micro {

template <class FrontEnd>
requires neon::audio::vector_micro<FrontEnd>
struct kernel<FrontEnd, arch::neon> : kernel<FrontEnd, arch::scalar> {
 private:
  using definition = kernel<FrontEnd, arch::scalar>;
  using bank = filter_bank<FrontEnd>;
  static constexpr int columns = 260;  // bins, in fours
  static constexpr int rows = bank::channels;
  static constexpr int padded_rows = (rows + 3) / 4 * 4;

  static constexpr auto entry = [](int channel, int bin) { return bank::weight(channel, bin); };
  static constexpr auto matrix =
      neon::audio::make_banded<std::uint16_t, rows, columns,
                               neon::audio::banded_weights<rows, columns>(entry)>(entry);

 public:
  using definition::p;
  using typename definition::channel_values;
  using typename definition::samples;

  struct scratch {
    std::int16_t transform[512];
    std::uint32_t energies[std::size_t{columns}];
  };

  static void amplitudes(samples frame, scratch& work, channel_values& out) {
    std::int16_t windowed[512];
    const int shift = neon::audio::micro_window<p.window>::apply(frame.data(), windowed);
    neon::audio::micro_fft::transform(windowed, shift, work.transform);
    neon::audio::micro_fft::energies(work.transform, work.energies);
    std::uint64_t sums[std::size_t{padded_rows}];
    neon::audio::multiply(matrix, work.energies, sums);
    const int32x4_t down = vdupq_n_s32(-shift);
    std::uint32_t roots[std::size_t{padded_rows}];
    for (int c = 0; c < padded_rows; c += 4) {
      const uint32x4x2_t words = vuzpq_u32(vreinterpretq_u32_u64(vld1q_u64(sums + c)),
                                           vreinterpretq_u32_u64(vld1q_u64(sums + c + 2)));
      vst1q_u32(roots + c, vshlq_u32(neon::audio::square_roots(words.val[0], words.val[1]), down));
    }
    for (std::size_t c = 0; c < out.size(); ++c)
      out[c] = roots[c];
  }

  static constexpr std::size_t table_bytes = neon::audio::micro_window<p.window>::table_bytes +
                                             neon::audio::micro_fft::table_bytes + sizeof(matrix) +
                                             sizeof(definition::gains) + sizeof(log2_above_chord);
};

}  // namespace audio::micro

}  // namespace tyto
