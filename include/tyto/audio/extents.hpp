// SPDX-License-Identifier: Apache-2.0
// Dimensions are int throughout; these two are where they become the standard library's size_t.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace tyto::audio {

template <class T, int Count>
using array_of = std::array<T, static_cast<std::size_t>(Count)>;

template <class T, int Count>
using span_of = std::span<T, static_cast<std::size_t>(Count)>;

}  // namespace tyto::audio
