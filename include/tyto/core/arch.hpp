// SPDX-License-Identifier: Apache-2.0
// ISAs as types, and the one template that a kernel of any of them specialises.
#pragma once

namespace tyto {

namespace arch {

// Portable C++; its kernels stand in ops/ and are the definition of every operator.
struct scalar {
  static constexpr const char* name = "scalar";
};

// Tags of the ISA folders. Each is completed by arch/<isa>/all.hpp, after its kernels, with the
// member type `parent`: the tag whose kernels stand in where it has none. Naming one whose header
// was not included is an error ("incomplete type"), never a slow build.
struct neon;
struct xsimd;
struct avx2;
struct avx_vnni;
struct avx512;
struct avx512_vnni;
struct eigen;
struct cortex_m;

}  // namespace arch

// Order in which a kernel writes the rows of its output. The memory plan asks for one or the other
// so that the output may overlap the input (see graph/memory_plan.hpp).
enum class row_order : unsigned char { top_down, bottom_up };

// Runs one layer on one ISA:
//
//   template <row_order Order> static constexpr void run(const T* input..., T* output);
//
// Contract: rows of the output are written whole, in Order, and while row y is made no input row is
// read but those that Layer::spec.rows_read(y) names. Where the spec says `elementwise`, output may
// be the very memory of an input.
//
// int8 kernels of all ISAs write the same bytes. A float kernel may add in any order and fuse a
// product with its sum: what it writes is within (n + 1) * 2^-24 * (sum of the n terms' absolute
// values, the bias is one) of the exact sum, clamped, for finite sums; numbers under 2^-126 may
// count as 0 (NEON, 32 bit).
//
// The nearest ancestor answers: an ISA without a kernel for a layer inherits its parent's.
template <class Layer, class Arch>
struct kernel : kernel<Layer, typename Arch::parent> {};

namespace detail {
template <class>
inline constexpr bool always_false = false;
}  // namespace detail

// The end of the line of ancestors: nobody knows the operator.
template <class Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(
      detail::always_false<Layer>,
      "tyto: no kernel for this layer: the type of Layer::spec is none of the operators in "
      "tyto/ops; include the operator's header or give `spec` one of their types");
};

}  // namespace tyto
