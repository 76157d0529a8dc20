// SPDX-License-Identifier: Apache-2.0
// The layers of a DS-CNN as Torch modules; tensors are [clip][time][frequency][channel].
#pragma once

#include <torch/torch.h>

namespace tyto::train {

// Batch normalisation and ReLU in one: batch statistics while training, running ones otherwise.
class batch_norm_relu : public torch::nn::Module {
 public:
  static constexpr double epsilon = 1e-3;

  explicit batch_norm_relu(std::int64_t channels);
  torch::Tensor forward(const torch::Tensor& x);

  torch::Tensor scale, shift;    // [channels], learnt
  torch::Tensor mean, variance;  // [channels], running
};

// 3 x 3 a channel, stride 1, zeros beside the frequencies, and around the times if `pad_time`.
class depthwise : public torch::nn::Module {
 public:
  depthwise(std::int64_t channels, bool pad_time);
  torch::Tensor forward(const torch::Tensor& x);

  torch::Tensor weights;  // [3][3][channels]

 private:
  bool pad_time_;
};

// A matrix product over channels.
class pointwise : public torch::nn::Module {
 public:
  pointwise(std::int64_t inputs, std::int64_t outputs);
  torch::Tensor forward(const torch::Tensor& x);

  torch::Tensor weights;  // [inputs][outputs]
};

}  // namespace tyto::train
