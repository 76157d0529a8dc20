// SPDX-License-Identifier: Apache-2.0
#include "tyto/arch/neon/int8/lstm.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "support/random.hpp"

namespace tyto::test {

TEST_CASE("the sum of an LSTM's gate is the definition's, whatever its length") {
  random r(3);
  for (int count = 0; count <= 70; ++count) {
    for (const int zero : {-128, -1, 0, 17, 127}) {
      std::vector<std::int8_t> x;
      std::vector<std::int8_t> w;
      for (int i = 0; i < count; ++i) {
        x.push_back(zero < 0 ? std::int8_t{127} : r.byte());
        w.push_back(r.one_in(3) ? std::int8_t{-128} : r.byte());
      }
      CHECK(neon::gate_sum{}(x.data(), zero, w.data(), count) ==
            ops::plain_gate_sum{}(x.data(), zero, w.data(), count));
    }
  }
}

}  // namespace tyto::test
