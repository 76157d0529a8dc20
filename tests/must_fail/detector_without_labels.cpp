// SPDX-License-Identifier: Apache-2.0
// expect: Model has no labels; cure: tyto-convert --labels, one an output
// expect: stated_labels<mine, false>
// one error
#include "../../models/ds_cnn_s/ds_cnn_s.hpp"

// As tyto-convert writes it without --labels.
struct mine {
  using network = ds_cnn_s::model::network;
  using front_end = ds_cnn_s::model::front_end;
  static constexpr auto input_quantization = ds_cnn_s::model::input_quantization;
  static constexpr auto output_quantization = ds_cnn_s::model::output_quantization;
#ifdef TYTO_MUST_COMPILE
  static constexpr int label_count = ds_cnn_s::model::label_count;
  static constexpr auto& labels = ds_cnn_s::model::labels;
#endif
};

tyto::kws::detector<mine> ears;

void hear(std::span<const std::int16_t> samples) {
  ears.push(samples, [](const tyto::kws::event& /*heard*/) {});
}
