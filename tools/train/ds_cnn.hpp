// SPDX-License-Identifier: Apache-2.0
// The network: a convolution over time and coefficients, blocks of depthwise 3 x 3 and pointwise,
// each followed by batch normalisation and ReLU, a mean over the image, a dense layer.
#pragma once

#include <torch/torch.h>

#include <memory>
#include <vector>

#include "train/layers.hpp"

namespace tyto::train {

struct ds_cnn_shape {
  std::int64_t channels = 64;
  std::int64_t blocks = 4;
  bool pad_time = false;  // without, each row of each layer is computed once in a stream
  std::int64_t frames = 49;
  std::int64_t coefficients = 10;
  std::int64_t labels = 12;

  static constexpr std::int64_t kernel_time = 10, kernel_frequency = 4, stride = 2;

  bool operator==(const ds_cnn_shape&) const = default;
};

class ds_cnn : public torch::nn::Module {
 public:
  explicit ds_cnn(const ds_cnn_shape& shape);

  // [clip][frame][coefficient] -> logits [clip][label]
  torch::Tensor forward(const torch::Tensor& features);

  // Its first step: [clip][frame][coefficient] -> [clip][time][frequency][channel], no ReLU yet.
  torch::Tensor convolve(const torch::Tensor& features);

  struct block {
    std::shared_ptr<train::depthwise> depthwise;
    std::shared_ptr<batch_norm_relu> after_depthwise;
    std::shared_ptr<train::pointwise> pointwise;
    std::shared_ptr<batch_norm_relu> after_pointwise;
  };

  const ds_cnn_shape shape;
  std::shared_ptr<train::pointwise> convolution;  // of patches: [time x frequency][channel]
  std::shared_ptr<batch_norm_relu> after_convolution;
  std::vector<block> blocks;
  torch::nn::Linear dense{nullptr};
};

// Zeros before and after an axis of so many, as "SAME" puts them: the odd one after.
struct padding {
  std::int64_t before = 0, after = 0;
};
padding same_padding(std::int64_t size, std::int64_t kernel, std::int64_t stride);

}  // namespace tyto::train
