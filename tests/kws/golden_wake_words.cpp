// SPDX-License-Identifier: Apache-2.0
// Wake words that others made, from the recording on: front end and network give at every step the
// byte that TensorFlow Lite Micro's kernels gave, on whatever machine this is compiled for.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "audio/canonical_wav.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"

#ifdef TYTO_TEST_REFERENCE_MODELS

#include "tyto/audio/extractor.hpp"
#include "v2_hey_jarvis.hpp"
#include "v2_okay_nabu.hpp"
#include "v2_vad.hpp"

namespace {

using namespace tyto::test;
using byte_vector = std::vector<std::uint8_t>;

byte_vector golden_bytes(const std::filesystem::path& stem, const std::string& ending) {
  const std::vector<char> bytes = read_bytes(stem.string() + ending);
  return {bytes.begin(), bytes.end()};
}

// What a stream gives, step by step.
template <class Model>
class outputs_of {
  using stream = typename Model::stream;
  static_assert(stream::rows_per_step == 3 && stream::row_elements == 40);

 public:
  void push(const std::int8_t* row) {
    std::uint8_t output[1];
    if (stream_.push(row, output, arena_)) bytes_.push_back(output[0]);
  }
  [[nodiscard]] const byte_vector& bytes() const { return bytes_; }

 private:
  stream stream_{};
  typename stream::arena arena_{};
  byte_vector bytes_;
};

template <class Model>
void check_recording(const std::filesystem::path& stem, const std::string& model,
                     std::size_t chunk) {
  CAPTURE(stem.string());
  CAPTURE(model);
  CAPTURE(chunk);
  using front_end = tyto::audio::extractor<typename Model::front_end, typename Model::stream::arch>;
  const auto samples = read_canonical_wav(stem.string() + ".wav");
  static front_end features;
  features.reset();
  outputs_of<Model> outputs;
  for (std::size_t at = 0; at < samples.size(); at += chunk) {
    features.push(std::span(samples).subspan(at, std::min(chunk, samples.size() - at)),
                  [&](typename front_end::frame_features frame) { outputs.push(frame.data()); });
  }
  CHECK(outputs.bytes() == golden_bytes(stem, "." + model + ".u8"));
}

template <class Model>
void check_features(const std::filesystem::path& stem, const std::string& model) {
  CAPTURE(model);
  const byte_vector features = golden_bytes(stem, ".features.i8");
  outputs_of<Model> outputs;
  for (std::size_t at = 0; at < features.size(); at += 40)
    outputs.push(reinterpret_cast<const std::int8_t*>(features.data()) + at);
  CHECK(outputs.bytes() == golden_bytes(stem, "." + model + ".u8"));
}

}  // namespace

TEST_CASE("wake words of others: every step of all recordings" * doctest::test_suite("reference")) {
  const auto folder = reference_dir_candidate() / "micro_frontend";
  if (!std::filesystem::exists(folder)) {  // it was there when this was built
    print_skipped("wake words of others");
    return;
  }
  int recordings = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".wav") continue;
    ++recordings;
    const auto stem = folder / entry.path().stem();
    check_recording<v2_okay_nabu::model>(stem, "okay_nabu", 160);
    check_recording<v2_hey_jarvis::model>(stem, "hey_jarvis", 77);
    check_recording<v2_vad::model>(stem, "vad", 4000);
  }
  CHECK(recordings >= 8);
  check_features<v2_okay_nabu::model>(folder / "random", "okay_nabu");
  check_features<v2_hey_jarvis::model>(folder / "random", "hey_jarvis");
  check_features<v2_vad::model>(folder / "random", "vad");
}

TEST_CASE("wake words of others: what they keep is small" * doctest::test_suite("reference")) {
  using stream = v2_okay_nabu::model::stream;
  static_assert(stream::state_bytes + stream::arena_bytes <= 4608);
  CHECK(sizeof(stream) == stream::state_bytes);
}

#else

TEST_CASE("wake words of others" * doctest::test_suite("reference")) {
  tyto::test::print_skipped("wake words were not converted");
}

#endif
