// SPDX-License-Identifier: Apache-2.0
// Vectors of floats as the kernels see them. How long they are follows from what the compiler was
// told of the machine (-march): every source file of a program has to be told the same.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>
#include <xsimd/xsimd.hpp>

#include "tyto/core/numerics.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::simd {

inline constexpr int widest = static_cast<int>(::xsimd::batch<float>::size);

// The longest vector that `Channels` fill; the shortest there is where they fill none.
template <int Channels, int Lanes = widest>
struct longest_vector : longest_vector<Channels, Lanes / 2> {};
template <int Channels, int Lanes>
requires(Lanes <= Channels || Lanes == 4) struct longest_vector<Channels, Lanes> {
  using type = ::xsimd::make_sized_batch_t<float, static_cast<std::size_t>(Lanes)>;
};
template <int Channels>
using vector_for = typename longest_vector<Channels>::type;

template <class Vector>
inline constexpr int lanes_of = static_cast<int>(Vector::size);

// Vector registers of the machine: 32 where vectors have 512 bits, and on 64-bit Arm.
inline constexpr int registers =
    widest == 16 || std::is_base_of_v<::xsimd::neon64, ::xsimd::default_arch> ? 32 : 16;

template <class T, int Count>
using array = T[static_cast<std::size_t>(Count)];

// f(0), f(1), ... f(Count - 1), the number a constant: arrays that are indexed with it stay in
// registers.
template <int Count, class F>
[[gnu::always_inline]] inline void unrolled(F f) {
  [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) {
    (f(std::integral_constant<int, I>{}), ...);
  }
  (std::make_integer_sequence<int, Count>{});
}

// The first `Count` lanes, and no more of memory.
template <int Count, class Vector>
[[gnu::always_inline]] inline void store_first(float* to, Vector x) {
  static_assert(0 < Count && Count <= lanes_of<Vector>);
  if constexpr (Count == lanes_of<Vector>) {
    x.store_unaligned(to);
  } else {
    float all[Vector::size];
    x.store_unaligned(all);
    __builtin_memcpy(to, all, sizeof(float) * Count);
  }
}

// Calls f(first channel) for each vector of `Channels`, which fill at least one; the last may
// repeat channels of the one before.
template <int Channels, int Lanes, class F>
[[gnu::always_inline]] constexpr void each_vector(F f) {
  static_assert(Channels >= Lanes);
  for (int c = 0; c + Lanes <= Channels; c += Lanes)
    f(c);
  if constexpr (Channels % Lanes != 0) f(Channels - Lanes);
}

// a > b ? a : b. (As a selection, because GCC 12 warns of the 512-bit maximum's own header.)
template <class Vector>
[[gnu::always_inline]] inline Vector larger(Vector a, Vector b) {
  return ::xsimd::select(a > b, a, b);
}

// x within the layer's activation range.
template <class Layer, class Vector>
[[gnu::always_inline]] inline Vector clamped(Vector x) {
  using range = ops::float_range<Layer>;
  if constexpr (range::has_min) x = larger(Vector(range::min), x);
  if constexpr (range::has_max) {
    const Vector max(range::max);
    x = ::xsimd::select(x > max, max, x);
  }
  return x;
}

// The same of `Count` floats in memory.
template <class Layer, int Count>
[[gnu::always_inline]] inline void clamp_all(float* values) {
  using range = ops::float_range<Layer>;
  if constexpr (range::has_min || range::has_max) {
    using vector = vector_for<Count>;
    constexpr int lanes = lanes_of<vector>;
    for (int i = 0; i + lanes <= Count; i += lanes)
      clamped<Layer>(vector::load_unaligned(values + i)).store_unaligned(values + i);
    for (int i = Count / lanes * lanes; i < Count; ++i)
      values[i] = clamp(values[i], range::min, range::max);
  }
}

}  // namespace tyto::simd
