// SPDX-License-Identifier: Apache-2.0
// What exporters write in a roundabout way, against a peer's outputs.
#include "convert/onnx_idioms.hpp"

#include <doctest/doctest.h>

#include <map>
#include <sstream>

#include "convert/convert.hpp"
#include "convert/ir_builder.hpp"
#include "convert/onnx_reference.hpp"
#include "convert/run/interpreter.hpp"
#include "support/read_file.hpp"

using namespace tyto::test;
using namespace tyto::convert;

namespace {

using array = onnx_reference::array;

// By name, in the file's order of axes.
std::map<std::string, array> peer_outputs() {
  std::map<std::string, array> all;
  for (const std::string& line : read_lines(TYTO_SOURCE_DIR "/tests/convert/onnx_idioms.txt")) {
    if (line.starts_with("#")) continue;
    const std::size_t name_end = line.find(" | ");
    const std::size_t dims_end = line.find(" | ", name_end + 3);
    array a;
    std::string dims = line.substr(name_end + 3, dims_end - name_end - 3);
    std::replace(dims.begin(), dims.end(), 'x', ' ');
    std::istringstream dims_text(dims);
    for (int dim = 0; dims_text >> dim;)
      a.dims.push_back(dim);
    std::istringstream values_text(line.substr(dims_end + 3));
    for (double value = 0.0; values_text >> value;)
      a.data.push_back(value);
    all.emplace(line.substr(0, name_end), a);
  }
  return all;
}

bool notes(const lowered::model& m, const std::string& what) {
  return std::any_of(m.notes.begin(), m.notes.end(),
                     [&](const std::string& note) { return note.find(what) != std::string::npos; });
}

// Rows of a channel become rows of a step.
array as_the_network_takes_it(array a) {
  if (a.dims.size() == 3) a.dims.insert(a.dims.begin() + 2, 1);
  a.data = channels_last(a);
  return a;
}

}  // namespace

TEST_CASE("ONNX idioms: a peer's outputs") {
  const auto expected = peer_outputs();
  const std::vector<onnx_idiom> idioms = onnx_idioms::all();
  CHECK(idioms.size() == expected.size());
  for (onnx_idiom idiom : idioms) {
    CAPTURE(idiom.name);
    REQUIRE(expected.contains(idiom.name));
    const lowered::model network = convert_model(idiom.model.bytes(), model_format::onnx);
    array input;
    std::size_t elements = 1;
    for (const auto& dim : idiom.model.graph().input(0).type().tensor_type().shape().dim()) {
      input.dims.push_back(static_cast<int>(dim.dim_value()));
      elements *= static_cast<std::size_t>(dim.dim_value());
    }
    input.data = random_reals(elements, 1, 2.0);
    if (notes(network, "the network takes its input as")) input = as_the_network_takes_it(input);
    array wanted = expected.at(idiom.name);
    if (notes(network, "the network gives its output as")) wanted.data = channels_last(wanted);
    const auto got = std::get<std::vector<float>>(
        interpret(network, std::vector<float>(input.data.begin(), input.data.end())));
    REQUIRE(got.size() == wanted.data.size());
    CHECK(largest_difference({got.begin(), got.end()}, wanted.data) < 1e-5);
  }
}
