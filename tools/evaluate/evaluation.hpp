// SPDX-License-Identifier: Apache-2.0
// How well one network recognises clips, and what it costs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "convert/run/executor.hpp"
#include "evaluate/dataset.hpp"

namespace tyto::evaluate {

struct evaluation {
  std::string scheme;
  std::int64_t parameter_bytes = 0;         // weights, biases, multipliers
  std::int64_t arena_bytes = 0;             // with the scalar kernels
  std::vector<std::vector<int>> confusion;  // clips, [label][what the network says]

  [[nodiscard]] int clips() const;
  [[nodiscard]] int correct() const;
  [[nodiscard]] double accuracy() const;  // 0 to 1
  [[nodiscard]] int clips_of(std::size_t label) const;
  [[nodiscard]] double recall(std::size_t label) const;  // 0 to 1; NaN for a label without clips
};

std::int64_t parameter_bytes(const convert::lowered::model& model);

// `reals` as they are stored: floats, or int8 or int16 of one quantisation.
convert::values stored_as(convert::ir::element_type type, quantization q,
                          const std::vector<float>& reals);

// `reals` as the network's input, quantised if it takes integers.
convert::values input_of(const convert::lowered::model& model, const std::vector<float>& reals);

// `features`: one network input a clip.
evaluation evaluate(const std::string& scheme, const convert::executor& network,
                    const std::vector<clip>& clips,
                    const std::vector<std::vector<float>>& features);

}  // namespace tyto::evaluate
