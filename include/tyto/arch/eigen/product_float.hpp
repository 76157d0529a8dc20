// SPDX-License-Identifier: Apache-2.0
// A layer's weights times pixels, float, by Eigen, all sizes known to the compiler. Eigen is kept
// from the heap: EIGEN_NO_MALLOC makes an attempt fail an assertion.
#pragma once

#ifndef EIGEN_NO_MALLOC
#define EIGEN_NO_MALLOC
#endif

#include <Eigen/Core>
#include <cstddef>

#include "tyto/arch/xsimd/floats.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::eigen {

// Layer::weights is [out][tap]. One product of matrix and vector a pixel: Eigen's product of two
// matrices would copy the weights into its own order for every row, and writes its result in an
// order that the contract of a kernel does not allow for more than a row.
template <class Layer, int Pixels>
void run_product(const float* input, float* output) {
  constexpr auto& s = Layer::spec;
  constexpr int channels = s.output.channels;
  constexpr int taps = s.taps();
  // [tap][out]: Eigen's matrices stand column by column.
  struct transposed {
    alignas(64) float values[static_cast<std::size_t>(channels * taps)];
  };
  static constexpr transposed packed = [] {
    transposed p{};
    for (int c = 0; c < channels; ++c) {
      for (int t = 0; t < taps; ++t)
        p.values[t * channels + c] = Layer::weights[c * taps + t];
    }
    return p;
  }();
  const Eigen::Map<const Eigen::Matrix<float, channels, taps>, Eigen::Aligned64> weights(
      packed.values);
  const Eigen::Map<const Eigen::Matrix<float, channels, 1>> bias(Layer::bias);
  for (int p = 0; p < Pixels; ++p) {
    const Eigen::Map<const Eigen::Matrix<float, taps, 1>> pixel(input + p * taps);
    Eigen::Map<Eigen::Matrix<float, channels, 1>> out(output + p * channels);
    out = bias;
    out.noalias() += weights * pixel;
  }
  vectors::clamp_all<Layer, simd::batches, channels * Pixels>(output);
}

}  // namespace tyto::eigen
