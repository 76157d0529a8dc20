// SPDX-License-Identifier: Apache-2.0
// The main() of every test executable.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include "support/reference_dir.hpp"

int main(int argc, char** argv) {
  doctest::Context context(argc, argv);
  const int status = context.run();
  if (status != 0 || context.shouldExit()) return status;
  return tyto::test::skipped_tests > 0 ? tyto::test::skipped_exit_status : 0;
}
