// SPDX-License-Identifier: Apache-2.0
// The check a device can run at start: the baked network, on an input made on the spot, against the
// output that the converter computed with an implementation of its own.
#pragma once

#include <cstdint>
#include <type_traits>

namespace tyto::graph {

// Element i of the self-test's input: a 32-bit linear congruential generator (Numerical Recipes'
// multiplier and increment), its top byte.
class self_test_input {
 public:
  constexpr std::int8_t next() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<std::int8_t>(static_cast<int>(state_ >> 24) - 128);
  }
  // As an element of T: int16 in its upper byte.
  template <class T>
  constexpr T next_as() {
    if constexpr (std::is_same_v<T, std::int16_t>) return static_cast<T>(next() * 256);
    return static_cast<T>(next());
  }

 private:
  std::uint32_t state_ = 1;
};

namespace detail {

constexpr float magnitude(float x) {
  return x < 0.0F ? -x : x;
}

template <class Integer>
constexpr bool agree(const Integer* got, const Integer* expected, int count) {
  for (int i = 0; i < count; ++i) {
    if (got[i] != expected[i]) return false;
  }
  return true;
}

// Float kernels differ by how they round their sums: a thousandth of the largest output is far more
// than that, and far less than what a wrong weight does.
constexpr bool agree(const float* got, const float* expected, int count) {
  float largest = 0.0F;
  for (int i = 0; i < count; ++i) {
    if (magnitude(expected[i]) > largest) largest = magnitude(expected[i]);
  }
  for (int i = 0; i < count; ++i) {
    if (!(magnitude(got[i] - expected[i]) <= 1e-3F * largest)) return false;  // NaN fails
  }
  return true;
}

}  // namespace detail

// True when Model's network gives Model::self_test_output: to the byte if that is of integers.
// `input` takes input_elements, `output` output_elements; both are overwritten.
template <class Model>
constexpr bool self_test(typename Model::network::input_element* input,
                         typename Model::network::output_element* output,
                         typename Model::network::arena& memory) {
  self_test_input values;
  for (int i = 0; i < Model::network::input_elements; ++i)
    input[i] = values.next_as<typename Model::network::input_element>();
  Model::network::run(input, output, memory);
  return detail::agree(output, Model::self_test_output, Model::network::output_elements);
}

namespace detail {

// Steps written as such state how many their self-test takes; a whole window's stream is tested
// with the window's input, row by row.
template <class Model>
concept states_self_test_steps = requires {
  Model::self_test_steps;
};

}  // namespace detail

// The same for a model that has a stream: from a fresh start, Model::self_test_steps steps whose
// outputs stand one behind the other in Model::self_test_output; or, of a model of whole windows
// that streams, a window's rows, whose last step gives Model::self_test_output. `tested` starts
// anew before and after; `input` takes input_elements of a step, `output` output_elements.
template <class Model>
constexpr bool stream_self_test(typename Model::stream& tested,
                                typename Model::stream::input_element* input,
                                typename Model::stream::output_element* output,
                                typename Model::stream::arena& memory) {
  using stream = typename Model::stream;
  using element = typename stream::input_element;
  self_test_input values;
  const auto fill = [&](element* to, int count) {
    for (int i = 0; i < count; ++i)
      to[i] = values.next_as<element>();
  };
  bool ok = true;
  tested.reset();
  if constexpr (detail::states_self_test_steps<Model>) {
    for (int step = 0; step < Model::self_test_steps; ++step) {
      fill(input, stream::input_elements);
      tested.step(input, output, memory);
      ok = ok && detail::agree(output, Model::self_test_output + step * stream::output_elements,
                               stream::output_elements);
    }
  } else {
    static_assert(stream::output_elements == Model::network::output_elements,
                  "tyto: a network that ends in rows has no self-test as a stream; cure: compare "
                  "its rows with network::run");
    constexpr int rows = Model::network::input_shape.height;
    constexpr int before = stream::warm_up_steps * stream::rows_per_step - rows;
    for (int i = 0; i < stream::row_elements; ++i)
      input[i] = element{};
    for (int row = 0; row < before; ++row)
      tested.push(input, output, memory);
    for (int row = 0; row < rows; ++row) {
      fill(input, stream::row_elements);
      tested.push(input, output, memory);
    }
    ok = detail::agree(output, Model::self_test_output, stream::output_elements);
  }
  tested.reset();
  return ok;
}

}  // namespace tyto::graph
