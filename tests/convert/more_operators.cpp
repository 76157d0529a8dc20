// SPDX-License-Identifier: Apache-2.0
// Operators of TensorFlow Lite files that become several layers, or one of another name.
#include <doctest/doctest.h>

#include <cmath>

#include "convert/convert.hpp"
#include "convert/refusal.hpp"
#include "convert/run/interpreter.hpp"
#include "convert/small_models.hpp"

using namespace tyto::test;
using tyto::convert::convert_tflite;
using bytes = std::vector<std::int8_t>;
using floats = std::vector<float>;

namespace {

template <class Values>
Values run(model_builder b, const Values& input) {
  return std::get<Values>(tyto::convert::interpret(convert_tflite(b.bytes()), input));
}

}  // namespace

TEST_CASE("a variable that a subgraph starts is rows in front of the new ones") {
  const auto model = convert_tflite(small::ring().bytes());
  REQUIRE(model.layers.size() == 1);
  model_builder window;
  window.depthwise(window.input({1, 3, 1, 2}, {0.1F, 3}), 3, 1);
  tyto::convert::kept_rows rows = tyto::convert::first_rows(model);
  bytes seen{9, -9, 40, -40};
  for (const bytes& row : {bytes{1, 2}, bytes{-50, 60}, bytes{7, 120}, bytes{0, -128}}) {
    seen.insert(seen.end(), row.begin(), row.end());
    const bytes got = std::get<bytes>(tyto::convert::interpret_next(model, row, rows));
    CHECK(got == run(window, bytes(seen.end() - 6, seen.end())));
  }
}

TEST_CASE("GATHER of constant indices") {
  const bytes input{0, 1, 2, 3, 4, 10, 11, 12, 13, 14};
  CHECK(run(small::gather({1, 2, 3}), input) == bytes{1, 2, 3, 11, 12, 13});
  CHECK(run(small::gather({0, 2, 4}), input) == bytes{0, 2, 4, 10, 12, 14});
  CHECK(run(small::gather({4, 3, 1, 1}), input) == bytes{4, 3, 1, 1, 14, 13, 11, 11});
  CHECK(refusal(small::gather({1, 5})) ==
        "operator 0 (GATHER \"t2\"): it takes element 5 of axis 2, which has 5");
  CHECK(refusal(small::gather({4, 3, 2, 1, 0, 0, 0, 0, 0})) ==
        "operator 0 (GATHER \"t2\"): its indices make 9 evenly spaced runs; accepted: 1 to 8");
}

TEST_CASE("BATCH_MATMUL by a constant is fully connected, rows at a time") {
  // Of 13, -7, 3 less the zero point: 10, -10, 0; sums times 0.1 * 0.02 / 0.2, less 5.
  const bytes input{13, -7, 3, 3, 3, 103};
  CHECK(run(small::matmul(), input) == bytes{-7, -11, 45, -65});
  CHECK(refusal(small::matmul(),
                [](model_builder& b) {
                  b.last_input(1).shape = {2, 3};
                }) ==
        "operator 0 (BATCH_MATMUL \"t2\"): its inputs are 1x2x3 and 2x3; accepted: rows and one "
        "matrix");
  CHECK(run(
            [] {
              model_builder b = small::matmul();
              b.last_input(1).shape = {1, 2, 3};
              std::get<matmul_options>(b.last().options).adj_y = true;
              return b;
            }(),
            input) == bytes{-2, -6, 25, -65});
  CHECK(
      refusal(small::matmul(), [](model_builder& b) { b.last().inputs[1] = 0; }) ==
      "operator 0 (BATCH_MATMUL \"t2\"): it multiplies by what is computed, or columns; accepted: "
      "rows by a constant matrix");
}

TEST_CASE("LOG_SOFTMAX, L2_NORMALIZATION and POW of floats") {
  const floats input{1.0F, -2.0F, 0.5F, 3.0F, 100.0F, 99.0F, -100.0F, 0.0F};
  const floats logs = run(small::float_function(tflite::BuiltinOperator_LOG_SOFTMAX), input);
  const floats unit = run(small::float_function(tflite::BuiltinOperator_L2_NORMALIZATION), input);
  for (std::size_t row = 0; row < 8; row += 4) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = row; i < row + 4; ++i) {
      sum += std::exp(double{input[i]} - double{input[row]});
      squares += double{input[i]} * double{input[i]};
    }
    for (std::size_t i = row; i < row + 4; ++i) {
      CHECK(double{logs[i]} ==
            doctest::Approx(double{input[i]} - double{input[row]} - std::log(sum)));
      CHECK(double{unit[i]} == doctest::Approx(double{input[i]} / std::sqrt(squares)));
    }
  }
  CHECK(run(small::float_function(tflite::BuiltinOperator_L2_NORMALIZATION), floats(8)) ==
        floats(8));
  const auto power = [](float exponent) {
    model_builder b = small::float_function(tflite::BuiltinOperator_POW);
    b.last().inputs.push_back(b.constant<float>({}, tflite::TensorType_FLOAT32, {exponent}));
    return b;
  };
  CHECK(run(power(2.0F), input)[1] == 4.0F);
  CHECK(run(power(-0.5F), floats(8, 4.0F))[0] == 0.5F);
  CHECK(refusal(power(3.0F)) ==
        "operator 0 (POW \"t1\"): its exponent is 3 in 1 values; accepted: 2, 0.5 or -0.5");
}

TEST_CASE("RSQRT of INT8: its table, and scales that it cannot have") {
  const bytes got = run(small::rsqrt(), bytes{-127, -124, -28, 72, 127, -128});
  // 1 / sqrt(0.05 n) / 0.02 - 128 for n = 1, 4, 100, 200, 255; 0 counts as the largest.
  CHECK(got == bytes{96, -16, -106, -112, -114, 127});
  CHECK(refusal(small::rsqrt(), [](model_builder& b) {
          b.last_output().scale = {1e-9F};
        }).starts_with("operator 0 (RSQRT \"t1\"): its scales are 0.05 and 1e-09; accepted: "));
}

TEST_CASE("weights of float16 are what a DEQUANTIZE makes of them") {
  CHECK(run(small::half_weights(), floats{1.0F, 10.0F}) == floats{-19.0F, 30.5F});
}

TEST_CASE("RELU_0_TO_1 clamps") {
  CHECK(run(small::float_function(tflite::BuiltinOperator_RELU_0_TO_1),
            floats{-1, 0, 0.5F, 1, 2, 0.25F, -0.5F, 1}) == floats{0, 0, 0.5F, 1, 1, 0.25F, 0, 1});
}
