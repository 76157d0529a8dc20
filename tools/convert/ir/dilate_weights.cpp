// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/dilate_weights.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "convert/ir/limits.hpp"

namespace tyto::convert {

std::string dilate_weights(ir::graph& graph, ir::node& convolution, extent by) {
  const ir::tensor& from = graph.at(convolution.inputs.at(1));
  if (by.height < 1 || by.width < 1 || by.height > limits::window || by.width > limits::window) {
    return fmt::format("dilation {} x {}; accepted: 1 to {}", by.height, by.width, limits::window);
  }
  if (!from.constant()) return "it is dilated and its weights are computed at run time";
  const auto spanned = [](int taps, int step) { return std::int64_t{taps - 1} * step + 1; };
  const std::int64_t height = spanned(from.dims[1], by.height);
  const std::int64_t width = spanned(from.dims[2], by.width);
  const std::int64_t elements = height * width * from.dims[0] * from.dims[3];
  const std::int64_t taps = std::int64_t{from.dims[0]} * from.dims[1] * from.dims[2] * from.dims[3];
  const std::vector<std::uint8_t>& old = graph.data_of(from);
  if (from.dims[1] < 1 || from.dims[2] < 1 || taps < 1 || height > limits::window ||
      width > limits::window || elements > limits::tensor_elements) {
    return fmt::format("its filters would span {} x {}", height, width);
  }
  if (old.size() % static_cast<std::size_t>(taps) != 0) return "its weights are cut short";
  // Elements of an innermost axis stay together. Symmetric weights: a stored 0 is a real one.
  const std::size_t run =
      old.size() / static_cast<std::size_t>(taps) * static_cast<std::size_t>(from.dims[3]);
  std::vector<std::uint8_t> wide(run * static_cast<std::size_t>(from.dims[0] * height * width));
  std::size_t read = 0;
  for (int o = 0; o < from.dims[0]; ++o) {
    for (int y = 0; y < from.dims[1]; ++y) {
      for (int x = 0; x < from.dims[2]; ++x, read += run) {
        const auto at = static_cast<std::size_t>((o * height + y * by.height) * width +
                                                 x * std::int64_t{by.width});
        std::copy_n(old.begin() + static_cast<std::ptrdiff_t>(read), run,
                    wide.begin() + static_cast<std::ptrdiff_t>(at * run));
      }
    }
  }
  ir::tensor made = from;
  made.name += "/dilated";
  made.dims = {from.dims[0], static_cast<int>(height), static_cast<int>(width), from.dims[3]};
  made.buffer = static_cast<int>(graph.buffers.size());
  graph.buffers.push_back(std::move(wide));
  convolution.inputs[1] = static_cast<int>(graph.tensors.size());
  graph.tensors.push_back(std::move(made));
  return "";
}

}  // namespace tyto::convert
