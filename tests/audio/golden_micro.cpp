// SPDX-License-Identifier: Apache-2.0
// The micro front end against what TensorFlow Lite Micro's kernels made of the same recordings:
// every feature, and for one recording every operator's output.
#include <doctest/doctest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "canonical_wav.hpp"
#include "micro_support.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"
#include "tyto/arch/native.hpp"
#include "tyto/audio/micro_front_end.hpp"

namespace {

using namespace tyto::test;
namespace micro = tyto::audio::micro;
using kernel = micro::kernel<micro_10_ms, tyto::arch::scalar>;
using bank = micro::filter_bank<micro_10_ms>;
using fft = micro::real_fft<512>;

std::filesystem::path folder(const std::filesystem::path& reference) {
  return reference / "micro_frontend";
}

// One frame of the file, operator by operator.
struct layers {
  std::array<std::int16_t, 480> window;
  std::array<std::int16_t, 480> reshape;
  std::array<std::int16_t, 480> scaled;
  std::int32_t shift;
  std::array<micro::complex16, 257> spectrum;
  std::array<std::uint32_t, 257> energy;
  std::array<std::int32_t, 257> energy_cast;
  std::array<std::int32_t, 236> energy_slice;
  std::array<std::int32_t, 257> energy_padded;
  std::array<std::uint32_t, 257> energy_unsigned;
  std::uint32_t filters[80];  // uint64, the lower half first
  std::array<std::uint32_t, 40> roots;
  std::array<std::uint32_t, 40> signal;
  std::array<std::uint32_t, 40> noise;
  std::array<std::uint32_t, 40> pcan;
  std::array<std::int16_t, 40> log;
  std::array<std::int32_t, 7 * 40> arithmetic;
  std::array<std::int8_t, 40> features;
};
static_assert(sizeof(layers) == 11168);

// Differences between the frame's operators and ours. noise: our estimates, taken one frame on.
int differences(const layers& right, kernel::samples frame, kernel::channel_values& noise) {
  int wrong = 0;
  const auto compare = [&](auto got, auto expected) { wrong += got == expected ? 0 : 1; };
  std::array<std::int16_t, 480> windowed{};
  micro::hann_window<480>::apply(frame, windowed);
  compare(windowed, right.window);
  const int shift = micro::auto_scale(windowed);
  compare(windowed, right.scaled);
  compare(shift, right.shift);
  kernel::scratch work;
  kernel::load(frame, work);
  fft::transform(work);
  compare(work[0].re, right.spectrum[0].re);
  compare(work[0].im, right.spectrum[256].re);
  for (std::size_t k = 1; k < 256; ++k)
    compare(work[k], right.spectrum[k]);
  for (std::size_t k = bank::first_bin; k <= bank::last_bin; ++k)
    compare(micro::energy(work[k]), right.energy_unsigned[k]);
  for (std::size_t k = 0; k < 257; ++k) {
    if (k < bank::first_bin || k > bank::last_bin) compare(right.energy_unsigned[k], 0U);
  }
  std::array<std::uint64_t, 40> filters{};
  bank::apply(work, filters);
  kernel::channel_values amplitudes{};
  kernel::amplitudes(frame, work, amplitudes);
  for (std::size_t c = 0; c < 40; ++c) {
    compare(filters[c], right.filters[2 * c] | std::uint64_t{right.filters[2 * c + 1]} << 32);
    compare(amplitudes[c], right.roots[c]);
    const std::uint32_t signal =
        micro::subtract_noise(kernel::p, static_cast<int>(c), amplitudes[c], noise[c]);
    compare(signal, right.signal[c]);
    compare(noise[c], right.noise[c]);
    const std::uint32_t normal = micro::normalize(kernel::gains, signal, noise[c]);
    compare(normal, right.pcan[c]);
    const std::int16_t log = micro::scaled_log(normal << 3);
    compare(log, right.log[c]);
    compare(micro::feature(log), right.features[c]);
  }
  return wrong;
}

}  // namespace

TEST_CASE("micro front end: features of all recordings" * doctest::test_suite("reference")) {
  const auto reference = reference_dir();
  if (!reference) {
    print_skipped("micro front end's features");
    return;
  }
  int recordings = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder(*reference))) {
    if (entry.path().extension() != ".wav") continue;
    CAPTURE(entry.path().filename().string());
    ++recordings;
    const auto samples = read_canonical_wav(entry.path());
    auto golden_path = entry.path();
    const auto bytes = read_bytes(golden_path.replace_extension(".features.i8"));
    const std::vector<std::int8_t> golden(bytes.begin(), bytes.end());
    tyto::audio::micro_front_end<micro_10_ms> stream;
    tyto::audio::micro_front_end<micro_10_ms, tyto::arch::native> native;
    for (const std::size_t chunk : {samples.size(), std::size_t{160}, std::size_t{77}}) {
      stream.reset();
      CHECK(pushed(stream, samples, chunk) == golden);
      native.reset();
      CHECK(pushed(native, samples, chunk) == golden);
    }
  }
  CHECK(recordings >= 8);
}

TEST_CASE("micro front end: every operator's output" * doctest::test_suite("reference")) {
  const auto reference = reference_dir();
  if (!reference) {
    print_skipped("micro front end's operators");
    return;
  }
  const auto bytes = read_bytes(folder(*reference) / "okay_nabu_1.front_end_layers.bin");
  const auto samples = read_canonical_wav(folder(*reference) / "okay_nabu_1.wav");
  constexpr std::size_t frames = 60;
  REQUIRE(bytes.size() == frames * sizeof(layers));
  kernel::channel_values noise{};
  for (std::size_t i = 0; i < frames; ++i) {
    CAPTURE(i);
    layers right;
    std::memcpy(&right, bytes.data() + i * sizeof(layers), sizeof(layers));
    const auto frame = std::span(samples).subspan(i * 160).first<480>();
    CHECK(differences(right, frame, noise) == 0);
  }
}
