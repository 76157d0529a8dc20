// SPDX-License-Identifier: Apache-2.0
// expect: what a detector is to hear are Samples, needed std::span<const std::int16_t> .*cure: of float samples
// expect: samples_of_16_bits<.*float
// one error
#include "../../models/ds_cnn_s/ds_cnn_s.hpp"

tyto::kws::detector<ds_cnn_s::model> ears;

#ifdef TYTO_MUST_COMPILE
void hear(const std::array<std::int16_t, 160>& samples) {
#else
void hear(const std::array<float, 160>& samples) {
#endif
  ears.push(samples, [](const tyto::kws::event& /*heard*/) {});
}
