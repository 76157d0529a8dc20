// SPDX-License-Identifier: Apache-2.0
// Measures every candidate of a model's layers and picks the best.
#pragma once

#include <filesystem>
#include <string>

#include "tune/target.hpp"

namespace tyto::tune {

struct tuner_options {
  std::filesystem::path model;   // header of tyto-convert
  std::filesystem::path output;  // header of choices
  std::filesystem::path log;
  std::filesystem::path measured;  // what a program on a board has printed; empty: run it here
  tune::target target;
  tune::folders folders;
  int jobs = 1;
  bool whole = true;  // also compare the whole network, tuned and not
};

// Throws `error`. Prints its report on standard output.
void tune_model(const tuner_options& options);

}  // namespace tyto::tune
