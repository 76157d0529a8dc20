// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/reorder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

using namespace tyto::convert;

using ints = std::vector<int>;
using bytes = std::vector<std::uint8_t>;

TEST_CASE("reordered: axis i of the result is axis order[i] of the source") {
  const bytes matrix{0, 1, 2, 10, 11, 12};  // [2][3]
  CHECK(reordered(matrix, 1, ints{2, 3}, ints{1, 0}) == bytes{0, 10, 1, 11, 2, 12});
  CHECK(reordered(matrix, 1, ints{2, 3}, ints{0, 1}) == matrix);
  CHECK(reordered(matrix, 2, ints{3}, ints{0}) == matrix);
  // Elements of two bytes stay whole.
  CHECK(reordered(bytes{1, 2, 3, 4, 5, 6, 7, 8}, 2, ints{2, 2}, ints{1, 0}) ==
        bytes{1, 2, 5, 6, 3, 4, 7, 8});
}

TEST_CASE("reordered: every order of four axes, by index arithmetic") {
  const ints dims{2, 3, 4, 5};
  bytes values(120);
  std::iota(values.begin(), values.end(), std::uint8_t{0});
  ints order{0, 1, 2, 3};
  do {
    const bytes moved = reordered(values, 1, dims, order);
    const ints to = reordered_dims(dims, order);
    ints index(4);
    for (std::size_t i = 0; i < moved.size(); ++i) {
      std::size_t rest = i;
      for (std::size_t axis = 4; axis-- > 0;) {
        const auto dim = static_cast<std::size_t>(to[axis]);
        index[static_cast<std::size_t>(order[axis])] = static_cast<int>(rest % dim);
        rest /= dim;
      }
      REQUIRE(moved[i] == ((index[0] * 3 + index[1]) * 4 + index[2]) * 5 + index[3]);
    }
    CHECK(reordered(moved, 1, to, inverse(order)) == values);
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST_CASE("moves_nothing: axes of one element may go anywhere") {
  CHECK(moves_nothing(ints{1, 49, 10, 1}, ints{0, 3, 1, 2}));
  CHECK(moves_nothing(ints{1, 64, 1, 1}, ints{0, 2, 3, 1}));
  CHECK(moves_nothing(ints{2, 3}, ints{0, 1}));
  CHECK_FALSE(moves_nothing(ints{2, 3}, ints{1, 0}));
  CHECK_FALSE(moves_nothing(ints{1, 2, 5, 1}, ints{0, 2, 3, 1}));
}
