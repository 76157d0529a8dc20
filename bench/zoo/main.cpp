// SPDX-License-Identifier: Apache-2.0
// tyto-zoo INPUTS OUTPUTS: runs the baked model that TYTO_ZOO_HEADER and TYTO_ZOO_MODEL name over
// input tensors that lie back to back, in sequence from a fresh start, and compares what it gives
// with OUTPUTS: integers to the byte, floats within 1e-5 of the largest. A model that keeps state
// is reset in the middle of a step, and must give the same again.
//
// Prints a line a region (layer_regions.hpp): region 1 is a run, those that follow are its layers.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <type_traits>
#include <vector>

#include "layer_regions.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/graph/stream.hpp"
#include TYTO_ZOO_HEADER

namespace {

// A network, or one that keeps state, under the same names.
template <class Model>
struct runner : Model::network {
  using network = typename Model::network;
  using layers = typename Model::template network_on<typename network::arch>;
  static constexpr std::int64_t macs_per_step = network::macs;
  template <class... Rest>
  void step(Rest&&... rest) {
    network::run(std::forward<Rest>(rest)...);
  }
};
template <class Model>
requires requires {
  typename Model::stream;
} &&(!requires { typename Model::network; }) struct runner<Model> : Model::stream {
  using layers = typename Model::template steps_on<typename Model::stream::arch>;
};

template <class T>
std::vector<T> read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<T> all(bytes.size() / sizeof(T));
  std::memcpy(all.data(), bytes.data(), all.size() * sizeof(T));
  return all;
}

template <class T>
bool equal(const std::vector<T>& got, const std::vector<T>& expected) {
  if constexpr (std::is_same_v<T, float>) {
    float largest = 0.0F;
    float difference = 0.0F;
    if (got.size() != expected.size()) return false;
    for (std::size_t i = 0; i < got.size(); ++i) {
      largest = std::max(largest, std::abs(expected[i]));
      difference = std::max(difference, std::abs(got[i] - expected[i]));
    }
    return difference <= 1e-5F * largest;
  }
  return got == expected;
}

template <class Model>
int run(const char* inputs_path, const char* outputs_path) {
  using network = runner<Model>;
  using input_element = typename network::input_element;
  using output_element = typename network::output_element;
  constexpr std::size_t in = network::input_elements;
  constexpr std::size_t out = network::output_elements;
  static network runs;
  static typename network::arena arena;
  const auto inputs = read<input_element>(inputs_path);
  if (inputs.empty() || inputs.size() % in != 0) {
    std::fprintf(stderr, "tyto-zoo: %s: not a whole number of input tensors of %zu elements\n",
                 inputs_path, in);
    return 2;
  }
  const auto expected = read<output_element>(outputs_path);
  std::vector<output_element> got(inputs.size() / in * out);
  const auto is_right = [&] {
    for (std::size_t i = 0; i < inputs.size() / in; ++i)
      runs.step(inputs.data() + i * in, got.data() + i * out, arena);
    if (equal(got, expected)) return true;
    std::fprintf(stderr, "tyto-zoo: not what %s has\n", outputs_path);
    return false;
  };
  if (!is_right()) return 1;
  if constexpr (requires { runs.reset(); }) {
    // Started anew in the middle of a step: the same again.
    static_cast<void>(runs.push(inputs.data(), got.data(), arena));
    runs.reset();
    if (!is_right()) return 1;
  }
  TYTO_TCG_REGION(1);
  runs.step(inputs.data(), got.data(), arena);
  TYTO_TCG_REGION(0);
  runs.step(inputs.data(), got.data(), arena, bench::layer_regions<1, typename network::layers>{});
  bench::print(1, "run", network::macs_per_step, sizeof arena);
  runs.step(inputs.data(), got.data(), arena, bench::layer_lines{1, "layer"});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) return run<TYTO_ZOO_MODEL::model>(argv[1], argv[2]);
  std::fprintf(stderr, "usage: tyto-zoo INPUTS OUTPUTS\n");
  return 2;
}
