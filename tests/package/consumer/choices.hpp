// SPDX-License-Identifier: Apache-2.0
// A header of choices as tyto-tune writes it.
#pragma once

#include "tyto/core/arch.hpp"
#include "tyto/core/tuning.hpp"

namespace tuned {
struct pointwise_1;
}  // namespace tuned

template <>
struct tyto::tuning<tuned::pointwise_1, tyto::arch::neon> {
  template <class Choices>
  static constexpr Choices of(Choices choices) {
    choices.pixels = 3;
    return choices;
  }
};
