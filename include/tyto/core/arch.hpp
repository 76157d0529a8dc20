// SPDX-License-Identifier: Apache-2.0
// ISAs as types, and the one template that a kernel of any of them specialises.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace tyto {

namespace arch {

// Portable C++; its kernels stand in ops/ and are the definition of every operator.
struct scalar {
  static constexpr const char* name = "scalar";
};

// Tags of the ISA folders. Each is completed by arch/<isa>/all.hpp, after its kernels, with the
// member type `parent`: the tag whose kernels stand in where it has none. Naming one whose header
// was not included is an error ("incomplete type"), never a slow build.
struct tables;
struct vector;
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

// Runs one layer on one ISA. A specialisation has
//
//   template <row_order Order>
//   static constexpr void run(const I*... inputs, O* output [, std::int8_t* scratch]);
//
// and, if it wants memory of its own while it runs, static constexpr std::int64_t scratch_bytes >=
// 0. The last parameter is there where scratch_bytes is, also when that is 0 for this layer.
// Callers need not know: run_kernel() below is the one way in.
//
//   inputs    one for each layer that the layer reads, of Layer::spec.input elements unless the
//             spec says otherwise, row-major [height][width][channels]
//   output    Layer::spec.output elements, likewise
//   scratch   scratch_bytes bytes, aligned to scratch_alignment; nothing is left in it for a later
//             run, and it overlaps neither input nor output
//
// inputs and output may have any address that suits their element: a kernel that wants more aligns
// by itself. Nothing outside of them is read or written.
//
// Order of work. Pixels of the output are made in Order, row-major or exactly the reverse of it,
// one at a time or in tiles of neighbours. While pixels of row y are made no input row is read but
// those that Layer::spec.rows_read(y) names. A tile may go on in the next row: then all inputs of
// the tile are read before any of its outputs is written. Who overlaps the output with an input
// (the memory plan does) may rely on just that: what row y overwrites no later tile reads. Where
// the spec says `elementwise`, output may be the very memory of an input.
//
// int8 kernels of all ISAs write the same bytes. A float kernel may add in any order and fuse a
// product with its sum: what it writes is within (n + 1) * 2^-24 * (sum of the n terms' absolute
// values, the bias is one) of the exact sum, clamped, for finite sums; numbers under 2^-126 may
// count as 0 (NEON, 32 bit).
//
// The nearest ancestor answers: an ISA without a kernel for a layer inherits its parent's.
template <class Layer, class Arch>
struct kernel : kernel<Layer, typename Arch::parent> {
  // (How answering_arch knows. A kernel may derive from that of another layer: which.)
  using inherited_by = Arch;
  using inherited_layer = Layer;
};

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

// Alignment of a kernel's scratch memory: that of any vector of a device. (Kernels for hosts load
// and store at any address.)
inline constexpr std::size_t scratch_alignment = 16;

namespace detail {

template <class Kernel>
concept takes_scratch = requires {
  Kernel::scratch_bytes;
};

template <class Layer, class Arch>
constexpr std::int64_t scratch_bytes_of() {
  if constexpr (takes_scratch<kernel<Layer, Arch>>) {
    return kernel<Layer, Arch>::scratch_bytes;
  } else {
    return 0;
  }
}

template <class Kernel, class Arch>
concept inherits_for = requires {
  requires std::is_same_v<typename Kernel::inherited_by, Arch>;
};

template <class Layer, class Arch>
constexpr auto find_answering_arch() {
  if constexpr (inherits_for<kernel<Layer, Arch>, Arch>) {
    return find_answering_arch<typename kernel<Layer, Arch>::inherited_layer,
                               typename Arch::parent>();
  } else {
    return Arch{};
  }
}

}  // namespace detail

// Bytes of scratch memory that the kernel of Layer on Arch needs, 0 for most.
template <class Layer, class Arch>
inline constexpr std::int64_t scratch_bytes = detail::scratch_bytes_of<Layer, Arch>();

// The ISA whose kernel runs Layer on Arch: Arch itself, or the nearest ancestor that has one.
template <class Layer, class Arch>
using answering_arch = decltype(detail::find_answering_arch<Layer, Arch>());

// Runs Layer on Arch. `scratch` is as the contract has it, and may be null where scratch_bytes is
// 0.
template <class Layer, class Arch, row_order Order = row_order::top_down, class Output,
          class... Inputs>
constexpr void run_kernel(std::int8_t* scratch, Output* output, const Inputs*... inputs) {
  using work = kernel<Layer, Arch>;
  if constexpr (detail::takes_scratch<work>) {
    work::template run<Order>(inputs..., output, scratch);
  } else {
    work::template run<Order>(inputs..., output);
  }
}

}  // namespace tyto
