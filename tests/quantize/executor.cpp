// SPDX-License-Identifier: Apache-2.0
#include "convert/run/executor.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "convert/convert.hpp"
#include "convert/graphdef_builder.hpp"
#include "convert/onnx_models.hpp"
#include "convert/test_models.hpp"
#include "support/random.hpp"

using namespace tyto::test;
using namespace tyto::convert;

namespace {

values random_input(const lowered::model& model, std::uint64_t seed) {
  tyto::test::random numbers(seed);
  std::vector<float> reals;
  std::vector<std::int8_t> stored;
  for (int i = 0; i < model.input.dims.elements(); ++i) {
    reals.push_back(2.0F * numbers.real());
    stored.push_back(numbers.byte());
  }
  if (model.input.is_float) return reals;
  return stored;
}

// Every layer's output, or that of one layer alone.
std::vector<values> layers(const auto& run) {
  std::vector<values> all;
  run([&](int, const values& output) { all.push_back(output); });
  return all;
}

}  // namespace

TEST_CASE("int8 layers give the interpreter's bytes") {
  for (const std::vector<std::uint8_t>& bytes :
       {mobilenet_like(), streaming_like(), autoencoder_like(), mixed(), reshaping()}) {
    for (const auto rounding : {tyto::rounding::two_step, tyto::rounding::one_step}) {
      const lowered::model model = convert_tflite(bytes, rounding);
      const executor network(model);
      for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        const values input = random_input(model, seed);
        CHECK(layers([&](auto hook) { network.run(input, hook); }) ==
              layers([&](auto hook) { interpret(model, input, hook); }));
      }
    }
  }
}

TEST_CASE("int8 sums that a float cannot hold") {
  model_builder b;
  b.dense(b.input({1, 20000}, {0.1F, -128}), 3);
  const lowered::model model = convert_tflite(b.bytes());
  const values input = random_input(model, 1);
  CHECK(executor(model).run(input) == interpret(model, input));
}

TEST_CASE("float layers give the interpreter's values but for rounding") {
  const auto convert = [](const std::vector<std::uint8_t>& bytes, model_format format) {
    return convert_model(bytes, format);
  };
  for (const lowered::model& model :
       {convert(onnx_mobilenet_like().bytes(), model_format::onnx),
        convert(onnx_resnet_like().bytes(), model_format::onnx),
        convert(graphdef_ds_cnn_like().bytes(), model_format::graphdef)}) {
    const executor network(model);
    const values input = random_input(model, 1);
    const auto a = layers([&](auto hook) { network.run(input, hook); });
    const auto b = layers([&](auto hook) { interpret(model, input, hook); });
    REQUIRE(a.size() == b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      const auto& x = std::get<std::vector<float>>(a[i]);
      const auto& y = std::get<std::vector<float>>(b[i]);
      REQUIRE(x.size() == y.size());
      for (std::size_t k = 0; k < x.size(); ++k)
        CHECK(std::abs(x[k] - y[k]) <= 1e-4F * (1.0F + std::abs(y[k])));
    }
  }
}
