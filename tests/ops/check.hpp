// SPDX-License-Identifier: Apache-2.0
// Runs a layer's kernel on one ISA in every way its contract allows, and compares with what is
// expected: both row orders, memory of any alignment that ends at an unmapped page, output over
// input as close as the memory plan may put it, garbage in scratch memory.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ops/cases.hpp"
#include "support/arch_list.hpp"
#include "support/guarded_buffer.hpp"
#include "support/random.hpp"
#include "tyto/graph/memory_plan.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::test {

// ---- data ----

inline constexpr int pattern_count = 6;

template <class T>
std::vector<T> pattern(int which, int elements, unsigned seed) {
  random r(seed * 8 + static_cast<unsigned>(which));
  std::vector<T> values;
  for (int i = 0; i < elements; ++i) {
    constexpr bool wide = std::is_same_v<T, std::int16_t>;
    constexpr int low = wide ? -32768 : -128;
    constexpr int high = wide ? 32767 : 127;
    const int extreme[] = {low, high, i % 2 == 0 ? low : high, (i % 251 - 125) * (wide ? 257 : 1)};
    if (which >= 4 && wide) {
      values.push_back(static_cast<T>(r.between(low, high)));
    } else if (which >= 4) {
      values.push_back(std::is_same_v<T, float> ? static_cast<T>(r.real()) : T(r.byte()));
    } else {
      values.push_back(static_cast<T>(extreme[which]));
    }
  }
  return values;
}

// ---- comparing ----

// Decides whether `got` will do as element i.
template <class T>
struct exactly {
  std::vector<T> values;

  [[nodiscard]] std::size_t size() const { return values.size(); }
  [[nodiscard]] bool accepts(std::size_t i, T got) const { return got == values[i]; }
  [[nodiscard]] double needed(std::size_t i) const { return static_cast<double>(values[i]); }
};

// Float sums: any order of additions, fused or not, is within `roundings` * 2^-24 of the sum of the
// terms' absolute values (Higham's bound on the error of a sum of products). A clamp brings two
// numbers no further apart.
struct within_rounding {
  std::vector<double> values;
  std::vector<double> magnitudes;
  int roundings = 1;

  [[nodiscard]] std::size_t size() const { return values.size(); }
  [[nodiscard]] bool accepts(std::size_t i, float got) const {
    // The last term: a result may be denormal.
    const double bound = magnitudes[i] * roundings * 0x1.01p-24 + 0x1p-149;
    return std::abs(static_cast<double>(got) - values[i]) <= bound;
  }
  [[nodiscard]] double needed(std::size_t i) const { return values[i]; }
};

// All digits of a float.
inline std::string text(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.9g", value);
  return digits;
}

// Empty when every element will do; else the first that does not, and how many.
template <class Expected, class T>
std::string difference(const Expected& expected, std::span<T> got) {
  if (expected.size() != got.size()) {
    return "got " + std::to_string(got.size()) + " elements, needed " +
           std::to_string(expected.size());
  }
  std::string first;
  int count = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (expected.accepts(i, got[i])) continue;
    if (count++ == 0) {
      first = "element " + std::to_string(i) + ": got " + text(static_cast<double>(got[i])) +
              ", needed " + text(expected.needed(i));
    }
  }
  if (count == 0) return "";
  return first + " (" + std::to_string(count) + " of " + std::to_string(got.size()) + " differ)";
}

// ---- running ----

// A layer's kernel on one ISA, as run-time data: one function tests a whole grid of them.
template <class Input, class Output>
struct tested_kernel {
  using function = void (*)(const Input* const* inputs, Output* output);

  std::string arch;
  // By row_order. None where Arch has no kernel of its own: an ancestor's is tested with the
  // ancestor.
  function run[2] = {};
  [[nodiscard]] bool is_own() const { return run[0] != nullptr; }
  int input_count = 1;
  int input_elements = 0;  // of each
  int output_elements = 0;
  graph::overlap overlap;  // between the output and the only input
};

template <class T>
void must_be_intact(const guarded_buffer<T>& memory) {
  CHECK(memory.intact());
}

// Runs a kernel; one that asks for scratch memory gets as much as it asks for, aligned as the arena
// aligns it, full of garbage, and must not leave it.
template <class Layer, class Arch, row_order Order, std::size_t... I>
void run_kernel(const ops::input_element_of<Layer>* const* inputs, ops::element_of<Layer>* output,
                std::index_sequence<I...>) {
  constexpr auto bytes = std::size_t{scratch_bytes<Layer, Arch>};
  if constexpr (bytes == 0) {  // (a guarded buffer costs two system calls)
    tyto::run_kernel<Layer, Arch, Order>(nullptr, output, inputs[I]...);
  } else {
    guarded_buffer<std::int8_t> scratch(bytes, 0);
    std::fill(scratch.begin(), scratch.end(), std::int8_t{0x5A});
    tyto::run_kernel<Layer, Arch, Order>(scratch.data(), output, inputs[I]...);
    must_be_intact(scratch);
  }
}

template <class Layer>
inline constexpr int input_count_of = [] {
  if constexpr (requires { Layer::spec.input_count; }) return Layer::spec.input_count;
  return 1;
}();

template <class Layer, class Arch>
tested_kernel<ops::input_element_of<Layer>, ops::element_of<Layer>> kernel_of() {
  using input = ops::input_element_of<Layer>;
  using output = ops::element_of<Layer>;
  constexpr auto& s = Layer::spec;
  tested_kernel<input, output> k{.arch = Arch::name,
                                 .run = {},
                                 .input_count = input_count_of<Layer>,
                                 .input_elements = s.input.elements(),
                                 .output_elements = s.output.elements(),
                                 .overlap = {}};
  if constexpr (std::is_same_v<answering_arch<Layer, Arch>, Arch>) {
    note_run<Arch>();
    using each = std::make_index_sequence<static_cast<std::size_t>(input_count_of<Layer>)>;
    k.run[0] = [](const input* const* in, output* out) {
      run_kernel<Layer, Arch, row_order::top_down>(in, out, each{});
    };
    k.run[1] = [](const input* const* in, output* out) {
      run_kernel<Layer, Arch, row_order::bottom_up>(in, out, each{});
    };
    if constexpr (requires { s.rows_read(0); }) {
      k.overlap = graph::row_overlap(s, s.input.row_elements() * std::int64_t{sizeof(input)},
                                     s.output.row_elements() * std::int64_t{sizeof(output)});
    }
    if constexpr (requires { s.elementwise; }) {
      k.overlap.in_place = s.elementwise && std::is_same_v<input, output>;
    }
  }
  return k;
}

inline constexpr row_order orders[] = {row_order::top_down, row_order::bottom_up};

inline std::string name_of(row_order order) {
  return order == row_order::top_down ? "top down" : "bottom up";
}

// ---- inputs and output apart ----

// `values` in memory of their own: ending at an unmapped page, or `misalignment` bytes past a
// multiple of 64.
template <class T>
std::unique_ptr<guarded_buffer<T>> guarded(const std::vector<T>& values, bool flush,
                                           std::size_t misalignment) {
  auto buffer = flush ? std::make_unique<guarded_buffer<T>>(values.size())
                      : std::make_unique<guarded_buffer<T>>(values.size(), misalignment);
  std::copy(values.begin(), values.end(), buffer->begin());
  return buffer;
}

template <class T>
using tensors = std::vector<std::vector<T>>;

template <class Input, class Output, class Expected>
void check_apart(const tested_kernel<Input, Output>& k, const Expected& expected,
                 const tensors<Input>& inputs, row_order order, bool flush,
                 std::size_t misalignment) {
  INFO(k.arch, ", ", name_of(order), ", ",
       flush ? std::string("flush") : "misaligned by " + std::to_string(misalignment));
  const auto output = guarded(std::vector<Output>(expected.size(), Output(99)), flush,
                              misalignment * sizeof(Output) % 64);
  std::vector<std::unique_ptr<guarded_buffer<Input>>> placed;
  std::vector<const Input*> pointers;
  for (const auto& input : inputs) {
    placed.push_back(guarded(input, flush, misalignment * sizeof(Input) % 64));
    pointers.push_back(placed.back()->data());
  }
  k.run[static_cast<std::size_t>(order)](pointers.data(), output->data());
  for (std::size_t i = 0; i < placed.size(); ++i) {
    CHECK(placed[i]->intact());
    CHECK(std::equal(placed[i]->begin(), placed[i]->end(), inputs[i].begin()));  // only read
  }
  CHECK(output->intact());
  CHECK(difference(expected, output->span()) == "");
}

// ---- output over input ----

// How far the output stands from the input, in bytes, at the least distance that the memory plan
// allows; `closer` bytes are taken off.
inline std::int64_t least_distance(const graph::overlap& o, row_order order,
                                   std::int64_t closer = 0) {
  return order == row_order::top_down ? -(o.gap_down - closer) : o.gap_up - closer;
}

// Runs a layer with its output `distance` bytes after its input, in one block that ends at an
// unmapped page; returns the output.
template <class T>
std::vector<T> run_over_input(const tested_kernel<T, T>& k, const std::vector<T>& input,
                              row_order order, std::int64_t distance) {
  const auto elements = static_cast<std::ptrdiff_t>(distance / static_cast<int>(sizeof(T)));
  const std::ptrdiff_t in = elements < 0 ? -elements : 0;
  const std::ptrdiff_t out = elements < 0 ? 0 : elements;
  guarded_buffer<T> block(
      static_cast<std::size_t>(std::max(in + k.input_elements, out + k.output_elements)));
  std::fill(block.begin(), block.end(), T(99));
  std::copy(input.begin(), input.end(), block.begin() + in);
  const T* const pointers[] = {block.data() + in};
  k.run[static_cast<std::size_t>(order)](pointers, block.data() + out);
  CHECK(block.intact());
  return {block.begin() + out, block.begin() + out + k.output_elements};
}

// The least distance gives what memory apart gives.
template <class T, class Expected>
void check_over_input(const tested_kernel<T, T>& k, const Expected& expected,
                      const std::vector<T>& input, row_order order) {
  INFO(k.arch, ", ", name_of(order), ", output over input");
  std::vector<T> got = run_over_input(k, input, order, least_distance(k.overlap, order));
  CHECK(difference(expected, std::span<T>(got)) == "");
}

// The output in the memory of input `over`.
template <class T, class Expected>
void check_in_place(const tested_kernel<T, T>& k, const Expected& expected,
                    const tensors<T>& inputs, std::size_t over, row_order order) {
  INFO(k.arch, ", ", name_of(order), ", in place of input ", over);
  std::vector<std::unique_ptr<guarded_buffer<T>>> placed;
  std::vector<const T*> pointers;
  for (const auto& input : inputs) {
    placed.push_back(guarded(input, true, 0));
    pointers.push_back(placed.back()->data());
  }
  k.run[static_cast<std::size_t>(order)](pointers.data(), placed[over]->data());
  CHECK(difference(expected, placed[over]->span()) == "");
  for (std::size_t i = 0; i < placed.size(); ++i) {
    CHECK(placed[i]->intact());
    if (i == over) continue;
    CHECK(std::equal(placed[i]->begin(), placed[i]->end(), inputs[i].begin()));
  }
}

// check_over_input would pass with gaps that are far too large. This counts the layers whose output
// is spoilt one step of the arena's alignment closer; of a whole grid there must be some. (For the
// definition only: a faster kernel may read its rows ahead.)
struct tight_gaps {
  int count[2] = {};  // by row_order

  template <class T, class Expected>
  void look_at(const tested_kernel<T, T>& k, const Expected& expected,
               const std::vector<T>& input) {
    for (const row_order order : orders) {
      std::vector<T> got =
          run_over_input(k, input, order, least_distance(k.overlap, order, graph::arena_alignment));
      if (difference(expected, std::span<T>(got)) != "") ++count[static_cast<std::size_t>(order)];
    }
  }
};

// ---- all of it ----

// One set of inputs, in every way that the layer's contract allows.
template <class Input, class Output, class Expected>
void check_inputs(const tested_kernel<Input, Output>& k, const Expected& expected,
                  const tensors<Input>& inputs, std::size_t misalignment) {
  if (!k.is_own()) return;
  for (const row_order order : orders) {
    check_apart(k, expected, inputs, order, true, 0);
    check_apart(k, expected, inputs, order, false, misalignment);
    if constexpr (std::is_same_v<Input, Output>) {
      if (k.overlap.by_rows) check_over_input(k, expected, inputs[0], order);
      for (std::size_t i = 0; i < inputs.size() && k.overlap.in_place; ++i) {
        check_in_place(k, expected, inputs, i, order);
      }
    }
  }
}

// A layer on every pattern of data. expected_of(inputs) is the reference.
template <class Input, class Output, class F>
void check_layer(const tested_kernel<Input, Output>& k, unsigned seed, F expected_of) {
  constexpr std::size_t misalignments[pattern_count] = {1, 7, 16, 3, 0, 33};
  if (!k.is_own()) return;
  for (int which = 0; which < pattern_count; ++which) {
    INFO("pattern ", which);
    tensors<Input> inputs;
    for (int i = 0; i < k.input_count; ++i) {
      // Inputs differ: the extremes of one meet the other's.
      inputs.push_back(pattern<Input>((which + i) % pattern_count, k.input_elements,
                                      seed + static_cast<unsigned>(i)));
    }
    check_inputs(k, expected_of(inputs), inputs, misalignments[static_cast<std::size_t>(which)]);
  }
}

// ---- grids ----

template <class T>
struct grid_entry {
  layer_data<T> layer;
  tested_kernel<T, T> kernel;
};

// Layers::layer<0>, <1>, ... as run-time data; none where Arch cannot run. (Layers is a class, not
// an alias template: g++ 12 gives what is instantiated with an alias template of an unnamed
// namespace a name that other files share.)
template <class T, class Arch, class Layers>
std::vector<grid_entry<T>> grid_on() {
  std::vector<grid_entry<T>> all;
  if (!runs_here<Arch>()) return all;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (all.push_back({data_of<typename Layers::template layer<I>, T>(),
                    kernel_of<typename Layers::template layer<I>, Arch>()}),
     ...);
  }
  (std::make_index_sequence<Layers::count>{});
  return all;
}

// Every layer on every pattern; reference(layer, inputs) says what is expected.
template <class T, class F>
void check_grid(const std::vector<grid_entry<T>>& grid, F reference) {
  for (const grid_entry<T>& entry : grid) {
    INFO(describe(entry.layer.c));
    check_layer(entry.kernel, entry.layer.c.seed,
                [&](const tensors<T>& inputs) { return reference(entry.layer, inputs); });
  }
}

// The gaps that the memory plan keeps are needed.
template <class T, class F>
void check_gaps_are_tight(const std::vector<grid_entry<T>>& grid, F reference) {
  tight_gaps gaps;
  for (const auto& [layer, tested] : grid) {
    const tensors<T> inputs{pattern<T>(pattern_count - 1, tested.input_elements, layer.c.seed)};
    gaps.look_at(tested, reference(layer, inputs), inputs[0]);
  }
  CHECK(gaps.count[0] > 0);
  CHECK(gaps.count[1] > 0);
}

}  // namespace tyto::test
