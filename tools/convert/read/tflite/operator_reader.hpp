// SPDX-License-Identifier: Apache-2.0
// What the readers of an operator of a TensorFlow Lite file have in common: the node that is being
// filled, its faults, its options.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "common/error.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/ir.hpp"
#include "tflite_generated.h"

namespace tyto::convert {

class operator_reader {
 protected:
  operator_reader(const tflite::Operator& source, const std::vector<std::string>& faults,
                  ir::graph& graph)
      : source_(source), faults_(faults), graph_(graph) {}

  ir::node& node() { return graph_.nodes.back(); }

  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, graph_.nodes.size() - 1),
         fmt::format(format, std::forward<Args>(args)...));
  }

  template <class Options>
  [[nodiscard]] const Options& options() const {
    const auto* found = source_.template builtin_options_as<Options>();
    if (found == nullptr) refuse("its options are missing or of another operator");
    return *found;
  }

  [[nodiscard]] ir::activation fused(tflite::ActivationFunctionType function) const {
    switch (function) {
      case tflite::ActivationFunctionType_NONE:
        return ir::activation::none;
      case tflite::ActivationFunctionType_RELU:
        return ir::activation::relu;
      case tflite::ActivationFunctionType_RELU6:
        return ir::activation::relu6;
      case tflite::ActivationFunctionType_RELU_N1_TO_1:
        return ir::activation::relu_n1_to_1;
      default:
        break;
    }
    const std::string known = tflite::EnumNameActivationFunctionType(function);
    refuse("fused activation {} is not supported; accepted: NONE, RELU, RELU_N1_TO_1, RELU6",
           known.empty() ? fmt::format("{}", static_cast<int>(function)) : known);
  }

  const tflite::Operator& source_;
  const std::vector<std::string>& faults_;  // of the graph's tensors, see read_tensors
  ir::graph& graph_;
};

}  // namespace tyto::convert
