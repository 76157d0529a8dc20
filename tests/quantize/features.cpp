// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/features.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "audio/reference_mfcc.hpp"
#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/ir/constants.hpp"
#include "convert/onnx_models.hpp"
#include "convert/scratch_folder.hpp"
#include "quantize/wav_folder.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using tyto::audio::mfcc_parameters;
using floats = std::vector<float>;

namespace {

double largest_gap(const floats& a, const floats& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
    largest = std::max(largest, std::abs(double{a[i]} - double{b[i]}));
  return largest;
}

mfcc_parameters unusual() {
  mfcc_parameters p = tyto::audio::tyto_480_320;
  p.window = 400;
  p.hop = 160;
  p.low_hz = 125.0F;
  p.high_hz = 7500.0F;
  p.mel_filters = 26;
  p.coefficients = 13;
  return p;
}

lowered::model small_model() {
  return convert_model(onnx_mobilenet_like().bytes(), model_format::onnx);
}

}  // namespace

TEST_CASE("features in double are those of the front end's formulas") {
  for (const mfcc_parameters& p :
       {unusual(), tyto::audio::tyto_480_320, tyto::audio::tensorflow_640_320}) {
    const std::vector<std::int16_t> clip = tone(440, 2000);
    const floats got = clip_features_in_double(p, clip, 2);
    const std::span<const std::int16_t> samples(clip);
    floats expected;
    for (const std::size_t begin : {std::size_t{0}, static_cast<std::size_t>(p.hop)}) {
      for (const double c :
           direct_mfcc(p, samples.subspan(begin, static_cast<std::size_t>(p.window)))) {
        expected.push_back(static_cast<float>(c));
      }
    }
    CHECK(largest_gap(got, expected) < 1e-4);
  }
}

TEST_CASE("features of the named front ends come from the device's code") {
  for (const mfcc_parameters& p : {tyto::audio::tyto_480_320, tyto::audio::tensorflow_640_320}) {
    const std::vector<std::int16_t> clip = tone(700);
    const floats device = clip_features(p, clip, 49);
    const floats in_double = clip_features_in_double(p, clip, 49);
    const double gap = largest_gap(device, in_double);
    CHECK(gap < 2e-3);
    CHECK(gap > 0.0);
  }
  const std::vector<std::int16_t> clip = tone(700);
  CHECK(clip_features(unusual(), clip, 20) == clip_features_in_double(unusual(), clip, 20));
}

TEST_CASE("a clip that is too short is followed by zeros") {
  std::vector<std::int16_t> clip = tone(300, 1000);
  const floats got = clip_features(unusual(), clip, 10);
  clip.resize(16000);
  CHECK(got == clip_features(unusual(), clip, 10));
  CHECK(clip_features(unusual(), {}, 3).size() == 39);
}

TEST_CASE("calibration from a folder: all .wav files by name, in folders as well") {
  const scratch_folder folder;
  write_wav(folder / "b/1.wav", tone(500));
  write_wav(folder / "a.wav", tone(600));
  folder.write("notes.txt", std::string("x"));
  const auto files = wav_files(folder.path());
  REQUIRE(files.size() == 2);
  CHECK(files[0].filename() == "a.wav");
  const lowered::model model = small_model();
  mfcc_parameters p = unusual();
  p.coefficients = 1;
  const network_inputs inputs = read_calibration(folder.path(), model, &p);
  REQUIRE(inputs.size() == 2);
  CHECK(inputs[0].size() == static_cast<std::size_t>(model.input.dims.elements()));
  CHECK(inputs[0] != inputs[1]);
  CHECK_THROWS_WITH_AS(read_calibration(folder.path(), model, nullptr),
                       doctest::Contains("accepted: with --front-end, or a file of features"),
                       error);
  write_wav(folder / "b/2.wav", {});
  CHECK_THROWS_WITH(read_calibration(folder.path(), model, &p),
                    doctest::Contains("b/2.wav: holds no samples"));
  const scratch_folder empty;
  CHECK_THROWS_WITH_AS(read_calibration(empty.path(), model, &p),
                       "holds no .wav file; accepted: a folder with at least one", error);
}

TEST_CASE("calibration from a file of features") {
  const scratch_folder folder;
  const lowered::model model = small_model();
  const auto elements = static_cast<std::size_t>(model.input.dims.elements());
  floats all;
  for (std::size_t i = 0; i < 3 * elements; ++i)
    all.push_back(static_cast<float>(i));
  std::vector<std::uint8_t> bytes = bytes_of(std::span<const float>(all));
  const network_inputs inputs = read_calibration(folder.write("f.f32", bytes), model, nullptr);
  REQUIRE(inputs.size() == 3);
  CHECK(inputs[2].front() == static_cast<float>(2 * elements));
  bytes.pop_back();
  CHECK_THROWS_WITH_AS(read_calibration(folder.write("f.f32", bytes), model, nullptr),
                       doctest::Contains("accepted: float32 features"), error);
  CHECK_THROWS_AS(read_calibration(folder / "absent.f32", model, nullptr), error);
}

TEST_CASE("an input that no whole number of frames fills") {
  mfcc_parameters p = unusual();
  p.coefficients = 7;
  const lowered::model model = small_model();
  REQUIRE(model.input.dims.elements() % 7 != 0);
  CHECK_THROWS_WITH_AS(frames_of_input(model, p),
                       doctest::Contains("no whole number of the front end's frames"), error);
}
