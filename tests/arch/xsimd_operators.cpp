// SPDX-License-Identifier: Apache-2.0
// Who answers what on the ISAs that a program includes by name.
#include "arch/bundled_answers.hpp"
#include "arch/operator_table.hpp"
#include "tyto/arch/eigen/all.hpp"
#include "tyto/arch/xsimd/all.hpp"

namespace tyto::test {

TEST_CASE("docs/operators.md: xsimd and eigen") {
  check_documented<arch::xsimd>();
  check_documented<arch::eigen>();
}

TEST_CASE("no layer of a bundled model is left to the definition on xsimd and eigen") {
  check_int8_answers<arch::xsimd>("global_average_pool_1 ");
  check_float_answers<arch::xsimd>();
  check_float_answers<arch::eigen>();
}

}  // namespace tyto::test
