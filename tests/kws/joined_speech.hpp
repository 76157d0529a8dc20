// SPDX-License-Identifier: Apache-2.0
// Minutes of audio made of clips of single words, with pauses and noise between and under them, and
// what was said when.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "audio/canonical_wav.hpp"
#include "support/random.hpp"
#include "support/read_file.hpp"

namespace tyto::test {

inline constexpr int speech_rate = 16000;

struct spoken_word {
  std::string word;    // the clip's label; unknown for a word that is no keyword
  std::int64_t begin;  // samples since the start
  std::int64_t end;
};

struct joined_speech {
  std::vector<std::int16_t> samples;
  std::vector<spoken_word> words;
};

// Clips of the reference material by label, in the order of its list.
inline std::vector<std::filesystem::path> clips_of(const std::filesystem::path& reference,
                                                   const std::string& label) {
  std::vector<std::filesystem::path> clips;
  for (const std::string& name : read_lines(reference / "golden" / "speech_clips.txt")) {
    if (name.starts_with(label + "/")) clips.push_back(reference / "speech" / name);
  }
  return clips;
}

// `rounds` times a clip of each keyword and two of other words, shuffled; 0.3 to 1.3 s of pause
// after each; white noise of 0 to `noise` over all, another level for each word. The same on every
// machine.
inline joined_speech join_speech(const std::filesystem::path& reference, int rounds, int noise) {
  random random(2024);
  joined_speech all;
  const auto append = [&](const std::vector<std::int16_t>& clip, std::size_t count, int level) {
    for (std::size_t i = 0; i < count; ++i) {
      const int quiet = level == 0 ? 0 : random.between(-level, level);
      const int loud = (i < clip.size() ? clip[i] : 0) + quiet;
      all.samples.push_back(static_cast<std::int16_t>(std::clamp(loud, -32768, 32767)));
    }
  };
  append({}, speech_rate / 2, noise);
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::string> order{"yes", "no",  "up",   "down", "left",      "right",
                                   "on",  "off", "stop", "go",   "_unknown_", "_unknown_"};
    for (std::size_t i = order.size() - 1; i > 0; --i)
      std::swap(order[i], order[static_cast<std::size_t>(random.between(0, static_cast<int>(i)))]);
    for (const std::string& word : order) {
      const auto clips = clips_of(reference, word);
      const auto& clip =
          clips[static_cast<std::size_t>(random.between(0, static_cast<int>(clips.size()) - 1))];
      const std::vector<std::int16_t> samples = read_canonical_wav(clip);
      const int level = random.between(0, noise);
      const auto begin = static_cast<std::int64_t>(all.samples.size());
      append(samples, samples.size(), level);
      all.words.push_back({word == "_unknown_" ? "unknown" : word, begin,
                           static_cast<std::int64_t>(all.samples.size())});
      append({}, static_cast<std::size_t>(random.between(3, 13)) * speech_rate / 10, level);
    }
  }
  append({}, speech_rate, noise);
  return all;
}

// How a list of events fits what was said.
struct tally {
  int keywords = 0;  // said
  int heard = 0;     // of them, by an event of the right label while or soon after it was said
  int wrong = 0;     // events that are no keyword heard, or one heard twice
};

// Event: anything with `name` and `samples`. A detector is sure of a word up to `late` samples
// after its end.
template <class Event>
tally compare(const std::vector<spoken_word>& words, const std::vector<Event>& events,
              std::int64_t late = speech_rate * 7 / 10) {
  tally t;
  std::vector<bool> used(events.size(), false);
  for (const spoken_word& w : words) {
    if (w.word == "unknown") continue;
    ++t.keywords;
    for (std::size_t i = 0; i < events.size(); ++i) {
      const auto& e = events[i];
      if (used[i] || e.name != w.word || e.samples < w.begin || e.samples > w.end + late) continue;
      used[i] = true;
      ++t.heard;
      break;
    }
  }
  t.wrong = static_cast<int>(std::count(used.begin(), used.end(), false));
  return t;
}

}  // namespace tyto::test
