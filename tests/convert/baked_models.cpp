// SPDX-License-Identifier: Apache-2.0
// Headers that the build made of test_models.hpp: every layer gives what the interpreter gives for
// the same file, and the header's self-test passes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <set>
#include <variant>
#include <vector>

#include "autoencoder_like.hpp"
#include "convert/convert.hpp"
#include "convert/read/tflite/read_tflite.hpp"
#include "convert/run/interpreter.hpp"
#include "convert/test_models.hpp"
#include "int16_ds_cnn_like.hpp"
#include "int16_mixed.hpp"
#include "mixed.hpp"
#include "mobilenet_like.hpp"
#include "reshaping.hpp"
#include "streaming_like.hpp"
#include "tyto/graph/self_test.hpp"
#include "tyto/host/run_model.hpp"

namespace {

using tyto::convert::values;

// Takes a copy of each layer's output.
struct recorder {
  std::vector<values>& outputs;

  template <class Layer>
  void before(int /*index*/) const {}
  template <class Layer>
  void after(int /*index*/, const tyto::ops::element_of<Layer>* output) const {
    using element = tyto::ops::element_of<Layer>;
    outputs.push_back(std::vector<element>(output, output + Layer::spec.output.elements()));
  }
};

// Noise, quiet to loud, around a level that differs from input to input.
template <class Network>
std::vector<typename Network::input_element> random_input(std::mt19937& generator) {
  using element = typename Network::input_element;
  const int level = static_cast<int>(generator() % 256) - 128;
  const int loudness = 1 << generator() % 9;
  std::vector<element> input;
  for (int i = 0; i < Network::input_elements; ++i) {
    const int noise = static_cast<int>(generator() % 256) - 128;
    const int value = std::clamp(level + noise * loudness / 256, -128, 127);
    constexpr int unit = std::is_same_v<element, std::int16_t> ? 256 : 1;
    input.push_back(static_cast<element>(value * unit + (unit == 1 ? 0 : noise & 255)));
  }
  return input;
}

template <class Model>
void check_baked(const std::vector<std::uint8_t>& file) {
  using network = typename Model::network;
  const tyto::convert::lowered::model lowered = tyto::convert::convert_tflite(file);
  static typename network::arena arena;

  std::mt19937 generator(1);
  std::set<std::vector<typename network::output_element>> distinct;
  for (int run = 0; run < 20; ++run) {
    const auto input = random_input<network>(generator);

    std::vector<values> expected;
    tyto::convert::interpret(lowered, input,
                             [&](int, const values& output) { expected.push_back(output); });

    std::vector<values> got;
    std::vector<typename network::output_element> output(network::output_elements);
    // Whatever the arena holds, the result is the same.
    std::memset(arena.bytes, run % 2 == 0 ? 0x55 : 0xAA, sizeof arena.bytes);
    network::run(input.data(), output.data(), arena, recorder{got});

    distinct.insert(output);

    REQUIRE(got.size() == expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
      CAPTURE(network::report[i].name);
      CHECK(got[i] == expected[i]);
    }
  }

  CHECK(distinct.size() > 5);  // an output that is always the same would prove little

  std::vector<typename network::input_element> input(network::input_elements);
  std::vector<typename network::output_element> output(network::output_elements);
  CHECK(tyto::graph::self_test<Model>(input.data(), output.data(), arena));
}

// Outputs of all operators of the file, pads and reshapes included: as many bytes as the file says,
// and every byte of a border is the stored zero.
template <class Model>
void check_operators(const std::vector<std::uint8_t>& file) {
  const tyto::convert::ir::graph graph = tyto::convert::read_tflite(file);
  const std::vector<char> input(tyto::host::input_bytes<Model>, 77);
  const std::vector<char> all = tyto::host::run_operators<Model>(input);
  std::size_t at = 0;
  for (const tyto::convert::ir::node& node : graph.nodes) {
    CAPTURE(node.source_name);
    const tyto::convert::ir::tensor& t = graph.at(node.output);
    std::size_t bytes = t.type == tyto::convert::ir::element_type::float32 ? 4
                        : t.type == tyto::convert::ir::element_type::int16 ? 2
                                                                           : 1;
    const std::size_t unit = bytes;
    for (const int dim : t.dims)
      bytes *= static_cast<std::size_t>(dim);
    REQUIRE(at + bytes <= all.size());
    if (const auto* pad = std::get_if<tyto::convert::ir::pad>(&node.what)) {
      const tyto::shape s{t.dims[1], t.dims[2], t.dims[3]};
      const auto [top, bottom] = pad->amounts[1];
      const auto [left, right] = pad->amounts[2];
      for (int y = 0; y < s.height; ++y) {
        for (int x = 0; x < s.width; ++x) {
          const bool border = y < top || y >= s.height - bottom || x < left || x >= s.width - right;
          for (int c = 0; c < s.channels && border; ++c) {
            // (of int16 one byte, which is 0 too)
            CHECK(all[at + unit * s.index(y, x, c)] ==
                  static_cast<char>(t.quantized.zero_point[0]));
          }
        }
      }
    }
    at += bytes;
  }
  CHECK(at == all.size());
}

}  // namespace

#define TYTO_TEST_BAKED(kind)                                 \
  TEST_CASE("baked header of " #kind " equals interpreter") { \
    check_baked<kind::model>(tyto::test::kind());             \
    check_operators<kind::model>(tyto::test::kind());         \
  }

TYTO_TEST_BAKED(mobilenet_like)
TYTO_TEST_BAKED(streaming_like)
TYTO_TEST_BAKED(autoencoder_like)
TYTO_TEST_BAKED(mixed)
TYTO_TEST_BAKED(reshaping)
TYTO_TEST_BAKED(int16_ds_cnn_like)
TYTO_TEST_BAKED(int16_mixed)
