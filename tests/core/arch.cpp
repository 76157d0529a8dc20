// SPDX-License-Identifier: Apache-2.0
// An ISA answers for what it has a kernel for, and its nearest ancestor for the rest.
#include "tyto/core/arch.hpp"

#include <doctest/doctest.h>

namespace {

struct common {};
struct widened {};
struct special {};

// A line of three: scalar <- vector <- wide_vector.
struct vector {
  using parent = tyto::arch::scalar;
};
struct wide_vector {
  using parent = vector;
};

}  // namespace

template <>
struct tyto::kernel<common, tyto::arch::scalar> {
  static constexpr int run() { return 1; }
};
template <>
struct tyto::kernel<widened, tyto::arch::scalar> {
  static constexpr int run() { return 2; }
};
template <>
struct tyto::kernel<widened, vector> {
  static constexpr int run() { return 3; }
};
template <>
struct tyto::kernel<special, wide_vector> {
  static constexpr int run() { return 4; }
};

TEST_CASE("the nearest ancestor's kernel answers") {
  CHECK(tyto::kernel<common, tyto::arch::scalar>::run() == 1);
  CHECK(tyto::kernel<common, wide_vector>::run() == 1);
  CHECK(tyto::kernel<widened, tyto::arch::scalar>::run() == 2);
  CHECK(tyto::kernel<widened, vector>::run() == 3);
  CHECK(tyto::kernel<widened, wide_vector>::run() == 3);
  CHECK(tyto::kernel<special, wide_vector>::run() == 4);
}
