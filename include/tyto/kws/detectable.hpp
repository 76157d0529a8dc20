// SPDX-License-Identifier: Apache-2.0
// What a detector asks of a model, each with one message for those that do not fit.
#pragma once

#include <concepts>
#include <cstdint>

#include "tyto/core/numerics.hpp"
#include "tyto/kws/model_extractor.hpp"

namespace tyto::kws::checks {

template <class Model, int InputElements, int Coefficients>
struct whole_frames {
  static_assert(InputElements % Coefficients == 0,
                "tyto: the network's input of InputElements is no whole number of the front end's "
                "frames of Coefficients; cure: convert the model with the front end it was trained "
                "with");
};

template <class Model, int Labels, int Outputs>
struct label_an_output {
  static_assert(Labels == Outputs,
                "tyto: the model has Labels labels, its network has Outputs outputs; cure: convert "
                "it with one label an output");
};

// What a float model has not.
template <class Model>
concept has_quantized_ends = requires {
  Model::input_quantization;
  Model::output_quantization;
};

template <class Model, bool IsInt8>
struct int8_model {
  static_assert(IsInt8,
                "tyto: the detector takes int8 models, Model computes in float; cure: tyto-convert "
                "--quantize int8 --calibrate CLIPS");
};

template <class Model>
constexpr bool ends_in_softmax() {
  if constexpr (has_quantized_ends<Model>) {
    return Model::output_quantization == quantization{1.0F / 256, -128};
  } else {
    return true;  // int8_model has said what is wrong
  }
}

template <class Model, bool EndsInSoftmax>
struct int8_posteriors {
  static_assert(EndsInSoftmax,
                "tyto: the detector takes int8 networks that end in a softmax (scale 1/256, zero "
                "point -128); cure: convert an int8 model with its softmax");
};

// Runner: the model's network, or its stream.
template <class Model, class Runner>
struct detectable
    : whole_frames<Model, Runner::input_elements, model_extractor<Model>::coefficients>,
      label_an_output<Model, Model::label_count, Runner::output_elements>,
      int8_model<Model, has_quantized_ends<Model> &&
                            std::same_as<typename Runner::input_element, std::int8_t> &&
                            std::same_as<typename Runner::output_element, std::int8_t>>,
      int8_posteriors<Model, ends_in_softmax<Model>()> {};

}  // namespace tyto::kws::checks
