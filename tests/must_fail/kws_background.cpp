// SPDX-License-Identifier: Apache-2.0
// expect: compares keywords with silence and other words, of which Model has no label, needed one
// named silence or unknown; cure: expect: has_background<my_model, 0>
#include "tyto/kws/decision.hpp"

// As much of a model as the rule looks at.
struct my_model {
  static constexpr int label_count = 3;
#ifdef TYTO_MUST_COMPILE
  static constexpr const char* labels[] = {"yes", "no", "unknown"};
#else
  static constexpr const char* labels[] = {"yes", "no", "maybe"};
#endif
};

using rule = tyto::kws::decision<tyto::kws::log_ratio_settings, my_model>;
constexpr bool valid = rule::valid({}, 49, {320, 16000});
