// SPDX-License-Identifier: Apache-2.0
// Three networks written by hand, as a converter's header has them: a hum, a whistle, and whether
// there is any sound. Each weighs the 40 channels of the newest frames; a logistic function makes a
// probability of the sum.
#pragma once

#include <cstdint>

#include "tyto/ops/lookup_table.hpp"
#include "tyto/tyto.hpp"

namespace wake_words {

struct micro_10_ms {
  static constexpr tyto::audio::micro_parameters parameters = tyto::audio::micro_480_160;
};

// Word has a name, and `weight(channel)`, int8, of one frame's channel, [0, 40).
template <class Word>
struct tone {
  struct input {
    static constexpr const char* name = "input";
    static constexpr tyto::graph::network_input<std::int8_t> spec{.output = {1, 1, 40},
                                                                  .quantized = {0.1F, -128}};
  };

  // The newest frame, and four before it.
  struct sum {
    static constexpr const char* name = "sum";
    using inputs = tyto::graph::from<tyto::graph::history<input, 4>>;
    static constexpr tyto::ops::fully_connected<std::int8_t> spec{
        .input = {5, 1, 40},
        .output = {1, 1, 1},
        .numerics = {.input_zero_point = -128,
                     .output_zero_point = 0,
                     .output_min = -128,
                     .output_max = 127}};
    struct numbers {
      std::int8_t weights[200];
    };
    static constexpr numbers made = [] {
      numbers n{};
      for (int i = 0; i < 200; ++i)
        n.weights[i] = Word::weight(i % 40);
      return n;
    }();
    static constexpr auto& weights = made.weights;
    static constexpr std::int32_t bias[1] = {Word::bias};
    static constexpr auto scale = tyto::make_multiplier(1.0 / 512);
    static constexpr std::int32_t mantissa[1] = {scale.mantissa};
    static constexpr std::int8_t exponent[1] = {static_cast<std::int8_t>(scale.exponent)};
  };

  // 1 / (1 + exp(-x / 8)), in 1/256.
  struct probability {
    static constexpr const char* name = "probability";
    using inputs = tyto::graph::from<sum>;
    static constexpr tyto::ops::lookup spec{
        .input = {1, 1, 1}, .output = {1, 1, 1}, .output_zero_point = -128};
    struct numbers {
      std::int8_t table[256];
    };
    static constexpr numbers made = [] {
      numbers n{};
      for (int q = -128; q < 128; ++q) {
        const double p = 256.0 / (1.0 + tyto::math::exp(-q / 8.0));
        n.table[q + 128] = static_cast<std::int8_t>((p < 255.0 ? static_cast<int>(p) : 255) - 128);
      }
      return n;
    }();
    static constexpr auto& table = made.table;
  };

  static constexpr const char* name = Word::name;
  using front_end = micro_10_ms;
  template <class Arch>
  using steps_on = tyto::graph::steps<Arch, input, sum, probability>;
  using stream = tyto::graph::stream<steps_on<tyto::arch::native>>;
  static constexpr tyto::quantization input_quantization{0.1F, -128};
  static constexpr tyto::quantization output_quantization{1.0F / 256, -128};
  static constexpr tyto::kws::wake_word_settings wake_word{.cutoff = 0.9F, .window = 20};
};

// Loud in the lowest channels and not above; loud in the highest; loud anywhere.
struct hum {
  static constexpr const char* name = "hum";
  static constexpr std::int32_t bias = -4000;
  static constexpr std::int8_t weight(int channel) { return channel < 10 ? 12 : -8; }
};
struct whistle {
  static constexpr const char* name = "whistle";
  static constexpr std::int32_t bias = -4000;
  static constexpr std::int8_t weight(int channel) { return channel < 25 ? -8 : 12; }
};
struct any_sound {
  static constexpr const char* name = "any_sound";
  static constexpr std::int32_t bias = -2000;
  static constexpr std::int8_t weight(int /*channel*/) { return 6; }
};

using gate = tone<any_sound>;
using first = tone<hum>;
using second = tone<whistle>;

}  // namespace wake_words
