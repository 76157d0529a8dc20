// SPDX-License-Identifier: Apache-2.0
// What a float layer among int8 ones costs and gives: one network three times on the same second,
//
//   arecord -d 1 -t raw -f S16_LE -r 16000 -c 1 | mixed_precision
//
// in float, in int8, and in int8 but for the first convolution, which sees features whose values
// lie far apart. A line each: bytes of weights (flash) and of working memory (RAM), the label, its
// probability, and how far the furthest probability is from the float network's. Ends with 1 where
// a network fails its own self-test.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <type_traits>

#include "all_float.hpp"
#include "all_int8.hpp"
#include "first_float.hpp"

namespace {

constexpr int labels = all_float::model::label_count;
using mixed = first_float::model::network;
static_assert(std::is_same_v<mixed::input_element, float>);         // features as they are
static_assert(std::is_same_v<mixed::output_element, std::int8_t>);  // probabilities in 1/256

// The probabilities of Model for a second of samples; false if Model fails its self-test.
template <class Model>
bool hear(std::span<const std::int16_t> second, float (&probabilities)[labels]) {
  using network = typename Model::network;
  static typename network::arena arena;
  typename network::input_element input[network::input_elements];
  typename network::output_element output[network::output_elements];
  if (!tyto::graph::self_test<Model>(input, output, arena)) return false;

  float features[network::input_elements];
  tyto::audio::clip_features<typename Model::front_end>(second, network::input_shape.height,
                                                        features);
  for (int i = 0; i < network::input_elements; ++i) {
    if constexpr (requires { Model::input_quantization; }) {
      input[i] = tyto::quantize(features[i], Model::input_quantization);
    } else {
      input[i] = features[i];
    }
  }
  network::run(input, output, arena);
  for (int k = 0; k < labels; ++k) {
    if constexpr (requires { Model::output_quantization; }) {
      probabilities[k] = tyto::dequantize(output[k], Model::output_quantization);
    } else {
      probabilities[k] = output[k];
    }
  }
  return true;
}

template <class Model>
bool print(const char* what, std::span<const std::int16_t> second, const float (&exact)[labels]) {
  float p[labels];
  if (!hear<Model>(second, p)) {
    std::fprintf(stderr, "mixed_precision: %s: the self-test fails\n", what);
    return false;
  }
  float furthest = 0.0F;
  for (int k = 0; k < labels; ++k)
    furthest = std::max(furthest, std::abs(p[k] - exact[k]));
  const auto best = std::max_element(p, p + labels) - p;
  using network = typename Model::network;
  std::printf("%-11s %6lld %6zu  %-8s %.3f %.3f\n", what,
              static_cast<long long>(network::weight_bytes), network::arena_bytes,
              Model::labels[best], static_cast<double>(p[best]), static_cast<double>(furthest));
  return true;
}

}  // namespace

int main() {
  static std::int16_t second[16000];  // what is missing is silence
  static_cast<void>(std::fread(second, sizeof second[0], std::size(second), stdin));
  float exact[labels];
  if (!hear<all_float::model>(second, exact)) return 1;
  std::printf("%-11s %6s %6s  %-8s %5s %5s\n", "network", "flash", "RAM", "label", "p", "off");
  const bool all = print<all_float::model>("float", second, exact) &&
                   print<all_int8::model>("int8", second, exact) &&
                   print<first_float::model>("first float", second, exact);
  return all ? 0 : 1;
}
