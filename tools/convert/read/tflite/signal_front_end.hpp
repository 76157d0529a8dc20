// SPDX-License-Identifier: Apache-2.0
// A TensorFlow Lite file that is a front end: the operators Signal... of TensorFlow Lite Micro.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "tyto/audio/micro_parameters.hpp"

namespace tyto::convert {

// The micro front end that the file is, with a hop of 10 ms, which no file states; nothing when the
// file has no operator Signal... Throws `error` when it has some, but is not the micro front end
// that audio/micro_front_end.hpp computes: operators, options and tables are all compared.
std::optional<audio::micro_parameters> read_signal_front_end(std::span<const std::uint8_t> bytes);

}  // namespace tyto::convert
