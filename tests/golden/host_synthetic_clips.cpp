// SPDX-License-Identifier: Apache-2.0
// The golden features of the synthetic clips are what the formulas give in double precision. With
// TYTO_UPDATE_EXPECTED set in its environment, the test writes the files.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <span>
#include <string>
#include <vector>

#include "audio/front_ends.hpp"
#include "audio/reference_mfcc.hpp"
#include "audio/synthetic_clips.hpp"
#include "ds_cnn_s_int8.hpp"
#include "golden/own_files.hpp"

namespace {

constexpr int frames = 49;

std::vector<double> features_of_all(const tyto::audio::mfcc_parameters& p) {
  std::vector<double> features;
  for (std::size_t clip = 0; clip < tyto::test::synthetic_clip_names.size(); ++clip) {
    const std::vector<std::int16_t> samples = tyto::test::synthetic_clip(clip);
    for (int frame = 0; frame < frames; ++frame) {
      const auto window = std::span(samples).subspan(static_cast<std::size_t>(frame * p.hop),
                                                     static_cast<std::size_t>(p.window));
      const std::vector<double> coefficients = tyto::test::direct_mfcc(p, window);
      features.insert(features.end(), coefficients.begin(), coefficients.end());
    }
  }
  return features;
}

template <class T>
void update(const std::string& name, const std::vector<T>& values) {
  if (std::getenv("TYTO_UPDATE_EXPECTED") == nullptr) return;
  std::ofstream file(tyto::test::own_golden(name), std::ios::binary);
  file.write(reinterpret_cast<const char*>(values.data()),
             static_cast<std::streamsize>(values.size() * sizeof(T)));
}

// The last bits of libm differ from one machine to the next.
void check_features(const std::string& name, const std::vector<double>& features) {
  std::vector<float> rounded;
  for (const double x : features)
    rounded.push_back(static_cast<float>(x));
  update(name, rounded);
  const auto stored = tyto::test::read_own_golden<float>(name);
  REQUIRE(stored.size() == features.size());
  double worst = 0.0;
  for (std::size_t i = 0; i < features.size(); ++i)
    worst = std::max(worst, std::abs(features[i] - static_cast<double>(stored[i])));
  CHECK(worst < 8e-6);  // half a unit in the last place of a float below 256
}

}  // namespace

TEST_CASE("golden files: features of the synthetic clips, in double precision") {
  check_features("clips_tensorflow_640_320.f32",
                 features_of_all(tyto::test::tensorflow_front_end::parameters));
  const std::vector<double> own = features_of_all(tyto::test::tyto_front_end::parameters);
  check_features("clips_tyto_480_320.f32", own);

  const tyto::quantization q = ds_cnn_s_int8::model::input_quantization;
  std::vector<std::int8_t> stored;
  for (const double x : own) {
    const double nearest = std::round(x / static_cast<double>(q.scale)) + q.zero_point;
    stored.push_back(static_cast<std::int8_t>(std::clamp(nearest, -128.0, 127.0)));
  }
  update("clips_inputs.i8", stored);
  CHECK(stored == tyto::test::read_own_golden<std::int8_t>("clips_inputs.i8"));
}
