// SPDX-License-Identifier: Apache-2.0
// expect: Model is no model, it has neither a network nor a stream; cure: the struct `model` of a model's header
// expect: a_model<tyto::graph::network<
// one error
#include "../../models/ds_cnn_s/ds_cnn_s.hpp"

#ifdef TYTO_MUST_COMPILE
using mine = ds_cnn_s::model;
#else
using mine = ds_cnn_s::network;
#endif

tyto::kws::detector<mine> ears;

void hear(std::span<const std::int16_t> samples) {
  ears.push(samples, [](const tyto::kws::event& /*heard*/) {});
}
