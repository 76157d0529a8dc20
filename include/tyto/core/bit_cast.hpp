// SPDX-License-Identifier: Apache-2.0
// The bits of one type read as another. std::bit_cast is C++20, but the standard libraries of some
// compilers that have the language (LLVM's libc++ up to 13, with Emscripten 3.1) lack it.
#pragma once

namespace tyto {

// To and From are trivially copyable and of one size; anything else does not compile.
template <class To, class From>
constexpr To bit_cast(const From& from) {
  return __builtin_bit_cast(To, from);
}

}  // namespace tyto
