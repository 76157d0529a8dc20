// SPDX-License-Identifier: Apache-2.0
// The bundled model on a 64-bit Arm: its self-test. And the same network as TensorFlow Lite
// quantised it: the outputs of the reference kernels for 20 clips.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <type_traits>

#include "ds_cnn_s.hpp"
#include "ds_cnn_s_int8.hpp"
#include "golden/own_files.hpp"
#include "support/read_file.hpp"
#include "tyto/graph/self_test.hpp"

namespace {

using model = ds_cnn_s::model;
using network = model::network;
using tflite = ds_cnn_s_int8::network;
static_assert(std::is_same_v<network::arch, tyto::arch::neon>);

network::arena arena;
tflite::arena tflite_arena;
std::int8_t input[network::input_elements];
std::int8_t output[network::output_elements];

constexpr std::size_t clips = 20;

// Clips of which some byte differs; all that there should be, if the files are not of one size.
std::size_t differing_clips() {
  const auto inputs = tyto::test::read_bytes(tyto::test::own_golden("speech_inputs.i8"));
  const auto expected = tyto::test::read_bytes(tyto::test::own_golden("speech_outputs.i8"));
  if (inputs.size() != clips * sizeof input || expected.size() != clips * sizeof output) {
    return clips;
  }
  std::size_t differing = 0;
  for (std::size_t i = 0; i < clips; ++i) {
    std::memcpy(input, inputs.data() + i * sizeof input, sizeof input);
    tflite::run(input, output, tflite_arena);
    differing += std::memcmp(output, expected.data() + i * sizeof output, sizeof output) != 0;
  }
  return differing;
}

}  // namespace

int main() {
  if (!tyto::graph::self_test<model>(input, output, arena)) {
    std::puts("the self-test failed");
    return 1;
  }
  const std::size_t differing = differing_clips();
  std::printf("%zu of 20 clips differ from the reference kernels\n", differing);
  return differing == 0 ? 0 : 1;
}
