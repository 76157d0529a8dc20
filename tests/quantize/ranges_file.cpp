// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/ranges_file.hpp"

#include <doctest/doctest.h>

#include "common/error.hpp"
#include "convert/ir_builder.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using std::string;

namespace {

ir::graph two_layers() {
  ir_builder b({1, 4});
  return b.finish(b.dense(b.dense(b.input(), 3), 2));
}

tensor_ranges read(const ir::graph& graph, const string& text, const string& sha256 = "ab") {
  return read_ranges(graph, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()},
                     sha256);
}

string refusal(const string& text) {
  try {
    read(two_layers(), text);
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

string with(const string& tensors) {
  return R"({"format": "tyto ranges 1", "model_sha256": "ab", "tensors": )" + tensors + "}";
}

}  // namespace

TEST_CASE("ranges come back to the bit") {
  const ir::graph graph = two_layers();
  tensor_ranges ranges;
  ranges[graph.input] = {-0.1F, 1.0F / 3};
  ranges[graph.nodes[0].output] = {0, 1e-20F};
  ranges[graph.nodes[1].output] = {-123.29545F, 7e10F};
  const string text = write_ranges(graph, ranges, "ab");
  CHECK(read(graph, text) == ranges);
  CHECK(text == write_ranges(graph, ranges, "ab"));
}

TEST_CASE("tensors of one name, and names of any bytes") {
  ir::graph graph = two_layers();
  for (ir::tensor& t : graph.tensors)
    t.name = "a\"\n\xff";
  tensor_ranges ranges;
  ranges[graph.input] = {-1, 1};
  ranges[graph.nodes[0].output] = {-2, 2};
  ranges[graph.nodes[1].output] = {-3, 3};
  CHECK(read(graph, write_ranges(graph, ranges, "ab")) == ranges);
}

TEST_CASE("what is no file of ranges") {
  const string no_file =
      "is no file of ranges; accepted: what tyto-convert --write-ranges has written";
  for (const string text :
       {"", "{", "[]", "{}", R"({"format": 1})", R"({"format": "tyto ranges 2"})",
        R"({"format": "tyto ranges 1", "tensors": []})"}) {
    CHECK(refusal(text) == no_file);
  }
  CHECK(refusal(with("7")) == no_file);
  CHECK(refusal(with("{}")) == "accepted");
  CHECK(refusal(with(R"({"other": [0, 1]})")) == "names a tensor \"other\" that the model has not");
  for (const string bounds :
       {"1", "[1]", "[1, 0]", "[0, \"1\"]", "[0, 1e400]", "[0, 1e39]", "[null, 1]", "[0, 1, 2]"}) {
    CAPTURE(bounds);
    const string said = refusal(with("{\"input\": " + bounds + "}"));
    CHECK((said.starts_with("the range of \"input\" is ") || said == no_file));
  }
  CHECK_THROWS_WITH_AS(
      read(two_layers(), with("{}"), "cd"),
      "holds the ranges of another model; accepted: those of the one with SHA-256 cd", error);
}
