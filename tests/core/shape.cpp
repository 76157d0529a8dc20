// SPDX-License-Identifier: Apache-2.0
// Window geometry against counting.
#include "tyto/core/shape.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace {

using tyto::extent;
using tyto::index_range;
using tyto::padding;
using tyto::shape;
using tyto::window;

// Windows of `size` that fit, laid by hand from the first padded position on.
int count_positions(int padded, int size, int stride) {
  int count = 0;
  for (int first = 0; first + size <= padded; first += stride)
    ++count;
  return count;
}

// Inputs that output `at` reads, one tap at a time.
void check_span(index_range got, int at, int input, int size, int stride, int before) {
  int first = -1;
  int last = -1;
  for (int tap = 0; tap < size; ++tap) {
    const int i = at * stride - before + tap;
    if (i < 0 || i >= input) continue;
    if (first < 0) first = i;
    last = i;
  }
  const int taps = first < 0 ? 0 : last - first + 1;
  if (got.size() == taps && (taps == 0 || (got.begin == first && got.end == last + 1))) return;
  CAPTURE(at);
  CAPTURE(input);
  CAPTURE(size);
  CAPTURE(stride);
  CAPTURE(before);
  CHECK(got.size() == taps);
  CHECK(got.begin == first);
  CHECK(got.end == last + 1);
}

template <class F>
void for_each_axis(F f) {
  for (int input = 1; input <= 12; ++input)
    for (int size = 1; size <= 6; ++size)
      for (int stride = 1; stride <= 4; ++stride)
        for (int before = 0; before <= size; ++before)
          for (int after = 0; after <= size; ++after)
            f(input, size, stride, before, after);
}

}  // namespace

TEST_CASE("the output of a window is as many positions as fit") {
  for_each_axis([](int input, int size, int stride, int before, int after) {
    const int needed = count_positions(input + before + after, size, stride);
    const window rows{{size, 1}, {stride, 1}, {.top = before, .bottom = after}};
    const window columns{{1, size}, {1, stride}, {.left = before, .right = after}};
    const bool right = rows.output({input, 7, 2}, 5) == shape{needed, 7, 5} &&
                       columns.output({7, input, 2}, 5) == shape{7, needed, 5};
    if (right) return;
    CAPTURE(input);
    CAPTURE(size);
    CAPTURE(stride);
    CAPTURE(before);
    CAPTURE(after);
    CHECK(right);
  });
}

TEST_CASE("rows and columns under a window are those its taps hit") {
  for_each_axis([](int input, int size, int stride, int before, int after) {
    const window rows{{size, 1}, {stride, 1}, {.top = before, .bottom = after}};
    const window columns{{1, size}, {1, stride}, {.left = before, .right = after}};
    const int outputs = count_positions(input + before + after, size, stride);
    for (int at = 0; at < outputs; ++at) {
      check_span(rows.rows(at, input), at, input, size, stride, before);
      check_span(columns.columns(at, input), at, input, size, stride, before);
    }
  });
}

TEST_CASE("padding by the SAME rule gives ceil(input / stride)") {
  for (int input = 1; input <= 60; ++input) {
    for (int filter = 1; filter <= 11; ++filter) {
      for (int stride = 1; stride <= 5; ++stride) {
        const int out = (input + stride - 1) / stride;
        const int total = std::max((out - 1) * stride + filter - input, 0);
        const int before = total / 2;
        const window w{
            {filter, filter}, {stride, stride}, {before, total - before, before, total - before}};
        if (w.output({input, input, 1}, 3) == shape{out, out, 3}) continue;
        CAPTURE(input);
        CAPTURE(filter);
        CAPTURE(stride);
        CHECK(w.output({input, input, 1}, 3) == shape{out, out, 3});
      }
    }
  }
}

TEST_CASE("a window larger than its padded input has no output") {
  CHECK(window{{3, 1}, {2, 1}, {}}.output({2, 5, 1}, 1) == shape{0, 5, 1});
  CHECK(window{{1, 4}, {1, 3}, {.left = 1}}.output({2, 2, 1}, 1) == shape{2, 0, 1});
}

TEST_CASE("a window is valid when it is not empty, moves, and pads by no less than 0") {
  constexpr window good{{1, 1}, {1, 1}, {0, 0, 0, 0}};
  CHECK(good.valid());
  CHECK_FALSE(window{{0, 1}, {1, 1}, {}}.valid());
  CHECK_FALSE(window{{1, 0}, {1, 1}, {}}.valid());
  CHECK_FALSE(window{{1, 1}, {0, 1}, {}}.valid());
  CHECK_FALSE(window{{1, 1}, {1, 0}, {}}.valid());
  CHECK_FALSE(window{{1, 1}, {1, 1}, {.top = -1}}.valid());
  CHECK_FALSE(window{{1, 1}, {1, 1}, {.bottom = -1}}.valid());
  CHECK_FALSE(window{{1, 1}, {1, 1}, {.left = -1}}.valid());
  CHECK_FALSE(window{{1, 1}, {1, 1}, {.right = -1}}.valid());
}

TEST_CASE("a shape counts its elements and finds each at its own place") {
  constexpr shape s{3, 4, 5};
  CHECK(s.elements() == 60);
  CHECK(s.row_elements() == 20);
  std::size_t next = 0;
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 4; ++x)
      for (int c = 0; c < 5; ++c)
        CHECK(s.index(y, x, c) == next++);
}

static_assert(shape{} == shape{1, 1, 1} && extent{} == extent{1, 1} && padding{} == padding{});
