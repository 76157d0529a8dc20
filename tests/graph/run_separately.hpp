// SPDX-License-Identifier: Apache-2.0
// A network without a plan: every layer's output in memory of its own.
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>
#include <vector>

#include "tyto/graph/network.hpp"

namespace tyto::test {

using raw_bytes = std::vector<unsigned char>;

template <class T>
raw_bytes bytes_of(const T* values, int elements) {
  raw_bytes b(static_cast<std::size_t>(elements) * sizeof(T));
  std::memcpy(b.data(), values, b.size());
  return b;
}

template <class Network>
struct separately;

template <class Arch, class Input, class... Layers>
struct separately<graph::network<Arch, Input, Layers...>> {
  // Output of every layer in their order, by the scalar kernels, whatever Arch is.
  static std::vector<raw_bytes> run(const ops::element_of<Input>* input) {
    std::vector<raw_bytes> outputs;
    const auto output_of = [&]<class Producer>() -> const ops::element_of<Producer>* {
      if constexpr (std::is_same_v<Producer, Input>) {
        return input;
      } else {
        std::size_t index = 0;
        static_cast<void>(((std::is_same_v<Producer, Layers> || (++index, false)) || ...));
        return reinterpret_cast<const ops::element_of<Producer>*>(outputs.at(index).data());
      }
    };
    const auto run_layer = [&]<class Layer, class... Producers>(graph::from<Producers...>) {
      std::vector<ops::element_of<Layer>> output(
          static_cast<std::size_t>(Layer::spec.output.elements()));
      kernel<Layer, arch::scalar>::template run<row_order::top_down>(
          output_of.template operator()<Producers>()..., output.data());
      outputs.push_back(bytes_of(output.data(), Layer::spec.output.elements()));
    };
    (run_layer.template operator()<Layers>(typename Layers::inputs{}), ...);
    return outputs;
  }
};

}  // namespace tyto::test
