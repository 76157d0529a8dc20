// SPDX-License-Identifier: Apache-2.0
// What a detector asks of a model, each with one message for those that do not fit.
#pragma once

#include <concepts>
#include <cstdint>
#include <type_traits>

#include "tyto/core/numerics.hpp"
#include "tyto/kws/detector_settings.hpp"
#include "tyto/kws/model_extractor.hpp"

namespace tyto::kws::checks {

template <class Model, bool IsModel>
struct a_model {
  static_assert(IsModel,
                "tyto: Model is no model, it has neither a network nor a stream; cure: the struct "
                "`model` of a model's header, tyto::kws::detector<my_model::model>");
};

template <class Model, bool IsStated>
struct stated_front_end {
  static_assert(IsStated,
                "tyto: Model does not say which front end makes its features; cure: tyto-convert "
                "--front-end, with the one it was trained with");
};

template <class Model, bool AreStated>
struct stated_labels {
  static_assert(AreStated,
                "tyto: Model has no labels; cure: tyto-convert --labels, one an output; for a wake "
                "word, which has one output, tyto::kws::wake_words");
};

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

// Runner: the model's network, or its stream.
template <class Model, class Runner>
concept has_int8_ends =
    has_quantized_ends<Model> && std::same_as<typename Runner::input_element, std::int8_t> &&
    std::same_as<typename Runner::output_element, std::int8_t>;

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

template <class Model, class Runner>
struct detectable
    : whole_frames<Model, Runner::input_elements, model_extractor<Model>::coefficients>,
      label_an_output<Model, Model::label_count, Runner::output_elements>,
      int8_model<Model, has_int8_ends<Model, Runner>>,
      int8_posteriors<Model, ends_in_softmax<Model>()> {};

// (A network has a member `network` too: itself.)
template <class Model>
concept has_runner = requires {
  requires !std::same_as<typename Model::network, Model>;
}
|| requires {
  requires !std::same_as<typename Model::stream, Model>;
};
template <class Model>
concept has_front_end = requires {
  Model::front_end::parameters;
};
template <class Model>
concept has_labels = requires {
  Model::label_count;
  Model::labels[0];
};

template <class Model, class Runner>
concept runs_detectably = has_int8_ends<Model, Runner> && Runner::input_elements %
                                  model_extractor<Model>::coefficients ==
                              0 &&
                          Model::label_count == Runner::output_elements&& ends_in_softmax<Model>();

// A model that every check holds for.
template <class Model>
concept detectable_model = has_runner<Model> && has_front_end<Model> && has_labels<Model> &&
    runs_detectably<Model, typename detail::runner_of<Model>::type>;

// Options whose settings are of a rule that decides.
template <class Options>
concept rule_options = requires {
  Options::settings;
  Options::incremental;
}
&&(std::same_as<std::remove_cv_t<decltype(Options::settings)>, log_ratio_settings> ||
   std::same_as<std::remove_cv_t<decltype(Options::settings)>, detector_settings>);

// What is wrong with others: of what they lack, the first, so that a mistake is told once.
template <class Model, class Options>
constexpr auto find_refusal() {
  if constexpr (!has_runner<Model>) {
    return std::type_identity<a_model<Model, false>>{};
  } else if constexpr (!has_front_end<Model>) {
    return std::type_identity<stated_front_end<Model, false>>{};
  } else if constexpr (!has_labels<Model>) {
    return std::type_identity<stated_labels<Model, false>>{};
  } else if constexpr (!detectable_model<Model>) {
    return std::type_identity<detectable<Model, typename detail::runner_of<Model>::type>>{};
  } else {
    return std::type_identity<settings_type<Options, false>>{};
  }
}
template <class Model, class Options>
using refusal = typename decltype(find_refusal<Model, Options>())::type;

}  // namespace tyto::kws::checks
