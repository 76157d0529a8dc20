// SPDX-License-Identifier: Apache-2.0
#include "common/parallel.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tyto::convert {

namespace {

class progress_bar {
 public:
  progress_bar(const std::string& what, std::size_t count)
      : what_(what), count_(count), shown_(isatty(STDERR_FILENO) == 1) {}
  ~progress_bar() {
    if (shown_) fmt::print(stderr, "\r\033[K");
  }
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;

  // One more is done. Redrawn when the number of percent changes.
  void step() {
    if (!shown_) return;
    const std::lock_guard lock(mutex_);
    const std::size_t percent = ++done_ * 100 / count_;
    if (percent == percent_) return;
    percent_ = percent;
    constexpr std::size_t columns = 40;
    const std::size_t filled = percent * columns / 100;
    fmt::print(stderr, "\r\033[K{:<24} [{}{}] {:3} %", what_, std::string(filled, '#'),
               std::string(columns - filled, '.'), percent);
    std::fflush(stderr);
  }

 private:
  std::string what_;
  std::size_t count_;
  bool shown_;
  std::mutex mutex_;
  std::size_t done_ = 0;
  std::size_t percent_ = 101;
};

}  // namespace

void parallel_for(const std::string& what, std::size_t count,
                  const std::function<void(std::size_t)>& f) {
  progress_bar bar(what, count);
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        f(i);
        bar.step();
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = count;
      }
    }
  };
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> threads;
  for (std::size_t i = 1; i < std::min(cores, count); ++i)
    threads.emplace_back(work);
  work();
  threads.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace tyto::convert
