// SPDX-License-Identifier: Apache-2.0
// The argument of --front-end for the micro front end.
#pragma once

#include <string_view>

#include "tyto/audio/micro_parameters.hpp"

namespace tyto::convert {

// Whether --front-end asks for the micro front end: its first word begins with "micro".
bool asks_for_micro_front_end(std::string_view spec);

// `spec` is a name, micro (or micro_480_160) or micro_480_320, and then the fields of
// audio::micro_parameters that differ:
//   micro,hop=320,clamp_noise=1
audio::micro_parameters parse_micro_front_end(std::string_view spec);

}  // namespace tyto::convert
