// SPDX-License-Identifier: Apache-2.0
// The bundled network, as TensorFlow Lite quantised it, with its ISA chosen at run time: on each
// that this machine has, to the byte what the reference kernels give.
#include "tyto/arch/dispatch.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "ds_cnn_s_int8.hpp"
#include "golden/golden.hpp"
#include "tyto/kws/detector.hpp"

namespace {

using model = tyto::arch::dispatched_model<ds_cnn_s_int8::model>;
using network = model::network;
using tyto::arch::choice;

}  // namespace

TEST_CASE("dispatch: outputs of every ISA for 20 clips equal the reference kernels'") {
  for (choice on; on.position < tyto::arch::choice_count; ++on.position) {
    INFO(std::string(tyto::arch::name_of(on)));
    if (!tyto::arch::runs_here(on)) {
      std::printf("ABSENT: this processor has no %s; the network was not run on it\n",
                  tyto::arch::name_of(on));
      continue;
    }
    const auto run = [&](std::span<const char> input) {
      std::int8_t stored[network::input_elements];
      std::int8_t output[network::output_elements];
      network::arena arena;
      std::memcpy(stored, input.data(), sizeof stored);
      network::run_on(on, stored, output, arena);
      const auto* first = reinterpret_cast<const char*>(output);
      return std::vector<char>(first, first + sizeof output);
    };
    tyto::test::check_own_golden<model>("speech_inputs.i8", "speech_outputs.i8", 20, run);
    tyto::test::check_own_golden<model>("random_inputs.i8", "random_outputs.i8", 5, run);
  }
}

TEST_CASE("dispatch: the choice is one that this machine runs, and the best of them") {
  const choice chosen = tyto::arch::fastest();
  CHECK(tyto::arch::runs_here(chosen));
  for (choice better; better.position < chosen.position; ++better.position) {
    CHECK_FALSE(tyto::arch::runs_here(better));
  }
  MESSAGE("dispatched to " << std::string(tyto::arch::name_of(chosen)));
}

TEST_CASE("dispatch: run() is run_on() the fastest") {
  std::int8_t input[network::input_elements];
  for (int i = 0; i < network::input_elements; ++i)
    input[i] = static_cast<std::int8_t>(i * 37);
  std::int8_t chosen[network::output_elements];
  std::int8_t expected[network::output_elements];
  network::arena arena;
  network::run(input, chosen, arena);
  static ds_cnn_s_int8::network::arena native_arena;
  ds_cnn_s_int8::network::run(input, expected, native_arena);
  CHECK(std::memcmp(chosen, expected, sizeof chosen) == 0);
}

// A detector takes such a model as any other.
TEST_CASE("dispatch: a detector of a dispatched model") {
  static tyto::kws::detector<model> ears;
  const std::vector<std::int16_t> silence(model::front_end::parameters.sample_rate * 2);
  int events = 0;
  ears.push(silence, [&](const tyto::kws::event&) { ++events; });
  CHECK(events == 0);
  CHECK(ears.best_score() > 0.0F);
}
