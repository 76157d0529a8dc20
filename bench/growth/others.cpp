// SPDX-License-Identifier: Apache-2.0
#include "rows.hpp"

#if TYTO_BENCH_MODELS
#include "kws_ref_model.hpp"
#include "pretrainedResnet_quant.hpp"
#endif

namespace bench::growth {

std::vector<row> others() {
  std::vector<row> rows;
#if TYTO_BENCH_MODELS
  rows.push_back(network_row<kws_ref_model::network_on>("MLPerf Tiny keywords"));
  rows.push_back(network_row<pretrainedResnet_quant::network_on>("MLPerf Tiny ResNet-8"));
#endif
  return rows;
}

}  // namespace bench::growth
