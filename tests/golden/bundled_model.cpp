// SPDX-License-Identifier: Apache-2.0
// The bundled models: on real speech through our own front end as accurate as their cards say. And
// ds_cnn_s as TensorFlow Lite quantised it: to the byte what the reference kernels give.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audio/canonical_wav.hpp"
#include "audio/synthetic_clips.hpp"
#include "ds_cnn_s.hpp"
#include "ds_cnn_s_int8.hpp"
#include "ds_cnn_stream.hpp"
#include "golden/golden.hpp"
#include "graph/stream_check.hpp"

namespace {

using model = ds_cnn_s::model;
using network = model::network;
using front_end = tyto::audio::mfcc<model::front_end>;

constexpr std::size_t clip_count = 1200;
constexpr int frames = network::input_elements / front_end::coefficients;

std::vector<float> features_of(const std::filesystem::path& clip) {
  std::vector<float> features(network::input_elements);
  tyto::audio::clip_features<model::front_end>(tyto::test::read_canonical_wav(clip), frames,
                                               features.data());
  return features;
}

std::vector<std::int8_t> quantized(const std::vector<float>& features, tyto::quantization q) {
  std::vector<std::int8_t> stored;
  for (const float f : features)
    stored.push_back(tyto::quantize(f, q));
  return stored;
}

template <class Model>
std::string_view most_likely(const std::vector<float>& features) {
  static typename Model::network::arena arena;
  std::int8_t output[Model::network::output_elements];
  Model::network::run(quantized(features, Model::input_quantization).data(), output, arena);
  return Model::labels[std::max_element(std::begin(output), std::end(output)) - output];
}

// The label in "label/file.wav"; folders call silence and unknown _silence_ and _unknown_.
std::string_view label_of(std::string_view clip) {
  const std::string_view folder = clip.substr(0, clip.find('/'));
  return folder.front() == '_' ? folder.substr(1, folder.size() - 2) : folder;
}

}  // namespace

TEST_CASE("bundled model: its self-test passes") {
  static network::arena arena;
  std::int8_t input[network::input_elements];
  std::int8_t output[network::output_elements];
  CHECK(tyto::graph::self_test<model>(input, output, arena));
}

TEST_CASE("bundled model that streams: its self-test passes, as a whole and row by row") {
  using streams = ds_cnn_stream::model;
  static streams::network::arena arena;
  static streams::stream ears;
  static streams::stream::arena step;
  std::int8_t input[streams::network::input_elements];
  std::int8_t output[streams::network::output_elements];
  CHECK(tyto::graph::self_test<streams>(input, output, arena));
  CHECK(tyto::graph::stream_self_test<streams>(ears, input, output, step));
}

TEST_CASE("bundled model that streams: each step is what the whole window gives") {
  using streams = ds_cnn_stream::model;
  static_assert(streams::stream::rows_per_step == 2);
  static_assert(streams::stream::macs_per_step == 107008);
  static_assert(streams::stream::state_bytes + streams::stream::arena_bytes <= 7200);
  CHECK(tyto::test::differing_steps<streams::network, 2>(30, 1) == 0);
}

TEST_CASE("bundled model: budgets") {
  static_assert(network::arena_bytes <= 9500);
  static_assert(network::macs == 2656768);
  static_assert(network::weight_bytes <= 28 * 1024);
  CHECK(network::layer_count == 12);
}

TEST_CASE("as TensorFlow Lite quantised it: outputs for 20 clips equal the reference kernels'") {
  using tflite = ds_cnn_s_int8::model;
  tyto::test::check_own_golden<tflite>("speech_inputs.i8", "speech_outputs.i8", 20,
                                       tyto::host::run_model<tflite>);
}

TEST_CASE("as TensorFlow Lite quantised it: random inputs, every operator of the first") {
  using tflite = ds_cnn_s_int8::model;
  tyto::test::check_own_golden<tflite>("random_inputs.i8", "random_outputs.i8", 5,
                                       tyto::host::run_model<tflite>);
  const auto inputs = tyto::test::read_bytes(tyto::test::own_golden("random_inputs.i8"));
  const auto layers = tyto::test::read_bytes(tyto::test::own_golden("random_layers.i8"));
  tyto::test::check_outputs<tflite>("random_layers.i8",
                                    std::span(inputs).first(tyto::host::input_bytes<tflite>),
                                    layers, 1, tyto::host::run_operators<tflite>);
}

TEST_CASE("as TensorFlow Lite quantised it: synthetic clips, from samples to outputs") {
  using tflite = ds_cnn_s_int8::model;
  tyto::test::check_own_golden<tflite>("clips_inputs.i8", "clips_outputs.i8", 4,
                                       tyto::host::run_model<tflite>);
  // What our own front end makes of the samples: a step off on a rounding border, now and then.
  const auto expected = tyto::test::read_own_golden<std::int8_t>("clips_inputs.i8");
  std::vector<std::int8_t> got;
  for (std::size_t clip = 0; clip < 4; ++clip) {
    std::vector<float> features(network::input_elements);
    tyto::audio::clip_features<tflite::front_end>(tyto::test::synthetic_clip(clip), frames,
                                                  features.data());
    const auto stored = quantized(features, tflite::input_quantization);
    got.insert(got.end(), stored.begin(), stored.end());
  }
  REQUIRE(got.size() == expected.size());
  int other = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    CHECK(std::abs(got[i] - expected[i]) <= 1);
    other += got[i] != expected[i] ? 1 : 0;
  }
  CHECK(other <= 1);
}

TEST_CASE("as TensorFlow Lite quantised it: outputs for 1,200 clips equal the reference kernels'" *
          doctest::test_suite("reference")) {
  using tflite = ds_cnn_s_int8::model;
  tyto::test::check_golden<tflite>("ds_cnn_s_int8_speech_inputs.i8",
                                   "ds_cnn_s_int8_speech_outputs.i8", clip_count,
                                   tyto::host::run_model<tflite>);
}

// The cards say 92.8 % of the 1,200 clips, and of the network that streams 91.1 %.
TEST_CASE("bundled models: accuracy on real speech through our own front end" *
          doctest::test_suite("reference")) {
  const auto reference = tyto::test::reference_dir();
  if (!reference) {
    tyto::test::print_skipped("accuracy on real speech");
    return;
  }
  const auto clips = tyto::test::read_lines(*reference / "golden" / "speech_clips.txt");
  const auto golden =
      tyto::test::read_bytes(*reference / "golden" / "ds_cnn_s_int8_speech_inputs.i8");
  REQUIRE(clips.size() == clip_count);
  REQUIRE(golden.size() == clip_count * network::input_elements);
  std::size_t correct = 0;
  std::size_t correct_streaming = 0;
  std::size_t other_features = 0;
  for (std::size_t i = 0; i < clip_count; ++i) {
    const auto features = features_of(*reference / "speech" / clips[i]);
    correct += most_likely<model>(features) == label_of(clips[i]) ? 1U : 0U;
    correct_streaming +=
        most_likely<ds_cnn_stream::model>(features) == label_of(clips[i]) ? 1U : 0U;
    const auto input = quantized(features, ds_cnn_s_int8::model::input_quantization);
    for (std::size_t k = 0; k < input.size(); ++k) {
      // char may be unsigned: compared as what it holds
      const auto expected = static_cast<std::int8_t>(golden[i * input.size() + k]);
      other_features += input[k] != expected ? 1U : 0U;
    }
  }
  MESSAGE("right of " << clip_count << ": ds_cnn_s " << correct << ", ds_cnn_stream "
                      << correct_streaming << "; " << other_features << " of " << golden.size()
                      << " quantised features differ from double precision's");
  CHECK(correct >= 1113);
  CHECK(correct_streaming >= 1093);
  // One step of a feature on a rounding border, now and then.
  CHECK(other_features <= golden.size() / 10000);
}
