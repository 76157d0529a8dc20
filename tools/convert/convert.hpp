// SPDX-License-Identifier: Apache-2.0
// The whole way from a file's bytes to a lowered model.
#pragma once

#include <cstdint>
#include <span>

#include "convert/lowered.hpp"

namespace tyto::convert {

// Throws `error`.
lowered::model convert_tflite(std::span<const std::uint8_t> bytes,
                              tyto::rounding rounding = tyto::rounding::two_step);

}  // namespace tyto::convert
