// SPDX-License-Identifier: Apache-2.0
// One node of a GraphDef as operations of the intermediate representation.
#pragma once

#include <cstddef>
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
    spectrogram,
    array  // of a loop: `tensor`, [rows][1][n], or absent where nothing is written yet
  };

  graphdef_value::kind kind = nothing;
  int tensor = ir::absent;
  const graphdef::Tensor* constant = nullptr;
  graphdef_audio clip = {};                  // of audio and a spectrogram
  const graphdef::Node* array_of = nullptr;  // the TensorArrayV3
  int array_rows = 0;
};

// Input `i` of a node, computed at run time, or a constant. Throws `error` where it is none.
int activation_input(const std::vector<graphdef_value>& inputs, std::size_t i);
const graphdef::Tensor& constant_input(const std::vector<graphdef_value>& inputs, std::size_t i);

// Adds the node to `builder`. A node that makes the network's input sets `network_input`; a second
// one is an error. Throws `error` without the node's name.
graphdef_value read_graphdef_node(const graphdef::Node& node,
                                  const std::vector<graphdef_value>& inputs, graph_builder& builder,
                                  int& network_input);

}  // namespace tyto::convert
