// SPDX-License-Identifier: Apache-2.0
#include "tune/shell.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include "common/error.hpp"

namespace tyto::tune {
namespace {

// The first lines that name an error, as a compiler's other lines say where it came from; else the
// last line.
std::string complaint(const std::filesystem::path& output) {
  std::ifstream in(output);
  std::string line;
  std::string last;
  while (std::getline(in, line)) {
    if (line.find("error: ") != std::string::npos) return line;
    if (!line.empty()) last = line;
  }
  return last.empty() ? "it said nothing" : last;
}

}  // namespace

std::string quoted(const std::string& text) {
  std::string word = "'";
  for (const char c : text)
    word += c == '\'' ? "'\\''" : std::string(1, c);
  return word + "'";
}

void run(const command& c) {
  const std::string line = "{ " + c.line + "; } >" + quoted(c.output.string()) + " 2>&1 </dev/null";
  if (std::system(line.c_str()) != 0) {
    convert::fail("{} failed: {} (all of it: {})", c.what, complaint(c.output), c.output.string());
  }
}

void run_all(const std::vector<command>& commands, int at_a_time,
             const std::function<void(const command&)>& finished) {
  std::mutex mutex;  // guards what follows
  std::size_t next = 0;
  std::exception_ptr failure;
  const auto work = [&] {
    while (true) {
      std::unique_lock lock(mutex);
      if (failure || next == commands.size()) return;
      const command& c = commands[next++];
      lock.unlock();
      try {
        run(c);
        lock.lock();
        finished(c);
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        if (!failure) failure = std::current_exception();
      }
    }
  };
  std::vector<std::thread> threads;
  const auto wanted = std::min<std::size_t>(commands.size(), static_cast<std::size_t>(at_a_time));
  for (std::size_t i = 0; i < wanted; ++i)
    threads.emplace_back(work);
  for (std::thread& t : threads)
    t.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tyto::tune
