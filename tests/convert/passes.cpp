// SPDX-License-Identifier: Apache-2.0
// Each pass on graphs made by hand, without a file format.
#include "convert/pass/passes.hpp"

#include <doctest/doctest.h>

#include <string>

#include "common/error.hpp"

using namespace tyto::convert;
using std::string;

namespace {

// Adds an int8 activation; returns its index.
int activation(ir::graph& g, std::vector<int> dims, float scale = 0.1F, int zero_point = 0) {
  ir::tensor t;
  t.name = "t" + std::string(1, static_cast<char>('0' + g.tensors.size()));
  t.type = ir::element_type::int8;
  t.type_name = "INT8";
  t.dims = std::move(dims);
  t.quantized = {{scale}, {zero_point}, 0};
  g.tensors.push_back(std::move(t));
  return static_cast<int>(g.tensors.size()) - 1;
}

// Adds int8 weights, all `value`.
int weights(ir::graph& g, std::vector<int> dims, int value = 1) {
  std::size_t n = 1;
  for (const int dim : dims)
    n *= static_cast<std::size_t>(dim);
  const int i = activation(g, std::move(dims));
  g.tensors.back().buffer = static_cast<int>(g.buffers.size());
  g.buffers.emplace_back(n, static_cast<std::uint8_t>(value));
  return i;
}

int add_node(ir::graph& g, ir::operation what, const char* name, std::vector<int> inputs,
             int output) {
  const auto number = static_cast<int>(g.nodes.size());
  g.nodes.push_back({std::move(what), name, std::move(inputs), output, number});
  return output;
}

ir::conv_2d convolution(tyto::extent size, tyto::extent stride, ir::padding_rule rule) {
  return {{{size, stride, {}}, rule}, ir::activation::none};
}

// input {1, 5, 6, 1} -> convolution -> output
ir::graph one_convolution(tyto::extent size, tyto::extent stride, ir::padding_rule rule,
                          std::vector<int> output) {
  ir::graph g;
  g.input = activation(g, {1, 5, 6, 1});
  const int w = weights(g, {2, size.height, size.width, 1});
  g.output = add_node(g, convolution(size, stride, rule), "Conv", {g.input, w},
                      activation(g, std::move(output)));
  return g;
}

const tyto::window& window_of(const ir::node& n) {
  return std::get<ir::conv_2d>(n.what).sliding.window;
}

template <class F>
string refusal(F f) {
  try {
    f();
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("make_pads_explicit: SAME by the output's size, the odd one after") {
  const auto pads = [](int input, int filter, int stride) {
    ir::graph g;
    g.input = activation(g, {1, input, 1, 1});
    const int w = weights(g, {1, filter, 1, 1});
    g.output = add_node(g, convolution({filter, 1}, {stride, 1}, ir::padding_rule::same), "Conv",
                        {g.input, w}, activation(g, {1, 1, 1, 1}));
    make_pads_explicit(g);
    const auto& sliding = std::get<ir::conv_2d>(g.nodes[0].what).sliding;
    CHECK(sliding.rule == ir::padding_rule::given);
    CHECK(sliding.window.pad.left == 0);
    CHECK(sliding.window.pad.right == 0);
    return std::pair{sliding.window.pad.top, sliding.window.pad.bottom};
  };
  using pair = std::pair<int, int>;
  CHECK(pads(5, 3, 1) == pair{1, 1});
  CHECK(pads(5, 4, 1) == pair{1, 2});
  CHECK(pads(5, 1, 1) == pair{0, 0});
  CHECK(pads(49, 10, 2) == pair{4, 5});
  CHECK(pads(6, 3, 2) == pair{0, 1});
  CHECK(pads(5, 3, 2) == pair{1, 1});
  CHECK(pads(4, 1, 3) == pair{0, 0});
  CHECK(pads(1, 9, 4) == pair{4, 4});
  CHECK(pads(16777216, 65535, 65535) == pair{32639, 32640});
}

TEST_CASE("make_pads_explicit: VALID has none, given pads stay") {
  ir::graph g = one_convolution({3, 2}, {1, 1}, ir::padding_rule::valid, {1, 3, 5, 2});
  make_pads_explicit(g);
  CHECK(window_of(g.nodes[0]).pad == tyto::padding{});
  auto& sliding = std::get<ir::conv_2d>(g.nodes[0].what).sliding;
  sliding.window.pad = {1, 2, 3, 4};
  make_pads_explicit(g);
  CHECK(window_of(g.nodes[0]).pad == tyto::padding{1, 2, 3, 4});
}

TEST_CASE("check_shapes: the output follows from input, window and pads") {
  ir::graph g = one_convolution({3, 2}, {2, 1}, ir::padding_rule::given, {1, 3, 6, 2});
  std::get<ir::conv_2d>(g.nodes[0].what).sliding.window.pad = {1, 1, 0, 1};
  CHECK_NOTHROW(check_shapes(g));
  std::get<ir::conv_2d>(g.nodes[0].what).sliding.window.pad = {1, 1, 0, 0};
  CHECK(refusal([&] { check_shapes(g); }) ==
        "operator 0 (Conv \"t2\"): its output is 1x3x6x2, its input and options give 1x3x5x2");
}

TEST_CASE("check_types: notes on what is unusual but right") {
  ir::graph g = one_convolution({3, 2}, {1, 1}, ir::padding_rule::valid, {1, 3, 5, 2});
  g.buffers[0][3] = 0x80;
  std::vector<string> notes;
  check_types(g, notes);
  CHECK(notes == std::vector<string>{"operator 0 (Conv \"t2\"): 1 of 12 weights are -128; int8 "
                                     "weights end at -127 as a rule"});

  g.buffers[0][3] = 0;
  ir::tensor bias;
  bias.type = ir::element_type::int32;
  bias.dims = {2};
  bias.quantized = {{0.1F * 0.1F * 1.005F}, {0}, 0};
  bias.buffer = 1;
  g.buffers.emplace_back(8);
  g.tensors.push_back(bias);
  g.nodes[0].inputs.push_back(3);
  notes.clear();
  check_types(g, notes);
  CHECK(notes ==
        std::vector<string>{"operator 0 (Conv \"t2\"): the bias's scale differs from input "
                            "scale times weight scale by up to 0.5 %"});

  g.tensors[3].quantized.scale = {0.1F * 0.1F};
  notes.clear();
  check_types(g, notes);
  CHECK(notes.empty());
}

TEST_CASE("merge_pads: a border becomes the pads of every convolution that reads it") {
  ir::graph g;
  g.input = activation(g, {1, 5, 6, 1});
  const int first = add_node(g, ir::pad{{{{0, 0}}, {{1, 0}}, {{0, 2}}, {{0, 0}}}}, "Pad", {g.input},
                             activation(g, {1, 6, 8, 1}));
  const int second = add_node(g, ir::pad{{{{0, 0}}, {{0, 3}}, {{4, 0}}, {{0, 0}}}}, "Pad", {first},
                              activation(g, {1, 9, 12, 1}));
  const int w = weights(g, {2, 3, 3, 1});
  ir::conv_2d c = convolution({3, 3}, {1, 1}, ir::padding_rule::given);
  c.sliding.window.pad = {10, 20, 30, 40};
  add_node(g, c, "Conv", {first, w}, activation(g, {1, 1, 1, 2}));
  add_node(g, c, "Conv", {second, w}, activation(g, {1, 1, 1, 2}));
  add_node(g, ir::depthwise_conv_2d{c.sliding, c.fused}, "Depthwise", {g.input, w},
           activation(g, {1, 1, 1, 2}));

  merge_pads(g);
  CHECK(g.nodes[2].inputs == std::vector{g.input, w});
  CHECK(window_of(g.nodes[2]).pad == tyto::padding{11, 20, 30, 42});
  CHECK(g.nodes[3].inputs == std::vector{g.input, w});
  CHECK(window_of(g.nodes[3]).pad == tyto::padding{11, 23, 34, 42});
  CHECK(std::get<ir::depthwise_conv_2d>(g.nodes[4].what).sliding.window == c.sliding.window);
}

TEST_CASE("check_graph: a constant for an input, twice the same tensor") {
  ir::graph g = one_convolution({3, 2}, {1, 1}, ir::padding_rule::valid, {1, 3, 5, 2});
  CHECK_NOTHROW(check_graph(g));
  g.input = 1;
  CHECK(refusal([&] { check_graph(g); }) == "the network's input tensor 1 (\"t1\") is a constant");

  ir::graph twice;
  twice.input = activation(twice, {1, 4});
  twice.output =
      add_node(twice, ir::add{}, "Add", {twice.input, twice.input}, activation(twice, {1, 4}));
  CHECK_NOTHROW(check_graph(twice));
}
