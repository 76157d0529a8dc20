// SPDX-License-Identifier: Apache-2.0
// The operators that move elements: concatenate, slice, transpose, pad; and reductions over any
// axes. Tensors here are arrays with three subscripts, and the definitions are read from them.
#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "ops/reference.hpp"
#include "support/random.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/ops/concatenate.hpp"
#include "tyto/ops/pad.hpp"
#include "tyto/ops/reduce.hpp"
#include "tyto/ops/slice.hpp"
#include "tyto/ops/transpose.hpp"

namespace tyto::test {
namespace {

using reference::at;

// [height][width][channels]
using array = std::vector<std::vector<std::vector<int>>>;

array array_of(shape s, int fill) {
  return array(at(s.height),
               std::vector<std::vector<int>>(at(s.width), std::vector<int>(at(s.channels), fill)));
}

array random_array(shape s, random& r) {
  array a = array_of(s, 0);
  for (auto& row : a) {
    for (auto& pixel : row) {
      for (int& x : pixel)
        x = r.byte();
    }
  }
  return a;
}

std::vector<std::int8_t> flat(const array& a) {
  std::vector<std::int8_t> out;
  for (const auto& row : a) {
    for (const auto& pixel : row) {
      for (const int x : pixel)
        out.push_back(static_cast<std::int8_t>(x));
    }
  }
  return out;
}

shape random_shape(random& r) {
  return {r.between(1, 5), r.between(1, 5), r.between(1, 7)};
}

// Calls f(y, x, c).
template <class F>
void each(shape s, F f) {
  for (int y = 0; y < s.height; ++y) {
    for (int x = 0; x < s.width; ++x) {
      for (int c = 0; c < s.channels; ++c)
        f(y, x, c);
    }
  }
}

template <class Spec>
std::vector<std::int8_t> run(const Spec& s, const array& input) {
  std::vector<std::int8_t> out(at(s.output.elements()), 77);
  const auto in = flat(input);
  ops::apply(s, in.data(), out.data());
  return out;
}

}  // namespace

TEST_CASE("concatenate: inputs of one to eight along each axis") {
  random r(21);
  for (int i = 0; i < 300; ++i) {
    const auto axis = static_cast<ops::axis>(i % 3);
    ops::concatenate<std::int8_t> s{.axis = axis, .input = {}, .output = {}};
    s.input_count = r.between(1, 8);
    const shape base = random_shape(r);
    std::vector<array> inputs;
    int total = 0;
    for (int k = 0; k < s.input_count; ++k) {
      s.extents[k] = r.between(1, 4);
      total += s.extents[k];
      inputs.push_back(random_array(ops::with_extent(base, axis, s.extents[k]), r));
    }
    s.input = s.input_shape(0);
    s.input = ops::with_extent(base, axis, s.extents[0]);
    s.output = ops::with_extent(base, axis, total);
    array expected;
    for (const array& a : inputs) {
      if (axis == ops::axis::height) {
        expected.insert(expected.end(), a.begin(), a.end());
        continue;
      }
      expected.resize(at(base.height));
      for (int y = 0; y < base.height; ++y) {
        if (axis == ops::axis::width) {
          expected[at(y)].insert(expected[at(y)].end(), a[at(y)].begin(), a[at(y)].end());
          continue;
        }
        expected[at(y)].resize(at(base.width));
        for (int x = 0; x < base.width; ++x) {
          auto& pixel = expected[at(y)][at(x)];
          pixel.insert(pixel.end(), a[at(y)][at(x)].begin(), a[at(y)][at(x)].end());
        }
      }
    }
    std::vector<std::int8_t> got(at(s.output.elements()));
    for (int k = 0; k < s.input_count; ++k) {
      const auto in = flat(inputs[at(k)]);
      ops::apply(s, k, in.data(), got.data());
    }
    CHECK(got == flat(expected));
  }
}

TEST_CASE("slice: any begin and step, backwards too") {
  random r(22);
  for (int i = 0; i < 500; ++i) {
    const shape in = random_shape(r);
    ops::slice<std::int8_t> s{.input = in, .output = {}, .begin = {}};
    const auto choose = [&](int extent, int& begin, int& step, int& count) {
      begin = r.between(0, extent - 1);
      step = r.one_in(3) ? -r.between(1, 2) : r.between(1, 3);
      const int most = step > 0 ? (extent - 1 - begin) / step + 1 : begin / -step + 1;
      count = r.between(1, most);
    };
    choose(in.height, s.begin.height, s.step.height, s.output.height);
    choose(in.width, s.begin.width, s.step.width, s.output.width);
    choose(in.channels, s.begin.channels, s.step.channels, s.output.channels);
    const array a = random_array(in, r);
    array expected = array_of(s.output, 0);
    each(s.output, [&](int y, int x, int c) {
      expected[at(y)][at(x)][at(c)] =
          a[at(s.begin.height + y * s.step.height)][at(s.begin.width + x * s.step.width)]
           [at(s.begin.channels + c * s.step.channels)];
    });
    CHECK(run(s, a) == flat(expected));
  }
}

TEST_CASE("transpose: all six orders") {
  random r(23);
  int order[] = {0, 1, 2};
  do {
    const shape in{2, 3, 5};
    ops::transpose<std::int8_t> s{.input = in, .output = {}};
    const int extents[] = {2, 3, 5};
    for (int k = 0; k < 3; ++k)
      s.order[k] = static_cast<ops::axis>(order[k]);
    s.output = {extents[order[0]], extents[order[1]], extents[order[2]]};
    const array a = random_array(in, r);
    array expected = array_of(s.output, 0);
    each(in, [&](int y, int x, int c) {
      const int index[] = {y, x, c};
      expected[at(index[order[0]])][at(index[order[1]])][at(index[order[2]])] =
          a[at(y)][at(x)][at(c)];
    });
    CHECK(run(s, a) == flat(expected));
  } while (std::next_permutation(std::begin(order), std::end(order)));
}

TEST_CASE("pad: a border on every axis") {
  random r(24);
  for (int i = 0; i < 200; ++i) {
    const shape in = random_shape(r);
    const ops::steps before{r.between(0, 3), r.between(0, 3), r.between(0, 3)};
    const shape out{in.height + before.height + r.between(0, 3),
                    in.width + before.width + r.between(0, 3),
                    in.channels + before.channels + r.between(0, 3)};
    const ops::pad<std::int8_t> s{in, out, before, r.byte()};
    const array a = random_array(in, r);
    array expected = array_of(out, s.value);
    each(in, [&](int y, int x, int c) {
      expected[at(y + before.height)][at(x + before.width)][at(c + before.channels)] =
          a[at(y)][at(x)][at(c)];
    });
    CHECK(run(s, a) == flat(expected));
  }
}

TEST_CASE("reduce, int8: extremes, sums and means over any axes") {
  random r(25);
  for (int i = 0; i < 500; ++i) {
    const shape in = random_shape(r);
    ops::reduce<std::int8_t> s{.what = static_cast<ops::reduction>(i % 4),
                               .input = in,
                               .output = {},
                               .over = {r.one_in(2), r.one_in(2), r.one_in(2)}};
    s.output = ops::reduced(in, s.over);
    const float scale_in = 0.05F + 0.04F * r.real();
    const float scale_out = 0.05F + 0.04F * r.real();
    s = ops::with_scale(s, scale_in, scale_out);
    s.numerics.input_zero_point = r.byte();
    s.numerics.output_zero_point = r.byte();
    const array a = random_array(in, r);
    array sum = array_of(s.output, 0);
    array largest = array_of(s.output, -128);
    array smallest = array_of(s.output, 127);
    each(in, [&](int y, int x, int c) {
      const int oy = s.over.height ? 0 : y;
      const int ox = s.over.width ? 0 : x;
      const int oc = s.over.channels ? 0 : c;
      const int q = a[at(y)][at(x)][at(c)];
      sum[at(oy)][at(ox)][at(oc)] += q - s.numerics.input_zero_point;
      largest[at(oy)][at(ox)][at(oc)] = std::max(largest[at(oy)][at(ox)][at(oc)], q);
      smallest[at(oy)][at(ox)][at(oc)] = std::min(smallest[at(oy)][at(ox)][at(oc)], q);
    });
    array expected = s.what == ops::reduction::maximum ? largest : smallest;
    if (s.sums()) {
      expected = sum;
      each(s.output, [&](int y, int x, int c) {
        int& e = expected[at(y)][at(x)][at(c)];
        const std::int64_t q = reference::requantize(false, e, s.scale.mantissa, s.scale.exponent);
        e = static_cast<int>(std::clamp<std::int64_t>(q + s.numerics.output_zero_point, -128, 127));
      });
    }
    CHECK(run(s, a) == flat(expected));
  }
}

TEST_CASE("reduce, int8: a sum's and a mean's multiplier stand for their real numbers") {
  random r(26);
  for (int i = 0; i < 200; ++i) {
    const shape in = random_shape(r);
    ops::reduce<std::int8_t> s{.input = in, .output = {1, 1, 1}, .over = {true, true, true}};
    const float a = 0.02F + 0.01F * r.real();
    const float b = 0.02F + 0.01F * r.real();
    const auto real = [](multiplier m) { return std::ldexp(m.mantissa, m.exponent - 31); };
    const double ratio = static_cast<double>(a) / static_cast<double>(b);
    s.what = ops::reduction::sum;
    CHECK(real(ops::with_scale(s, a, b).scale) == doctest::Approx(ratio).epsilon(1e-8));
    s.what = ops::reduction::mean;
    CHECK(real(ops::with_scale(s, a, b).scale) ==
          doctest::Approx(ratio / in.elements()).epsilon(1e-7));
  }
}

TEST_CASE("reduce, float") {
  const float in[] = {1, -2, 3, 4, 5, -6};  // {1, 2, 3}
  const auto run_float = [&](ops::reduction what, ops::axes over) {
    ops::reduce<float> s{.what = what, .input = {1, 2, 3}, .output = {}, .over = over};
    s.output = ops::reduced(s.input, over);
    std::vector<float> out(at(s.output.elements()));
    ops::apply(s, in, out.data());
    return out;
  };
  using floats = std::vector<float>;
  CHECK(run_float(ops::reduction::maximum, {.width = true}) == floats{4, 5, 3});
  CHECK(run_float(ops::reduction::minimum, {.channels = true}) == floats{-2, -6});
  CHECK(run_float(ops::reduction::sum, {.channels = true}) == floats{2, 3});
  CHECK(run_float(ops::reduction::mean, {.width = true}) == floats{2.5F, 1.5F, -1.5F});
}

namespace {

// Both halves of an input, in the other order: slices and a concatenation in a network.
struct input {
  [[maybe_unused]] static constexpr const char* name = "input";
  static constexpr graph::network_input<std::int8_t> spec{.output = {1, 1, 6}, .quantized = {}};
};
struct head {
  [[maybe_unused]] static constexpr const char* name = "head";
  using inputs = graph::from<input>;
  static constexpr ops::slice<std::int8_t> spec{
      .input = {1, 1, 6}, .output = {1, 1, 2}, .begin = {}};
};
struct tail {
  [[maybe_unused]] static constexpr const char* name = "tail";
  using inputs = graph::from<input>;
  static constexpr ops::slice<std::int8_t> spec{
      .input = {1, 1, 6}, .output = {1, 1, 4}, .begin = {0, 0, 2}};
};
struct joined {
  [[maybe_unused]] static constexpr const char* name = "joined";
  using inputs = graph::from<tail, head, input>;
  static constexpr ops::concatenate<std::int8_t> spec{.axis = ops::axis::channels,
                                                      .input = {1, 1, 4},
                                                      .output = {1, 1, 12},
                                                      .input_count = 3,
                                                      .extents = {4, 2, 6}};
};
struct padded {
  [[maybe_unused]] static constexpr const char* name = "padded";
  using inputs = graph::from<joined>;
  static constexpr ops::pad<std::int8_t> spec{{1, 1, 12}, {1, 1, 14}, {0, 0, 1}, 9};
};

}  // namespace

TEST_CASE("moves in a network of several inputs a layer") {
  using network = graph::network<arch::scalar, input, head, tail, joined, padded>;
  const std::int8_t in[] = {1, 2, 3, 4, 5, 6};
  std::vector<std::int8_t> out(14);
  network::arena memory;
  network::run(in, out.data(), memory);
  CHECK(out == std::vector<std::int8_t>{9, 3, 4, 5, 6, 1, 2, 1, 2, 3, 4, 5, 6, 9});
}

}  // namespace tyto::test
