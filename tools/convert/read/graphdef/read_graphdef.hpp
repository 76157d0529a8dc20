// SPDX-License-Identifier: Apache-2.0
// Reader of TensorFlow's frozen graphs (GraphDef, .pb).
#pragma once

#include <cstdint>
#include <span>

#include "convert/ir/ir.hpp"
#include "convert/read/input_shapes.hpp"

namespace tyto::convert {

// The graph of a file's bytes, as the file has it: to be simplified. DecodeWav, AudioSpectrogram
// and Mfcc become the graph's front end, and what Mfcc computes its input. Throws `error`, without
// the file's name, when the bytes are no whole GraphDef or hold what the intermediate
// representation cannot express.
// `shapes` say what the file leaves open of its input's dimensions.
ir::graph read_graphdef(std::span<const std::uint8_t> bytes, const input_shapes& shapes = {});

}  // namespace tyto::convert
