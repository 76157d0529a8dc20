// SPDX-License-Identifier: Apache-2.0
// The training kernels and their gradients against Torch's own operators.
// Torch has a macro CHECK of its own.
#define DOCTEST_CONFIG_NO_SHORT_MACRO_NAMES
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "train/kernels.hpp"

#include <doctest/doctest.h>
#include <torch/torch.h>

#include "train/layers.hpp"

namespace {

using torch::Tensor;

constexpr double tolerance = 2e-4;

bool near(const Tensor& a, const Tensor& b) {
  return a.sizes() == b.sizes() && torch::allclose(a, b, tolerance, tolerance);
}

struct grads {
  Tensor output;
  std::vector<Tensor> of;
};

// The output, and the gradients of its product with a fixed pattern.
template <class F>
grads run(F f, std::vector<Tensor> inputs) {
  for (Tensor& t : inputs)
    t = t.detach().clone().requires_grad_();
  const Tensor y = f(inputs);
  const Tensor pattern = torch::sin(torch::arange(y.numel(), torch::kFloat32)).view(y.sizes());
  (y * pattern).sum().backward();
  grads g{y.detach(), {}};
  for (const Tensor& t : inputs)
    g.of.push_back(t.grad());
  return g;
}

}  // namespace

DOCTEST_TEST_CASE("depthwise and its gradients are those of a grouped convolution") {
  torch::manual_seed(7);
  for (const std::int64_t channels : {1, 3, 31, 32, 33, 64, 96}) {
    for (const std::int64_t times : {3, 4, 7}) {
      for (const std::int64_t frequencies : {1, 2, 5}) {
        for (const bool pad_time : {false, true}) {
          DOCTEST_CAPTURE(channels);
          DOCTEST_CAPTURE(times);
          DOCTEST_CAPTURE(frequencies);
          DOCTEST_CAPTURE(pad_time);
          tyto::train::depthwise layer(channels, pad_time);
          const Tensor x = torch::randn({2, times, frequencies, channels});
          const Tensor y = layer.forward(x.clone().requires_grad_());
          const Tensor pattern =
              torch::sin(torch::arange(y.numel(), torch::kFloat32)).view(y.sizes());
          const Tensor input = x.clone().requires_grad_();
          (layer.forward(input) * pattern).sum().backward();
          const grads expected = run(
              [&](const std::vector<Tensor>& in) {
                return torch::conv2d(in[0].permute({0, 3, 1, 2}),
                                     in[1].permute({2, 0, 1}).unsqueeze(1), {}, 1,
                                     {pad_time ? 1 : 0, 1}, 1, channels)
                    .permute({0, 2, 3, 1})
                    .contiguous();
              },
              {x, layer.weights});
          DOCTEST_CHECK(near(y, expected.output));
          DOCTEST_CHECK(near(input.grad(), expected.of[0]));
          DOCTEST_CHECK(near(layer.weights.grad(), expected.of[1]));
        }
      }
    }
  }
}

DOCTEST_TEST_CASE("batch norm with ReLU and its gradients are those of the formula") {
  torch::manual_seed(8);
  for (const std::int64_t channels : {1, 5, 32, 40, 64}) {
    for (const std::int64_t rows : {2, 255, 256, 700}) {
      DOCTEST_CAPTURE(channels);
      DOCTEST_CAPTURE(rows);
      tyto::train::batch_norm_relu layer(channels);
      {
        torch::NoGradGuard no_grad;
        layer.scale.uniform_(0.5, 1.5);
        layer.shift.uniform_(-0.5, 0.5);
      }
      const Tensor x = torch::randn({rows, channels}) * 3.0 + 1.0;
      const Tensor input = x.clone().requires_grad_();
      const Tensor y = layer.forward(input);
      const Tensor pattern = torch::sin(torch::arange(y.numel(), torch::kFloat32)).view(y.sizes());
      (y * pattern).sum().backward();
      const grads expected = run(
          [&](const std::vector<Tensor>& in) {
            const Tensor centred = in[0] - in[0].mean(0);
            const Tensor variance = centred.pow(2).mean(0);
            return torch::relu(
                centred * torch::rsqrt(variance + tyto::train::batch_norm_relu::epsilon) * in[1] +
                in[2]);
          },
          {x, layer.scale, layer.shift});
      DOCTEST_CHECK(near(y, expected.output));
      DOCTEST_CHECK(near(input.grad(), expected.of[0]));
      DOCTEST_CHECK(near(layer.scale.grad(), expected.of[1]));
      DOCTEST_CHECK(near(layer.shift.grad(), expected.of[2]));
    }
  }
}
