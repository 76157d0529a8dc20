// SPDX-License-Identifier: Apache-2.0
// Where candidates run, and how they are compiled and measured there.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tune/results.hpp"
#include "tune/shell.hpp"

namespace tyto::tune {

struct target {
  std::string name;      // host, a7 or board
  std::string compiler;  // a program
  std::string flags;     // words of a shell
  std::string arch;      // of the kernels that are tuned; empty until it was asked for
  std::string metric;    // what is compared: a member of the counter's totals, or "ns"
  bool runs_here = true;

  [[nodiscard]] bool counts() const { return metric != "ns"; }
  // A gain below this part is taken for noise.
  [[nodiscard]] double noise() const { return counts() ? 0.005 : 0.01; }
};

// Throws `error` where there is no target of that name.
target target_of(const std::string& name);

// Where things lie.
struct folders {
  std::filesystem::path source;   // tyto's, with include/ and tools/
  std::filesystem::path work;     // what is generated and compiled
  std::filesystem::path counter;  // the plugin; empty if it was not built
};

// Compiles `name`.cpp in the work folder to `name`.o, `optional` words added.
command compile_command(const target& t, const folders& f, const std::string& name);

// Links objects of the work folder to the program `name`.
command link_command(const target& t, const folders& f, const std::string& name,
                     const std::vector<std::string>& objects);

// Runs a program of the work folder with one argument, or none, and returns its results.
std::vector<result> measure(const target& t, const folders& f, const std::string& name,
                            const std::string& argument);

// The results in what a program printed. Throws `error`, with the number of the line.
std::vector<result> results_in(std::string_view printed, const std::string& value_name);

}  // namespace tyto::tune
