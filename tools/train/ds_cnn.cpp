// SPDX-License-Identifier: Apache-2.0
#include "train/ds_cnn.hpp"

#include <algorithm>
#include <string>

namespace tyto::train {

padding same_padding(std::int64_t size, std::int64_t kernel, std::int64_t stride) {
  const std::int64_t outputs = (size + stride - 1) / stride;
  const std::int64_t total = std::max<std::int64_t>(0, (outputs - 1) * stride + kernel - size);
  return {total / 2, total - total / 2};
}

ds_cnn::ds_cnn(const ds_cnn_shape& s) : shape(s) {
  convolution = register_module(
      "convolution", std::make_shared<pointwise>(s.kernel_time * s.kernel_frequency, s.channels));
  after_convolution =
      register_module("after_convolution", std::make_shared<batch_norm_relu>(s.channels));
  for (std::int64_t i = 0; i < s.blocks; ++i) {
    const std::string name = "block_" + std::to_string(i + 1);
    blocks.push_back(
        {register_module(name + "_depthwise",
                         std::make_shared<train::depthwise>(s.channels, s.pad_time)),
         register_module(name + "_after_depthwise", std::make_shared<batch_norm_relu>(s.channels)),
         register_module(name + "_pointwise",
                         std::make_shared<train::pointwise>(s.channels, s.channels)),
         register_module(name + "_after_pointwise",
                         std::make_shared<batch_norm_relu>(s.channels))});
  }
  dense = register_module("dense", torch::nn::Linear(s.channels, s.labels));
}

torch::Tensor ds_cnn::convolve(const torch::Tensor& features) {
  const padding f = same_padding(shape.coefficients, shape.kernel_frequency, shape.stride);
  const padding t =
      shape.pad_time ? same_padding(shape.frames, shape.kernel_time, shape.stride) : padding{};
  torch::Tensor x = torch::constant_pad_nd(features, {f.before, f.after, t.before, t.after});
  x = x.unfold(1, shape.kernel_time, shape.stride).unfold(2, shape.kernel_frequency, shape.stride);
  return convolution->forward(x.reshape({x.size(0), x.size(1), x.size(2), -1}));
}

torch::Tensor ds_cnn::forward(const torch::Tensor& features) {
  torch::Tensor x = after_convolution->forward(convolve(features));
  for (block& b : blocks) {
    x = b.after_depthwise->forward(b.depthwise->forward(x));
    x = b.after_pointwise->forward(b.pointwise->forward(x));
  }
  return dense->forward(x.mean({1, 2}));
}

}  // namespace tyto::train
