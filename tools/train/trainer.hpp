// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "train/ds_cnn.hpp"
#include "train/examples.hpp"

namespace tyto::train {

// Training ends after so many steps or so many minutes, whichever is given; the learning rate falls
// by a cosine over the same, so that it always ends annealed.
struct schedule {
  std::int64_t steps = 0;
  double minutes = 0.0;
  std::int64_t warm_up = 300;  // steps of rising rate, fewer in a short run
  double rate = 3e-3;
  std::int64_t batch = 128;
  double weight_decay = 0.01;
  double label_smoothing = 0.08;
  double average = 0.998;          // decay of the averaged weights, which are what is kept
  std::int64_t mine_every = 2000;  // steps from one search for hard negatives to the next
  std::uint64_t seed = 1;
  double checkpoint_minutes = 2.0;
};

struct progress {
  std::int64_t step = 0;
  double minutes = 0.0, done = 0.0;  // done: 0 to 1
  double loss = 0.0;                 // mean since the last report
  double accuracy = 0.0;             // of the averaged weights on the validation clips, 0 to 1
};

// Trains `network`; on return it holds the averaged weights. With `resume`, goes on from
// `folder`/checkpoint.pt, where one is. `report` is called at each checkpoint and at the end.
void train(ds_cnn& network, examples& from, const schedule& how,
           const std::filesystem::path& folder, bool resume,
           const std::function<void(const progress&)>& report);

// log mel [clips][frames][channels] -> MFCC [clips][frames][coefficients].
torch::Tensor mfcc_of(const torch::Tensor& log_mel, std::int64_t coefficients);

// The features of so many of `all`, evenly spread: [clips][frames][coefficients].
torch::Tensor features_of(const std::vector<example>& all, std::int64_t limit,
                          std::int64_t coefficients);

// Share of examples that the network, in evaluation mode, gets right.
double accuracy_of(ds_cnn& network, const std::vector<example>& all);

}  // namespace tyto::train
