// SPDX-License-Identifier: Apache-2.0
// One node of a GraphDef as operations of the intermediate representation.
#pragma once

#include <vector>

#include "convert/ir/graph_builder.hpp"
#include "convert/read/graphdef/front_end.hpp"
#include "convert/read/graphdef/node.hpp"

namespace tyto::convert {

// What a node's output is.
struct graphdef_value {
  enum kind {
    nothing,      // or a constant
    activation,   // `tensor`
    wav_file,     // bytes that DecodeWav reads
    audio,        // samples
    sample_rate,  // of such samples, known when they are
    spectrogram
  };

  graphdef_value::kind kind = nothing;
  int tensor = ir::absent;
  const graphdef::Tensor* constant = nullptr;
  graphdef_audio clip;  // of audio and a spectrogram
};

// Adds the node to `builder`. A node that makes the network's input sets `network_input`; a second
// one is an error. Throws `error` without the node's name.
graphdef_value read_graphdef_node(const graphdef::Node& node,
                                  const std::vector<graphdef_value>& inputs, graph_builder& builder,
                                  int& network_input);

}  // namespace tyto::convert
