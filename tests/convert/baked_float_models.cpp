// SPDX-License-Identifier: Apache-2.0
// Float headers that the build made: every layer's kernel gives what the interpreter gives, but for
// the rounding of float sums, and the header's self-test passes.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <variant>
#include <vector>

#include "convert/convert.hpp"
#include "convert/graphdef_models.hpp"
#include "convert/onnx_models.hpp"
#include "convert/run/interpreter.hpp"
#include "graphdef_crnn_like.hpp"
#include "graphdef_ds_cnn_like.hpp"
#include "graphdef_lstm_like.hpp"
#include "onnx_mobilenet_like.hpp"
#include "onnx_resnet_like.hpp"
#include "tyto/graph/self_test.hpp"

namespace {

using floats = std::vector<float>;
using tyto::convert::values;

// Takes a copy of each layer's output.
struct recorder {
  std::vector<floats>& outputs;

  template <class Layer>
  void before(int /*index*/) const {}
  template <class Layer>
  void after(int /*index*/, const float* output) const {
    outputs.emplace_back(output, output + Layer::spec.output.elements());
  }
};

double largest(const floats& v) {
  double most = 0.0;
  for (const float x : v)
    most = std::max(most, std::abs(double{x}));
  return most;
}

template <class Model>
void check_baked(const std::vector<std::uint8_t>& file, tyto::convert::model_format format) {
  using network = typename Model::network;
  const tyto::convert::lowered::model lowered = tyto::convert::convert_model(file, format);
  static typename network::arena arena;
  tyto::test::random numbers(3);
  for (int run = 0; run < 10; ++run) {
    floats input(network::input_elements);
    for (float& x : input)
      x = 4.0F * numbers.real();

    std::vector<floats> expected;
    tyto::convert::interpret(lowered, input, [&](int, const values& output) {
      expected.push_back(std::get<floats>(output));
    });

    std::vector<floats> got;
    floats output(network::output_elements);
    // Whatever the arena holds, NaNs for one, the result is the same.
    std::memset(arena.bytes, run % 2 == 0 ? 0x55 : 0xff, sizeof arena.bytes);
    network::run(input.data(), output.data(), arena, recorder{got});

    REQUIRE(got.size() == expected.size());
    CHECK(got.back() == output);
    for (std::size_t i = 0; i < got.size(); ++i) {
      CAPTURE(network::report[i].name);
      REQUIRE(got[i].size() == expected[i].size());
      double difference = 0.0;
      for (std::size_t k = 0; k < got[i].size(); ++k) {
        difference = std::max(difference, std::abs(double{got[i][k]} - double{expected[i][k]}));
        CHECK(std::isfinite(got[i][k]));
      }
      CHECK(difference <= 2e-6 * largest(expected[i]));
      CHECK(largest(expected[i]) > 0.0);
    }
  }
  floats input(network::input_elements);
  floats output(network::output_elements);
  CHECK(tyto::graph::self_test<Model>(input.data(), output.data(), arena));
}

// A model whose self-test expects something else.
template <class Model, int Position>
struct wrong_by_little : Model {
  static constexpr auto expected = [] {
    std::array<float, Model::network::output_elements> all{};
    float most = 0.0F;
    for (std::size_t i = 0; i < all.size(); ++i) {
      all[i] = Model::self_test_output[i];
      const float magnitude = all[i] < 0.0F ? -all[i] : all[i];
      most = magnitude > most ? magnitude : most;
    }
    all[Position] += 0.01F * most;
    return all;
  }();
  static constexpr const float* self_test_output = expected.data();
};

}  // namespace

TEST_CASE("baked header of a MobileNet-like ONNX file equals the interpreter") {
  check_baked<onnx_mobilenet_like::model>(tyto::test::onnx_mobilenet_like().bytes(),
                                          tyto::convert::model_format::onnx);
}

TEST_CASE("baked header of a ResNet-like ONNX file equals the interpreter") {
  check_baked<onnx_resnet_like::model>(tyto::test::onnx_resnet_like().bytes(),
                                       tyto::convert::model_format::onnx);
}

TEST_CASE("baked header of a DS-CNN-like GraphDef equals the interpreter, and has its front end") {
  check_baked<graphdef_ds_cnn_like::model>(tyto::test::graphdef_ds_cnn_like().bytes(),
                                           tyto::convert::model_format::graphdef);
  static_assert(graphdef_ds_cnn_like::model::front_end::parameters ==
                tyto::audio::tensorflow_640_320);
}

TEST_CASE("baked headers of a GraphDef's LSTM and CRNN equal the interpreter") {
  check_baked<graphdef_lstm_like::model>(tyto::test::graphdef_lstm_like().bytes(),
                                         tyto::convert::model_format::graphdef);
  check_baked<graphdef_crnn_like::model>(tyto::test::graphdef_crnn_like().bytes(),
                                         tyto::convert::model_format::graphdef);
}

TEST_CASE("a float self-test fails where an output is wrong by a hundredth") {
  using model = onnx_resnet_like::model;
  using network = model::network;
  static network::arena arena;
  floats input(network::input_elements);
  floats output(network::output_elements);
  CHECK_FALSE(
      tyto::graph::self_test<wrong_by_little<model, 0>>(input.data(), output.data(), arena));
  CHECK_FALSE(
      tyto::graph::self_test<wrong_by_little<model, 5>>(input.data(), output.data(), arena));
}
