// SPDX-License-Identifier: Apache-2.0
// What the programs share that tyto-tune writes: runs one layer with each of its candidates, each
// compared with the scalar kernel before it is measured. A result is a line of JSON on standard
// output: {"layer": "conv_1", "choices": "pixels=3", "ns": 12345.6}.
//
// Under the instruction counter (tools/tcg_count) with -DTYTO_TUNE_COUNT=1, candidate i is run
// once, in region i + 2, and an empty function in region 1; the line then has "region" in place of
// "ns".
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "tcg_count/marker.hpp"
#include "tyto/core/arch.hpp"
#include "tyto/graph/self_test.hpp"

#ifndef TYTO_TUNE_COUNT
#define TYTO_TUNE_COUNT 0
#endif

namespace tyto::tune {

// Results must not be optimised away, nor a call taken out of a loop.
inline void clobber_memory() {
  asm volatile("" ::: "memory");
}

struct buffer {
  explicit buffer(std::int64_t size) : bytes(static_cast<std::size_t>(size) + 64) {}
  // (vectors of the widest ISA)
  std::int8_t* data() {
    const auto address = reinterpret_cast<std::uintptr_t>(bytes.data());
    return bytes.data() + (64 - address % 64) % 64;
  }
  std::vector<std::int8_t> bytes;
};

template <class Layer>
std::int8_t* random_input() {
  static buffer input(Layer::spec.input.elements());
  graph::self_test_input values;
  for (int i = 0; i < Layer::spec.input.elements(); ++i)
    input.data()[i] = values.next();
  return input.data();
}

template <class Layer, class Arch, row_order Order>
void run_kernel(const std::int8_t* input, std::int8_t* output) {
  static buffer scratch(scratch_bytes<Layer, Arch>);
  tyto::run_kernel<Layer, Arch, Order>(scratch.data(), output, input);
}

template <class Layer, class Arch, row_order Order>
void require_reference(const char* choices, const std::int8_t* input, std::int8_t* output) {
  static buffer expected(Layer::spec.output.elements());
  tyto::run_kernel<Layer, arch::scalar, Order>(nullptr, expected.data(), input);
  std::fill_n(output, Layer::spec.output.elements(), std::int8_t{0});
  run_kernel<Layer, Arch, Order>(input, output);
  if (!std::equal(output, output + Layer::spec.output.elements(), expected.data())) {
    std::fprintf(stderr, "%s with %s is not equal to the scalar kernel\n", Layer::name, choices);
    std::exit(1);
  }
}

using function = void (*)(const std::int8_t* input, std::int8_t* output);

// Nanoseconds of the fastest of several rounds for each function; rounds take turns, so that a
// disturbance hits all alike.
inline std::vector<double> measure(const std::vector<function>& functions, const std::int8_t* input,
                                   std::int8_t* output) {
  using clock = std::chrono::steady_clock;
  const auto batch = [&](function f, int calls) {
    const auto start = clock::now();
    for (int i = 0; i < calls; ++i) {
      f(input, output);
      clobber_memory();
    }
    return std::chrono::duration<double, std::nano>(clock::now() - start).count();
  };
  constexpr double batch_ns = 200e3;
  constexpr int rounds = 40;
  std::vector<int> calls;
  for (const function f : functions) {
    batch(f, 1);
    calls.push_back(std::max(1, static_cast<int>(batch_ns / std::max(1.0, batch(f, 1)))));
  }
  std::vector<double> best(functions.size(), std::numeric_limits<double>::max());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < functions.size(); ++i)
      best[i] = std::min(best[i], batch(functions[i], calls[i]) / calls[i]);
  }
  return best;
}

template <int Region, class F>
void run_in_region(F f) {
  TYTO_TCG_REGION(Region);
  f();
  TYTO_TCG_REGION(0);
}

inline void print_region(const char* name, const char* choices, int region) {
  std::printf("{\"layer\": \"%s\", \"choices\": \"%s\", \"region\": %d}\n", name, choices, region);
}

template <class Arch, class... Candidates, std::size_t... I>
void run_candidates(const char* name, const std::vector<const char*>& choices,
                    std::index_sequence<I...>) {
  using first = std::tuple_element_t<0, std::tuple<Candidates...>>;
  const std::int8_t* const input = random_input<first>();
  static buffer output_memory(first::spec.output.elements());
  std::int8_t* const output = output_memory.data();
  constexpr row_order down = row_order::top_down;
  (require_reference<Candidates, Arch, down>(choices[I], input, output), ...);
  (require_reference<Candidates, Arch, row_order::bottom_up>(choices[I], input, output), ...);
  if constexpr (TYTO_TUNE_COUNT) {
    run_in_region<1>([] {});
    (run_in_region<int{I} + 2>([&] { run_kernel<Candidates, Arch, down>(input, output); }), ...);
    (print_region(name, choices[I], int{I} + 2), ...);
  } else {
    const std::vector<double> ns = measure({run_kernel<Candidates, Arch, down>...}, input, output);
    (std::printf("{\"layer\": \"%s\", \"choices\": \"%s\", \"ns\": %.1f}\n", name, choices[I],
                 ns[I]),
     ...);
  }
  std::fflush(stdout);
}

// Candidates are a layer's struct under other names, each with its own `tuning`.
template <class Arch, class... Candidates>
void run_candidates(const char* name, const std::vector<const char*>& choices) {
  run_candidates<Arch, Candidates...>(name, choices, std::index_sequence_for<Candidates...>{});
}

}  // namespace tyto::tune
