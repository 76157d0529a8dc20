// SPDX-License-Identifier: Apache-2.0
// The executable fails if no kernel test ran on the ISA it was built for.
#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>

#include "support/arch_list.hpp"

namespace {

// A listener, because only the end of the run can tell, whatever the order of the test cases. A run
// that the command line restricts proves nothing either way.
struct native_arch_ran : doctest::IReporter {
  explicit native_arch_ran(const doctest::ContextOptions&) {}

  void test_run_end(const doctest::TestRunStats& stats) override {
    const bool all_ran = stats.numTestCasesPassingFilters == stats.numTestCases;
    if (all_ran && !tyto::test::arches_that_ran().contains(tyto::arch::native::name)) {
      std::fprintf(stderr, "no kernel was tested on %s, the ISA of this build\n",
                   tyto::arch::native::name);
      std::exit(EXIT_FAILURE);
    }
  }

  void report_query(const doctest::QueryData&) override {}
  void test_run_start() override {}
  void test_case_start(const doctest::TestCaseData&) override {}
  void test_case_reenter(const doctest::TestCaseData&) override {}
  void test_case_end(const doctest::CurrentTestCaseStats&) override {}
  void test_case_exception(const doctest::TestCaseException&) override {}
  void subcase_start(const doctest::SubcaseSignature&) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData&) override {}
  void log_message(const doctest::MessageData&) override {}
  void test_case_skipped(const doctest::TestCaseData&) override {}
};

}  // namespace

REGISTER_LISTENER("native_arch_ran", 1, native_arch_ran);
