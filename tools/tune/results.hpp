// SPDX-License-Identifier: Apache-2.0
// What was measured, and the log that keeps it: a file of JSON, a value a line. The first line says
// what the results are of; a run that is repeated with the same takes them from there.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace tyto::tune {

struct result {
  std::string layer;
  std::string choices;  // text_of(candidate)
  double value = 0.0;   // the less, the better
};

class result_log {
 public:
  // Reads the log, if there is one. `subject` is what the results are of. Throws `error` where the
  // log is of something else or has a line that is none; a line that was being written when the
  // tuner was stopped is dropped.
  result_log(std::filesystem::path path, std::string subject);

  [[nodiscard]] std::optional<double> find(const std::string& layer,
                                           const std::string& choices) const;
  // Also writes it to the file, at once.
  void add(const result& r);

 private:
  std::filesystem::path path_;
  std::map<std::pair<std::string, std::string>, double> values_;
};

// A line of a program that tyto-tune has written, with the member `value_name` ("ns", "region") as
// its value. Throws `error`.
result parse_result(std::string_view line, const std::string& value_name);

}  // namespace tyto::tune
