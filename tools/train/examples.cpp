// SPDX-License-Identifier: Apache-2.0
#include "train/examples.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace tyto::train {
namespace {

constexpr float nepers_per_decibel = 0.2302585F;  // of energy
constexpr int noises_per_validation = 10;         // every so many pieces of noise one is kept back

template <class T>
const T& any_of(const std::vector<T>& from, random_source& random) {
  return from[random.below(from.size())];
}

}  // namespace

examples::examples(const clip_set& set, const std::vector<std::string>& labels, const recipe& how)
    : set_(set), how_(how), keywords_(labels.size() - 2) {
  std::map<std::string, std::vector<std::size_t>> others;
  std::size_t noises = 0;
  for (std::size_t i = 0; i < set.clips.size(); ++i) {
    const auto& clip = set.clips[i];
    if (clip.word == noise_word) {
      if (clip.validation || noises++ % noises_per_validation == 0)
        validation_.emplace_back(i, silence_label);
      else
        noises_.push_back(i);
      continue;
    }
    if (clip.word == negatives_word && !clip.validation) {
      negatives_.push_back(i);
      continue;
    }
    const auto at = std::find(labels.begin() + 2, labels.end(), clip.word) - labels.begin();
    const bool known = at < static_cast<std::ptrdiff_t>(labels.size());
    if (clip.validation)
      validation_.emplace_back(i, known ? at : unknown_label);
    else if (known)
      keywords_[static_cast<std::size_t>(at - 2)].push_back(i);
    else
      others[clip.word].push_back(i);
  }
  for (auto& [word, clips] : others)
    others_.push_back(std::move(clips));
  for (std::size_t k = 0; k < keywords_.size(); ++k) {
    if (keywords_[k].empty())
      throw std::runtime_error("no training clip says \"" + labels[k + 2] + '"');
  }
  if (others_.empty() && negatives_.empty())
    throw std::runtime_error("no training clip says another word");
  if (noises_.empty()) throw std::runtime_error("there is no background noise to train with");
}

std::size_t examples::noise(random_source& random) const {
  return any_of(noises_, random);
}

std::size_t examples::unknown(random_source& random) const {
  if (others_.empty() || (!negatives_.empty() && random.chance(how_.negatives)))
    return of_negatives(random);
  return any_of(any_of(others_, random), random);
}

std::size_t examples::of_negatives(random_source& random) const {
  if (!hard_.empty() && random.chance(how_.hard)) return negatives_[any_of(hard_, random)];
  return any_of(negatives_, random);
}

void examples::negative(std::size_t i, example& out) const {
  place(set_.spectrogram(negatives_[i]), {}, out.features);
  out.label = unknown_label;
}

std::size_t examples::keyword(random_source& random, std::int64_t& label) const {
  const std::size_t k = random.below(keywords_.size());
  label = static_cast<std::int64_t>(k) + 2;
  return any_of(keywords_[k], random);
}

placement examples::placed(random_source& random) const {
  placement p;
  p.shift = random.between(-how_.shift, how_.shift) + random.unit();  // either phase of 10 ms
  if (random.chance(0.6F)) p.speed = random.between(0.88F, 1.14F);
  if (random.chance(0.6F)) p.pitch = random.between(0.93F, 1.07F);
  p.gain = random.between(-3.0F, 1.5F);
  return p;
}

void examples::draw_silence(random_source& random, spectrogram& out) const {
  const std::size_t i = noise(random);
  placement p = placed(random);
  p.shift = random.unit();
  p.speed = 1.0F;
  p.gain = random.chance(0.1F) ? -20.0F : random.between(-6.0F, 2.0F);
  place(set_.spectrogram(i), p, out);
}

void examples::draw_unknown(random_source& random, spectrogram& out, float& level) const {
  const float kind = random.unit();
  placement p = placed(random);
  std::size_t clip = unknown(random);
  std::int64_t label = 0;
  if (kind >= 0.58F) {
    // Two sounds cut and joined: other words, keywords' beginnings or ends, but no whole keyword.
    const bool of_keywords = kind >= 0.75F;
    if (of_keywords) clip = keyword(random, label);
    placement q = placed(random);
    q.gain = p.gain + random.between(-1.0F, 1.0F);
    const std::size_t next =
        of_keywords && random.chance(0.4F) ? keyword(random, label) : unknown(random);
    constexpr int middle = clip_frames / 2;
    spectrogram other;
    if (of_keywords && kind < 0.88F) {
      // Ends first, beginnings after: what was in the middle is apart now.
      p.first = middle + random.between(-2, 8);
      p.shift = static_cast<float>(-random.between(18, 40));
      q.last = middle - random.between(-2, 8);
      q.shift = static_cast<float>(random.between(18, 40));
    } else if (of_keywords) {
      // One half, and silence or noise for the rest.
      if (random.chance(0.5F))
        p.last = middle - random.between(0, 8);
      else
        p.first = middle + random.between(0, 8);
      q.gain = -20.0F;
    } else {
      p.shift = static_cast<float>(-random.between(15, 45));
      q.shift = static_cast<float>(random.between(15, 45));
    }
    place(set_.spectrogram(clip), p, out);
    place(set_.spectrogram(next), q, other);
    mix(out, other);
  } else {
    place(set_.spectrogram(clip), p, out);
  }
  level = set_.clips[clip].level + p.gain;
}

void examples::disturb(random_source& random, spectrogram& s, float level) const {
  spectrogram other;
  if (random.chance(how_.reverberation))
    reverberate(s, random.between(0.15F, 0.7F), random.between(1.0F, 4.0F));
  if (random.chance(how_.babble)) {
    const std::size_t i = unknown(random);
    placement p = placed(random);
    float ratio = random.between(3.0F, 22.0F);
    if (random.chance(0.5F)) {  // beside: its end or its beginning at the window's edge
      p.shift = random.between(55.0F, 90.0F) * (random.chance(0.5F) ? 1.0F : -1.0F);
      ratio = random.between(-5.0F, 12.0F);
    }
    p.gain = level - set_.clips[i].level - ratio * nepers_per_decibel;
    place(set_.spectrogram(i), p, other);
    mix(s, other);
  }
  if (random.chance(how_.noise)) {
    const std::size_t i = noise(random);
    placement p;
    p.shift = random.unit();
    const float ratio =
        random.chance(0.5F) ? random.between(15.0F, 40.0F) : random.between(2.0F, 20.0F);
    p.gain = level - set_.clips[i].level - ratio * nepers_per_decibel;
    place(set_.spectrogram(i), p, other);
    mix(s, other);
  }
}

void examples::draw(random_source& random, example& out) const {
  const float kind = random.unit();
  float level = 0.0F;
  if (kind < how_.silence) {
    out.label = silence_label;
    draw_silence(random, out.features);
  } else if (kind < how_.silence + how_.unknown) {
    out.label = unknown_label;
    draw_unknown(random, out.features, level);
    disturb(random, out.features, level);
  } else {
    const std::size_t clip = keyword(random, out.label);
    const placement p = placed(random);
    place(set_.spectrogram(clip), p, out.features);
    disturb(random, out.features, set_.clips[clip].level + p.gain);
  }
  if (random.chance(0.5F)) colour(out.features, random);
  if (random.chance(0.5F)) mask(out.features, random);
}

std::vector<example> examples::validation() const {
  std::vector<example> all(validation_.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    place(set_.spectrogram(validation_[i].first), {}, all[i].features);
    all[i].label = validation_[i].second;
  }
  return all;
}

}  // namespace tyto::train
