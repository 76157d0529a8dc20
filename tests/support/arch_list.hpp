// SPDX-License-Identifier: Apache-2.0
// The ISAs that every kernel test runs on: one body, this list of types.
#pragma once

#include <cstdio>
#include <set>
#include <string>
#include <tuple>
#include <type_traits>

#include "tyto/arch/native.hpp"
#if defined(TYTO_TEST_X86)
#include "tyto/arch/x86/all.hpp"
#include "tyto/arch/x86/detect.hpp"
#endif
#if defined(TYTO_TEST_ARCH_HEADER)
#include TYTO_TEST_ARCH_HEADER
#endif

namespace tyto::test {

namespace detail {

template <class Arch, class... Found>
struct lineage : lineage<typename Arch::parent, Found..., Arch> {};

template <class... Found>
struct lineage<arch::scalar, Found...> {
  using type = std::tuple<Found..., arch::scalar>;
};

template <class Arch, class List>
inline constexpr bool is_in = false;
template <class Arch, class... Listed>
inline constexpr bool is_in<Arch, std::tuple<Listed...>> = (std::is_same_v<Arch, Listed> || ...);

// List and those of More that it has not.
template <class List, class... More>
struct joined {
  using type = List;
};
template <class... Listed, class First, class... Rest>
struct joined<std::tuple<Listed...>, First, Rest...>
    : joined<std::conditional_t<is_in<First, std::tuple<Listed...>>, std::tuple<Listed...>,
                                std::tuple<Listed..., First>>,
             Rest...> {};

}  // namespace detail

// The ISA of this build and its ancestors, down to the definition itself: a new one is tested from
// the day that arch/native.hpp picks it. (For TEST_CASE_TEMPLATE_APPLY.)
//
// The build may name more, TYTO_TEST_X86=arch::avx2,...: x86 kernels for better processors than the
// compiler was told of. Or another alone, TYTO_TEST_ARCH=arch::cortex_m and its header
// TYTO_TEST_ARCH_HEADER="tyto/arch/cortex_m/all.hpp".
#if defined(TYTO_TEST_ARCH)
using arches = std::tuple<TYTO_TEST_ARCH>;
#elif defined(TYTO_TEST_X86)
using arches = detail::joined<detail::lineage<arch::native>::type, TYTO_TEST_X86>::type;
#else
using arches = detail::lineage<arch::native>::type;
#endif
#if !defined(TYTO_TEST_ARCH)
static_assert(detail::is_in<arch::native, arches> && detail::is_in<arch::scalar, arches>);
#endif

// Whether this machine can run kernels of Arch; says once when not. Those of the build itself are
// not asked about: without them nothing runs.
template <class Arch>
bool runs_here() {
#if defined(TYTO_TEST_X86)
  if constexpr (requires { x86::is_supported<Arch>(); }) {
    static const bool found = [] {
      const bool supported = x86::is_supported<Arch>();
      if (!supported) {
        std::printf("ABSENT: this processor has no %s; its kernels were not run\n", Arch::name);
      }
      return supported;
    }();
    return found;
  }
#endif
  return true;
}

// Names of the ISAs that a kernel was run on. An executable that ends without arch::native among
// them has tested nothing that is shipped: see ops/native_arch.cpp.
inline std::set<std::string>& arches_that_ran() {
  static std::set<std::string> names;
  return names;
}

template <class Arch>
void note_run() {
  static const bool noted = arches_that_ran().insert(Arch::name).second;
  static_cast<void>(noted);
}

}  // namespace tyto::test
