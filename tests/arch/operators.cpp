// SPDX-License-Identifier: Apache-2.0
// Who answers what: the document's table, and no layer of a bundled model left to plain C++.
#include "arch/bundled_answers.hpp"
#include "arch/operator_table.hpp"
#include "support/arch_list.hpp"
#include "tyto/arch/native.hpp"
#include "tyto/arch/vector/all.hpp"

namespace tyto::test {

TEST_CASE_TEMPLATE_DEFINE("docs/operators.md says who answers", Arch, operators_documented) {
  check_documented<Arch>();
}
TEST_CASE_TEMPLATE_APPLY(operators_documented, detail::lineage<arch::native>::type);

TEST_CASE("no layer of a bundled model is left to the definition on this machine") {
  // Without AVX2, x86 has vectors for floats alone.
  if (std::string(arch::native::name) != arch::vector::name) check_int8_answers<arch::native>();
  check_float_answers<arch::native>();
}

// An operator is a header of ops/ with a kernel in it; its rows begin with its name.
TEST_CASE("docs/operators.md has every operator") {
  std::string rows = "\n";
  const operator_column definitions = documented_operators()["scalar"];
  for (const auto& [row, arch] : definitions)
    rows += row.substr(0, row.find(',')) + "\n";
  int operators = 0;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(TYTO_SOURCE_DIR) / "include/tyto/ops")) {
    const std::vector<char> bytes = read_bytes(entry.path());
    if (std::string(bytes.begin(), bytes.end()).find("struct kernel<") == std::string::npos)
      continue;
    ++operators;
    const std::string name = entry.path().stem().string();
    CHECK_MESSAGE(rows.find("\n" + name) != std::string::npos, name, " has no row");
  }
  CHECK(operators >= 20);
}

}  // namespace tyto::test
