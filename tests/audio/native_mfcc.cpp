// SPDX-License-Identifier: Apache-2.0
// MFCC with this machine's kernels against the formulas in double precision, within the
// definition's own bound, and against golden features.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "front_ends.hpp"
#include "reference_mfcc.hpp"
#include "support/guarded_buffer.hpp"
#include "support/random.hpp"
#include "tyto/arch/native.hpp"
#include "tyto/audio/mfcc.hpp"

namespace {

using namespace tyto::test;
using tyto::audio::log_kind;
using tyto::audio::mfcc_parameters;
using tyto::audio::spectrum_kind;

// Front ends of every kind of window and band: Window samples, Filters filters, from bin to bin.
template <int Window, int Filters, int Coefficients, bool Magnitude, bool Clamp, int LowHz,
          int HighHz>
struct made_front_end {
  static constexpr mfcc_parameters parameters{
      .sample_rate = 16000,
      .window = Window,
      .hop = Window,
      .spectrum = Magnitude ? spectrum_kind::magnitude : spectrum_kind::power,
      .low_hz = LowHz,
      .high_hz = HighHz,
      .mel_filters = Filters,
      .log = Clamp ? log_kind::clamp : log_kind::add,
      .log_floor = 1e-5F,
      .coefficients = Coefficients,
  };
};

template <class FrontEnd>
double worst_error() {
  using stream = tyto::audio::mfcc<FrontEnd, tyto::arch::native>;
  constexpr auto size = std::size_t{stream::window};
  double worst = 0;
  tyto::test::random r(stream::window);
  std::vector<float> scratch(std::size_t{stream::kernel::scratch_floats});
  for (int loudness = 0; loudness < 16; loudness += 3) {
    guarded_buffer<std::int16_t> samples(size);
    for (std::size_t i = 0; i < size; ++i)
      samples.data()[i] = static_cast<std::int16_t>(r.between(-32768, 32767) >> loudness);
    std::fill(scratch.begin(), scratch.end(), 1e30F);  // what was there must not matter
    guarded_buffer<float> got(std::size_t{stream::coefficients});
    stream::frame(std::span<const std::int16_t, size>(samples.data(), size),
                  typename stream::frame_scratch(scratch),
                  typename stream::frame_features(got.data(), std::size_t{stream::coefficients}));
    const auto right = direct_mfcc(
        FrontEnd::parameters, std::vector<std::int16_t>(samples.data(), samples.data() + size));
    for (std::size_t k = 0; k < right.size(); ++k) {
      const double error = std::fabs(double{got.data()[k]} - right[k]);
      if (!(error <= worst)) worst = error;  // a NaN counts as worse
    }
  }
  return worst;
}

}  // namespace

TEST_CASE_TEMPLATE(
    "native MFCC equals the formulas in double precision", FrontEnd, tensorflow_front_end,
    tyto_front_end, odd_front_end, power_of_two_front_end, tiny_front_end,
    // 64 to 2,048 points, every remainder of 8 samples, with the last quarter empty and not
    made_front_end<33, 5, 5, false, false, 0, 8000>,
    made_front_end<64, 7, 3, true, true, 300, 7000>, made_front_end<66, 8, 8, true, false, 0, 8000>,
    made_front_end<99, 9, 6, false, true, 20, 4000>,
    made_front_end<128, 11, 9, false, false, 0, 8000>,
    made_front_end<156, 12, 12, true, true, 100, 6000>,
    made_front_end<255, 20, 13, false, true, 1000, 1700>,
    made_front_end<257, 22, 10, false, false, 0, 8000>,
    made_front_end<320, 40, 10, true, false, 0, 4000>,
    made_front_end<400, 80, 40, false, true, 20, 8000>,
    made_front_end<389, 31, 17, true, true, 7000, 8000>,
    made_front_end<1025, 64, 20, false, false, 0, 8000>,
    made_front_end<2043, 40, 1, false, true, 0, 8000>) {
  const double worst = worst_error<FrontEnd>();
  MESSAGE("worst: " << worst);
  CHECK(worst < 5e-5);
}
