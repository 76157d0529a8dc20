// SPDX-License-Identifier: Apache-2.0
// The report, and that its memory plan is the one the network makes in the compiler.
#include "convert/emit/report.hpp"

#include <doctest/doctest.h>

#include "autoencoder_like.hpp"
#include "convert/convert.hpp"
#include "convert/lower/memory.hpp"
#include "convert/scratch_folder.hpp"
#include "convert/small_models.hpp"
#include "convert/test_models.hpp"
#include "ds_cnn_s_int8.hpp"
#include "mixed.hpp"
#include "mobilenet_like.hpp"
#include "reshaping.hpp"
#include "streaming_like.hpp"

using namespace tyto::convert;
namespace test = tyto::test;
using std::string;

namespace {

template <class Model>
void check_plan(const std::vector<std::uint8_t>& file) {
  using network = typename Model::template network_on<tyto::arch::scalar>;
  const lowered::model m = convert_tflite(file);
  const memory plan = plan_memory(m);
  CHECK(plan.arena_bytes == static_cast<std::int64_t>(network::arena_bytes));
  std::int64_t macs = 0;
  std::int64_t weight_bytes = 0;
  REQUIRE(m.layers.size() == network::report.size());
  for (std::size_t i = 0; i < m.layers.size(); ++i) {
    const tyto::graph::layer_report& row = network::report[i];
    CAPTURE(row.name);
    CHECK(m.layers[i].name == row.name);
    CHECK(lowered::input_of(m.layers[i]) == row.input);
    CHECK(lowered::output_of(m.layers[i]) == row.output);
    CHECK(lowered::macs_of(m.layers[i]) == row.macs);
    CHECK(lowered::constant_bytes_of(m.layers[i]) == row.weight_bytes);
    CHECK(plan.placements[i].offset == row.memory.offset);
    CHECK(plan.placements[i].order == row.memory.order);
    CHECK(plan.placements[i].bytes_in_use == row.memory.bytes_in_use);
    macs += row.macs;
    weight_bytes += row.weight_bytes;
  }
  CHECK(macs == network::macs);
  CHECK(weight_bytes == network::weight_bytes);
}

std::vector<std::uint8_t> bundled_model() {
  const string text = test::read_text(TYTO_SOURCE_DIR "/models/ds_cnn_s/ds_cnn_s_int8.tflite");
  return {text.begin(), text.end()};
}

}  // namespace

TEST_CASE("the plan of the report is the plan of the network") {
  check_plan<ds_cnn_s_int8::model>(bundled_model());
  check_plan<mobilenet_like::model>(test::mobilenet_like());
  check_plan<streaming_like::model>(test::streaming_like());
  check_plan<autoencoder_like::model>(test::autoencoder_like());
  check_plan<mixed::model>(test::mixed());
  check_plan<reshaping::model>(test::reshaping());
}

TEST_CASE("a report, to the letter") {
  test::model_builder b;
  int x = b.input({1, 4, 4, 1}, {0.1F, 3});
  x = b.conv(x, 2, 3, 3, test::same(), tyto::quantization{0.05F, -128});
  b.tensor(b.last().inputs[1]).scale = {0.01F, 0.02F};
  b.tensor(b.last().inputs[2]).scale = {0.001F, 0.002F};
  for (std::uint8_t& w : b.buffer_of(b.last_input(1)).data)
    w = 0x80;  // -128
  b.buffer_of(b.last_input(2)).data.assign(8, 0);
  b.softmax(b.reshape(x, {1, 32}));
  const lowered::model m = convert_tflite(b.bytes());
  CHECK(
      report(m, {"a.tflite", 1234, "5678"}) ==
      "a.tflite: 1234 bytes, SHA-256 5678\n"
      "input: 4x4x1 int8, scale 0.1, zero point 3\n"
      "output: 1x1x32 int8, scale 0.00390625, zero point -128\n"
      "#  layer      operator  input -> output   MACs  weight bytes  arena in use  multipliers     "
      "      |accumulator|  bits\n"
      "0  conv_1     conv2d    4x4x1 -> 4x4x2     288            36            32  "
      "2.000e-02..4.000e-02         150912    19\n"
      "1  softmax_1  softmax   1x1x32 -> 1x1x32     0             0            32  3.355e+06       "
      "                  -     -\n"
      "total: 288 MACs, 36 weight bytes, arena 32 bytes (scalar kernels)\n"
      "note: operator 0 (CONV_2D \"t3\"): 18 of 18 weights are -128; int8 weights end at -127 as a "
      "rule\n");
  CHECK(summary_table(m) ==
        "#  layer      operator  input -> output   MACs  weight bytes\n"
        "0  conv_1     conv2d    4x4x1 -> 4x4x2     288            36\n"
        "1  softmax_1  softmax   1x1x32 -> 1x1x32     0             0\n"
        "total: 288 MACs, 36 weight bytes, arena 32 bytes (scalar kernels)\n");
}
