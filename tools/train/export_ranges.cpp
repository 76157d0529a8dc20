// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "train/export.hpp"

namespace tyto::train {
namespace {

using torch::Tensor;

constexpr double within = 0.9999;  // of the values, for activations after a ReLU

named_range whole_range(const std::string& tensor, const Tensor& values) {
  return {tensor, values.min().item<float>(), values.max().item<float>()};
}

named_range relu_range(const std::string& tensor, const Tensor& values) {
  const Tensor flat = values.reshape({-1});
  const auto kth = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(within * static_cast<double>(flat.numel()))));
  const float high = std::get<0>(flat.kthvalue(kth)).item<float>();
  // A layer that is silent on all of the clips still needs a range that is one.
  return {tensor, 0.0F, std::max(high, 1e-3F)};
}

}  // namespace

std::vector<named_range> ranges_of(ds_cnn& network, const Tensor& features) {
  torch::NoGradGuard no_grad;
  std::vector<named_range> ranges{whole_range("features", features)};
  Tensor x = network.after_convolution->forward(network.convolve(features));
  ranges.push_back(relu_range("conv_1/relu", x));
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    ds_cnn::block& b = network.blocks[i];
    const std::string block = fmt::format("block_{}/", i + 1);
    x = b.after_depthwise->forward(b.depthwise->forward(x));
    ranges.push_back(relu_range(block + "depthwise/relu", x));
    x = b.after_pointwise->forward(b.pointwise->forward(x));
    ranges.push_back(relu_range(block + "pointwise/relu", x));
  }
  const Tensor pooled = x.mean({1, 2});
  const Tensor logits = network.dense->forward(pooled);
  ranges.push_back(relu_range("pool", pooled));
  ranges.push_back(whole_range("logits", logits));
  ranges.push_back(whole_range("probabilities", torch::softmax(logits, 1)));
  return ranges;
}

std::string ranges_json(const std::vector<named_range>& ranges, const std::string& model_sha256) {
  std::string json = fmt::format(
      "{{\n  \"format\": \"tyto ranges 1\",\n  \"model_sha256\": \"{}\",\n"
      "  \"tensors\": {{",
      model_sha256);
  const char* separator = "\n";
  for (const named_range& r : ranges) {
    json += fmt::format("{}    \"{}\": [{}, {}]", separator, r.tensor, r.low, r.high);
    separator = ",\n";
  }
  return json + "\n  }\n}\n";
}

}  // namespace tyto::train
