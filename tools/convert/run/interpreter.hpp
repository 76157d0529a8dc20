// SPDX-License-Identifier: Apache-2.0
// Runs a lowered model by the definitions of tyto/ops on its values, float layers with sums of
// doubles: what the baked network's self-test is held against. (The oracle that is independent of
// the definitions is the tests': tests/ops/reference.hpp.)
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <variant>
#include <vector>

#include "convert/lower/lowered.hpp"

namespace tyto::convert {

using values = std::variant<std::vector<std::int8_t>, std::vector<float>, std::vector<std::uint8_t>,
                            std::vector<std::int16_t>, std::vector<std::int32_t>>;

// Rows that a network keeps from one run to the next, oldest first: the input's, then each layer's.
using kept_rows = std::vector<values>;

// What they are before the first run.
kept_rows first_rows(const lowered::model& model);

// The output for `input`, which holds as many elements of the type that model.input says.
// `after_layer`, if given, is called with each layer's index and output.
values interpret(const lowered::model& model, values input,
                 const std::function<void(int layer, const values& output)>& after_layer = {});

// One run of a network that keeps rows: `rows` become those for the next.
values interpret_next(const lowered::model& model, values input, kept_rows& rows,
                      const std::function<void(int layer, const values& output)>& after_layer = {});

// What a layer reads, in the order of its inputs.
using operands = std::span<const values* const>;

// One layer alone.
values interpret_layer(const lowered::layer& layer, operands inputs);

// The output for `input` where run_layer(index, inputs) gives each layer's.
values run_layers(const lowered::model& model, values input, kept_rows& rows,
                  const std::function<void(int layer, const values& output)>& after_layer,
                  const std::function<values(std::size_t, operands)>& run_layer);

// The input of graph::self_test.
values self_test_input(const lowered::model& model);

// What the model gives for it; one with state for so many steps, one after the other.
values self_test_output(const lowered::model& model, int steps);

}  // namespace tyto::convert
