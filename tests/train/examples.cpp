// SPDX-License-Identifier: Apache-2.0
// What a training example is drawn from.
#include "train/examples.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace tyto::train;

namespace {

// Clips that say who they are by how loud they are, the same byte in every place.
constexpr std::uint8_t quiet_negative = 60, noise = 90, keyword = 120, loud_negative = 220;

clip_set set_of(const std::vector<std::pair<std::string, std::uint8_t>>& clips) {
  clip_set set;
  for (const auto& [word, byte] : clips) {
    set.clips.push_back({word, false, log_mel_of(byte)});
    set.bytes.insert(set.bytes.end(), clip_bytes, byte);
  }
  return set;
}

// How many of 400 examples hold something as loud as `loud_negative`.
int loud_ones(const examples& from) {
  constexpr int draws = 400;
  int loud = 0;
  for (int i = 0; i < draws; ++i) {
    random_source random(7, 0, static_cast<std::uint64_t>(i));
    example drawn;
    from.draw(random, drawn);
    const float highest = *std::max_element(drawn.features.begin(), drawn.features.end());
    loud += highest > log_mel_of(loud_negative) - 6.0F;  // its gain, its colour
  }
  return loud;
}

// One piece in ten of noise is for validation: the first.
const clip_set some = set_of({{noise_word, noise},
                              {noise_word, noise},
                              {"yes", keyword},
                              {negatives_word, quiet_negative},
                              {negatives_word, loud_negative}});
const std::vector<std::string> labels{"silence", "unknown", "yes"};

recipe only(float unknown) {
  recipe how;
  how.silence = how.noise = how.babble = how.reverberation = 0.0F;
  how.unknown = unknown;
  return how;
}

}  // namespace

TEST_CASE("pieces of negatives are unknown examples") {
  const examples from(some, labels, only(1.0F));
  CHECK(from.negatives() == 2);
  CHECK(loud_ones(from) > 50);
  example piece;
  from.negative(1, piece);
  CHECK(piece.label == unknown_label);
  CHECK(piece.features[frames * mel_channels / 2] == doctest::Approx(log_mel_of(loud_negative)));
  CHECK(loud_ones(examples(some, labels, only(0.0F))) == 0);
}

TEST_CASE("pieces that sound like a keyword are drawn more often") {
  recipe how = only(1.0F);
  how.hard = 1.0F;
  examples from(some, labels, how);
  const int before = loud_ones(from);
  from.draw_more_of({1});
  CHECK(loud_ones(from) > before);
  from.draw_more_of({0});
  CHECK(loud_ones(from) == 0);
}

TEST_CASE("a set without any other speech is refused") {
  const clip_set alone = set_of({{noise_word, noise}, {noise_word, noise}, {"yes", keyword}});
  CHECK_THROWS_WITH(examples(alone, labels, only(0.5F)), "no training clip says another word");
}
