// SPDX-License-Identifier: Apache-2.0
// Models of others, converted for this build when they were at hand.
#include <doctest/doctest.h>

#include "golden/golden.hpp"

#ifdef TYTO_TEST_REFERENCE_MODELS

#include "kws_ref_model.hpp"
#include "pretrainedResnet_quant.hpp"

using tyto::host::run_model;
using tyto::host::run_operators;

TEST_CASE("MLPerf Tiny keyword spotting: 500 inputs" * doctest::test_suite("reference")) {
  using model = kws_ref_model::model;
  tyto::test::check_golden<model>("kws01_inputs.i8", "kws01_outputs.i8", 500, run_model<model>);
}

TEST_CASE("MLPerf Tiny keyword spotting: every operator on random inputs" *
          doctest::test_suite("reference")) {
  using model = kws_ref_model::model;
  tyto::test::check_golden<model>("kws_ref_model_random_inputs.i8",
                                  "kws_ref_model_random_outputs.i8", 5, run_model<model>);
  tyto::test::check_golden<model>("kws_ref_model_random_inputs.i8",
                                  "kws_ref_model_random_layers.i8", 5, run_operators<model>);
}

TEST_CASE("MLPerf Tiny image classification: every operator on random inputs" *
          doctest::test_suite("reference")) {
  using model = pretrainedResnet_quant::model;
  tyto::test::check_golden<model>("pretrainedResnet_quant_random_inputs.i8",
                                  "pretrainedResnet_quant_random_outputs.i8", 5, run_model<model>);
  tyto::test::check_golden<model>("pretrainedResnet_quant_random_inputs.i8",
                                  "pretrainedResnet_quant_random_layers.i8", 5,
                                  run_operators<model>);
}

#else

TEST_CASE("MLPerf Tiny models" * doctest::test_suite("reference")) {
  tyto::test::print_skipped("reference models were not converted");
}

#endif
