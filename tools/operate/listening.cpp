// SPDX-License-Identifier: Apache-2.0
#include "listening.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

namespace operate {

posterior_track listen(std::span<const std::int16_t> samples, int hop_frames) {
  tyto::audio::mfcc<model::front_end> front_end;
  const auto network = std::make_unique<stream>(hop_frames);
  posterior_track track;
  front_end.push(samples, [&](stream::features features) {
    network->push(stream::quantized(features), [&](const stream::run& run) {
      std::copy(run.posteriors.begin(), run.posteriors.end(), track.emplace_back().begin());
    });
  });
  return track;
}

void for_each_parallel(std::size_t count, const std::function<void(std::size_t)>& work,
                       const std::function<void(std::size_t)>& done) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::condition_variable progress;
  std::size_t finished = 0;
  std::size_t running = std::max(1U, std::thread::hardware_concurrency());
  std::exception_ptr error;

  const auto worker = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      std::exception_ptr thrown;
      try {
        work(i);
      } catch (...) {
        thrown = std::current_exception();
        next = count;
      }
      const std::lock_guard lock(mutex);
      ++finished;
      if (thrown && !error) error = thrown;
      progress.notify_one();
    }
    const std::lock_guard lock(mutex);
    --running;
    progress.notify_one();
  };
  std::vector<std::jthread> threads;
  for (std::size_t i = running; i > 0; --i)
    threads.emplace_back(worker);

  std::unique_lock lock(mutex);
  while (running > 0) {
    progress.wait_for(lock, std::chrono::milliseconds(200));
    const std::size_t so_far = finished;
    lock.unlock();
    done(so_far);
    lock.lock();
  }
  if (error) std::rethrow_exception(error);
}

}  // namespace operate
