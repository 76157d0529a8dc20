// SPDX-License-Identifier: Apache-2.0
// The joined header alone: the bundled model's self-test, and the outputs of TensorFlow Lite's
// reference kernels.
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "ds_cnn_s.hpp"
#include "ds_cnn_s_int8.hpp"

int other_layers();  // of second.cpp

namespace {

using tflite = ds_cnn_s_int8::network;

std::vector<char> read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Clips of whose outputs some byte differs; -1 where the files are not what they should be.
int differing_clips(const std::string& folder) {
  constexpr std::size_t clips = 20;
  static tflite::arena arena;
  const std::vector<char> inputs = read(folder + "/speech_inputs.i8");
  const std::vector<char> expected = read(folder + "/speech_outputs.i8");
  std::int8_t input[tflite::input_elements];
  std::int8_t output[tflite::output_elements];
  if (inputs.size() != clips * sizeof input || expected.size() != clips * sizeof output) return -1;
  int differing = 0;
  for (std::size_t i = 0; i < clips; ++i) {
    std::memcpy(input, inputs.data() + i * sizeof input, sizeof input);
    tflite::run(input, output, arena);
    differing += std::memcmp(output, expected.data() + i * sizeof output, sizeof output) != 0;
  }
  return differing;
}

}  // namespace

// Takes the folder of the golden files.
int main(int argc, char** argv) {
  using model = ds_cnn_s::model;
  static model::network::arena arena;
  static std::int8_t input[model::network::input_elements];
  static std::int8_t output[model::network::output_elements];
  if (argc != 2 || !tyto::graph::self_test<model>(input, output, arena)) return 1;
  const int differing = differing_clips(argv[1]);
  std::printf("joined header: %d of 20 clips differ, %d layers\n", differing, other_layers());
  return differing == 0 && other_layers() == model::network::layer_count ? 0 : 1;
}
