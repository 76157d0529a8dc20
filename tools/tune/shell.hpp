// SPDX-License-Identifier: Apache-2.0
// Commands, run by the shell.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tyto::tune {

// `text` as one word of a command.
std::string quoted(const std::string& text);

struct command {
  std::string what;  // for messages: "compiling conv_1"
  std::string line;
  std::filesystem::path output;  // takes what the command prints
};

// Throws `error`, with the end of what was printed, where a command fails.
void run(const command& c);

// Several at a time; `finished` is called after each, one call at a time. After a failure no other
// command is started.
void run_all(const std::vector<command>& commands, int at_a_time,
             const std::function<void(const command&)>& finished);

}  // namespace tyto::tune
