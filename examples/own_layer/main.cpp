// SPDX-License-Identifier: Apache-2.0
// An operator that the library does not have, in a network of it: what changed from each frame to
// the next, before a dense layer. The library's own operators are made of the same three parts.
#include <cstdint>
#include <cstdio>

#include "tyto/tyto.hpp"

namespace mine {

// 1. The spec: shapes, and what follows from them. [height][width][channels], as everywhere.
struct delta {
  using element = float;
  static constexpr const char* operator_name = "delta";

  tyto::shape input;
  tyto::shape output;

  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
  // Rows of the input that row y of the output is made of: with it, the network may let the output
  // overlap the input's memory.
  [[nodiscard]] constexpr tyto::index_range rows_read(int y) const {
    return {y == 0 ? 0 : y - 1, y + 1};
  }
};

template <class Layer>
concept delta_layer = std::is_same_v<tyto::ops::spec_of<Layer>, delta>;

}  // namespace mine

// 2. The checks, which a network asks for before it is anything.
template <mine::delta_layer Layer>
struct tyto::ops::checked<Layer> {
  static constexpr bool value = Layer::spec.input == Layer::spec.output;
  static_assert(value, "delta: output has another shape than input; cure: the same");
};

// 3. The definition, which every ISA falls back to. A faster one for an ISA is another
// specialisation: kernel<Layer, tyto::arch::neon>.
template <mine::delta_layer Layer>
struct tyto::kernel<Layer, tyto::arch::scalar> {
  static constexpr auto& s = Layer::spec;

  template <tyto::row_order Order = tyto::row_order::top_down>
  static constexpr void run(const float* input, float* output) {
    tyto::ops::for_each_row<Order>(s.output.height, [&](int y) {
      const int n = s.input.row_elements();
      for (int i = 0; i < n; ++i) {
        const float before = y == 0 ? 0.0F : input[(y - 1) * n + i];
        output[y * n + i] = input[y * n + i] - before;
      }
    });
  }
};

namespace model {

struct features {
  static constexpr const char* name = "features";
  static constexpr tyto::graph::network_input<float> spec{.output = {4, 2, 1}, .quantized = {}};
};

struct delta_1 {
  static constexpr const char* name = "delta_1";
  using inputs = tyto::graph::from<features>;
  static constexpr mine::delta spec{.input = {4, 2, 1}, .output = {4, 2, 1}};
};

// The newest frame's changes, added up.
struct dense_1 {
  static constexpr const char* name = "dense_1";
  using inputs = tyto::graph::from<delta_1>;
  static constexpr tyto::ops::fully_connected<float> spec{
      .input = {4, 2, 1}, .output = {1, 1, 1}, .numerics = {}};
  static constexpr float weights[8] = {0, 0, 0, 0, 0, 0, 1, 1};
  static constexpr float bias[1] = {0};
};

using network = tyto::graph::network<tyto::arch::native, features, delta_1, dense_1>;

}  // namespace model

int main() {
  using model::network;
  const float input[network::input_elements] = {1, 2, 1, 2, 1, 2, 4, 3};
  float output[network::output_elements];
  network::arena arena;
  network::run(input, output, arena);
  std::printf("the newest frame changed by %.1f; arena %zu bytes\n", static_cast<double>(output[0]),
              network::arena_bytes);
  return output[0] == 4.0F ? 0 : 1;
}
