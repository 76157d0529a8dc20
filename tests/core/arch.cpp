// SPDX-License-Identifier: Apache-2.0
// An ISA answers for what it has a kernel for, and its nearest ancestor for the rest.
#include "tyto/core/arch.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>

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

// Answers by another layer's kernel, which is its parent's.
struct borrowed {};
template <>
struct tyto::kernel<borrowed, wide_vector> : tyto::kernel<widened, wide_vector> {};

// A sum of its inputs, with and without scratch memory.
struct sum {};
template <>
struct tyto::kernel<sum, tyto::arch::scalar> {
  template <tyto::row_order>
  static constexpr void run(const int* a, const int* b, int* output) {
    *output = *a + *b;
  }
};
template <>
struct tyto::kernel<sum, vector> {
  static constexpr std::int64_t scratch_bytes = 1;

  template <tyto::row_order Order>
  static constexpr void run(const int* a, const int* b, int* output, std::int8_t* scratch) {
    *scratch = Order == tyto::row_order::top_down ? 1 : 2;
    *output = *a + *b;
  }
};

TEST_CASE("the nearest ancestor's kernel answers") {
  CHECK(tyto::kernel<common, tyto::arch::scalar>::run() == 1);
  CHECK(tyto::kernel<common, wide_vector>::run() == 1);
  CHECK(tyto::kernel<widened, tyto::arch::scalar>::run() == 2);
  CHECK(tyto::kernel<widened, vector>::run() == 3);
  CHECK(tyto::kernel<widened, wide_vector>::run() == 3);
  CHECK(tyto::kernel<special, wide_vector>::run() == 4);
}

TEST_CASE("the ISA that answers is known") {
  using tyto::answering_arch;
  using tyto::arch::scalar;
  CHECK(std::is_same_v<answering_arch<common, wide_vector>, scalar>);
  CHECK(std::is_same_v<answering_arch<common, scalar>, scalar>);
  CHECK(std::is_same_v<answering_arch<widened, wide_vector>, vector>);
  CHECK(std::is_same_v<answering_arch<special, wide_vector>, wide_vector>);
  CHECK(std::is_same_v<answering_arch<borrowed, wide_vector>, vector>);
}

TEST_CASE("run_kernel passes scratch memory to the kernels that have some") {
  CHECK(tyto::scratch_bytes<sum, tyto::arch::scalar> == 0);
  CHECK(tyto::scratch_bytes<sum, vector> == 1);
  CHECK(tyto::scratch_bytes<sum, wide_vector> == 1);
  const int a = 2;
  const int b = 3;
  int output = 0;
  tyto::run_kernel<sum, tyto::arch::scalar>(nullptr, &output, &a, &b);
  CHECK(output == 5);
  std::int8_t scratch = 0;
  output = 0;
  tyto::run_kernel<sum, wide_vector>(&scratch, &output, &a, &b);
  CHECK(output == 5);
  CHECK(scratch == 1);
  tyto::run_kernel<sum, wide_vector, tyto::row_order::bottom_up>(&scratch, &output, &a, &b);
  CHECK(scratch == 2);
}
