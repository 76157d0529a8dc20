// SPDX-License-Identifier: Apache-2.0
// Who answers what on x86.
#include "arch/bundled_answers.hpp"
#include "arch/operator_table.hpp"
#include "tyto/arch/x86/all.hpp"

namespace tyto::test {

TEST_CASE("docs/operators.md: x86") {
  check_documented<arch::avx2>();
  check_documented<arch::avx_vnni>();
  check_documented<arch::avx512>();
  check_documented<arch::avx512_vnni>();
}

TEST_CASE("no layer of a bundled model is left to the definition on x86") {
  check_int8_answers<arch::avx2>();
  check_int8_answers<arch::avx_vnni>();
  check_int8_answers<arch::avx512>();
  check_int8_answers<arch::avx512_vnni>();
  check_float_answers<arch::avx2>();
}

}  // namespace tyto::test
