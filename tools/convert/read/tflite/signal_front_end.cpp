// SPDX-License-Identifier: Apache-2.0
#include "convert/read/tflite/signal_front_end.hpp"

#include <flatbuffers/flexbuffers.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/read/tflite/vector.hpp"
#include "tyto/audio/micro/filter_bank.hpp"
#include "tyto/audio/micro/pcan.hpp"
#include "tyto/audio/micro/window.hpp"

namespace tyto::convert {

namespace {

// The one front end that such files are known to have, but for its noise subtraction.
struct micro_front_end_of_files {
  static constexpr audio::micro_parameters parameters = audio::micro_480_160;
};
constexpr const audio::micro_parameters& known_parameters = micro_front_end_of_files::parameters;
using known_bank = audio::micro::filter_bank<micro_front_end_of_files>;

struct step {
  tflite::BuiltinOperator code;
  std::string_view custom;
};

// Energies of unused bins are cut off and padded with zeros (4 to 8); features become int8 (14 to
// 21).
constexpr step steps[] = {
    {tflite::BuiltinOperator_CUSTOM, "SignalWindow"},
    {tflite::BuiltinOperator_RESHAPE, ""},
    {tflite::BuiltinOperator_CUSTOM, "SignalFftAutoScale"},
    {tflite::BuiltinOperator_CUSTOM, "SignalRfft"},
    {tflite::BuiltinOperator_CUSTOM, "SignalEnergy"},
    {tflite::BuiltinOperator_CAST, ""},
    {tflite::BuiltinOperator_STRIDED_SLICE, ""},
    {tflite::BuiltinOperator_CONCATENATION, ""},
    {tflite::BuiltinOperator_CAST, ""},
    {tflite::BuiltinOperator_CUSTOM, "SignalFilterBank"},
    {tflite::BuiltinOperator_CUSTOM, "SignalFilterBankSquareRoot"},
    {tflite::BuiltinOperator_CUSTOM, "SignalFilterBankSpectralSubtraction"},
    {tflite::BuiltinOperator_CUSTOM, "SignalPCAN"},
    {tflite::BuiltinOperator_CUSTOM, "SignalFilterBankLog"},
    {tflite::BuiltinOperator_CAST, ""},
    {tflite::BuiltinOperator_MUL, ""},
    {tflite::BuiltinOperator_ADD, ""},
    {tflite::BuiltinOperator_DIV, ""},
    {tflite::BuiltinOperator_ADD, ""},
    {tflite::BuiltinOperator_MINIMUM, ""},
    {tflite::BuiltinOperator_MAXIMUM, ""},
    {tflite::BuiltinOperator_CAST, ""},
};
constexpr int step_count = static_cast<int>(std::size(steps));

class signal_file {
 public:
  explicit signal_file(const tflite::Model& model)
      : model_(model), graph_(*element(model.subgraphs(), 0)) {}

  [[nodiscard]] audio::micro_parameters parameters() const {
    check_steps();
    audio::micro_parameters p = known_parameters;
    same_option(0, "shift", audio::micro::hann_window<480>::fraction_bits);
    same_table(0, 1, window());
    same_option(3, "fft_length", p.fft_size());
    same_option(4, "start_index", known_bank::first_bin);
    same_option(4, "end_index", known_bank::last_bin + 1);
    same_option(9, "num_channels", p.channels);
    check_filter_bank();
    noise_subtraction(p);
    same_option(12, "snr_shift", 6);
    same_table(12, 2, gains(p));
    same_option(13, "input_correction_bits", audio::micro::correction_bits(p));
    same_option(13, "output_scale", 64);
    const int scaling[] = {256, 333, 666, -128, 127, -128};
    for (int i = 0; i < 6; ++i) {
      const std::vector<std::int32_t> constant = table<std::int32_t>(15 + i, 1);
      if (constant.size() != 1 || constant[0] != scaling[i]) {
        refuse(15 + i, "scales the features by another constant than {}", scaling[i]);
      }
    }
    return p;
  }

 private:
  [[nodiscard]] const tflite::Operator& at(int i) const { return *element(graph_.operators(), i); }

  [[nodiscard]] step code_of(int i) const {
    const auto index = static_cast<int>(at(i).opcode_index());
    if (index >= count(model_.operator_codes())) fail("operator {}: has no code", i);
    const tflite::OperatorCode& code = *element(model_.operator_codes(), index);
    const int builtin = std::max<int>(code.deprecated_builtin_code(), code.builtin_code());
    const auto* name = code.custom_code();
    return {static_cast<tflite::BuiltinOperator>(builtin),
            name == nullptr ? std::string_view{} : std::string_view(name->c_str(), name->size())};
  }

  template <class... Args>
  [[noreturn]] void refuse(int i, fmt::format_string<Args...> text, Args&&... args) const {
    const step code = code_of(i);
    fail("operator {} ({}): {}; accepted: the micro front end of audio_preprocessor_int8.tflite", i,
         code.custom.empty() ? std::string("arithmetic") : printable(code.custom),
         fmt::format(text, std::forward<Args>(args)...));
  }

  void check_steps() const {
    const int operators = count(graph_.operators());
    for (int i = 0; i < operators && i < step_count; ++i) {
      const step code = code_of(i);
      if (code.code != steps[i].code || code.custom != steps[i].custom) {
        refuse(i, "is not the operator that stands there in the micro front end");
      }
    }
    if (operators != step_count) {
      fail("has {} operators with SignalWindow and others; accepted: the {} of the micro front end",
           operators, step_count);
    }
  }

  // The constant that an operator's input is.
  template <class T>
  [[nodiscard]] std::vector<T> table(int i, int input) const {
    const auto* inputs = at(i).inputs();
    if (input >= count(inputs)) refuse(i, "has {} inputs", count(inputs));
    const int tensor = element(inputs, input);
    if (tensor < 0 || tensor >= count(graph_.tensors())) refuse(i, "has an input that is missing");
    const auto buffer = static_cast<int>(element(graph_.tensors(), tensor)->buffer());
    if (buffer >= count(model_.buffers())) refuse(i, "has an input without a buffer");
    const auto* data = element(model_.buffers(), buffer)->data();
    std::vector<T> values(static_cast<std::size_t>(count(data)) / sizeof(T));
    if (!values.empty()) std::memcpy(values.data(), data->data(), values.size() * sizeof(T));
    return values;
  }

  void same_table(int i, int input, const std::vector<std::int16_t>& right) const {
    if (table<std::int16_t>(i, input) != right) refuse(i, "has another table");
  }

  std::int64_t option(int i, const char* name) const {
    const auto* bytes = at(i).custom_options();
    const auto size = static_cast<std::size_t>(count(bytes));
    if (size < 3 || !flexbuffers::VerifyBuffer(bytes->data(), size)) {
      refuse(i, "has options that cannot be read");
    }
    const auto root = flexbuffers::GetRoot(bytes->data(), size);
    if (!root.IsMap()) refuse(i, "has options that are no map");
    const auto value = root.AsMap()[name];
    if (!value.IsIntOrUint() && !value.IsBool()) refuse(i, "has no option {}", name);
    return value.IsBool() ? (value.AsBool() ? 1 : 0) : value.AsInt64();
  }

  void same_option(int i, const char* name, int right) const {
    const std::int64_t got = option(i, name);
    if (got != right) refuse(i, "has {} = {}, not {}", name, got, right);
  }

  static std::vector<std::int16_t> window() {
    std::vector<std::int16_t> made;
    for (int n = 0; n < known_parameters.window; ++n)
      made.push_back(audio::micro::hann_window<known_parameters.window>::weight(n));
    return made;
  }

  static std::vector<std::int16_t> gains(const audio::micro_parameters& p) {
    const audio::micro::gain_table made(p);
    return {made.entry.begin(), made.entry.end()};
  }

  // The file has the weights of each band, padded with zeros, where its bins and its weights begin,
  // and how many they are. Both weights of every bin, wherever they stand, must be ours.
  void check_filter_bank() const {
    const auto falling = table<std::int16_t>(9, 1);
    const auto rising = table<std::int16_t>(9, 2);
    const auto first_bins = table<std::int16_t>(9, 3);
    const auto first_weights = table<std::int16_t>(9, 4);
    const auto widths = table<std::int16_t>(9, 5);
    constexpr auto bands = std::size_t{known_bank::bands};
    if (first_bins.size() != bands || first_weights.size() != bands || widths.size() != bands) {
      refuse(9, "has tables of other than {} bands", bands);
    }
    for (std::size_t band = 0; band < bands; ++band) {
      std::vector<std::int16_t> got_falling(std::size_t{known_bank::used_bins});
      std::vector<std::int16_t> got_rising(std::size_t{known_bank::used_bins});
      for (int j = 0; j < widths[band]; ++j) {
        const int bin = first_bins[band] + j - known_bank::first_bin;
        const auto at = static_cast<std::size_t>(first_weights[band] + j);
        if (first_weights[band] < 0 || at >= falling.size() || at >= rising.size()) {
          refuse(9, "has a band beyond its weights");
        }
        const bool used = bin >= 0 && bin < known_bank::used_bins;
        if (used) got_falling[static_cast<std::size_t>(bin)] = falling[at];
        if (used) got_rising[static_cast<std::size_t>(bin)] = rising[at];
      }
      const auto& ours = known_bank::table;
      for (std::size_t bin = 0; bin < got_falling.size(); ++bin) {
        const bool in_band = ours.first[band] <= bin && bin < ours.first[band + 1];
        if (got_falling[bin] != (in_band ? ours.falling[bin] : 0) ||
            got_rising[bin] != (in_band ? ours.rising[bin] : 0)) {
          refuse(9, "has other filters than {} from {} to {} Hz at {} Hz",
                 known_parameters.channels, known_parameters.low_hz, known_parameters.high_hz,
                 known_parameters.sample_rate);
        }
      }
    }
  }

  void noise_subtraction(audio::micro_parameters& p) const {
    constexpr int i = 11;
    constexpr int one = audio::micro_limits::one_q14;
    same_option(i, "num_channels", p.channels);
    same_option(i, "smoothing_bits", audio::micro::smoothing_bits);
    same_option(i, "spectral_subtraction_bits", 14);
    const auto share = [&](const char* name) {
      const std::int64_t value = option(i, name);
      if (value < 0 || value > one) refuse(i, "has {} = {}, not 0 to {}", name, value, one);
      return static_cast<int>(value);
    };
    p.even_smoothing_q14 = share("smoothing");
    p.odd_smoothing_q14 = share("alternate_smoothing");
    p.least_signal_q14 = share("min_signal_remaining");
    same_option(i, "one_minus_smoothing", one - p.even_smoothing_q14);
    same_option(i, "alternate_one_minus_smoothing", one - p.odd_smoothing_q14);
    p.clamp_noise = option(i, "clamping") != 0;
  }

  const tflite::Model& model_;
  const tflite::SubGraph& graph_;
};

}  // namespace

std::optional<audio::micro_parameters> read_signal_front_end(std::span<const std::uint8_t> bytes) {
  flatbuffers::Verifier verifier(bytes.data(), bytes.size());
  if (bytes.size() < 8 || !tflite::ModelBufferHasIdentifier(bytes.data()) ||
      !tflite::VerifyModelBuffer(verifier)) {
    return std::nullopt;  // for the reader of models to refuse
  }
  const tflite::Model& model = *tflite::GetModel(bytes.data());
  bool has_signal = false;
  for (int i = 0; i < count(model.operator_codes()); ++i) {
    const auto* name = element(model.operator_codes(), i)->custom_code();
    has_signal = has_signal || (name != nullptr && name->str().starts_with("Signal"));
  }
  if (!has_signal || count(model.subgraphs()) != 1) return std::nullopt;
  return signal_file(model).parameters();
}

}  // namespace tyto::convert
