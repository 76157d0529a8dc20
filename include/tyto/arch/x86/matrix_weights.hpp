// SPDX-License-Identifier: Apache-2.0
// Packed weights of the layers that are matrix products: pointwise, conv2d, fully_connected.
#pragma once

#include <cstdint>
#include <type_traits>

#include "tyto/arch/x86/channel_order.hpp"

namespace tyto::x86 {

// What kernels read instead of the stored int8: stored + 128, as unsigned bytes (four taps a dword
// of a VPDPBUSD) or as int16 (two taps a dword of a VPMADDWD). Accumulators start at the bias less
// what the 128 and the zero point add.
inline constexpr int staged_shift = 128;

// A weight is signed: int8 beside unsigned bytes, int16 beside int16.
template <int Taps>
using weight_element = std::conditional_t<Taps == 4, std::int8_t, std::int16_t>;

template <int Taps>
inline constexpr int staged_bytes = 4 / Taps;  // of one stored value

// Taps that are summed into an output pixel: `segments` runs (the rows of a window), each of
// `segment_taps` neighbours in memory.
struct tap_runs {
  int segments;
  int segment_taps;

  template <int Taps>
  [[nodiscard]] constexpr int dwords() const {
    return (segment_taps + Taps - 1) / Taps;
  }
};

// Lanes = 8, Taps = 4, channels in mixed_order; a dword of weights meets one dword of staged input
// that was copied to every lane:
//
//              lane 0        lane 1   ...  lane 7
//   block 0
//     dword 0  vector A  | t0 t1 t2 t3 | t0 t1 t2 t3 | ...
//              vector B  | ...
//              vector C
//              vector D
//     dword 1  vector A  | t4 t5 t6 t7 | ...
//     ...
//   block 1 ...
//   the rest, with as many vectors as it has
//
// A segment whose taps do not fill its last dword has zeros there.
template <int Lanes, int Taps, int Channels, int Dwords>
struct matrix_weights {
  using order = mixed_order<Lanes, Channels>;

  alignas(64) weight_element<Taps> weights[count(order::vectors * Dwords * Lanes * Taps)] = {};
  alignas(64) std::int32_t bias[count(order::vectors * Lanes)] = {};

  // Where `dword` of vector `vector` starts in `weights`.
  static constexpr int start(int vector, int dword) {
    const int first = vector / 4 * 4;  // of the block
    const int group = order::vectors - first < 4 ? order::vectors - first : 4;
    return ((first * Dwords) + dword * group + (vector - first)) * Lanes * Taps;
  }
};

// Layer::weights are [channel][segment][tap].
template <class Layer, int Lanes, int Taps, int Channels, tap_runs Runs>
consteval auto pack_matrix() {
  constexpr int segment_dwords = Runs.template dwords<Taps>();
  constexpr int dwords = Runs.segments * segment_dwords;
  using packed_weights = matrix_weights<Lanes, Taps, Channels, dwords>;
  packed_weights packed{};
  const int shift = Layer::spec.numerics.input_zero_point + staged_shift;
  for (int v = 0; v < packed_weights::order::vectors; ++v) {
    for (int lane = 0; lane < Lanes; ++lane) {
      const int c = packed_weights::order::channel(v, lane);
      if (c == no_channel) continue;
      const std::int8_t* from = Layer::weights + c * Runs.segments * Runs.segment_taps;
      int sum = 0;
      for (int segment = 0; segment < Runs.segments; ++segment) {
        for (int t = 0; t < Runs.segment_taps; ++t) {
          const int weight = *from++;
          const int to = packed_weights::start(v, segment * segment_dwords + t / Taps);
          packed.weights[to + lane * Taps + t % Taps] = static_cast<weight_element<Taps>>(weight);
          sum += weight;
        }
      }
      // 64 bits and modulo 2^32: only the finished accumulator is known to fit.
      packed.bias[v * Lanes + lane] =
          static_cast<std::int32_t>(Layer::bias[c] - std::int64_t{shift} * sum);
    }
  }
  return packed;
}

}  // namespace tyto::x86
