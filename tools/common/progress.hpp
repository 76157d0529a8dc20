// SPDX-License-Identifier: Apache-2.0
// How far a run is: a bar on a terminal, else a line a step, on standard error.
#pragma once

#include <string>

namespace tyto::convert {

class progress {
 public:
  explicit progress(int steps);
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress();

  // One more step is done.
  void step(const std::string& what);

 private:
  int steps_;
  int done_ = 0;
  bool terminal_;
};

}  // namespace tyto::convert
