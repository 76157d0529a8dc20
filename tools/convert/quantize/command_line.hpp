// SPDX-License-Identifier: Apache-2.0
// The options of quantisation, the same for every tool.
#pragma once

#include <CLI/CLI.hpp>

#include "common/command_line.hpp"
#include "convert/quantize/quantize_model.hpp"

namespace tyto::convert {

inline void add_range_options(CLI::App& app, range_source& from) {
  auto* calibrate =
      app.add_option("--calibrate", from.calibrate,
                     "what the activations' ranges are taken from: a folder of .wav files, or a "
                     "file of float32 features")
          ->type_name("FOLDER|FILE");
  app.add_option("--ranges", from.ranges, "file of ranges, of tyto-convert --write-ranges, instead")
      ->excludes(calibrate);
  tools::add_choice<range_method>(app, "--range-rule", from.rule.method,
                                  {{"min_max", range_method::min_max},
                                   {"moving_average", range_method::moving_average},
                                   {"percentile", range_method::percentile},
                                   {"mse", range_method::mse}},
                                  "how (default: percentile; mse is the least mean square error)");
  app.add_option("--percentile", from.rule.percentile,
                 "for --range-rule percentile: of the values, cut at either end (default 99.99)")
      ->check(CLI::Range(50.0, 100.0).description(""))
      ->type_name("PERCENT");
  app.add_option("--input-percentile", from.rule.input_percentile,
                 "the same for the network's input (default 99.9)")
      ->check(CLI::Range(50.0, 100.0).description(""))
      ->type_name("PERCENT");
}

}  // namespace tyto::convert
