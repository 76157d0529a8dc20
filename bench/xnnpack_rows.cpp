// SPDX-License-Identifier: Apache-2.0
// XNNPACK's operators (Debian's snapshot of February 2022), one thread.
//
// Set up once for their shapes and tensors: only xnn_run_operator is timed. int8 is per-channel
// (qc8) for convolutions and rounds in float, so a result may be a unit off tyto's; its softmax
// exists for uint8 only, and moving twelve int8 by 128 is timed with it.
#include <xnnpack.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>

#include "model.hpp"

namespace bench {
namespace {

void require(xnn_status status, const std::string& what) {
  if (status != xnn_status_success) {
    throw std::runtime_error("XNNPACK: " + what + ": status " + std::to_string(status));
  }
}

struct release {
  void operator()(xnn_operator_t op) const { xnn_delete_operator(op); }
};
using xnn_handle = std::unique_ptr<std::remove_pointer_t<xnn_operator_t>, release>;

std::uint32_t u32(int x) {
  return static_cast<std::uint32_t>(x);
}
std::size_t size(int x) {
  return static_cast<std::size_t>(x);
}
std::int8_t stored(int x) {
  return static_cast<std::int8_t>(x);
}

// A pointwise or fully connected layer as a convolution with a 1 x 1 window.
struct geometry {
  explicit geometry(const layer& l) {
    if (l.operation == operation::conv2d || l.operation == operation::depthwise) window = l.window;
    if (l.operation == operation::fully_connected)
      input = {1, 1, l.input.elements()};
    else
      input = l.input;
    depthwise = l.operation == operation::depthwise;
    groups = depthwise ? l.input.channels : 1;
    output_channels = l.output.channels;
  }

  tyto::window window;
  tyto::shape input;
  int groups = 1;
  int output_channels = 1;
  bool depthwise = false;

  [[nodiscard]] int group_inputs() const { return input.channels / groups; }
  [[nodiscard]] int group_outputs() const { return output_channels / groups; }
  [[nodiscard]] std::uint32_t flags() const {
    return depthwise ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0;
  }
};

xnn_operator_t make_convolution(const layer& l, const float* input, float* output) {
  const geometry g(l);
  const tyto::window& w = g.window;
  xnn_operator_t op = nullptr;
  require(xnn_create_convolution2d_nhwc_f32(
              u32(w.pad.top), u32(w.pad.right), u32(w.pad.bottom), u32(w.pad.left),
              u32(w.size.height), u32(w.size.width), u32(w.stride.height), u32(w.stride.width), 1,
              1, u32(g.groups), size(g.group_inputs()), size(g.group_outputs()),
              size(g.input.channels), size(g.output_channels), l.float_weights.data(),
              l.float_bias.data(), l.float_min, l.float_max, g.flags(), &op),
          l.name);
  require(xnn_setup_convolution2d_nhwc_f32(op, 1, size(g.input.height), size(g.input.width), input,
                                           output, nullptr),
          l.name);
  return op;
}

// Every activation has scale 1: then a channel's scale is its requantise multiplier.
xnn_operator_t make_convolution(const layer& l, const std::int8_t* input, std::int8_t* output) {
  const geometry g(l);
  const tyto::window& w = g.window;
  std::vector<float> scale;
  for (const tyto::multiplier m : l.multipliers)
    scale.push_back(static_cast<float>(real(m)));
  xnn_operator_t op = nullptr;
  require(
      xnn_create_convolution2d_nhwc_qc8(
          u32(w.pad.top), u32(w.pad.right), u32(w.pad.bottom), u32(w.pad.left), u32(w.size.height),
          u32(w.size.width), u32(w.stride.height), u32(w.stride.width), 1, 1, u32(g.groups),
          size(g.group_inputs()), size(g.group_outputs()), size(g.input.channels),
          size(g.output_channels), stored(l.numerics.input_zero_point), 1.0F, scale.data(),
          l.weights.data(), l.bias.data(), stored(l.numerics.output_zero_point), 1.0F,
          stored(l.numerics.output_min), stored(l.numerics.output_max), g.flags(), &op),
      l.name);
  require(xnn_setup_convolution2d_nhwc_qc8(op, 1, size(g.input.height), size(g.input.width), input,
                                           output, nullptr),
          l.name);
  return op;
}

xnn_operator_t make_fully_connected(const layer& l, const float* input, float* output) {
  const std::size_t inputs = size(l.input.elements());
  const std::size_t outputs = size(l.output.channels);
  xnn_operator_t op = nullptr;
  require(
      xnn_create_fully_connected_nc_f32(inputs, outputs, inputs, outputs, l.float_weights.data(),
                                        l.float_bias.data(), l.float_min, l.float_max, 0, &op),
      l.name);
  require(xnn_setup_fully_connected_nc_f32(op, 1, input, output, nullptr), l.name);
  return op;
}

// With one multiplier for the layer; with one a channel it exists as a convolution only.
xnn_operator_t make_fully_connected(const layer& l, const std::int8_t* input, std::int8_t* output) {
  const tyto::multiplier m = l.multipliers.front();
  for (const tyto::multiplier& other : l.multipliers) {
    if (other != m) return make_convolution(l, input, output);
  }
  const std::size_t inputs = size(l.input.elements());
  const std::size_t outputs = size(l.output.channels);
  xnn_operator_t op = nullptr;
  require(xnn_create_fully_connected_nc_qs8(
              inputs, outputs, inputs, outputs, stored(l.numerics.input_zero_point), 1.0F,
              static_cast<float>(real(m)), l.weights.data(), l.bias.data(),
              stored(l.numerics.output_zero_point), 1.0F, stored(l.numerics.output_min),
              stored(l.numerics.output_max), 0, &op),
          l.name);
  require(xnn_setup_fully_connected_nc_qs8(op, 1, input, output, nullptr), l.name);
  return op;
}

xnn_operator_t make_pool(const layer& l, const float* input, float* output) {
  const std::size_t channels = size(l.input.channels);
  xnn_operator_t op = nullptr;
  require(xnn_create_global_average_pooling_nwc_f32(channels, channels, channels, l.float_min,
                                                    l.float_max, 0, &op),
          l.name);
  require(xnn_setup_global_average_pooling_nwc_f32(op, 1, size(l.input.height * l.input.width),
                                                   input, output, nullptr),
          l.name);
  return op;
}

xnn_operator_t make_pool(const layer& l, const std::int8_t* input, std::int8_t* output) {
  const std::size_t channels = size(l.input.channels);
  xnn_operator_t op = nullptr;
  require(xnn_create_global_average_pooling_nwc_qs8(channels, channels, channels, -128, 1.0F, -128,
                                                    1.0F, -128, 127, 0, &op),
          l.name);
  require(xnn_setup_global_average_pooling_nwc_qs8(op, 1, size(l.input.height * l.input.width),
                                                   input, output, nullptr),
          l.name);
  return op;
}

void run_operator(xnn_operator_t op) {
  xnn_run_operator(op, nullptr);
}

template <class T>
class xnnpack_engine : public chain_engine<T> {
 public:
  explicit xnnpack_engine(const network& n) : chain_engine<T>(n) {
    for (std::size_t i = 0; i < n.size(); ++i)
      add_operator(n[i], this->input_of(i), this->output_of(i));
  }

 private:
  void add_operator(const layer& l, T* input, T* output) {
    switch (l.operation) {
      case operation::conv2d:
      case operation::depthwise:
      case operation::pointwise:
        return add_plain(make_convolution(l, input, output));
      case operation::fully_connected:
        return add_plain(make_fully_connected(l, input, output));
      case operation::global_average_pool:
        return add_plain(make_pool(l, input, output));
      case operation::softmax:
        return add_softmax(l, input, output);
    }
  }

  xnn_operator_t keep(xnn_operator_t op) {
    operators_.emplace_back(op);
    return op;
  }

  void add_plain(xnn_operator_t op) {
    this->add([op = keep(op)] { run_operator(op); });
  }

  // float: the operator has no factor for its input; one multiplication an element is timed with
  // it.
  void add_softmax(const layer& l, const float* input,
                   float* output) requires std::same_as<T, float> {
    const std::size_t channels = size(l.input.channels);
    const auto scaled = std::make_shared<tensor<float>>(l.input.channels);
    xnn_operator_t op = nullptr;
    require(xnn_create_softmax_nc_f32(channels, channels, channels, 0, &op), l.name);
    require(xnn_setup_softmax_nc_f32(op, 1, scaled->data(), output, nullptr), l.name);
    this->add([op = keep(op), scaled, input, channels, beta = l.beta] {
      for (std::size_t c = 0; c < channels; ++c)
        scaled->data()[c] = beta * input[c];
      run_operator(op);
    });
  }

  void add_softmax(const layer& l, const std::int8_t* input,
                   std::int8_t* output) requires std::same_as<T, std::int8_t> {
    const std::size_t channels = size(l.input.channels);
    const auto moved = std::make_shared<tensor<std::uint8_t>>(l.input.channels);
    xnn_operator_t op = nullptr;
    require(xnn_create_softmax_nc_qu8(channels, channels, channels, l.beta, 0, 1.0F / 256, 0, &op),
            l.name);
    require(xnn_setup_softmax_nc_qu8(op, 1, moved->data(), moved->data(), nullptr), l.name);
    this->add([op = keep(op), moved, input, output, channels] {
      for (std::size_t c = 0; c < channels; ++c)
        moved->data()[c] = static_cast<std::uint8_t>(input[c] + 128);
      run_operator(op);
      for (std::size_t c = 0; c < channels; ++c)
        output[c] = static_cast<std::int8_t>(moved->data()[c] - 128);
    });
  }

  std::vector<xnn_handle> operators_;
};

template <class T>
void add(std::vector<row>& rows, tolerance allowed) {
  const network& n = measured_layers();
  add_rows<T>(rows, n, std::make_shared<xnnpack_engine<T>>(n), "XNNPACK",
              scalar_references().of<T>(), allowed);
}

}  // namespace

void add_xnnpack_rows(std::vector<row>& rows) {
  require(xnn_initialize(nullptr), "xnn_initialize");
  add<std::int8_t>(rows, {.of_layer = 1.0, .of_softmax = 1.0, .of_network = 8.0});
  add<float>(rows, {.of_layer = 1e-5, .of_softmax = 1e-5, .of_network = 1e-4});
}

}  // namespace bench
