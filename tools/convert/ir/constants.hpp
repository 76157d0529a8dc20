// SPDX-License-Identifier: Apache-2.0
// The numbers of constant tensors.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "convert/ir/ir.hpp"

namespace tyto::convert {

std::vector<std::uint8_t> bytes_of(std::span<const float> values);
std::vector<std::uint8_t> bytes_of(std::span<const std::int32_t> values);
std::vector<std::uint8_t> bytes_of(std::span<const std::int64_t> values);

// Real values of a FLOAT32 constant, or of an INT8 or INT32 one with a quantisation: scale *
// (stored - zero_point), in double. Throws `error` for others.
std::vector<double> real_values(const ir::graph& graph, const ir::tensor& constant);

// Whether real_values() would give them.
bool has_real_values(const ir::tensor& constant);

// A new FLOAT32 constant, each value the nearest float. Throws `error` for a value that is none.
int add_constant(ir::graph& graph, const std::string& name, std::vector<int> dims,
                 std::span<const double> values);

}  // namespace tyto::convert
