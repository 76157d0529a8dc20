// SPDX-License-Identifier: Apache-2.0
// Dilation spelt as batches: the same bytes as the convolution of every batch on its own.
#include <doctest/doctest.h>

#include <array>

#include "convert/convert.hpp"
#include "convert/refusal.hpp"
#include "convert/run/interpreter.hpp"
#include "convert/small_models.hpp"
#include "tyto/graph/self_test.hpp"

using namespace tyto::test;
using bytes = std::vector<std::int8_t>;
using tyto::shape;

namespace {

struct window_of_batches {
  shape in;
  tyto::extent filter;
  tyto::extent block;
  std::array<int, 4> added;  // before and behind rows, before and behind columns
  std::array<int, 4> cut;
  tflite::Padding padding = tflite::Padding_VALID;
  bool depthwise = false;
};

constexpr int zero = 3;

int add_convolution(model_builder& b, int in, const window_of_batches& w) {
  const conv_options o{w.padding, 1, 1, tflite::ActivationFunctionType_RELU, 1, 1, 0};
  if (w.depthwise) return b.depthwise(in, w.filter.height, w.filter.width, o, 2);
  return b.conv(in, 4, w.filter.height, w.filter.width, o);
}

bytes run(model_builder b, const bytes& input) {
  return std::get<bytes>(tyto::convert::interpret(tyto::convert::convert_tflite(b.bytes()), input));
}

bytes random_input(shape s) {
  tyto::graph::self_test_input generator;
  bytes all;
  for (int i = 0; i < s.elements(); ++i)
    all.push_back(generator.next());
  return all;
}

bytes folded(const window_of_batches& w, const bytes& input) {
  model_builder b;
  const std::vector<int> block{w.block.height, w.block.width};
  const int in = b.input({1, w.in.height, w.in.width, w.in.channels}, {0.1F, zero});
  const int batches = b.space_to_batch(in, block, {w.added.begin(), w.added.end()});
  b.batch_to_space(add_convolution(b, batches, w), block, {w.cut.begin(), w.cut.end()});
  return run(b, input);
}

// Every batch through a network of its own.
bytes expected(const window_of_batches& w, const bytes& input) {
  const shape small{(w.in.height + w.added[0] + w.added[1]) / w.block.height,
                    (w.in.width + w.added[2] + w.added[3]) / w.block.width, w.in.channels};
  const bool same = w.padding == tflite::Padding_SAME;
  const shape made{small.height - (same ? 0 : w.filter.height - 1),
                   small.width - (same ? 0 : w.filter.width - 1), 4};
  const shape whole{made.height * w.block.height - w.cut[0] - w.cut[1],
                    made.width * w.block.width - w.cut[2] - w.cut[3], 4};
  bytes out(static_cast<std::size_t>(whole.elements()));
  for (int by = 0; by < w.block.height; ++by) {
    for (int bx = 0; bx < w.block.width; ++bx) {
      bytes part;
      for (int y = 0; y < small.height; ++y) {
        for (int x = 0; x < small.width; ++x) {
          const int from_y = y * w.block.height + by - w.added[0];
          const int from_x = x * w.block.width + bx - w.added[2];
          const bool inside =
              from_y >= 0 && from_y < w.in.height && from_x >= 0 && from_x < w.in.width;
          for (int c = 0; c < small.channels; ++c) {
            part.push_back(inside ? input[static_cast<std::size_t>(w.in.index(from_y, from_x, c))]
                                  : static_cast<std::int8_t>(zero));
          }
        }
      }
      model_builder b;
      add_convolution(b, b.input({1, small.height, small.width, small.channels}, {0.1F, zero}), w);
      const bytes result = run(b, part);
      for (int y = 0; y < made.height; ++y) {
        for (int x = 0; x < made.width; ++x) {
          const int to_y = y * w.block.height + by - w.cut[0];
          const int to_x = x * w.block.width + bx - w.cut[2];
          if (to_y < 0 || to_y >= whole.height || to_x < 0 || to_x >= whole.width) continue;
          for (int c = 0; c < 4; ++c) {
            out[static_cast<std::size_t>(whole.index(to_y, to_x, c))] =
                result[static_cast<std::size_t>(made.index(y, x, c))];
          }
        }
      }
    }
  }
  return out;
}

void check(const window_of_batches& w) {
  const bytes input = random_input(w.in);
  CHECK(folded(w, input) == expected(w, input));
}

}  // namespace

TEST_CASE("batches of a convolution are its dilation, to the byte") {
  check({{6, 6, 2}, {3, 3}, {2, 2}, {0, 0, 0, 0}, {0, 0, 0, 0}});
  check({{7, 5, 2}, {3, 2}, {2, 3}, {2, 3, 0, 4}, {0, 1, 0, 1}});  // SAME, filled up
  check({{8, 1, 2}, {3, 1}, {4, 1}, {8, 0, 0, 0}, {0, 0, 0, 0}});  // causal
  check({{6, 6, 2}, {3, 3}, {2, 2}, {2, 2, 2, 2}, {1, 2, 2, 0}});  // some of the pads cut off
  check({{6, 5, 2}, {3, 2}, {3, 2}, {0, 0, 1, 0}, {0, 0, 0, 0}, tflite::Padding_SAME});
  check({{6, 6, 2}, {3, 3}, {2, 2}, {2, 2, 2, 2}, {0, 0, 0, 0}, tflite::Padding_VALID, true});
  check({{6, 4, 2}, {2, 3}, {2, 2}, {0, 0, 0, 0}, {0, 0, 0, 0}, tflite::Padding_SAME, true});
}

TEST_CASE("one axis of three dimensions, which a reshape makes the second of two") {
  const auto model = tyto::convert::convert_tflite(small::batches_of_rows().bytes());
  REQUIRE(model.layers.size() == 1);
  const auto& s = std::get<tyto::ops::depthwise<std::int8_t>>(model.layers[0].spec);
  CHECK(s.window == tyto::window{{1, 5}, {1, 1}, {0, 0, 4, 0}});
  CHECK(model.layers[0].source_name == "SPACE_TO_BATCH_ND + DEPTHWISE_CONV_2D + BATCH_TO_SPACE_ND");
  check({{1, 7, 2}, {1, 3}, {1, 2}, {0, 0, 4, 1}, {0, 0, 0, 1}, tflite::Padding_VALID, true});
}

TEST_CASE("batches that are no dilation are refused") {
  const std::string back = "operator 2 (BATCH_TO_SPACE_ND \"t9\"): ";
  CHECK(refusal(small::batches()) == "accepted");
  CHECK(refusal(small::batches(),
                [](model_builder& b) { b.buffer_of(b.last_input(1)).data[0] = 3; }) ==
        back +
            "what it puts back is not a convolution of what a SPACE_TO_BATCH_ND of the same "
            "block makes; accepted: these three, reshapes between them");
  CHECK(refusal(small::batches(), [](model_builder& b) {
          b.buffer_of(b.last_input(2)).data[0] = 2;
        }) == back + "it cuts 2 off where 1 are added; accepted: at most as many");
  CHECK(refusal(small::batches(), [](model_builder& b) { b.last_output().zero_point = {99}; }) ==
        back +
            "tensor 6 (\"t6\") has another scale or zero point than tensor 9 (\"t9\"); "
            "accepted: the same");
  CHECK(refusal(small::batches(), [](model_builder& b) {
          std::get<conv_options>(b.file.graph.operators[1].options).stride_h = 2;
        }) == back + "its convolution has stride 2; accepted: 1");
  CHECK(refusal(small::batches(),
                [](model_builder& b) {
                  b.file.graph.operators.pop_back();
                  b.mean(b.last().outputs[0], {0, 1, 2}, {2}, {0.1F, 0});
                }) ==
        "operator 0 (SPACE_TO_BATCH_ND \"t3\"): it makes batches; accepted: in front of a "
        "convolution and its BATCH_TO_SPACE_ND");
  CHECK(refusal(small::batches(),
                [](model_builder& b) { b.buffer_of(b.last_input(1)).data[0] = 0; }) ==
        "operator 2 (BATCH_TO_SPACE_ND \"t9\"): along axis 1 it has a block of 0 and crops of "
        "0 and 1; accepted: blocks of at least 1, crops of at least 0");
}
