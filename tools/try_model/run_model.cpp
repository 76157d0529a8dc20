// SPDX-License-Identifier: Apache-2.0
// Runs one baked model over raw input tensors:
//
//   run_model INPUTS.bin OUTPUTS.bin [--layers]
//
// INPUTS.bin holds input tensors back to back; OUTPUTS.bin gets each one's output tensor or, with
// --layers, the output of every operator of the source file in its order. A model with state starts
// anew and keeps it from one input to the next; it has no --layers. Compiled by
// scripts/try_model.sh with TYTO_MODEL_HEADER and TYTO_MODEL naming the model.
#include "tyto/host/run_model.hpp"

#include <cstdio>
#include <cstring>
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

// One run after the other: a network, or a stream that keeps its state.
template <class Model>
class runner {
 public:
  static constexpr std::size_t input_bytes = tyto::host::input_bytes<Model>;
  static constexpr const char* arch = Model::network::arch::name;
  static constexpr std::size_t arena_bytes = Model::network::arena_bytes;
  static constexpr bool has_state = false;

  byte_vector run(std::span<const char> input, bool layers) {
    return layers ? tyto::host::run_operators<Model>(input) : tyto::host::run_model<Model>(input);
  }
};

template <class Model>
requires requires {
  typename Model::stream;
} &&(!requires { typename Model::network; }) class runner<Model> {
  using stream = typename Model::stream;

 public:
  static constexpr std::size_t input_bytes =
      stream::input_elements * sizeof(typename stream::input_element);
  static constexpr const char* arch = stream::arch::name;
  static constexpr std::size_t arena_bytes = stream::arena_bytes;
  static constexpr bool has_state = true;

  byte_vector run(std::span<const char> bytes, bool /*layers*/) {
    std::memcpy(input_, bytes.data(), sizeof input_);
    stream_.step(input_, output_, arena_);
    const auto* first = reinterpret_cast<const char*>(output_);
    return {first, first + sizeof output_};
  }

 private:
  stream stream_;
  typename stream::arena arena_;
  typename stream::input_element input_[std::size_t{stream::input_elements}];
  typename stream::output_element output_[std::size_t{stream::output_elements}];
};

int run(const std::string& inputs_path, const std::string& outputs_path, bool layers) {
  static runner<model> runs;
  constexpr std::size_t input_bytes = runner<model>::input_bytes;
  if (layers && runner<model>::has_state) return fail("a model with state has no --layers");
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
    const byte_vector output = runs.run(input, layers);
    out.write(output.data(), static_cast<std::streamsize>(output.size()));
  }
  out.close();
  if (!out) return fail(outputs_path + ": cannot be written");
  std::printf("%zu inputs, arena %zu bytes, %s kernels\n", inputs.size() / input_bytes,
              runner<model>::arena_bytes, runner<model>::arch);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const bool layers = argc == 4 && std::string(argv[3]) == "--layers";
  if (argc != 3 && !layers) return fail("usage: run_model INPUTS.bin OUTPUTS.bin [--layers]");
  return run(argv[1], argv[2], layers);
}
