// SPDX-License-Identifier: Apache-2.0
#include "tyto/audio/mel_filter_bank.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "front_ends.hpp"
#include "reference_mfcc.hpp"

using namespace tyto::test;
using tyto::audio::mel_filter_bank;

// TensorFlow's rule: floor(1.5 + low / h) to floor(high / h).
static_assert(mel_filter_bank<tensorflow_front_end>::first_bin == 2);   // 1.5 + 20 / 15.625
static_assert(mel_filter_bank<tensorflow_front_end>::last_bin == 256);  // 4000 / 15.625
static_assert(mel_filter_bank<tyto_front_end>::first_bin == 1);         // 1.5 + 0 / 31.25
static_assert(mel_filter_bank<tyto_front_end>::last_bin == 128);

namespace {

struct narrow {
  static constexpr tyto::audio::mfcc_parameters parameters = [] {
    auto p = tyto::audio::tyto_480_320;
    p.low_hz = 100.0F;
    p.high_hz = 101.0F;  // between the bins at 93.75 and 125 Hz
    return p;
  }();
};

}  // namespace

TEST_CASE_TEMPLATE("mel filters are the triangles of the formula", FrontEnd, tensorflow_front_end,
                   tyto_front_end, odd_front_end, power_of_two_front_end, tiny_front_end) {
  using bank = mel_filter_bank<FrontEnd>;
  constexpr auto p = FrontEnd::parameters;
  const double bin_hz = 0.5 * p.sample_rate / (p.bins() - 1);
  std::array<float, static_cast<std::size_t>(bank::filters)> out{};
  double worst = 0;
  double seen = 0;
  for (int bin = 0; bin < p.bins(); ++bin) {
    std::vector<float> spectrum(static_cast<std::size_t>(p.bins()));
    spectrum[static_cast<std::size_t>(bin)] = 1.0F;
    bank::apply(spectrum, out);
    const bool used = bank::first_bin <= bin && bin <= bank::last_bin;
    for (int j = 0; j < bank::filters; ++j) {
      const double right = used ? direct_mel_weight(p, j, bin * bin_hz) : 0.0;
      worst = std::max(worst, std::fabs(double{out[static_cast<std::size_t>(j)]} - right));
      seen += right;
    }
  }
  MESSAGE("worst weight: off by " << worst);
  CHECK(worst < 1.5e-7);
  CHECK(seen > 1.0);
}

TEST_CASE("a filter bank without a bin gives zeros") {
  using bank = mel_filter_bank<narrow>;
  static_assert(bank::last_bin < bank::first_bin);
  const std::vector<float> spectrum(257, 1.0F);
  std::array<float, 40> out{};
  out.fill(1.0F);
  bank::apply(spectrum, out);
  for (const float x : out)
    CHECK(x == 0.0F);
}
