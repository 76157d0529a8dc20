// SPDX-License-Identifier: Apache-2.0
// Products of vectors with rows of a matrix, four rows at a time.
#pragma once

#include <arm_neon.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "tyto/arch/neon/primitives.hpp"

namespace tyto::neon::audio {

// The sum of each vector's lanes.
[[gnu::always_inline]] inline float32x4_t lane_sums(float32x4_t a, float32x4_t b, float32x4_t c,
                                                    float32x4_t d) {
  const auto halves = [](float32x4_t x) { return vadd_f32(vget_low_f32(x), vget_high_f32(x)); };
  return vcombine_f32(vpadd_f32(halves(a), halves(b)), vpadd_f32(halves(c), halves(d)));
}

// Rows of a banded matrix: row r has weights for the columns first[r] .. first[r] + 4 chunks - 1,
// `chunks` being that of its group of four rows. The weights stand in the order they are used:
//
//   group 0: [chunk 0: row 0 | row 1 | row 2 | row 3] [chunk 1: ...] ...  group 1: ...
//
// with four weights a row.
template <class Element, int Rows, int Columns, int Weights>
struct banded_matrix {
  static constexpr int groups = (Rows + 3) / 4;
  std::array<std::uint16_t, std::size_t{4 * groups}> first{};
  std::array<std::uint8_t, std::size_t{groups}> chunks{};
  std::array<Element, std::size_t{Weights}> weights{};
};

// Weights that a banded_matrix has. entry(row, column) is the matrix; Columns is a
// multiple of four.
template <int Rows, int Columns, class Entry>
constexpr int banded_weights(Entry entry) {
  int weights = 0;
  for (int row = 0; row < Rows; row += 4) {
    int widest = 0;
    for (int r = row; r < row + 4 && r < Rows; ++r) {
      int begin = Columns;
      int end = 0;
      for (int c = 0; c < Columns; ++c) {
        if (entry(r, c) == 0) continue;
        if (begin == Columns) begin = c;
        end = c + 1;
      }
      widest = end - begin > widest ? end - begin : widest;
    }
    weights += 16 * ((widest + 3) / 4);
  }
  return weights;
}

template <class Element, int Rows, int Columns, int Weights, class Entry>
constexpr banded_matrix<Element, Rows, Columns, Weights> make_banded(Entry entry) {
  static_assert(Columns % 4 == 0);
  banded_matrix<Element, Rows, Columns, Weights> made{};
  std::size_t to = 0;
  for (int row = 0; row < Rows; row += 4) {
    int begin[4] = {};
    int widest = 0;
    for (int r = row; r < row + 4 && r < Rows; ++r) {
      int first = Columns;
      int end = 0;
      for (int c = 0; c < Columns; ++c) {
        if (entry(r, c) == 0) continue;
        if (first == Columns) first = c;
        end = c + 1;
      }
      begin[r - row] = first;
      widest = end - first > widest ? end - first : widest;
    }
    const int chunks = (widest + 3) / 4;
    made.chunks[static_cast<std::size_t>(row / 4)] = static_cast<std::uint8_t>(chunks);
    for (int r = 0; r < 4; ++r) {
      // No chunk reaches beyond the last column.
      if (begin[r] > Columns - 4 * chunks) begin[r] = Columns - 4 * chunks;
      made.first[static_cast<std::size_t>(row + r)] = static_cast<std::uint16_t>(begin[r]);
    }
    for (int chunk = 0; chunk < chunks; ++chunk) {
      for (int r = 0; r < 4; ++r) {
        for (int i = 0; i < 4; ++i) {
          const int column = begin[r] + 4 * chunk + i;
          made.weights[to++] = row + r < Rows ? entry(row + r, column) : Element{};
        }
      }
    }
  }
  return made;
}

// out[row] for all rows, and 0 up to a multiple of four: sum over columns of entry * x[column].
template <int Rows, int Columns, int Weights>
[[gnu::always_inline]] inline void multiply(const banded_matrix<float, Rows, Columns, Weights>& m,
                                            const float* x, float* out) {
  const float* w = m.weights.data();
  const std::uint16_t* first = m.first.data();
  for (int group = 0; group < m.groups; ++group) {
    const float* x0 = x + first[0];
    const float* x1 = x + first[1];
    const float* x2 = x + first[2];
    const float* x3 = x + first[3];
    first += 4;
    float32x4_t a = vdupq_n_f32(0);
    float32x4_t b = a;
    float32x4_t c = a;
    float32x4_t d = a;
    for (int chunk = m.chunks[static_cast<std::size_t>(group)]; chunk > 0; --chunk) {
      a = vfmaq_f32(a, vld1q_f32(x0), vld1q_f32(w));
      b = vfmaq_f32(b, vld1q_f32(x1), vld1q_f32(w + 4));
      c = vfmaq_f32(c, vld1q_f32(x2), vld1q_f32(w + 8));
      d = vfmaq_f32(d, vld1q_f32(x3), vld1q_f32(w + 12));
      w += 16;
      x0 += 4;
      x1 += 4;
      x2 += 4;
      x3 += 4;
    }
    vst1q_f32(out, lane_sums(a, b, c, d));
    out += 4;
  }
}

// The same of unsigned integers, exact in 64 bits.
template <int Rows, int Columns, int Weights>
[[gnu::always_inline]] inline void multiply(
    const banded_matrix<std::uint16_t, Rows, Columns, Weights>& m, const std::uint32_t* x,
    std::uint64_t* out) {
  const std::uint16_t* w = m.weights.data();
  const std::uint16_t* first = m.first.data();
  for (int group = 0; group < m.groups; ++group) {
    const std::uint32_t* from[4];
    uint64x2_t sum[4];
    unrolled<4>([&](auto r) {
      from[r] = x + first[r];
      sum[r] = vdupq_n_u64(0);
    });
    first += 4;
    for (int chunk = m.chunks[static_cast<std::size_t>(group)]; chunk > 0; --chunk) {
      unrolled<4>([&](auto r) {
        const uint32x4_t value = vld1q_u32(from[r]);
        const uint32x4_t weight = vmovl_u16(vld1_u16(w));
        w += 4;
        from[r] += 4;
        sum[r] = vmlal_u32(sum[r], vget_low_u32(value), vget_low_u32(weight));
        sum[r] = vmlal_u32(sum[r], vget_high_u32(value), vget_high_u32(weight));
      });
    }
    unrolled<4>(
        [&](auto r) { vst1_u64(out + r, vadd_u64(vget_low_u64(sum[r]), vget_high_u64(sum[r]))); });
    out += 4;
  }
}

}  // namespace tyto::neon::audio
