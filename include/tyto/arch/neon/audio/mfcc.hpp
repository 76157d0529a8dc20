// SPDX-License-Identifier: Apache-2.0
// MFCC on four float lanes, from the int16 samples to the coefficients:
//
//   window and first FFT stage in one pass -> FFT -> spectrum of the bins that count -> mel filters
//   as a banded matrix -> logarithm -> DCT as a matrix
#pragma once

#include <arm_neon.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/audio/complex_fft.hpp"
#include "tyto/arch/neon/audio/log.hpp"
#include "tyto/arch/neon/audio/products.hpp"
#include "tyto/arch/neon/primitives.hpp"
#include "tyto/audio/extents.hpp"
#include "tyto/audio/mel_filter_bank.hpp"
#include "tyto/audio/mfcc_kernel.hpp"
#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/core/math.hpp"

namespace tyto {

namespace neon::audio {

using tyto::audio::array_of;
using tyto::audio::spectrum_kind;

// From 64 points on the FFT has a block for every lane; a band without bins is for the definition.
template <class FrontEnd>
concept vector_mfcc = tyto::audio::checked_parameters<FrontEnd>
.fft_size() >= 64 && tyto::audio::mel_filter_bank<FrontEnd>::first_bin
                         <= tyto::audio::mel_filter_bank<FrontEnd>::last_bin;

// Windows four complex points of the frame at a time.
template <int Window, int FftSize>
class window_blocks {
 public:
  static constexpr int blocks = (Window + 7) / 8;  // the rest is zero

  explicit window_blocks(const std::int16_t* samples) : samples_(samples) {
    if constexpr (Window % 8 != 0) {
      for (std::size_t i = 0; i < Window % 8; ++i)
        tail_[i] = samples[std::size_t{Window / 8 * 8} + i];
    }
  }

  // Points 4 block .. 4 block + 3: even samples real, odd ones imaginary; half of full scale 1.0.
  [[gnu::always_inline]] complex4 operator()(int block) const {
    const std::int16_t* from = samples_ + 8 * block;
    if constexpr (Window % 8 != 0) from = block == blocks - 1 ? tail_ : from;
    const int16x4x2_t x = vld2_s16(from);
    const complex4 w = load(table.data() + 8 * block);
    return {vmulq_f32(vcvtq_f32_s32(vmovl_s16(x.val[0])), w.re),
            vmulq_f32(vcvtq_f32_s32(vmovl_s16(x.val[1])), w.im)};
  }

 private:
  // The window, even and odd samples' apart as complex4 has them. The scale to full scale is in it,
  // and the half that separating the spectrum asks for.
  static constexpr auto table = [] {
    std::array<float, std::size_t{8 * blocks}> made{};
    for (int n = 0; n < Window; ++n) {
      const double w = 0.5 - 0.5 * math::cos(2 * math::pi * n / Window);
      made[static_cast<std::size_t>(n / 8 * 8 + n % 2 * 4 + n % 8 / 2)] =
          static_cast<float>(w / 65536);
    }
    return made;
  }();

  const std::int16_t* samples_;
  std::int16_t tail_[8] = {};

 public:
  static constexpr std::size_t table_bytes = sizeof(table);
};

// Transform of the windowed samples as one complex number for two of them.
template <int Window, int FftSize>
void transform_frame(const std::int16_t* samples, float* z) {
  using fft = complex_fft<FftSize / 2>;
  using windowed = window_blocks<Window, FftSize>;
  constexpr int quarter = fft::first_stage_blocks;
  constexpr int third_blocks =
      windowed::blocks < 3 * quarter ? windowed::blocks - 2 * quarter : quarter;
  constexpr int fourth_blocks = windowed::blocks - 2 * quarter - third_blocks;
  static_assert(windowed::blocks > 2 * quarter || Window % 8 == 0);
  const windowed block(samples);
  const complex4 zero{vdupq_n_f32(0), vdupq_n_f32(0)};
  int i = 0;
  for (; i < fourth_blocks; ++i)
    fft::first_stage(z, i, block(i), block(i + quarter), block(i + 2 * quarter),
                     block(i + 3 * quarter));
  for (; i < third_blocks; ++i)
    fft::first_stage(z, i, block(i), block(i + quarter), block(i + 2 * quarter), zero);
  for (; i < quarter; ++i)
    fft::first_stage(z, i, block(i), block(i + quarter), zero, zero);
  fft::later_stages(z);
}

[[gnu::always_inline]] inline float32x4_t square_roots(float32x4_t x) {
  float32x4_t inverse = vrsqrteq_f32(x);
  for (int i = 0; i < 2; ++i)
    inverse = vmulq_f32(inverse, vrsqrtsq_f32(vmulq_f32(x, inverse), inverse));
  const float32x4_t root = vmulq_f32(x, inverse);
  const float32x4_t error = vfmsq_f32(x, root, root);
  const float32x4_t better = vfmaq_f32(root, vmulq_n_f32(inverse, 0.5F), error);
  // The inverse root of 0 is infinite.
  const uint32x4_t some = vcgtq_f32(x, vdupq_n_f32(0));
  return vreinterpretq_f32_u32(vandq_u32(vreinterpretq_u32_f32(better), some));
}

// Bins First .. Last of the real FFT, from its samples' complex transform Z of half the size:
//   X[k] = (Z[k] + Z*[M-k]) - i w (Z[k] - Z*[M-k]),  w = exp(-2 pi i k / Size), M = Size / 2
// Z is half of what its name says. out[k - base]: |X[k]| or |X[k]|^2.
template <spectrum_kind Kind, int Size, int First, int Last>
class spectrum {
  static constexpr int block_count = Size / 8;

 public:
  static constexpr int base = First / 4 * 4;
  static constexpr int values = Last / 4 * 4 + 4 - base;

  static void apply(const float* z, float* out) {
    const float* w = table.data();
    const auto block = [z](int i) { return z + 8 * (i % block_count); };
    complex4 after = load(block(block_count - base / 4));
    for (int k = base; k <= last_pair; k += 4) {
      const complex4 low = load(z + 2 * k);
      const complex4 here = load(block(block_count - 1 - k / 4));
      const complex4 high{reversed(vextq_f32(here.re, after.re, 1)),
                          reversed(vextq_f32(here.im, after.im, 1))};
      after = here;
      const float32x4_t sum_re = vaddq_f32(low.re, high.re);
      const float32x4_t sum_im = vsubq_f32(low.im, high.im);
      const float32x4_t difference_re = vsubq_f32(low.re, high.re);
      const float32x4_t difference_im = vaddq_f32(low.im, high.im);
      const float32x4_t c = vld1q_f32(w);
      const float32x4_t s = vld1q_f32(w + 4);
      w += 8;
      const float32x4_t re = vfmsq_f32(vfmaq_f32(sum_re, c, difference_im), s, difference_re);
      const float32x4_t im = vfmsq_f32(vfmsq_f32(sum_im, c, difference_re), s, difference_im);
      vst1q_f32(out, value(vfmaq_f32(vmulq_f32(re, re), im, im)));
      out += 4;
    }
    if constexpr (Last == Size / 2) {
      const float x = 2 * (z[0] - z[4]);
      vst1q_f32(out, vsetq_lane_f32(Kind == spectrum_kind::power ? x * x : math_abs(x),
                                    vdupq_n_f32(0), 0));
    }
  }

 private:
  static constexpr int last_pair = Last == Size / 2 ? Last - 1 : Last;

  static constexpr float math_abs(float x) { return x < 0 ? -x : x; }

  [[gnu::always_inline]] static float32x4_t reversed(float32x4_t x) {
    const float32x4_t pairs = vrev64q_f32(x);
    return vcombine_f32(vget_high_f32(pairs), vget_low_f32(pairs));
  }

  [[gnu::always_inline]] static float32x4_t value(float32x4_t power) {
    if constexpr (Kind == spectrum_kind::power) {
      return power;
    } else {
      return square_roots(power);
    }
  }

  // Four cosines and four sines of 2 pi k / Size in turn.
  static constexpr auto table = [] {
    constexpr int blocks = last_pair / 4 + 1 - base / 4;
    std::array<float, std::size_t{8 * blocks}> made{};
    for (int i = 0; i < 4 * blocks; ++i) {
      const double angle = 2 * math::pi * (base + i) / Size;
      const auto at = static_cast<std::size_t>(i / 4 * 8 + i % 4);
      made[at] = static_cast<float>(math::cos(angle));
      made[at + 4] = static_cast<float>(math::sin(angle));
    }
    return made;
  }();

 public:
  static constexpr std::size_t table_bytes = sizeof(table);
};

}  // namespace neon::audio

namespace audio {

template <neon::audio::vector_mfcc FrontEnd>
struct mfcc_kernel<FrontEnd, arch::neon> {
  static constexpr mfcc_parameters p = checked_parameters<FrontEnd>;
  static constexpr int fft_size = p.fft_size();

 private:
  using bank = mel_filter_bank<FrontEnd>;
  using bins = neon::audio::spectrum<p.spectrum, fft_size, bank::first_bin, bank::last_bin>;
  static constexpr int padded_filters = (p.mel_filters + 3) / 4 * 4;

  static constexpr float mel_entry(int filter, int column) {
    return bank::weight(filter, bins::base + column);
  }
  static constexpr auto mel_matrix =
      neon::audio::make_banded<float, p.mel_filters, bins::values,
                               neon::audio::banded_weights<p.mel_filters, bins::values>(mel_entry)>(
          mel_entry);

  static constexpr float dct_entry(int k, int j) {
    if (j >= p.mel_filters) return 0.0F;
    const double angle = math::pi * (k * (2 * j + 1)) / (2.0 * p.mel_filters);
    return static_cast<float>(math::sqrt(2.0 / p.mel_filters) * math::cos(angle));
  }
  static constexpr auto dct_matrix =
      neon::audio::make_banded<float, p.coefficients, padded_filters,
                               neon::audio::banded_weights<p.coefficients, padded_filters>(
                                   dct_entry)>(dct_entry);

 public:
  static constexpr int scratch_floats = fft_size + bins::values;

  static void frame(span_of<const std::int16_t, p.window> samples,
                    span_of<float, scratch_floats> scratch, span_of<float, p.coefficients> out) {
    float* const z = scratch.data();
    float* const values = z + fft_size;
    neon::audio::transform_frame<p.window, fft_size>(samples.data(), z);
    bins::apply(z, values);
    float logs[std::size_t{padded_filters}];
    neon::audio::multiply(mel_matrix, values, logs);
    for (int j = 0; j < padded_filters; j += 4)
      vst1q_f32(logs + j, floored_log(vld1q_f32(logs + j)));
    float coefficients[std::size_t{(p.coefficients + 3) / 4 * 4}];
    neon::audio::multiply(dct_matrix, logs, coefficients);
    for (std::size_t k = 0; k < std::size_t{p.coefficients}; ++k)
      out[k] = coefficients[k];
  }

  static constexpr std::size_t table_bytes =
      neon::audio::window_blocks<p.window, fft_size>::table_bytes +
      neon::audio::complex_fft<fft_size / 2>::table_bytes + bins::table_bytes + sizeof(mel_matrix) +
      sizeof(dct_matrix);

 private:
  [[gnu::always_inline]] static float32x4_t floored_log(float32x4_t x) {
    const float32x4_t floor = vdupq_n_f32(p.log_floor);
    if constexpr (p.log == log_kind::clamp) {
      return neon::audio::log(vmaxq_f32(x, floor));
    } else {
      return neon::audio::log(vaddq_f32(x, floor));
    }
  }
};

}  // namespace audio

}  // namespace tyto
