// SPDX-License-Identifier: Apache-2.0
// Runs a lowered model many times: what calibration and evaluation do. The layers with weights have
// loops that a compiler can vectorise; all others are the interpreter's.
//
// int8 layers give the bytes that interpret() gives: sums are taken in float or double, but only in
// one that holds every integer the sum can reach. Float layers sum in float.
#pragma once

#include <functional>
#include <variant>
#include <vector>

#include "convert/lower/lowered.hpp"
#include "convert/run/interpreter.hpp"

namespace tyto::convert {

class executor {
 public:
  explicit executor(lowered::model model);

  [[nodiscard]] const lowered::model& model() const { return model_; }

  // As interpret(). Any number of threads may call it.
  values run(values input,
             const std::function<void(int layer, const values& output)>& after_layer = {}) const;

  // One layer alone.
  [[nodiscard]] values run_layer(std::size_t layer, operands inputs) const;

 private:
  using packed = std::variant<std::monostate, std::vector<float>, std::vector<double>>;

  lowered::model model_;
  std::vector<packed> weights_;  // one a layer, in the order its loop reads them
};

}  // namespace tyto::convert
