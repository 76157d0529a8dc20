// SPDX-License-Identifier: Apache-2.0
// xsimd's vectors of floats, for the kernels of arch/vector. How long they are follows from what
// the compiler was told of the machine (-march): every source file of a program has to be told the
// same.
#pragma once

#include <cstddef>
#include <type_traits>
#include <xsimd/xsimd.hpp>

#include "tyto/arch/vector/floats.hpp"

namespace tyto::simd {

template <int Lanes>
struct batch_floats {
  using batch = ::xsimd::make_sized_batch_t<float, static_cast<std::size_t>(Lanes)>;
  static constexpr int lanes = Lanes;

  batch v;

  [[gnu::always_inline]] static batch_floats splat(float x) { return {batch(x)}; }

  [[gnu::always_inline]] static batch_floats load(const float* from) {
    return {batch::load_unaligned(from)};
  }
  [[gnu::always_inline]] void store(float* to) const { v.store_unaligned(to); }

  [[gnu::always_inline]] friend batch_floats operator+(batch_floats a, batch_floats b) {
    return {a.v + b.v};
  }
  [[gnu::always_inline]] friend batch_floats operator*(batch_floats a, batch_floats b) {
    return {a.v * b.v};
  }
  [[gnu::always_inline]] friend batch_floats multiply_add(batch_floats sum, batch_floats a,
                                                          batch_floats b) {
    return {::xsimd::fma(a.v, b.v, sum.v)};
  }
  // (As a selection, because GCC 12 warns of the 512-bit maximum's own header.)
  [[gnu::always_inline]] friend batch_floats larger(batch_floats a, batch_floats b) {
    return {::xsimd::select(a.v > b.v, a.v, b.v)};
  }
  [[gnu::always_inline]] friend batch_floats smaller(batch_floats a, batch_floats b) {
    return {::xsimd::select(a.v < b.v, a.v, b.v)};
  }
};

struct batches {
  static constexpr int widest = static_cast<int>(::xsimd::batch<float>::size);
  // 32 where vectors have 512 bits, and on 64-bit Arm.
  static constexpr int registers =
      widest == 16 || std::is_base_of_v<::xsimd::neon64, ::xsimd::default_arch> ? 32 : 16;
  template <int Lanes>
  using floats = batch_floats<Lanes>;
};
static_assert(vectors::unit<batches>);

}  // namespace tyto::simd
