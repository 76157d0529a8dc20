// SPDX-License-Identifier: Apache-2.0
// A float network of whole windows, quantised, baked with --stream and compiled: it streams as it
// is, and behind a detector, and each step is the whole window's output.
#include <doctest/doctest.h>

#include <cstdint>
#include <type_traits>
#include <vector>

#include "graph/stream_check.hpp"
#include "onnx_ds_cnn_stream.hpp"
#include "support/random.hpp"
#include "tyto/graph/self_test.hpp"
#include "tyto/kws/detector.hpp"

namespace {

using model = onnx_ds_cnn_stream::model;
using stream = model::stream;

// The header without --stream has the same network, and no more; a type makes a stream of it.
struct whole {
  [[maybe_unused]] static constexpr const char* name = "whole";
  template <class Arch>
  using network_on = model::network_on<Arch>;
  using network = model::network;
  using front_end = model::front_end;
  static constexpr auto input_quantization = model::input_quantization;
  static constexpr auto output_quantization = model::output_quantization;
  static constexpr int label_count = model::label_count;
  static constexpr auto& labels = model::labels;
  static constexpr auto& self_test_output = model::self_test_output;
};
using streamed = tyto::graph::streamed<whole>;
static_assert(std::is_same_v<streamed::stream, tyto::graph::stream<model::network>>);
static_assert(std::is_same_v<tyto::graph::streamed<whole, 2>::stream, stream>);

// Every run's posteriors and ratios over frames of any level.
template <class Model>
std::vector<int> runs_of(int hop) {
  using posteriors = tyto::kws::posterior_stream<Model>;
  static posteriors network(hop);
  network.reset(hop);
  tyto::test::random random(8);
  std::vector<int> all;
  for (int i = 0; i < 120; ++i) {
    typename posteriors::frame next;
    const int level = random.between(-128, 100);
    for (std::int8_t& value : next)
      value = static_cast<std::int8_t>(level + random.between(0, 27));
    network.push(next, [&](const typename posteriors::run& run) {
      all.insert(all.end(), run.posteriors.begin(), run.posteriors.end());
      all.insert(all.end(), run.ratios.begin(), run.ratios.end());
    });
  }
  return all;
}

}  // namespace

TEST_CASE("baked with --stream: a step of 40 ms gives what the whole window gives") {
  static_assert(stream::rows_per_step == 2 && stream::warm_up_steps == 25);
  static_assert(stream::macs_per_step < model::network::macs / 10);
  tyto::test::check_equal<model::network, 2>();
  tyto::test::check_equal<model::network, 6>(20);
}

TEST_CASE("baked with --stream: its self-test is the whole network's") {
  static stream tested;
  static stream::arena arena;
  std::int8_t input[stream::input_elements] = {};
  std::int8_t output[stream::output_elements] = {};
  CHECK(tyto::graph::stream_self_test<model>(tested, input, output, arena));
  CHECK(
      tyto::graph::stream_self_test<tyto::graph::streamed<whole, 2>>(tested, input, output, arena));
  CHECK(output[0] + output[1] + output[2] != -3 * 128);
}

TEST_CASE("baked with --stream: the detector takes it, and hears what the whole window says") {
  for (const int hop : {2, 4}) {
    const std::vector<int> by_window = runs_of<whole>(hop);
    CHECK(by_window.size() == static_cast<std::size_t>(120 / hop * 6));
    CHECK(runs_of<model>(hop) == by_window);
    CHECK(runs_of<streamed>(hop) == by_window);
  }
  using detector = tyto::kws::detector<model>;
  static_assert(detector::macs_per_run == stream::macs_per_step);
  static_assert(sizeof(detector) < sizeof(tyto::kws::detector<whole>));
}
