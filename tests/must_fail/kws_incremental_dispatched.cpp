// SPDX-License-Identifier: Apache-2.0
// expect: the detector is incremental, and its Network is chosen when the program runs \(dispatched_model\), needed a network of one instruction set whose rows can be kept; cure:
// expect: incremental_network<.*dispatched.*, 5, false>
#include "../../models/ds_cnn_s/ds_cnn_s.hpp"
#include "tyto/arch/dispatch.hpp"

struct my_options : tyto::kws::detector_options {
#ifdef TYTO_MUST_COMPILE
  static constexpr bool incremental = false;
#else
  static constexpr bool incremental = true;
#endif
};

tyto::kws::detector<tyto::arch::dispatched_model<ds_cnn_s::model>, my_options> ears;
