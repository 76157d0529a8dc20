// SPDX-License-Identifier: Apache-2.0
// Noise made on the spot. Pink noise: the Voss-McCartney algorithm, a sum of white noises of which
// the k-th changes every 2^k samples.
#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

#include "model.hpp"
#include "recordings.hpp"

namespace operate {

namespace {

// -1..1. Not std::uniform_real_distribution: that may differ between standard libraries.
class white {
 public:
  double operator()() { return static_cast<double>(engine_()) / 2147483647.5 - 1.0; }

 private:
  std::mt19937 engine_{1};
};

class pink {
 public:
  double operator()() {
    const auto changes = static_cast<std::size_t>(std::countr_zero(++count_)) % rows_.size();
    rows_[changes] = white_();
    double sum = 0.0;
    for (const double row : rows_)
      sum += row;
    return sum / static_cast<double>(rows_.size()) * 2.0;
  }

 private:
  white white_;
  std::uint32_t count_ = 0;
  std::array<double, 12> rows_{};
};

class brown {
 public:
  double operator()() {
    constexpr double leak = 0.998;  // keeps the walk near 0
    constexpr double step = 0.06;
    value_ = leak * value_ + step * white_();
    return value_;
  }

 private:
  white white_;
  double value_ = 0.0;
};

// Mains with its harmonics, and a little hiss.
class hum {
 public:
  double operator()() {
    const double t = static_cast<double>(count_++) / stream::sample_rate;
    double sum = 0.02 * white_();
    for (int harmonic = 1; harmonic <= 9; harmonic += 2)
      sum += std::sin(2.0 * std::numbers::pi * 50.0 * harmonic * t) / harmonic;
    return sum / 2.0;
  }

 private:
  white white_;
  std::int64_t count_ = 0;
};

// Strokes at random, about four a second, each a burst of noise that dies within 5 to 80 ms.
class clicks {
 public:
  double operator()() {
    if (white_() > 1.0 - 8.0 / stream::sample_rate) {
      level_ = 1.0;
      decay_ = 1.0 - 1.0 / (stream::sample_rate * (0.0425 + 0.0375 * white_()));
    }
    level_ *= decay_;
    return level_ * white_();
  }

 private:
  white white_;
  double level_ = 0.0;
  double decay_ = 0.99;
};

// -60 to -6 dBFS and back within a minute.
double swell(std::size_t sample) {
  const double minutes = static_cast<double>(sample) / (60.0 * stream::sample_rate);
  const double up_and_down = 1.0 - std::abs(2.0 * (minutes - std::floor(minutes)) - 1.0);
  return std::pow(10.0, (-60.0 + 54.0 * up_and_down) / 20.0);
}

}  // namespace

std::vector<negative> make_noise(double seconds, int kind) {
  const std::function<double()> sorts[] = {white(), pink(), brown(), hum(), clicks()};
  std::vector<negative> all;
  for (const auto& next : sorts) {
    for (const half part : {half::choose, half::report}) {
      negative noise{kind, part, {}, {}};
      noise.samples.resize(static_cast<std::size_t>(seconds / 2 * stream::sample_rate));
      for (std::size_t i = 0; i < noise.samples.size(); ++i) {
        const double value = std::clamp(next() * swell(i), -1.0, 1.0);
        noise.samples[i] = static_cast<std::int16_t>(std::lrint(value * 32767.0));
      }
      all.push_back(std::move(noise));
    }
  }
  return all;
}

}  // namespace operate
