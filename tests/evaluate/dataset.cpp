// SPDX-License-Identifier: Apache-2.0
#include "evaluate/dataset.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <set>

#include "common/error.hpp"
#include "common/parallel.hpp"
#include "convert/scratch_folder.hpp"
#include "quantize/wav_folder.hpp"

using namespace tyto::test;
using tyto::convert::parallel_for;
using namespace tyto::evaluate;
using strings = std::vector<std::string>;

namespace {

std::vector<std::string> names(const std::vector<clip>& clips) {
  std::vector<std::string> all;
  for (const clip& c : clips)
    all.push_back(c.file.filename());
  return all;
}

std::vector<clip> numbered(std::size_t count) {
  std::vector<clip> clips;
  for (std::size_t i = 0; i < count; ++i)
    clips.push_back({std::string(1, static_cast<char>('a' + i)), i});
  return clips;
}

}  // namespace

TEST_CASE("clips and their labels come from the folders' names") {
  const scratch_folder folder;
  write_wav(folder / "yes/2.wav", tone(500, 100));
  write_wav(folder / "yes/1.wav", tone(500, 100));
  write_wav(folder / "_silence_/x.wav", tone(500, 100));
  std::filesystem::create_directory(folder / "empty");
  folder.write("README.md", std::string("x"));
  const std::vector<clip> clips = find_clips(folder.path(), {"silence", "no", "yes"});
  CHECK(names(clips) == strings{"x.wav", "1.wav", "2.wav"});
  CHECK(clips[0].label == 0);
  CHECK(clips[1].label == 2);
  CHECK_THROWS_WITH_AS(
      find_clips(folder.path(), {"silence", "no"}),
      "has clips in a folder \"yes\"; accepted: folders named as the model's labels, silence no",
      tyto::convert::error);
  CHECK_THROWS_WITH_AS(find_clips(folder / "empty", {"yes"}),
                       "holds no clips; accepted: a folder of LABEL/*.wav", tyto::convert::error);
  CHECK_THROWS_WITH_AS(find_clips(folder / "README.md", {"yes"}), "is no folder",
                       tyto::convert::error);
}

TEST_CASE("a subset is the same for the same seed, in the order the clips had") {
  CHECK(names(pick(numbered(20), {})) == names(numbered(20)));
  CHECK(names(pick(numbered(20), {.limit = 20})) == names(numbered(20)));
  const strings five = names(pick(numbered(20), {.limit = 5, .seed = 1}));
  CHECK(five.size() == 5);
  CHECK(std::set<std::string>(five.begin(), five.end()).size() == 5);
  CHECK(std::is_sorted(five.begin(), five.end()));
  CHECK(five == names(pick(numbered(20), {.limit = 5, .seed = 1})));
  std::set<strings> choices;
  for (std::uint64_t seed = 0; seed < 8; ++seed)
    choices.insert(names(pick(numbered(20), {.limit = 5, .seed = seed})));
  CHECK(choices.size() > 4);
}

TEST_CASE("parallel_for calls every index once, and hands an exception on") {
  std::vector<std::atomic<int>> calls(1000);
  parallel_for("test", calls.size(), [&](std::size_t i) { ++calls[i]; });
  for (const auto& c : calls)
    CHECK(c == 1);
  CHECK_THROWS_WITH_AS(parallel_for("test", 100,
                                    [](std::size_t i) {
                                      if (i == 50) throw std::runtime_error("fifty");
                                    }),
                       "fifty", std::runtime_error);
  parallel_for("test", 0, [](std::size_t) { FAIL("no index to call with"); });
}
