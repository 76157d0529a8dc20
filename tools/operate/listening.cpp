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

#include "tyto/host/audio_file.hpp"
#include "tyto/host/mix.hpp"

namespace operate {

track listen(std::span<const std::int16_t> heard, int hop_frames) {
  front_end features;
  const auto network = std::make_unique<stream>(hop_frames);
  track all;
  features.push(heard, [&](stream::features frame) {
    network->push(stream::quantized(frame), [&](const stream::run& output) {
      run& next = all.emplace_back();
      std::copy(output.posteriors.begin(), output.posteriors.end(), next.posteriors.begin());
      std::copy(output.ratios.begin(), output.ratios.end(), next.ratios.begin());
    });
  });
  return all;
}

samples read_negative(const negative& n) {
  if (n.file.empty()) return n.samples;
  samples all = tyto::host::read_recording(n.file, stream::sample_rate);
  const auto at = [&](double seconds) {
    return std::min(all.size(), static_cast<std::size_t>(seconds * stream::sample_rate));
  };
  const std::size_t end = n.end_s > 0.0 ? at(n.end_s) : all.size();
  const std::size_t begin = std::min(at(n.begin_s), end);
  return {all.begin() + static_cast<std::ptrdiff_t>(begin),
          all.begin() + static_cast<std::ptrdiff_t>(end)};
}

samples embed(const samples& word, std::size_t lead, std::span<const std::int16_t> behind,
              double snr_db) {
  return tyto::host::mix(word, lead, behind, snr_db,
                         lead + word.size() + std::size_t{stream::sample_rate},
                         stream::sample_rate);
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
