// SPDX-License-Identifier: Apache-2.0
// Stands in for the library's header of the same name where the machine is no Arm: a test puts this
// folder before the library's.
#pragma once

#include "cortex_m/portable_primitives.hpp"

namespace tyto::cortex_m {
using namespace tyto::test::portable;
}
