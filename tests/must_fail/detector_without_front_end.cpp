// SPDX-License-Identifier: Apache-2.0
// expect: Model does not say which front end makes its features; cure: tyto-convert --front-end
// expect: stated_front_end<mine, false>
// one error
#include "../../models/ds_cnn_s/ds_cnn_s.hpp"

// As tyto-convert writes it without --front-end.
struct mine {
  using network = ds_cnn_s::model::network;
  static constexpr auto input_quantization = ds_cnn_s::model::input_quantization;
  static constexpr auto output_quantization = ds_cnn_s::model::output_quantization;
  static constexpr int label_count = ds_cnn_s::model::label_count;
  static constexpr auto& labels = ds_cnn_s::model::labels;
#ifdef TYTO_MUST_COMPILE
  using front_end = ds_cnn_s::model::front_end;
#endif
};

tyto::kws::detector<mine> ears;

void hear(std::span<const std::int16_t> samples) {
  ears.push(samples, [](const tyto::kws::event& /*heard*/) {});
}
