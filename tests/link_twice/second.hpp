// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

std::string_view version_seen_by_second();
