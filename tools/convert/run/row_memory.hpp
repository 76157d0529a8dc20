// SPDX-License-Identifier: Apache-2.0
// What one run of a network's layers has computed, and the rows that earlier ones have left.
#pragma once

#include "convert/lower/lowered.hpp"
#include "convert/run/interpreter.hpp"

namespace tyto::convert {

class row_memory {
 public:
  row_memory(const lowered::model& model, values input, kept_rows& rows);

  // A layer's output, or the network's input.
  [[nodiscard]] const values& output_of(int layer) const { return outputs_[index_of(layer)]; }
  void set(std::size_t layer, values output) { outputs_[layer + 1] = std::move(output); }

  // The rows that a layer reads: kept ones, then this run's.
  [[nodiscard]] values rows_of(const lowered::source& from) const;

  // This run is over: the newest rows are those to keep.
  void keep();

 private:
  static std::size_t index_of(int layer) {
    return layer == graph::network_input_index ? 0 : static_cast<std::size_t>(layer) + 1;
  }

  const lowered::model& model_;
  kept_rows& rows_;
  std::vector<values> outputs_;  // the input, then each layer's
};

}  // namespace tyto::convert
