// SPDX-License-Identifier: Apache-2.0
// A second source with the joined header, which must link with the first; and the ISA is chosen
// when the program runs.
#define TYTO_WITH_DISPATCH
#include "ds_cnn_s.hpp"

int other_layers();

int other_layers() {
  using model = tyto::arch::dispatched_model<ds_cnn_s::model>;
  static_assert(model::network::input_elements == 490);
  return ds_cnn_s::model::network::layer_count;
}
