// SPDX-License-Identifier: Apache-2.0
// Features of real speech against those computed in double precision from the formulas.
#include <doctest/doctest.h>

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "canonical_wav.hpp"
#include "front_ends.hpp"
#include "golden/own_files.hpp"
#include "support/reference_dir.hpp"
#include "synthetic_clips.hpp"
#include "tyto/arch/native.hpp"
#include "tyto/audio/mfcc.hpp"

namespace {

constexpr int frames = 49;
constexpr std::size_t clip_values = 490;

std::vector<float> read_floats(const std::filesystem::path& path) {
  static_assert(std::endian::native == std::endian::little);
  std::ifstream file(path, std::ios::binary);
  const auto bytes = static_cast<std::size_t>(std::filesystem::file_size(path));
  std::vector<float> values(bytes / sizeof(float));
  file.read(reinterpret_cast<char*>(values.data()),
            static_cast<std::streamsize>(values.size() * sizeof(float)));
  REQUIRE(file.good());
  return values;
}

std::vector<std::string> read_lines(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

template <class FrontEnd, class Arch>
double worst_error(const std::filesystem::path& reference, const std::string& golden_name) {
  const auto clips = read_lines(reference / "golden" / "mfcc_clips.txt");
  const auto golden = read_floats(reference / "golden" / golden_name);
  REQUIRE(clips.size() == 24);
  REQUIRE(golden.size() == clips.size() * clip_values);
  double worst = 0;
  for (std::size_t clip = 0; clip < clips.size(); ++clip) {
    const auto samples = tyto::test::read_canonical_wav(reference / "speech" / clips[clip]);
    std::array<float, clip_values> got{};
    tyto::audio::mfcc<FrontEnd, Arch> stream;
    tyto::audio::clip_features(stream, samples, frames, got.data());
    for (std::size_t i = 0; i < clip_values; ++i) {
      const double error = std::fabs(double{got[i]} - double{golden[clip * clip_values + i]});
      if (!(error <= worst)) worst = error;  // a NaN counts as worse
    }
  }
  return worst;
}

template <class FrontEnd>
void check_golden(const std::string& golden_name) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped(golden_name);
    return;
  }
  const double worst = worst_error<FrontEnd, tyto::arch::scalar>(*reference, golden_name);
  MESSAGE(golden_name << ": worst absolute error " << worst);
  CHECK(worst < 8e-5);
  const double native = worst_error<FrontEnd, tyto::arch::native>(*reference, golden_name);
  MESSAGE(golden_name << ", " << std::string(tyto::arch::native::name) << ": " << native);
  CHECK(native < 8e-5);
}

// The clips of synthetic_clips.hpp, whose features are part of the tree.
template <class FrontEnd>
void check_own_golden(const std::string& golden_name) {
  const auto golden = tyto::test::read_own_golden<float>(golden_name);
  REQUIRE(golden.size() == tyto::test::synthetic_clip_names.size() * clip_values);
  for (std::size_t clip = 0; clip < tyto::test::synthetic_clip_names.size(); ++clip) {
    std::array<float, clip_values> got{};
    tyto::audio::clip_features<FrontEnd>(tyto::test::synthetic_clip(clip), frames, got.data());
    double worst = 0;
    for (std::size_t i = 0; i < clip_values; ++i) {
      const double error = std::fabs(double{got[i]} - double{golden[clip * clip_values + i]});
      if (!(error <= worst)) worst = error;  // a NaN counts as worse
    }
    INFO(std::string(tyto::test::synthetic_clip_names[clip]));
    MESSAGE(golden_name << ": worst absolute error " << worst);
    CHECK(worst < 2e-3);
  }
}

}  // namespace

TEST_CASE("golden features of synthetic clips, TensorFlow's front end") {
  check_own_golden<tyto::test::tensorflow_front_end>("clips_tensorflow_640_320.f32");
}

TEST_CASE("golden features of synthetic clips, tyto's front end") {
  check_own_golden<tyto::test::tyto_front_end>("clips_tyto_480_320.f32");
}

TEST_CASE("golden features, TensorFlow's front end" * doctest::test_suite("reference")) {
  check_golden<tyto::test::tensorflow_front_end>("mfcc_tensorflow_640_320.f32");
}

TEST_CASE("golden features, tyto's front end" * doctest::test_suite("reference")) {
  check_golden<tyto::test::tyto_front_end>("mfcc_tyto_480_320.f32");
}
