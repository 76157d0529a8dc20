// SPDX-License-Identifier: Apache-2.0
// How large a model may be. Far above what fits a microcontroller, low enough that a hostile file
// can make the converter neither take much memory nor much time.
#pragma once

#include <cstdint>

namespace tyto::convert::limits {

inline constexpr std::int64_t model_bytes = std::int64_t{64} << 20;
inline constexpr int operators = 4096;
inline constexpr int inputs = 8;           // of one operator: graph::max_inputs
inline constexpr int source_nodes = 8192;  // of a graph that has operators folded into others
inline constexpr std::int64_t message_bytes = std::int64_t{256} << 20;  // of a parsed protobuf file
inline constexpr int tensors = 16384;
inline constexpr int rank = 4;
inline constexpr std::int64_t tensor_elements = std::int64_t{1} << 24;
inline constexpr int window = 65535;  // rows or columns of a filter, of a stride, of a pad
inline constexpr std::int64_t constant_bytes = std::int64_t{64} << 20;      // of all layers
inline constexpr std::int64_t activation_elements = std::int64_t{1} << 26;  // of all layers
inline constexpr std::int64_t operations = std::int64_t{1} << 32;  // MACs and pooled elements

// A softmax sums exponentials of at most 1 in Q12.19 and scales by a power of two that is a valid
// shift only while the sum is below 512.
inline constexpr int softmax_channels = 511;

}  // namespace tyto::convert::limits
