// SPDX-License-Identifier: Apache-2.0
// What kernels write when a compiler has to be told how their loops shall come out.
#pragma once

#include <type_traits>
#include <utility>

namespace tyto {

// f(0), f(1), ... f(Count - 1), the number a constant. (Unlike a loop, of whatever pragma, it
// leaves arrays that are indexed with it in registers.)
template <int Count, class F>
[[gnu::always_inline]] inline void unrolled(F f) {
  [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) {
    (f(std::integral_constant<int, I>{}), ...);
  }
  (std::make_integer_sequence<int, Count>{});
}

// Moves a pointer on. The compiler is kept from knowing where it then points: it would add up the
// steps and address everything from one base, an addition each, where a load can move its own
// pointer on.
template <class T>
[[gnu::always_inline]] inline void step(T*& pointer, int elements) {
  pointer += elements;
  asm("" : "+r"(pointer));
}

}  // namespace tyto
