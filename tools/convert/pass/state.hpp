// SPDX-License-Identifier: Apache-2.0
// What a network keeps from one run to the next, however its file says so, becomes ir::history:
// rows of a tensor that earlier runs gave. For the graphs of read_tflite(), before run_passes().
// All throw `error`.
#pragma once

#include <string>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

// State that the caller carries: after a run, what output `output` gave is what input `input` gets
// the next time (where the input has more rows than the output, the newest ones). Names or numbers
// as the file has them.
struct carried_state {
  std::string input;
  std::string output;
};

// Each input but the first becomes the history of an output: of the one that `named` says, or else
// of the first that is left with as many values in a row and the same quantisation (noted). The
// first output is the network's.
void carry_states(ir::graph& graph, const std::vector<carried_state>& named);

// Variables become histories of what is assigned to them.
void variables_to_history(ir::graph& graph);

// A ring of rows, by what it does: the newest rows of a history in front of new rows, where the
// history keeps the newest rows of just this. It becomes the history of the new rows.
void recognise_rings(ir::graph& graph);

// Depthwise convolutions of different heights, each on a part of the channels, whose outputs are
// joined: one depthwise convolution of the greatest height, the shorter filters filled up with
// zeros.
void merge_parallel_depthwise(ir::graph& graph);

// What gives the network's output stands last: layers that only give state may stand behind it.
void move_output_last(ir::graph& graph);

// All of the above.
void make_state_explicit(ir::graph& graph, const std::vector<carried_state>& named = {});

}  // namespace tyto::convert
