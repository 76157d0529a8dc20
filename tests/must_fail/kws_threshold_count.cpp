// SPDX-License-Identifier: Apache-2.0
// expect: Model::thresholds has Got thresholds, needed one a label \(Needed\); cure:
// expect: threshold_count<my_model, 2, 3>
#include "tyto/kws/decision.hpp"

// As much of a model as the rule looks at.
struct my_model {
  static constexpr int label_count = 3;
  static constexpr const char* labels[] = {"yes", "no", "unknown"};
#ifdef TYTO_MUST_COMPILE
  static constexpr float thresholds[] = {3.0F, 2.5F, 0.0F};
#else
  static constexpr float thresholds[] = {3.0F, 2.5F};
#endif
};

using rule = tyto::kws::decision<tyto::kws::log_ratio_settings, my_model>;
auto made = rule::make({}, {320, 16000});
