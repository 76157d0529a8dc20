// SPDX-License-Identifier: Apache-2.0
// Runs the bundled model on the input that its header holds, and says over the serial line whether
// its output is the one that the header states, and how long it took. Needs -std=gnu++20: see
// docs/packaging.md.
#include <tyto.h>

using model = ds_cnn_s::model;

static model::network::arena arena;
static std::int8_t input[model::network::input_elements];
static std::int8_t output[model::network::output_elements];

void setup() {
  Serial.begin(115200);
}

void loop() {
  const unsigned long start = micros();
  const bool passed = tyto::graph::self_test<model>(input, output, arena);
  Serial.print(passed ? "tyto: self-test passed, " : "tyto: self-test FAILED, ");
  Serial.print(micros() - start);
  Serial.println(" us");
  delay(2000);
}
