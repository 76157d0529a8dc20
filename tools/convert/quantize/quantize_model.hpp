// SPDX-License-Identifier: Apache-2.0
// How a user says what a model's ranges are.
#pragma once

#include <string>

#include "convert/ir/ir.hpp"
#include "convert/quantize/calibrate.hpp"

namespace tyto::convert {

struct range_source {
  std::string calibrate;  // folder of .wav files, or file of features
  std::string ranges;     // file of ranges, instead
  range_rule rule;        // for `calibrate`
};

// The ranges of a float model. `front_end` may be null. Throws `error`, with the name of the file
// or folder that is wrong.
tensor_ranges ranges_from(const range_source& from, const ir::graph& graph,
                          const std::string& model_sha256, const audio::mfcc_parameters* front_end);

}  // namespace tyto::convert
