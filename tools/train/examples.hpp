// SPDX-License-Identifier: Apache-2.0
// Draws training examples: which clips, put together how, labelled what.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "train/augment.hpp"

namespace tyto::train {

// Outputs 0 and 1 of every network.
inline constexpr std::int64_t silence_label = 0, unknown_label = 1;

struct recipe {
  // Of all examples; the rest are keywords.
  float silence = 0.09F, unknown = 0.22F;
  float noise = 0.6F;   // chance of background noise behind
  float babble = 0.2F;  // chance of another word behind or beside
  float reverberation = 0.15F;
  float shift = 11.0F;  // to so many frames of 10 ms either way
  // Of the unknown examples, how many are pieces of _negatives_, where there are any; of those, how
  // many are pieces in which the network hears a keyword.
  float negatives = 0.4F, hard = 0.5F;
};

struct example {
  spectrogram features;
  std::int64_t label = 0;
};

class examples {
 public:
  // `labels`: silence, unknown, then the keywords. A word that is none of them is unknown.
  examples(const clip_set& set, const std::vector<std::string>& labels, const recipe& how);

  // A pure function of the generator's state.
  void draw(random_source& random, example& out) const;

  // Validation clips as they are, one phase each; noise counts as silence.
  [[nodiscard]] std::vector<example> validation() const;

  // The pieces of _negatives_ that are trained on, as they are.
  [[nodiscard]] std::size_t negatives() const { return negatives_.size(); }
  void negative(std::size_t i, example& out) const;
  // Says which of them are drawn more often from now on: those that sound like a keyword.
  void draw_more_of(std::vector<std::size_t> negatives) { hard_ = std::move(negatives); }

 private:
  [[nodiscard]] std::size_t noise(random_source& random) const;
  [[nodiscard]] std::size_t unknown(random_source& random) const;
  [[nodiscard]] std::size_t of_negatives(random_source& random) const;
  [[nodiscard]] std::size_t keyword(random_source& random, std::int64_t& label) const;
  [[nodiscard]] placement placed(random_source& random) const;
  void draw_silence(random_source& random, spectrogram& out) const;
  void draw_unknown(random_source& random, spectrogram& out, float& level) const;
  void disturb(random_source& random, spectrogram& s, float level) const;

  const clip_set& set_;
  recipe how_;
  std::vector<std::vector<std::size_t>> keywords_;  // clips of each keyword, for training
  std::vector<std::vector<std::size_t>> others_;    // of each other word
  std::vector<std::size_t> negatives_;              // pieces of speech without the keywords
  std::vector<std::size_t> hard_;                   // indices into negatives_
  std::vector<std::size_t> noises_;
  std::vector<std::pair<std::size_t, std::int64_t>> validation_;  // clip, label
};

}  // namespace tyto::train
