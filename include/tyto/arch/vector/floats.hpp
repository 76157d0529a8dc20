// SPDX-License-Identifier: Apache-2.0
// Vectors of floats as the kernels of this folder see them. They are written once, over a Unit; an
// ISA that has one gets them all.
#pragma once

#include <concepts>
#include <cstddef>

#include "tyto/config.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/core/numerics.hpp"
#include "tyto/core/unrolled.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::vectors {

using tyto::step;
using tyto::unrolled;

// A vector of V::lanes floats. load and store take any address.
template <class V>
concept floats = requires(V v, float x, const float* from, float* to) {
  requires std::same_as<decltype(V::lanes), const int>;
  { V::splat(x) } -> std::same_as<V>;  // in every lane
  { V::load(from) } -> std::same_as<V>;
  v.store(to);
  { v + v } -> std::same_as<V>;
  { v* v } -> std::same_as<V>;
  { multiply_add(v, v, v) } -> std::same_as<V>;  // the first + the product; may round once or twice
  { larger(v, v) } -> std::same_as<V>;
  { smaller(v, v) } -> std::same_as<V>;
};

template <class Layer>
concept writes_floats = std::same_as < ops::element_of<Layer>,
float > ;

// What an ISA says of its vectors: `widest`, the lanes of the longest, 4 or more, a power of two;
// `registers`; floats<Lanes> for each power of two from 4 to `widest`.
template <class Unit>
concept unit = floats<typename Unit::template floats<4>> &&
               floats<typename Unit::template floats<Unit::widest>> && Unit::registers >= 8;

// The kernel of Layer in vectors of Unit; specialised by the headers of this folder.
template <class Layer, class Unit>
struct kernel_on;

// The longest vector of Unit that `Channels` fill; the shortest there is where they fill none.
template <class Unit, int Channels, int Lanes = Unit::widest>
struct longest_vector : longest_vector<Unit, Channels, Lanes / 2> {};
template <class Unit, int Channels, int Lanes>
requires(Lanes <= Channels || Lanes == 4) struct longest_vector<Unit, Channels, Lanes> {
  using type = typename Unit::template floats<Lanes>;
};
template <class Unit, int Channels>
using vector_for = typename longest_vector<Unit, Channels>::type;

template <class T, int Count>
using array = T[static_cast<std::size_t>(Count)];

// The first `Count` lanes, and no more of memory.
template <int Count, floats V>
[[gnu::always_inline]] inline void store_first(float* to, V x) {
  static_assert(0 < Count && Count <= V::lanes);
  if constexpr (Count == V::lanes) {
    x.store(to);
  } else {
    array<float, V::lanes> all;
    x.store(all);
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

// x within the layer's activation range.
template <class Layer, floats V>
[[gnu::always_inline]] inline V clamped(V x) {
  using range = ops::float_range<Layer>;
  if constexpr (range::has_min) x = larger(V::splat(range::min), x);
  if constexpr (range::has_max) x = smaller(V::splat(range::max), x);
  return x;
}

// The same of `Count` floats in memory.
template <class Layer, class Unit, int Count>
[[gnu::always_inline]] inline void clamp_all(float* values) {
  using range = ops::float_range<Layer>;
  if constexpr (range::has_min || range::has_max) {
    using vector = vector_for<Unit, Count>;
    constexpr int lanes = vector::lanes;
    for (int i = 0; i + lanes <= Count; i += lanes)
      clamped<Layer>(vector::load(values + i)).store(values + i);
    for (int i = Count / lanes * lanes; i < Count; ++i)
      values[i] = clamp(values[i], range::min, range::max);
  }
}

}  // namespace tyto::vectors
