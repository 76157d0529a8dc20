// SPDX-License-Identifier: Apache-2.0
// The ISAs that every kernel test runs on: one body, this list of types.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <type_traits>

#include "tyto/arch/native.hpp"

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

}  // namespace detail

// The ISA of this build and its ancestors, down to the definition itself: a new one is tested from
// the day that arch/native.hpp picks it. (For TEST_CASE_TEMPLATE_APPLY.)
using arches = detail::lineage<arch::native>::type;
static_assert(detail::is_in<arch::native, arches> && detail::is_in<arch::scalar, arches>);

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
