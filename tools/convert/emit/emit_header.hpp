// SPDX-License-Identifier: Apache-2.0
// Writes a lowered model as a C++ header.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/manifest.hpp"
#include "convert/emit/report.hpp"
#include "convert/lower/lowered.hpp"
#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/audio/micro_parameters.hpp"

namespace tyto::convert {

// What a header says beside the network.
struct header_options {
  std::string name;  // of its namespace
  std::vector<std::string> labels;
  // One of the two at most.
  std::optional<audio::mfcc_parameters> front_end;
  std::optional<audio::micro_parameters> micro_front_end{};
  std::optional<operating_point> fires_at{};  // thresholds of the labels that are keywords
  std::optional<manifest> wake_word{};        // cut-off and window
  int stream_rows = 0;  // rows a step of the stream that a network of whole windows has; 0: none
};

// The header's text: the same for the same arguments, always and everywhere. Throws `error` when
// labels or front end do not fit the network.
std::string emit_header(const lowered::model& model, const source& from,
                        const header_options& options);

}  // namespace tyto::convert
