// SPDX-License-Identifier: Apache-2.0
// A kernel's free choices, such as the pixels of a tile: they change its speed and never its
// results. A kernel that has any asks for them with its defaults in hand:
//
//   static constexpr auto choices = tuning<Layer, arch::neon>::of(neon::matrix_choices{});
//
// A header that tyto-tune has written specialises this template for the layers of one model. It
// comes before the model's own header (TUNED of tyto_add_model sees to that).
#pragma once

namespace tyto {

template <class Layer, class Arch>
struct tuning {
  template <class Choices>
  static constexpr Choices of(Choices defaults) {
    return defaults;
  }
};

}  // namespace tyto
