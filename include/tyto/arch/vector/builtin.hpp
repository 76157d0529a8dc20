// SPDX-License-Identifier: Apache-2.0
// The vector types that GCC and Clang have built in, on any machine. How long they are follows from
// what the compiler was told of it (-march): every source file of a program has to be told the
// same.
#pragma once

#include "tyto/arch/vector/floats.hpp"
#include "tyto/config.hpp"

namespace tyto::vectors {

template <int Lanes>
struct builtin_floats {
  using raw [[gnu::vector_size(4 * Lanes)]] = float;
  static constexpr int lanes = Lanes;

  raw v;

  // (x - 0 is x, with its sign.)
  [[gnu::always_inline]] static builtin_floats splat(float x) { return {x - raw{}}; }

  [[gnu::always_inline]] static builtin_floats load(const float* from) {
    builtin_floats x;
    __builtin_memcpy(&x.v, from, sizeof x.v);
    return x;
  }
  [[gnu::always_inline]] void store(float* to) const { __builtin_memcpy(to, &v, sizeof v); }

  [[gnu::always_inline]] friend builtin_floats operator+(builtin_floats a, builtin_floats b) {
    return {a.v + b.v};
  }
  [[gnu::always_inline]] friend builtin_floats operator*(builtin_floats a, builtin_floats b) {
    return {a.v * b.v};
  }
  // One instruction where the machine has it and the compiler may contract.
  [[gnu::always_inline]] friend builtin_floats multiply_add(builtin_floats sum, builtin_floats a,
                                                            builtin_floats b) {
    return {sum.v + a.v * b.v};
  }
  [[gnu::always_inline]] friend builtin_floats larger(builtin_floats a, builtin_floats b) {
    return {a.v > b.v ? a.v : b.v};
  }
  [[gnu::always_inline]] friend builtin_floats smaller(builtin_floats a, builtin_floats b) {
    return {a.v < b.v ? a.v : b.v};
  }
};

struct builtin {
  static constexpr int widest = TYTO_VECTOR_BYTES / 4;
  static constexpr int registers = TYTO_VECTOR_REGISTERS;
  template <int Lanes>
  using floats = builtin_floats<Lanes>;
};
static_assert(unit<builtin>);

}  // namespace tyto::vectors
