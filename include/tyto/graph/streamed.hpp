// SPDX-License-Identifier: Apache-2.0
// A model of whole windows as one that streams, without a change of its header:
//
//   using model = tyto::graph::streamed<my_model::model>;
//
//   model::stream ears;                 // see stream.hpp
//   tyto::kws::detector<model> words;   // gives each frame to the network once
//
// tyto-convert --stream writes the same into the header.
#pragma once

#include "tyto/graph/stream.hpp"

namespace tyto::graph {

// Model: a model header's `model`, whose network does not pad its rows. RowsPerStep: as stream has
// it, 0 for the least that the network's strides allow.
template <class Model, int RowsPerStep = 0>
struct streamed : Model {
  using stream = graph::stream<typename Model::network, RowsPerStep>;
};

}  // namespace tyto::graph
