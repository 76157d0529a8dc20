// SPDX-License-Identifier: Apache-2.0
// Who answers what on Cortex-M.
#include "arch/bundled_answers.hpp"
#include "arch/operator_table.hpp"
#include "tyto/arch/cortex_m/all.hpp"

namespace tyto::test {

TEST_CASE("docs/operators.md: cortex_m") {
  check_documented<arch::cortex_m>();
}

TEST_CASE("no layer of a bundled model is left to the definition on cortex_m") {
  check_int8_answers<arch::cortex_m>();
}

}  // namespace tyto::test
