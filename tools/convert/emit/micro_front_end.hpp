// SPDX-License-Identifier: Apache-2.0
// The micro front end in a header.
#pragma once

#include <string>

#include "convert/emit/report.hpp"
#include "tyto/audio/micro_parameters.hpp"

namespace tyto::convert {

// `struct front_end`, each line after `indent`.
std::string micro_front_end_text(const audio::micro_parameters& p, const std::string& indent);

// The header of a model file that is nothing but a front end; name is that of its namespace.
std::string emit_front_end_header(const audio::micro_parameters& p, const source& from,
                                  const std::string& name);

}  // namespace tyto::convert
