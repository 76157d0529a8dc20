// SPDX-License-Identifier: Apache-2.0
// The shape of the bundled ds_cnn_s.
#include "ds_cnn.hpp"
#include "rows.hpp"

namespace bench::growth {

struct small_size {
  static constexpr int channels = 64;
  static constexpr int blocks = 4;
  static constexpr tyto::extent conv_stride{2, 2};
  static constexpr tyto::extent block_stride{1, 1};
};

template <class Arch>
using small_network = ds_cnn<Arch, small_size>;

row small() {
  return network_row<small_network>("DS-CNN S");
}

}  // namespace bench::growth
