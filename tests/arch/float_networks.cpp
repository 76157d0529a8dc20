// SPDX-License-Identifier: Apache-2.0
// Networks of float layers, and of float and int8 layers together, in their planned arena.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include "arch/float_arches.hpp"
#include "graph/networks.hpp"
#include "graph/run_separately.hpp"
#include "ops/check.hpp"
#include "support/guarded_buffer.hpp"

namespace tyto::test {
namespace {

// A DS-CNN whose first convolution is float and the rest int8: what one does with a model that the
// first layer's quantisation ruins. At its end the scores are float again.
namespace skip_first {
struct input : input_of<25, 10, 1, float> {};
struct conv_1 : channel_major<layer_after<input, 32, 1, 1, 0, 0, 102>, 40> {
  static constexpr const char* name = "conv_1";
  static constexpr ops::conv2d<float> spec{
      input::spec.output, {13, 5, 32}, {{10, 4}, {2, 2}, {4, 5, 1, 1}}, {0.0F, 6.0F}};
};
struct quantized : to_int8<conv_1> {};
struct depthwise_1 : depthwise<quantized, 3, 1, 1, 1, 111> {};
struct pointwise_1 : pointwise<depthwise_1, 32, 112> {};
struct pool : global_pool<pointwise_1> {};
struct dequantized : to_float<pool> {};
struct scores : dense<dequantized, 12, 127> {};
template <class Arch>
using network = graph::network<Arch, input, conv_1, quantized, depthwise_1, pointwise_1, pool,
                               dequantized, scores>;
}  // namespace skip_first

// A residual network, all float: the sums keep their inputs alive, the rest overlaps.
namespace residual {
struct input : input_of<11, 9, 3, float> {};
struct stem : conv<input, 8, 3, 1, 1, 1, 131> {};
struct depthwise_1 : depthwise<stem, 3, 1, 1, 1, 133> {};
struct pointwise_1 : pointwise<depthwise_1, 8, 134> {};
struct sum_1 : float_sum<stem, pointwise_1> {};
struct conv_2 : conv<sum_1, 12, 3, 2, 1, 1, 135> {};
struct depthwise_2 : depthwise<conv_2, 5, 1, 2, 2, 137> {};
struct pooled : largest<depthwise_2, 2, 2> {};
struct pointwise_2 : pointwise<pooled, 70, 138> {};
struct pool : global_pool<pointwise_2> {};
struct scores : dense<pool, 10, 139> {};
template <class Arch>
using network = graph::network<Arch, input, stem, depthwise_1, pointwise_1, sum_1, conv_2,
                               depthwise_2, pooled, pointwise_2, pool, scores>;
}  // namespace residual

struct recorder {
  std::vector<raw_bytes> outputs;

  template <class Layer>
  void before(int) {}
  template <class Layer>
  void after(int, const ops::element_of<Layer>* output) {
    outputs.push_back(bytes_of(output, Layer::spec.output.elements()));
  }
};

template <class T>
std::vector<T> elements_of(const raw_bytes& bytes) {
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

// Products (or terms) of one output element.
template <class Layer>
constexpr int terms() {
  if constexpr (requires { Layer::spec.taps(); }) return Layer::spec.taps();
  return Layer::spec.input.height * Layer::spec.input.width + 1;
}

// What two kernels may make of the same inputs: int8 to the byte; float sums, of terms up to
// `largest` times weights and a bias up to 1, apart by the roundings of both.
template <class Layer, class T>
void check_alike(const std::vector<T>& got, const std::vector<T>& needed, double largest) {
  REQUIRE(got.size() == needed.size());
  if constexpr (std::is_same_v<T, float>) {
    const double bound = 2 * (terms<Layer>() + 1) * 0x1p-24 * (terms<Layer>() * largest + 1);
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (!(std::abs(static_cast<double>(got[i]) - static_cast<double>(needed[i])) <= bound)) {
        FAIL("element ", i, ": got ", got[i], ", needed ", needed[i], " within ", bound);
      }
    }
  } else {
    CHECK(got == needed);
  }
}

template <class T>
double largest_magnitude(const std::vector<T>& values) {
  double largest = 0;
  for (const T x : values)
    largest = std::max(largest, std::abs(static_cast<double>(x)));
  return largest;
}

template <class Network>
struct check_layers;

// Each layer's output is what the scalar kernel makes of the inputs that the layer had. (Not of
// what scalar kernels made before it: quantising may turn a last bit into a whole step.)
template <class Arch, class Input, class... Layers>
struct check_layers<graph::network<Arch, Input, Layers...>> {
  using network = graph::network<Arch, Input, Layers...>;
  using input_element = ops::element_of<Input>;

  static void run(int which) {
    const auto input = guarded(pattern<input_element>(which, network::input_elements, 9), true, 0);
    guarded_buffer<typename network::output_element> output(network::output_elements);
    guarded_buffer<typename network::arena> arena(1);
    std::memset(arena.data(), 0xFF, sizeof(typename network::arena));
    recorder seen;
    network::run(input->data(), output.data(), arena[0], seen);
    CHECK(output.intact());
    CHECK(arena.intact());
    REQUIRE(seen.outputs.size() == sizeof...(Layers));
    CHECK(bytes_of(output.data(), network::output_elements) == seen.outputs.back());
    int index = 0;
    (check_layer<Layers>(typename Layers::inputs{}, input->data(), seen, index++), ...);
  }

 private:
  template <class Layer, class... Producers>
  static void check_layer(graph::from<Producers...>, const input_element* input,
                          const recorder& seen, int index) {
    INFO(std::string(Arch::name), ", ", std::string(Layer::name));
    using element = ops::element_of<Layer>;
    std::vector<element> needed(static_cast<std::size_t>(Layer::spec.output.elements()));
    kernel<Layer, arch::scalar>::template run<row_order::top_down>(
        input_of_layer<Producers>(input, seen).data()..., needed.data());
    const double largest = std::max({largest_magnitude(input_of_layer<Producers>(input, seen))...});
    check_alike<Layer>(elements_of<element>(seen.outputs[static_cast<std::size_t>(index)]), needed,
                       largest);
  }

  template <class Producer>
  static std::vector<ops::element_of<Producer>> input_of_layer(const input_element* input,
                                                               const recorder& seen) {
    if constexpr (std::is_same_v<Producer, Input>) {
      return {input, input + network::input_elements};
    } else {
      std::size_t index = 0;
      static_cast<void>(((std::is_same_v<Producer, Layers> || (++index, false)) || ...));
      return elements_of<ops::element_of<Producer>>(seen.outputs[index]);
    }
  }
};

template <class Network>
void check_network() {
  for (int which = 0; which < pattern_count; ++which) {
    CAPTURE(which);
    check_layers<Network>::run(which);
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("float networks: int8 but for the first layer", Arch, skip_first_on) {
  check_network<skip_first::network<Arch>>();
}
TEST_CASE_TEMPLATE_APPLY(skip_first_on, float_arches);

TEST_CASE_TEMPLATE_DEFINE("float networks: residual", Arch, residual_on) {
  check_network<residual::network<Arch>>();
}
TEST_CASE_TEMPLATE_APPLY(residual_on, float_products_arches);

}  // namespace tyto::test
