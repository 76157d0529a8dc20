// SPDX-License-Identifier: Apache-2.0
// expect: the type of Options::settings is no rule that decides; .* cure: derive your options from
// expect: settings_type<my_options, false>
// one error
#include "../../models/ds_cnn_s/ds_cnn_s.hpp"

#ifdef TYTO_MUST_COMPILE
struct my_options : tyto::kws::mean_posterior_options {
  static constexpr tyto::kws::detector_settings settings{.threshold = 0.8F};
};
#else
struct my_options {
  static constexpr float threshold = 0.8F;
};
#endif

tyto::kws::detector<ds_cnn_s::model, my_options> ears;

void hear(std::span<const std::int16_t> samples) {
  ears.push(samples, [](const tyto::kws::event& /*heard*/) {});
}
