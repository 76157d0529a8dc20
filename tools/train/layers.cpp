// SPDX-License-Identifier: Apache-2.0
#include "train/layers.hpp"

#include <cmath>

#include "train/kernels.hpp"

namespace tyto::train {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

struct batch_norm_relu_function : torch::autograd::Function<batch_norm_relu_function> {
  // `mean`, `inverse_deviation` are written.
  static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& scale,
                        const Tensor& shift, Tensor mean, Tensor inverse_deviation) {
    const Tensor x = input.contiguous();
    Tensor y = torch::empty_like(x);
    const std::int64_t channels = scale.size(0);
    kernels::batch_norm_relu(x.numel() / channels, channels, batch_norm_relu::epsilon,
                             x.data_ptr<float>(), scale.data_ptr<float>(), shift.data_ptr<float>(),
                             mean.data_ptr<float>(), inverse_deviation.data_ptr<float>(),
                             y.data_ptr<float>());
    context->save_for_backward({x, y, scale, mean, inverse_deviation});
    return y;
  }
  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &y = saved[1], &scale = saved[2];
    const Tensor grad_y = grads[0].contiguous();
    Tensor grad_x = torch::empty_like(x);
    Tensor grad_scale = torch::empty_like(scale), grad_shift = torch::empty_like(scale);
    const std::int64_t channels = scale.size(0);
    kernels::batch_norm_relu_gradients(x.numel() / channels, channels, x.data_ptr<float>(),
                                       y.data_ptr<float>(), grad_y.data_ptr<float>(),
                                       scale.data_ptr<float>(), saved[3].data_ptr<float>(),
                                       saved[4].data_ptr<float>(), grad_x.data_ptr<float>(),
                                       grad_scale.data_ptr<float>(), grad_shift.data_ptr<float>());
    return {grad_x, grad_scale, grad_shift, Tensor(), Tensor()};
  }
};

kernels::image image_of(const Tensor& x) {
  return {x.size(0), x.size(1), x.size(2), x.size(3)};
}

struct depthwise_function : torch::autograd::Function<depthwise_function> {
  static Tensor forward(AutogradContext* context, const Tensor& input, const Tensor& weights,
                        bool pad_time) {
    const Tensor x = input.contiguous();
    const std::int64_t times = x.size(1) - (pad_time ? 0 : 2);
    Tensor y = torch::empty({x.size(0), times, x.size(2), x.size(3)});
    kernels::depthwise(image_of(x), pad_time, x.data_ptr<float>(), weights.data_ptr<float>(),
                       y.data_ptr<float>());
    context->save_for_backward({x, weights});
    context->saved_data["pad_time"] = pad_time;
    return y;
  }
  static variable_list backward(AutogradContext* context, variable_list grads) {
    const auto saved = context->get_saved_variables();
    const Tensor &x = saved[0], &weights = saved[1];
    const Tensor grad_y = grads[0].contiguous();
    Tensor grad_x = torch::empty_like(x), grad_weights = torch::empty_like(weights);
    kernels::depthwise_gradients(image_of(x), context->saved_data["pad_time"].toBool(),
                                 x.data_ptr<float>(), weights.data_ptr<float>(),
                                 grad_y.data_ptr<float>(), grad_x.data_ptr<float>(),
                                 grad_weights.data_ptr<float>());
    return {grad_x, grad_weights, Tensor()};
  }
};

// Normal, of variance 2 / inputs: keeps the variance through a ReLU (He et al. 2015).
Tensor initial(torch::IntArrayRef shape, std::int64_t inputs) {
  return torch::randn(shape) * std::sqrt(2.0 / static_cast<double>(inputs));
}

}  // namespace

batch_norm_relu::batch_norm_relu(std::int64_t channels)
    : scale(register_parameter("scale", torch::ones({channels}))),
      shift(register_parameter("shift", torch::zeros({channels}))),
      mean(register_buffer("mean", torch::zeros({channels}))),
      variance(register_buffer("variance", torch::ones({channels}))) {}

Tensor batch_norm_relu::forward(const Tensor& x) {
  if (!is_training()) {
    const Tensor factor = scale * torch::rsqrt(variance + epsilon);
    return torch::relu(x * factor + (shift - mean * factor));
  }
  const std::int64_t channels = scale.size(0);
  Tensor batch_mean = torch::empty({channels}), inverse_deviation = torch::empty({channels});
  Tensor y = batch_norm_relu_function::apply(x, scale, shift, batch_mean, inverse_deviation);
  torch::NoGradGuard no_grad;
  constexpr double momentum = 0.02;
  mean.lerp_(batch_mean, momentum);
  variance.lerp_(inverse_deviation.pow(-2) - epsilon, momentum);
  return y;
}

depthwise::depthwise(std::int64_t channels, bool pad_time)
    : weights(register_parameter("weights", initial({3, 3, channels}, 9))), pad_time_(pad_time) {}

Tensor depthwise::forward(const Tensor& x) {
  return depthwise_function::apply(x, weights, pad_time_);
}

pointwise::pointwise(std::int64_t inputs, std::int64_t outputs)
    : weights(register_parameter("weights", initial({inputs, outputs}, inputs))) {}

Tensor pointwise::forward(const Tensor& x) {
  auto shape = x.sizes().vec();
  shape.back() = weights.size(1);
  return torch::mm(x.reshape({-1, weights.size(0)}), weights).view(shape);
}

}  // namespace tyto::train
