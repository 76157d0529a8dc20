// SPDX-License-Identifier: Apache-2.0
// DS_CNN_S.pb as a header: a float network on this target, with the front end that the graph
// describes, from recorded speech to probabilities.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstring>
#include <vector>

#include "audio/canonical_wav.hpp"
#include "golden/golden.hpp"

#ifdef TYTO_TEST_REFERENCE_MODELS

#include "DS_CNN_S.hpp"

namespace {

using model = DS_CNN_S::model;
using network = model::network;

constexpr std::size_t clip_count = 1200;
constexpr int frames = network::input_elements / model::front_end::parameters.coefficients;

// An emulator or a sanitizer takes its time.
#if defined(__arm__) || defined(TYTO_TEST_HAS_ASAN)
constexpr std::size_t clip_step = 50;
#else
constexpr std::size_t clip_step = 1;
#endif

}  // namespace

TEST_CASE("DS_CNN_S.pb: probabilities of recorded speech, through the graph's own front end" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("DS_CNN_S_softmax.f32");
    return;
  }
  const auto clips = tyto::test::read_lines(*reference / "golden" / "speech_clips.txt");
  const auto golden = tyto::test::read_bytes(*reference / "golden" / "DS_CNN_S_softmax.f32");
  constexpr std::size_t labels = network::output_elements;
  REQUIRE(clips.size() == clip_count);
  REQUIRE(golden.size() == clip_count * labels * sizeof(float));
  static network::arena arena;
  double worst = 0.0;
  for (std::size_t i = 0; i < clip_count; i += clip_step) {
    std::vector<float> features(network::input_elements);
    tyto::audio::clip_features<model::front_end>(
        tyto::test::read_canonical_wav(*reference / "speech" / clips[i]), frames, features.data());
    float got[labels];
    float expected[labels];
    network::run(features.data(), got, arena);
    std::memcpy(expected, golden.data() + i * sizeof expected, sizeof expected);
    for (std::size_t k = 0; k < labels; ++k)
      worst = std::max(worst, std::abs(double{got[k]} - double{expected[k]}));
  }
  MESSAGE((clip_count / clip_step) << " clips, largest difference " << worst);
  CHECK(worst < 1e-4);
}

#endif
