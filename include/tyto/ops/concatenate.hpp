// SPDX-License-Identifier: Apache-2.0
// Tensors joined along one axis. All of one quantisation: elements are moved, never changed.
#pragma once

#include "tyto/ops/checks.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::ops {

// Axis of a shape.
enum class axis : std::uint8_t { height, width, channels };

// The extent of `s` along an axis.
constexpr int extent_along(shape s, axis a) {
  return a == axis::height ? s.height : a == axis::width ? s.width : s.channels;
}
constexpr shape with_extent(shape s, axis a, int extent) {
  (a == axis::height ? s.height : a == axis::width ? s.width : s.channels) = extent;
  return s;
}

template <tyto::element T>
struct concatenate {
  using element = T;
  static constexpr const char* operator_name = "concatenate";
  static constexpr int max_inputs = 8;

  ops::axis axis = ops::axis::height;
  shape input;  // the first
  shape output;
  int input_count = 1;
  int extents[max_inputs] = {};  // of each input along `axis`

  [[nodiscard]] constexpr shape input_shape(int k) const {
    return with_extent(input, axis, extents[k]);
  }
  // Elements of input `k` that stand together in the output, and in its whole.
  [[nodiscard]] constexpr int run_of(int extent) const {
    const int inner = axis == ops::axis::height  ? output.row_elements()
                      : axis == ops::axis::width ? output.channels
                                                 : 1;
    return extent * inner;
  }
  [[nodiscard]] constexpr std::int64_t macs() const { return 0; }
};

template <class Layer>
concept concatenate_layer = detail::has_spec<Layer, concatenate>;

namespace checks {

template <class Layer, int Sum, int Output>
struct parts_join {
  static_assert(Sum == Output,
                "tyto: a concatenation's inputs have Sum along its axis, its output has Output; "
                "cure: spec.extents, one an input, that add up");
  static constexpr bool ok = Sum == Output;
};

}  // namespace checks

template <concatenate_layer Layer>
struct checked<Layer> {
  static constexpr auto& s = Layer::spec;
  static constexpr int sum = [] {
    int total = 0;
    for (int k = 0; k < s.input_count; ++k)
      total += s.extents[k];
    return total;
  }();
  static constexpr shape needed = with_extent(s.input, s.axis, sum);
  static constexpr bool value =
      checks::parts_join<Layer, sum, extent_along(s.output, s.axis)>::ok &&
      checks::output_is<Layer, needed.height, needed.width, needed.channels>();
};

// Writes input `k` where it belongs in `output`.
template <tyto::element T>
constexpr void apply(const concatenate<T>& s, int k, const T* input, T* output) {
  int before = 0;
  for (int i = 0; i < k; ++i)
    before += s.extents[i];
  const int run = s.run_of(s.extents[k]);
  const int whole = s.run_of(extent_along(s.output, s.axis));
  output += s.run_of(before);
  for (int from = 0; from < s.input_shape(k).elements(); from += run, output += whole) {
    for (int i = 0; i < run; ++i)
      output[i] = input[from + i];
  }
}

}  // namespace tyto::ops

namespace tyto {

template <ops::concatenate_layer Layer>
struct kernel<Layer, arch::scalar> {
  static_assert(ops::checked<Layer>::value);
  using T = ops::element_of<Layer>;

  // The inputs, then the output.
  template <row_order = row_order::top_down, class... Pointers>
  static constexpr void run(const T* first, Pointers... others) {
    const T* const all[] = {first, others...};  // the last is the output
    T* const output = last(others...);
    for (int k = 0; k < Layer::spec.input_count; ++k)
      ops::apply(Layer::spec, k, all[k], output);
  }

 private:
  static constexpr T* last(T* output) { return output; }
  template <class... Rest>
  static constexpr T* last(const T*, Rest... rest) {
    return last(rest...);
  }
};

}  // namespace tyto
