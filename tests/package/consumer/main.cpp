// SPDX-License-Identifier: Apache-2.0
#include <ds_cnn_s.hpp>

#include "converted.hpp"
#include "tuned.hpp"

// The choices of one layer are taken, and of no other.
struct some_choices {
  int pixels = 5;
};
template <class Layer>
constexpr int pixels = tyto::tuning<Layer, tyto::arch::neon>::of(some_choices{}).pixels;
static_assert(pixels<tuned::pointwise_1> == 3);
static_assert(pixels<tuned::pointwise_2> == 5 && pixels<converted::pointwise_1> == 5);

// The model converted here is the one that is bundled.
int main() {
  using expected = ds_cnn_s::model::network;
  return converted::model::network::arena_bytes == expected::arena_bytes ? 0 : 1;
}
