// SPDX-License-Identifier: Apache-2.0
// What the training spends its time in beside matrix products. All tensors are float32, channels
// innermost: [clip][time][frequency][channel], dense.
#pragma once

#include <cstdint>

namespace tyto::train::kernels {

struct image {
  std::int64_t clips = 0, times = 0, frequencies = 0, channels = 0;  // of the input
};

// A depthwise convolution of 3 x 3, stride 1; zeros beside the frequencies, none before or after
// the times unless `pad_time`. Output: the input's shape, two times fewer without padding.
// `weights`: [time][frequency][channel], 9 x channels.
void depthwise(const image& in, bool pad_time, const float* input, const float* weights,
               float* output);

// Gradients of the above. `grad_weights` is overwritten, and so is `grad_input`.
void depthwise_gradients(const image& in, bool pad_time, const float* input, const float* weights,
                         const float* grad_output, float* grad_input, float* grad_weights);

// y = max(0, (x - mean) * inverse_deviation * scale + shift), mean and population variance of each
// channel over all rows. mean, inverse_deviation: [channels], written.
void batch_norm_relu(std::int64_t rows, std::int64_t channels, float epsilon, const float* x,
                     const float* scale, const float* shift, float* mean, float* inverse_deviation,
                     float* y);

// Gradients of the above; y is its output. All grad_ but grad_y are overwritten.
void batch_norm_relu_gradients(std::int64_t rows, std::int64_t channels, const float* x,
                               const float* y, const float* grad_y, const float* scale,
                               const float* mean, const float* inverse_deviation, float* grad_x,
                               float* grad_scale, float* grad_shift);

}  // namespace tyto::train::kernels
