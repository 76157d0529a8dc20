// SPDX-License-Identifier: Apache-2.0
// expect: is no whole number of the front end's frames of Coefficients; cure:
// expect: whole_frames<my_model, 485, 10>
#include "tyto/kws/posterior_stream.hpp"

// As much of a model as the detector's checks look at.
struct my_model {
  struct network {
    using input_element = std::int8_t;
    using output_element = std::int8_t;
#ifdef TYTO_MUST_COMPILE
    static constexpr int input_elements = 490;
#else
    static constexpr int input_elements = 485;
#endif
    static constexpr int output_elements = 12;
  };
  struct front_end {
    static constexpr tyto::audio::mfcc_parameters parameters = tyto::audio::tyto_480_320;
  };
  static constexpr int label_count = 12;
  static constexpr tyto::quantization input_quantization{1.0F / 16, 0};
  static constexpr tyto::quantization output_quantization{1.0F / 256, -128};
};

tyto::kws::checks::detectable<my_model, my_model::network> check;
