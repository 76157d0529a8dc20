// SPDX-License-Identifier: Apache-2.0
// The kernels on the core they are for, against the definition: every layer of a list, in both
// orders of rows, on random inputs; nothing around the output and the scratch memory is written.
#include <cstddef>
#include <cstdint>

#include "boards/board.hpp"
#include "ds_cnn_s.hpp"
#include "support/random.hpp"
#include "text.hpp"

namespace {

using namespace tyto;

// ---- layers ----

template <int Seed, int Weights, int Channels>
struct numbers {
  std::int8_t weights[std::size_t{Weights}] = {};
  std::int32_t bias[std::size_t{Channels}] = {};
  std::int32_t mantissa[std::size_t{Channels}] = {};
  std::int8_t exponent[std::size_t{Channels}] = {};

  constexpr numbers() {
    test::random r(Seed);
    for (std::int8_t& w : weights)
      w = static_cast<std::int8_t>(r.between(-127, 127));
    for (int c = 0; c < Channels; ++c) {
      bias[c] = r.between(-20000, 20000);
      mantissa[c] = static_cast<std::int32_t>((1U << 30) | (r.next() >> 2));
      // Every seventh seed has shifts that the fast way of storing does not take.
      exponent[c] = static_cast<std::int8_t>(Seed % 7 == 0 ? r.between(-9, 0) : r.between(-9, -6));
    }
  }
};

// By seed: zero points, ReLU or none, the rounding.
template <int Seed>
constexpr tyto::numerics<std::int8_t> numerics_of() {
  test::random r(Seed + 1000);
  tyto::numerics<std::int8_t> n;
  n.input_zero_point = Seed % 3 == 0 ? -128 : r.between(-128, 127);
  n.output_zero_point = Seed % 2 == 0 ? -128 : r.between(-128, 127);
  n.output_min = Seed % 4 < 2 ? n.output_zero_point : -128;
  n.rounding = Seed % 5 == 0 ? rounding::one_step : rounding::two_step;
  return n;
}

template <int Seed, int Weights, int Channels>
struct layer_arrays {
  static constexpr const char* name = "layer";
  static constexpr numbers<Seed, Weights, Channels> all{};
  static constexpr auto& weights = all.weights;
  static constexpr auto& bias = all.bias;
  static constexpr auto& mantissa = all.mantissa;
  static constexpr auto& exponent = all.exponent;
};

template <int Seed, shape In, int Filters, window Window>
struct conv
    : layer_arrays<Seed, Window.size.height * Window.size.width * In.channels * Filters, Filters> {
  static constexpr ops::conv2d<std::int8_t> spec{In, Window.output(In, Filters), Window,
                                                 numerics_of<Seed>()};
};

template <int Seed, shape In, int Multiplier, window Window>
struct depth : layer_arrays<Seed, Window.size.height * Window.size.width * In.channels * Multiplier,
                            In.channels * Multiplier> {
  static constexpr ops::depthwise<std::int8_t> spec{In, Window.output(In, In.channels* Multiplier),
                                                    Window, numerics_of<Seed>()};
};

template <int Seed, shape In, int Filters>
struct point : layer_arrays<Seed, In.channels * Filters, Filters> {
  static constexpr ops::pointwise<std::int8_t> spec{
      In, {In.height, In.width, Filters}, numerics_of<Seed>()};
};

template <int Seed, shape In, int Filters>
struct dense : layer_arrays<Seed, In.elements() * Filters, Filters> {
  static constexpr ops::fully_connected<std::int8_t> spec{In, {1, 1, Filters}, numerics_of<Seed>()};
};

template <shape In, window Window, template <class> class Spec>
struct pool {
  static constexpr const char* name = "pool";
  static constexpr Spec<std::int8_t> spec{In, Window.output(In, In.channels), Window, -100, 120};
};

template <shape In>
struct whole_pool {
  static constexpr const char* name = "pool";
  static constexpr ops::global_average_pool<std::int8_t> spec{In, {1, 1, In.channels}, -128, 127};
};

// ---- comparison ----

constexpr std::size_t most_bytes = 2048;
constexpr std::size_t margin = 16;
constexpr std::int8_t untouched = 0x5A;

// Memory with a margin on both sides, aligned as the arena's.
struct block {
  alignas(16) std::int8_t bytes[margin + most_bytes + margin];

  void clear() {
    for (std::int8_t& b : bytes)
      b = untouched;
  }
  std::int8_t* data() { return bytes + margin; }
  [[nodiscard]] bool intact(std::size_t used) const {
    for (std::size_t i = 0; i < margin; ++i) {
      if (bytes[i] != untouched || bytes[margin + used + i] != untouched) return false;
    }
    return true;
  }
};

block input;
block wanted;
block got;
block scratch;
int layers;
int different;

template <class Layer, row_order Order>
bool equal() {
  constexpr auto size = std::size_t{Layer::spec.output.elements()};
  static_assert(Layer::spec.input.elements() <= int{most_bytes} && size <= most_bytes);
  got.clear();
  scratch.clear();
  constexpr auto needed = std::size_t{scratch_bytes<Layer, arch::native>};
  static_assert(needed <= most_bytes);
  run_kernel<Layer, arch::scalar, Order>(nullptr, wanted.data(), input.data());
  run_kernel<Layer, arch::native, Order>(scratch.data(), got.data(), input.data());
  for (std::size_t i = 0; i < size; ++i) {
    if (got.data()[i] != wanted.data()[i]) return false;
  }
  return got.intact(size) && scratch.intact(needed);
}

template <class Layer>
void compare() {
  ++layers;
  test::random r(static_cast<std::uint64_t>(layers));
  for (int i = 0; i < Layer::spec.input.elements(); ++i)
    input.data()[i] = r.byte();
  if (equal<Layer, row_order::top_down>() && equal<Layer, row_order::bottom_up>()) return;
  ++different;
  two_core::text_line line;
  board::say(line.add("different: ").add(Layer::spec.operator_name).add(" ").add(layers).view());
}

template <class... Layers>
void compare_all() {
  (compare<Layers>(), ...);
}

constexpr padding same{1, 1, 1, 1};

}  // namespace

int program() {
  compare_all<conv<1, {7, 6, 3}, 5, window{{3, 3}, {1, 1}, same}>,
              conv<2, {9, 5, 1}, 8, window{{5, 4}, {2, 2}, {2, 2, 1, 1}}>,
              conv<3, {4, 4, 8}, 7, window{{2, 2}, {1, 1}, {}}>,
              conv<4, {3, 9, 2}, 4, window{{1, 5}, {1, 2}, {0, 0, 3, 2}}>,
              conv<5, {6, 6, 4}, 3, window{{3, 3}, {3, 3}, {}}>,
              conv<7, {5, 5, 5}, 6, window{{3, 2}, {1, 1}, {0, 2, 1, 0}}>>();
  compare_all<depth<1, {6, 5, 8}, 1, window{{3, 3}, {1, 1}, same}>,
              depth<2, {6, 5, 7}, 2, window{{3, 3}, {2, 2}, same}>,
              depth<3, {4, 14, 5}, 1, window{{3, 3}, {1, 1}, same}>,
              depth<4, {8, 3, 6}, 3, window{{2, 2}, {1, 2}, {}}>,
              depth<5, {7, 7, 4}, 1, window{{5, 5}, {1, 1}, {2, 2, 2, 2}}>,
              depth<6, {9, 4, 3}, 1, window{{4, 1}, {1, 1}, {3, 1, 0, 0}}>,
              depth<7, {5, 6, 9}, 1, window{{3, 3}, {1, 1}, {2, 0, 1, 2}}>>();
  compare_all<point<1, {3, 5, 16}, 16>, point<2, {1, 3, 8}, 5>, point<3, {2, 4, 13}, 7>,
              point<4, {4, 1, 3}, 1>, point<5, {5, 5, 6}, 9>, point<6, {3, 3, 33}, 12>,
              point<7, {2, 3, 17}, 3>>();
  compare_all<dense<1, {1, 1, 64}, 12>, dense<2, {2, 3, 5}, 3>, dense<3, {1, 1, 1}, 1>,
              dense<7, {1, 7, 3}, 4>>();
  compare_all<pool<{7, 6, 9}, window{{3, 3}, {2, 2}, same}, ops::average_pool>,
              pool<{5, 5, 4}, window{{2, 2}, {1, 1}, {}}, ops::average_pool>,
              pool<{7, 6, 9}, window{{3, 3}, {2, 2}, same}, ops::max_pool>,
              pool<{4, 9, 6}, window{{1, 4}, {1, 3}, {0, 0, 2, 0}}, ops::max_pool>,
              whole_pool<{15, 17, 6}>, whole_pool<{16, 16, 5}>, whole_pool<{1, 1, 3}>>();
  two_core::text_line line;
  line.add(arch::native::name).add(": ").add(layers).add(" layers, ").add(different);
  board::say(line.add(" different").view());
  return different == 0 ? 0 : 1;
}
