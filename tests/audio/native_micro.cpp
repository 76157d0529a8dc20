// SPDX-License-Identifier: Apache-2.0
// The micro front end with an ISA's kernels (this machine's, or the one that CMake names) equals
// the definition to the bit, whatever it hears.
#include <doctest/doctest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "micro_support.hpp"
#include "support/guarded_buffer.hpp"
#include "support/random.hpp"
#include "tyto/audio/micro_front_end.hpp"
#if defined(TYTO_TEST_ARCH)
#include TYTO_TEST_ARCH_HEADER
#else
#include "tyto/arch/native.hpp"
#define TYTO_TEST_ARCH arch::native
#endif

namespace {

using namespace tyto::test;
namespace micro = tyto::audio::micro;

template <int Window, int Channels, int LowHz, int HighHz>
struct made_front_end {
  static constexpr tyto::audio::micro_parameters parameters{
      .window = Window, .hop = Window, .channels = Channels, .low_hz = LowHz, .high_hz = HighHz};
};

using sound = std::function<int(int n, tyto::test::random& r)>;

std::vector<sound> sounds() {
  std::vector<sound> all;
  for (int quieter = 0; quieter <= 16; ++quieter) {
    all.emplace_back(
        [quieter](int, tyto::test::random& r) { return r.between(-32768, 32767) >> quieter; });
  }
  all.emplace_back([](int, tyto::test::random&) { return -32768; });
  all.emplace_back([](int, tyto::test::random&) { return 32767; });
  // Square waves of every period: the greatest sums that the FFT can be made to have.
  for (int half = 1; half < 256; half = half * 3 / 2 + 1) {
    all.emplace_back(
        [half](int n, tyto::test::random&) { return n / half % 2 == 0 ? 32767 : -32768; });
  }
  for (const int at : {0, 1, 5, 200, 255, 256, 300}) {
    all.emplace_back([at](int n, tyto::test::random&) { return n == at ? -32768 : 0; });
    all.emplace_back([at](int n, tyto::test::random&) { return n == at ? 1 : 0; });
  }
  // Values that stand next to where the scale's exponent changes, and full scale at random.
  for (int bits = 0; bits < 15; ++bits) {
    all.emplace_back([bits](int, tyto::test::random& r) {
      return (1 << bits) * r.among(-1, 1) + r.between(-1, 1);
    });
  }
  all.emplace_back([](int, tyto::test::random& r) { return r.among(-32768, 32767); });
  return all;
}

}  // namespace

TEST_CASE_TEMPLATE("native micro front end equals the definition", FrontEnd, micro_10_ms,
                   made_front_end<480, 32, 0, 8000>, made_front_end<512, 1, 20, 4000>,
                   made_front_end<257, 127, 0, 8000>, made_front_end<401, 39, 3000, 3100>,
                   made_front_end<450, 42, 60, 3800>, made_front_end<128, 20, 125, 7500>,
                   made_front_end<1600, 40, 125, 7500>) {
  using definition = micro::kernel<FrontEnd, tyto::arch::scalar>;
  using native = micro::kernel<FrontEnd, tyto::TYTO_TEST_ARCH>;
  constexpr auto window = std::size_t{FrontEnd::parameters.window};
  tyto::test::random r(FrontEnd::parameters.window);
  typename definition::scratch work{};
  typename native::scratch native_work{};
  typename definition::channel_values noise{};
  typename definition::channel_values native_noise{};
  int number = 0;
  for (const sound& next : sounds()) {
    CAPTURE(number++);
    guarded_buffer<std::int16_t> frame(window);
    for (std::size_t n = 0; n < window; ++n)
      frame.data()[n] = static_cast<std::int16_t>(next(static_cast<int>(n), r));
    const std::span<const std::int16_t, window> samples(frame.data(), window);
    typename definition::channel_values right{};
    typename definition::channel_values got{};
    definition::amplitudes(samples, work, right);
    native::amplitudes(samples, native_work, got);
    CHECK(got == right);
    typename definition::feature_values right_features{};
    typename definition::feature_values got_features{};
    definition::features(right, noise, right_features);
    native::features(right, native_noise, got_features);
    CHECK(got_features == right_features);
    CHECK(native_noise == noise);
  }
}

TEST_CASE("native micro front end: features of any amplitude and any noise") {
  using definition = micro::kernel<micro_10_ms, tyto::arch::scalar>;
  using native = micro::kernel<micro_10_ms, tyto::TYTO_TEST_ARCH>;
  tyto::test::random r(9);
  int wrong = 0;
  for (int i = 0; i < 3000; ++i) {
    definition::channel_values amplitudes{};
    definition::channel_values noise{};
    for (std::size_t c = 0; c < amplitudes.size(); ++c) {
      amplitudes[c] = r.next() >> r.between(0, 31);
      noise[c] = r.one_in(9) ? 0xFFFFFFFF : r.next() >> r.between(0, 31);
    }
    definition::channel_values native_noise = noise;
    definition::feature_values right{};
    definition::feature_values got{};
    definition::features(amplitudes, noise, right);
    native::features(amplitudes, native_noise, got);
    wrong += got == right && native_noise == noise ? 0 : 1;
  }
  CHECK(wrong == 0);
}
