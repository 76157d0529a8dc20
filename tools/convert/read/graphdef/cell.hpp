// SPDX-License-Identifier: Apache-2.0
// The LSTM and GRU cells that a loop's body is made of, one behind the other or alone.
#pragma once

#include <string>
#include <vector>

#include "convert/read/graphdef/loop_body.hpp"
#include "convert/read/recurrent.hpp"

namespace tyto::convert {

struct graphdef_cell {
  recurrent_weights weights;
  int source = -1;   // atom that it takes: a row, or what another cell gives
  int result = -1;   // atom that it gives
  int hidden = -1;   // number of the variable that keeps this
  int carried = -1;  // of an LSTM's cell state
};

// Each cell behind the one whose result it takes. Throws `error` where a state is of no known cell.
std::vector<graphdef_cell> find_cells(loop_body& body);

}  // namespace tyto::convert
