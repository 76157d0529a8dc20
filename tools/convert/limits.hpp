// SPDX-License-Identifier: Apache-2.0
// How large a model may be. Far above what fits a microcontroller, low enough that a hostile file
// can make the converter neither take much memory nor much time.
#pragma once

#include <cstdint>

namespace tyto::convert::limits {

inline constexpr std::int64_t model_bytes = std::int64_t{64} << 20;
inline constexpr int operators = 256;
inline constexpr int tensors = 16384;
inline constexpr int rank = 4;
inline constexpr std::int64_t tensor_elements = std::int64_t{1} << 24;
inline constexpr int window = 65535;  // rows or columns of a filter, of a stride, of a pad
inline constexpr std::int64_t constant_bytes = std::int64_t{16} << 20;      // of all layers
inline constexpr std::int64_t activation_elements = std::int64_t{1} << 26;  // of all layers
inline constexpr std::int64_t operations = std::int64_t{1} << 32;  // MACs and pooled elements

inline constexpr int softmax_channels = 4095;  // the sum of their exponentials fits Q12.19

}  // namespace tyto::convert::limits
