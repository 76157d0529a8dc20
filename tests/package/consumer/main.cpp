// SPDX-License-Identifier: Apache-2.0
#include <ds_cnn_s.hpp>

#include "converted.hpp"

// The model converted here is the one that is bundled.
int main() {
  using expected = ds_cnn_s::model::network;
  return converted::model::network::arena_bytes == expected::arena_bytes ? 0 : 1;
}
