// SPDX-License-Identifier: Apache-2.0
// Runs one baked model over raw input tensors:
//
//   run_model INPUTS.bin OUTPUTS.bin [--layers]
//
// INPUTS.bin holds input tensors back to back; OUTPUTS.bin gets each one's output tensor or, with
// --layers, the output of every operator of the source file in its order. Compiled by
// scripts/try_model.sh with TYTO_MODEL_HEADER and TYTO_MODEL naming the model.
#include "tyto/host/run_model.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include TYTO_MODEL_HEADER

namespace {

using model = TYTO_MODEL::model;
using tyto::host::byte_vector;

int fail(const std::string& why) {
  std::fprintf(stderr, "run_model: %s\n", why.c_str());
  return 2;
}

int run(const std::string& inputs_path, const std::string& outputs_path, bool layers) {
  constexpr std::size_t input_bytes = tyto::host::input_bytes<model>;
  std::ifstream in(inputs_path, std::ios::binary);
  if (!in) return fail(inputs_path + ": cannot be opened for reading");
  const byte_vector inputs{std::istreambuf_iterator<char>(in), {}};
  if (inputs.empty() || inputs.size() % input_bytes != 0) {
    return fail(inputs_path + ": has " + std::to_string(inputs.size()) +
                " bytes; a whole number of input tensors of " + std::to_string(input_bytes) +
                " bytes each is needed");
  }

  std::ofstream out(outputs_path, std::ios::binary);
  for (std::size_t at = 0; at < inputs.size(); at += input_bytes) {
    const std::span<const char> input(inputs.data() + at, input_bytes);
    const byte_vector output =
        layers ? tyto::host::run_operators<model>(input) : tyto::host::run_model<model>(input);
    out.write(output.data(), static_cast<std::streamsize>(output.size()));
  }
  out.close();
  if (!out) return fail(outputs_path + ": cannot be written");
  std::printf("%zu inputs, arena %zu bytes, %s kernels\n", inputs.size() / input_bytes,
              model::network::arena_bytes, model::network::arch::name);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool layers = argc == 4 && std::string(argv[3]) == "--layers";
  if (argc != 3 && !layers) return fail("usage: run_model INPUTS.bin OUTPUTS.bin [--layers]");
  return run(argv[1], argv[2], layers);
}
