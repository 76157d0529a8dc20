// SPDX-License-Identifier: Apache-2.0
// Command lines that read alike: what the tools' options and helps have in common.
#pragma once

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <map>
#include <string>
#include <utility>

#include "common/text.hpp"
#include "tyto/config.hpp"

namespace tyto::tools {

inline constexpr int usage_or_input_error = 2;

// An option that takes one of several names, each of which stands for a value. The help shows
// ONE|OTHER; another name is refused with the list.
template <class T>
CLI::Option* add_choice(CLI::App& app, const std::string& name, T& value,
                        const std::map<std::string, T>& choices, const std::string& description) {
  std::string shown;
  std::string accepted;
  for (const auto& choice : choices) {
    shown += (shown.empty() ? "" : "|") + choice.first;
    accepted += (accepted.empty() ? "" : ", ") + choice.first;
  }
  const auto take = [&value, choices, name, accepted](const std::string& got) {
    const auto found = choices.find(got);
    if (found == choices.end())
      throw CLI::ValidationError(name, "got " + got + "; accepted: " + accepted);
    value = found->second;
  };
  return app.add_option_function<std::string>(name, take, description)->type_name(shown);
}

// The end of a help: examples, one a line, and what the exit status says.
inline void add_examples(CLI::App& app, const std::string& examples) {
  app.get_formatter()->column_width(28);
  app.footer("Examples:\n" + examples +
             "\n\nExit status: 0 when it is done, 2 for a wrong command line or a file that is "
             "refused, with one line\nthat says which, why and what is accepted.");
}

// Program `name`: declare() adds its description and options to the App, and says where in
// Arguments what is read goes; then work(arguments). What goes wrong is one line "NAME: reason" on
// stderr. Returns the exit status.
template <class Arguments, class Declare, class Work>
int run_program(const char* name, int argc, char** argv, Declare&& declare, Work&& work) {
  try {
    Arguments arguments;
    CLI::App app;
    declare(app, arguments);
    app.set_version_flag("--version", TYTO_VERSION_STRING);
    try {
      app.parse(argc, argv);
    } catch (const CLI::Success& e) {  // --help, --version
      return app.exit(e);
    } catch (const CLI::ParseError& e) {
      fmt::print(stderr, "{0}: {1}; {0} --help lists what is accepted\n", name,
                 convert::printable(e.what(), 4096));
      return usage_or_input_error;
    }
    work(std::as_const(arguments));
  } catch (const std::exception& e) {
    fmt::print(stderr, "{}: {}\n", name, e.what());
    return usage_or_input_error;
  }
  return 0;
}

}  // namespace tyto::tools
