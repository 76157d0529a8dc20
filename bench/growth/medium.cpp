// SPDX-License-Identifier: Apache-2.0
// DS-CNN M of "Hello Edge" (Zhang et al., 2017).
#include "ds_cnn.hpp"
#include "rows.hpp"

namespace bench::growth {

struct medium_size {
  static constexpr int channels = 172;
  static constexpr int blocks = 4;
  static constexpr tyto::extent conv_stride{2, 1};
  static constexpr tyto::extent block_stride{2, 2};
};

template <class Arch>
using medium_network = ds_cnn<Arch, medium_size>;

row medium() {
  return network_row<medium_network>("DS-CNN M");
}

}  // namespace bench::growth
