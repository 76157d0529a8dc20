// SPDX-License-Identifier: Apache-2.0
// DS-CNN L of "Hello Edge" (Zhang et al., 2017).
#include "ds_cnn.hpp"
#include "rows.hpp"

namespace bench::growth {

struct large_size {
  static constexpr int channels = 276;
  static constexpr int blocks = 5;
  static constexpr tyto::extent conv_stride{2, 1};
  static constexpr tyto::extent block_stride{2, 2};
};

template <class Arch>
using large_network = ds_cnn<Arch, large_size>;

row large() {
  return network_row<large_network>("DS-CNN L");
}

}  // namespace bench::growth
