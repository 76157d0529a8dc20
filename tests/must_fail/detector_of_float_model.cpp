// SPDX-License-Identifier: Apache-2.0
// expect: the detector takes int8 models, Model computes in float; cure: tyto-convert --quantize int8
// expect: int8_model<mine, false>
// one error
#include "../../models/ds_cnn_s/ds_cnn_s.hpp"

// As tyto-convert writes a float model: its ends have no quantisation.
struct mine {
  struct features {
    static constexpr const char* name = "features";
    static constexpr tyto::graph::network_input<float> spec{.output = {1, 1, 490}};
  };
  struct dense {
    static constexpr const char* name = "dense";
    using inputs = tyto::graph::from<features>;
    static constexpr tyto::ops::fully_connected<float> spec{
        .input = {1, 1, 490}, .output = {1, 1, 12}, .numerics = {}};
    static constexpr float weights[12 * 490] = {};
    static constexpr float bias[12] = {};
  };
  using float_network = tyto::graph::network<tyto::arch::native, features, dense>;
#ifdef TYTO_MUST_COMPILE
  using network = ds_cnn_s::model::network;
  static constexpr auto input_quantization = ds_cnn_s::model::input_quantization;
  static constexpr auto output_quantization = ds_cnn_s::model::output_quantization;
#else
  using network = float_network;
#endif
  using front_end = ds_cnn_s::model::front_end;
  static constexpr int label_count = ds_cnn_s::model::label_count;
  static constexpr auto& labels = ds_cnn_s::model::labels;
};

tyto::kws::detector<mine> ears;

void hear(std::span<const std::int16_t> samples) {
  ears.push(samples, [](const tyto::kws::event& /*heard*/) {});
}
