// SPDX-License-Identifier: Apache-2.0
// expect: the detector takes int8 models, Model computes in float; cure: tyto-convert --quantize int8
// expect: int8_model<my_model, false>
#include "tyto/kws/posterior_stream.hpp"

// As much of a model as the detector's checks look at.
struct my_model {
  struct network {
#ifdef TYTO_MUST_COMPILE
    using input_element = std::int8_t;
    using output_element = std::int8_t;
#else
    using input_element = float;
    using output_element = float;
#endif
    static constexpr int input_elements = 490;
    static constexpr int output_elements = 12;
  };
  struct front_end {
    static constexpr tyto::audio::mfcc_parameters parameters = tyto::audio::tyto_480_320;
  };
  static constexpr int label_count = 12;
#ifdef TYTO_MUST_COMPILE
  static constexpr tyto::quantization input_quantization{1.0F / 16, 0};
  static constexpr tyto::quantization output_quantization{1.0F / 256, -128};
#endif
};

tyto::kws::checks::detectable<my_model, my_model::network> check;
