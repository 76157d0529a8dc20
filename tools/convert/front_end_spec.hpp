// SPDX-License-Identifier: Apache-2.0
// The argument of --front-end.
#pragma once

#include <string_view>

#include "tyto/audio/mfcc_parameters.hpp"

namespace tyto::convert {

// `spec` is a name, tyto_480_320 or tensorflow_640_320, or key=value,... with every field of
// audio::mfcc_parameters once, or a name and then the fields that differ:
//   tyto_480_320,coefficients=12
audio::mfcc_parameters parse_front_end(std::string_view spec);

}  // namespace tyto::convert
