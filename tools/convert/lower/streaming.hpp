// SPDX-License-Identifier: Apache-2.0
// Whether a network of whole windows can be run as a stream: tyto::graph::stream of it, checked
// before a compiler sees it.
#pragma once

#include "convert/lower/lowered.hpp"

namespace tyto::convert {

// Rows of its input that a step of the stream takes: `rows`, or the least there can be for 0.
// Throws `error`, which names the layer and the cure, where the network cannot stream so.
int stream_rows(const lowered::model& model, int rows);

}  // namespace tyto::convert
