// SPDX-License-Identifier: Apache-2.0
// Reader of TensorFlow's frozen graphs (GraphDef, .pb).
#pragma once

#include <cstdint>
#include <span>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// The graph of a file's bytes, as the file has it: to be simplified. DecodeWav, AudioSpectrogram
// and Mfcc become the graph's front end, and what Mfcc computes its input. Throws `error`, without
// the file's name, when the bytes are no whole GraphDef or hold what the intermediate
// representation cannot express.
ir::graph read_graphdef(std::span<const std::uint8_t> bytes);

}  // namespace tyto::convert
