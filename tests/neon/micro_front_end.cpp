// SPDX-License-Identifier: Apache-2.0
// Parts of the micro front end in NEON against the definition, on inputs that samples may never
// make.
#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>

#include "support/random.hpp"
#include "tyto/arch/neon/audio/micro_fft.hpp"
#include "tyto/arch/neon/audio/square_root.hpp"
#include "tyto/audio/micro/fft.hpp"
#include "tyto/audio/micro/square_root.hpp"

namespace micro = tyto::audio::micro;

namespace {

using tyto::neon::audio::micro_fft;
using fft = micro::real_fft<512>;

// The number of bins that differ.
int different_bins(const std::int16_t* samples) {
  tyto::audio::array_of<micro::complex16, 256> right{};
  for (std::size_t n = 0; n < 256; ++n)
    right[n] = {samples[2 * n], samples[2 * n + 1]};
  fft::transform(right);
  std::int16_t z[512];
  std::uint32_t got[260];
  micro_fft::transform(samples, 0, z);
  micro_fft::energies(z, got);
  int different = 0;
  for (std::size_t k = 1; k < 256; ++k)
    different += got[k] == micro::energy(right[k]) ? 0 : 1;
  return different;
}

void check_roots(const std::uint64_t (&x)[4]) {
  const std::uint32_t low[4] = {static_cast<std::uint32_t>(x[0]), static_cast<std::uint32_t>(x[1]),
                                static_cast<std::uint32_t>(x[2]), static_cast<std::uint32_t>(x[3])};
  const std::uint32_t high[4] = {
      static_cast<std::uint32_t>(x[0] >> 32), static_cast<std::uint32_t>(x[1] >> 32),
      static_cast<std::uint32_t>(x[2] >> 32), static_cast<std::uint32_t>(x[3] >> 32)};
  std::uint32_t roots[4];
  vst1q_u32(roots, tyto::neon::audio::square_roots(vld1q_u32(low), vld1q_u32(high)));
  for (int i = 0; i < 4; ++i) {
    if (roots[i] == micro::square_root(x[i])) continue;
    CAPTURE(x[i]);
    CHECK(roots[i] == micro::square_root(x[i]));
  }
}

}  // namespace

TEST_CASE("neon: the micro FFT wraps and rounds as the definition") {
  tyto::test::random r(12);
  int different = 0;
  for (int run = 0; run < 400; ++run) {
    std::int16_t samples[512];
    for (int n = 0; n < 512; ++n) {
      const int value = run % 4 == 0   ? r.among(-32768, 32767)
                        : run % 4 == 1 ? r.between(-32768, 32767)
                        : run % 4 == 2 ? (n / (1 + run / 4) % 2 == 0 ? 32767 : -32768)
                                       : r.between(-32768, 32767) >> r.between(0, 15);
      samples[n] = static_cast<std::int16_t>(value);
    }
    different += different_bins(samples);
  }
  CHECK(different == 0);
}

TEST_CASE("neon: square roots of 51 bits") {
  tyto::test::random r(13);
  for (std::uint64_t x = 0; x < 70000; x += 4)
    check_roots({x, x + 1, x + 2, x + 3});
  for (int i = 0; i < 100000; ++i) {
    const std::uint64_t any = std::uint64_t{r.next()} << 32 | r.next();
    // A square, where the rounding changes (r^2 + r), and their neighbours.
    const std::uint64_t root = any >> r.between(39, 63);
    const std::uint64_t square = root * root;
    const std::uint64_t limit = (std::uint64_t{1} << 51) - 1;
    const auto below = [limit](std::uint64_t x) { return x < limit ? x : limit; };
    check_roots({any >> r.between(13, 63), below(square - (root > 0)), below(square + root),
                 below(square + root + 1)});
  }
  for (std::uint64_t x = 0xFFFFFFFF - 200000; x < 0xFFFFFFFF + std::uint64_t{200000}; x += 4)
    check_roots({x, x + 1, x + 2, x + 3});
}
