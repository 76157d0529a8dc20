// SPDX-License-Identifier: Apache-2.0
#include "train/trunk.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstring>
#include <fstream>
#include <map>
#include <stdexcept>

#include "onnx.pb.h"
#include "train/trainer.hpp"

namespace tyto::train {
namespace {

using torch::Tensor;

constexpr int examples_for_statistics = 512;

class trained {
 public:
  explicit trained(const std::filesystem::path& file) : file_(file.string()) {
    std::ifstream in(file, std::ios::binary);
    onnx::ModelProto model;
    if (!in || !model.ParseFromIstream(&in))
      throw std::runtime_error(fmt::format("{}: cannot be read as ONNX", file_));
    for (const onnx::TensorProto& t : model.graph().initializer()) {
      std::vector<std::int64_t> dims(t.dims().begin(), t.dims().end());
      Tensor values = torch::empty(dims);
      const std::size_t bytes = sizeof(float) * static_cast<std::size_t>(values.numel());
      if (t.data_type() != onnx::TensorProto::FLOAT || t.raw_data().size() != bytes) continue;
      std::memcpy(values.data_ptr<float>(), t.raw_data().data(), bytes);
      tensors_[t.name()] = values;
    }
  }

  [[nodiscard]] const Tensor* find(const std::string& name, torch::IntArrayRef shape) const {
    const auto found = tensors_.find(name);
    return found == tensors_.end() || found->second.sizes() != shape ? nullptr : &found->second;
  }

  [[nodiscard]] const Tensor& take(const std::string& name, torch::IntArrayRef shape) const {
    const Tensor* t = find(name, shape);
    if (t == nullptr) {
      throw std::runtime_error(
          fmt::format("{}: has no float tensor {} of {}; accepted: a network of the same width, "
                      "--channels, and no fewer --blocks",
                      file_, name, fmt::join(shape, " x ")));
    }
    return *t;
  }

 private:
  std::string file_;
  std::map<std::string, Tensor> tensors_;
};

// Sets `norm` so that on `x`, what the convolution gives, it only adds `bias`. Returns its output.
Tensor take_apart(batch_norm_relu& norm, const Tensor& x, const Tensor& bias) {
  const Tensor rows = x.reshape({-1, x.size(-1)});
  norm.mean.copy_(rows.mean(0));
  norm.variance.copy_(rows.var(0, false));
  norm.scale.copy_(torch::sqrt(norm.variance + batch_norm_relu::epsilon));
  norm.shift.copy_(bias + norm.mean);
  return torch::relu(x + bias);
}

}  // namespace

void start_from(ds_cnn& network, const std::filesystem::path& onnx, const examples& from) {
  torch::NoGradGuard no_grad;
  network.eval();
  const trained file(onnx);
  const std::int64_t channels = network.shape.channels;
  std::vector<example> drawn(examples_for_statistics);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    random_source random(0, 0, i);
    from.draw(random, drawn[i]);
  }
  const Tensor features = features_of(drawn, examples_for_statistics, network.shape.coefficients);

  network.convolution->weights.copy_(
      file.take("conv_1/weight",
                {channels, 1, ds_cnn_shape::kernel_time, ds_cnn_shape::kernel_frequency})
          .reshape({channels, -1})
          .t());
  Tensor x = take_apart(*network.after_convolution, network.convolve(features),
                        file.take("conv_1/bias", {channels}));
  for (std::size_t i = 0; i < network.blocks.size(); ++i) {
    ds_cnn::block& b = network.blocks[i];
    const std::string block = fmt::format("block_{}/", i + 1);
    b.depthwise->weights.copy_(file.take(block + "depthwise/weight", {channels, 1, 3, 3})
                                   .reshape({channels, 3, 3})
                                   .permute({1, 2, 0}));
    x = take_apart(*b.after_depthwise, b.depthwise->forward(x),
                   file.take(block + "depthwise/bias", {channels}));
    b.pointwise->weights.copy_(file.take(block + "pointwise/weight", {channels, channels, 1, 1})
                                   .reshape({channels, channels})
                                   .t());
    x = take_apart(*b.after_pointwise, b.pointwise->forward(x),
                   file.take(block + "pointwise/bias", {channels}));
  }
  const Tensor* weights = file.find("dense/weight", {network.shape.labels, channels});
  const Tensor* biases = file.find("dense/bias", {network.shape.labels});
  if (weights != nullptr && biases != nullptr) {
    network.dense->weight.copy_(*weights);
    network.dense->bias.copy_(*biases);
  }
}

}  // namespace tyto::train
