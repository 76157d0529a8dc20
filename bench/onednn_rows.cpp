// SPDX-License-Identifier: Apache-2.0
// oneDNN's primitives (Debian's libdnnl), one thread.
//
// Each primitive chooses the layout of its tensors; where two disagree, the reordering between them
// is timed with the second. int8 activations are uint8 (moved by 128: a ReLU's zero point becomes
// 0, which is what the library is fast at). The last layer and the softmax are float, as the
// library has no int8 softmax here; so a result may be a unit off tyto's.
#include <cmath>
#include <cstring>
#include <dnnl.hpp>
#include <memory>
#include <string>
#include <unordered_map>

#include "model.hpp"

extern "C" void omp_set_num_threads(int);  // oneDNN's threads are OpenMP's

namespace bench {
namespace {

using dnnl::memory;
using tag = memory::format_tag;
using type = memory::data_type;

constexpr auto inference = dnnl::prop_kind::forward_inference;
constexpr int unsigned_shift = 128;  // from stored int8 to uint8
constexpr int per_channel = 1 << 1;

memory::dims dims_of(tyto::shape s) {
  return {1, s.channels, s.height, s.width};
}
memory::dims flat_dims_of(tyto::shape s) {
  return {1, s.elements()};
}

template <class T>
class onednn_engine : public engine<T> {
 public:
  explicit onednn_engine(const network& n)
      : n_(n), cpu_(dnnl::engine::kind::cpu, 0), stream_(cpu_) {
    values_.emplace_back(memory::desc(dims_of(n.front().input), activation, tag::nhwc), cpu_);
    for (const layer& l : n) {
      if (l.operation == operation::softmax) factor_ = l.beta;
    }
    for (const layer& l : n) {
      steps_.emplace_back();
      add(l);
    }
    stream_.wait();
  }

  void set_input(std::size_t i, std::span<const T> values) override {
    const layer& l = n_[i];
    if (values_[i].get_desc().data_type() == type::f32) {
      const float factor = l.operation == operation::softmax ? factor_ : 1.0F;
      std::vector<float> real(values.size());
      for (std::size_t k = 0; k < real.size(); ++k)
        real[k] = factor * static_cast<float>(values[k]);
      store(real.data(), l.input, values_[i]);
    } else {
      std::vector<std::uint8_t> moved(values.size());
      for (std::size_t k = 0; k < moved.size(); ++k)
        moved[k] = static_cast<std::uint8_t>(static_cast<int>(values[k]) + unsigned_shift);
      store(moved.data(), l.input, values_[i]);
    }
  }

  void run(std::size_t i) override {
    for (const auto& [primitive, arguments] : steps_[i])
      primitive.execute(stream_, arguments);
    stream_.wait();
  }

  [[nodiscard]] std::vector<T> output(std::size_t i) const override {
    const layer& l = n_[i];
    const memory& value = values_[i + 1];
    std::vector<T> result(static_cast<std::size_t>(l.output.elements()));
    if (value.get_desc().data_type() == type::f32) {
      std::vector<float> real(result.size());
      load(value, l.output, real.data());
      for (std::size_t k = 0; k < real.size(); ++k)
        result[k] = from_float(l, real[k]);
    } else {
      std::vector<std::uint8_t> moved(result.size());
      load(value, l.output, moved.data());
      for (std::size_t k = 0; k < moved.size(); ++k)
        result[k] = static_cast<T>(moved[k] - unsigned_shift);
    }
    return result;
  }

 private:
  static constexpr bool is_float = std::same_as<T, float>;
  static constexpr type activation = is_float ? type::f32 : type::u8;
  static constexpr type weight = is_float ? type::f32 : type::s8;
  static constexpr type bias = is_float ? type::f32 : type::s32;

  struct step {
    dnnl::primitive primitive;
    std::unordered_map<int, memory> arguments;
  };

  T from_float(const layer& l, float x) const {
    if constexpr (is_float) {
      return l.operation == operation::fully_connected ? x / factor_ : x;
    } else {
      const float unit = l.operation == operation::softmax ? 256.0F * x : x / factor_;
      const int zero =
          l.operation == operation::softmax ? -unsigned_shift : l.numerics.output_zero_point;
      return static_cast<T>(std::clamp(static_cast<int>(std::lround(unit)) + zero, -128, 127));
    }
  }

  memory plain(const void* data, tyto::shape s, const memory& like) const {
    const auto kind = like.get_desc().data_type();
    const bool flat = like.get_desc().dims().size() == 2;
    const memory::desc d = flat ? memory::desc(flat_dims_of(s), kind, tag::nc)
                                : memory::desc(dims_of(s), kind, tag::nhwc);
    return {d, cpu_, const_cast<void*>(data)};
  }
  void store(const void* data, tyto::shape s, memory& to) {
    memory from = plain(data, s, to);
    dnnl::reorder(from, to).execute(stream_, from, to);
    stream_.wait();
  }
  void load(const memory& from, tyto::shape s, void* data) const {
    memory source = from;
    memory to = plain(data, s, from);
    dnnl::stream stream(cpu_);
    dnnl::reorder(source, to).execute(stream, source, to);
    stream.wait();
  }

  // The last value in the layout a primitive wants; reordered at run time where it has another.
  memory as(const memory::desc& wanted) {
    memory& last = values_.back();
    if (last.get_desc() == wanted) return last;
    memory other(wanted, cpu_);
    steps_.back().push_back(
        {dnnl::reorder(last, other), {{DNNL_ARG_FROM, last}, {DNNL_ARG_TO, other}}});
    return other;
  }

  // Weights in the layout a primitive wants, reordered now.
  memory constant(const memory::desc& stored, const void* data, const memory::desc& wanted) {
    memory from(stored, cpu_, const_cast<void*>(data));
    memory to(wanted, cpu_);
    dnnl::reorder(from, to).execute(stream_, from, to);
    stream_.wait();
    return to;
  }

  static const void* weights_of(const layer& l) {
    if constexpr (is_float) return l.float_weights.data();
    return l.weights.data();
  }
  static const void* bias_of(const layer& l) {
    if constexpr (is_float) return l.float_bias.data();
    return l.bias.data();
  }

  static std::vector<float> scales_of(const layer& l, float factor) {
    std::vector<float> scales;
    for (const tyto::multiplier m : l.multipliers)
      scales.push_back(static_cast<float>(real(m)) * factor);
    return scales;
  }

  void add(const layer& l) {
    switch (l.operation) {
      case operation::conv2d:
      case operation::depthwise:
      case operation::pointwise:
        return add_convolution(l);
      case operation::fully_connected:
        return add_fully_connected(l);
      case operation::global_average_pool:
        return add_pool(l);
      case operation::softmax:
        return add_softmax(l);
    }
  }

  void add_convolution(const layer& l) {
    const bool depthwise = l.operation == operation::depthwise;
    const tyto::window& w = l.window;
    const memory::dims weight_dims =
        depthwise ? memory::dims{l.output.channels, 1, 1, w.size.height, w.size.width}
                  : memory::dims{l.output.channels, l.input.channels, w.size.height, w.size.width};
    const dnnl::convolution_forward::desc description(
        inference, dnnl::algorithm::convolution_direct,
        memory::desc(dims_of(l.input), activation, tag::any),
        memory::desc(weight_dims, weight, tag::any),
        memory::desc({l.output.channels}, bias, tag::x),
        memory::desc(dims_of(l.output), activation, tag::any), {w.stride.height, w.stride.width},
        {w.pad.top, w.pad.left}, {w.pad.bottom, w.pad.right});
    dnnl::primitive_attr attributes;
    if constexpr (is_float) {
      dnnl::post_ops after;
      if (l.float_min == 0.0F)
        after.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0.0F, 0.0F);
      attributes.set_post_ops(after);
    } else {  // a ReLU is where uint8 saturates
      attributes.set_output_scales(per_channel, scales_of(l, 1.0F));
      const int zero = l.numerics.input_zero_point + unsigned_shift;
      if (zero != 0) attributes.set_zero_points(DNNL_ARG_SRC, 0, {zero});
    }
    const dnnl::convolution_forward::primitive_desc chosen(description, attributes, cpu_);
    const memory::desc stored(weight_dims, weight, depthwise ? tag::hwigo : tag::ohwi);
    run_with(dnnl::convolution_forward(chosen), chosen.src_desc(), chosen.dst_desc(),
             {{DNNL_ARG_WEIGHTS, constant(stored, weights_of(l), chosen.weights_desc())},
              {DNNL_ARG_BIAS, constant(chosen.bias_desc(), bias_of(l), chosen.bias_desc())}});
  }

  // From the pool's {1, channels, 1, 1}; float out, already times the softmax's factor.
  void add_fully_connected(const layer& l) {
    const memory::dims weight_dims = {l.output.channels, l.input.channels, l.input.height,
                                      l.input.width};
    const dnnl::inner_product_forward::desc description(
        inference, memory::desc(dims_of(l.input), activation, tag::any),
        memory::desc(weight_dims, weight, tag::any),
        memory::desc({l.output.channels}, bias, tag::x),
        memory::desc({1, l.output.channels}, type::f32, tag::nc));
    dnnl::primitive_attr attributes;
    if constexpr (is_float) {
      dnnl::post_ops after;
      after.append_eltwise(1.0F, dnnl::algorithm::eltwise_linear, factor_, 0.0F);
      attributes.set_post_ops(after);
    } else {
      attributes.set_output_scales(per_channel, scales_of(l, factor_));
    }
    const dnnl::inner_product_forward::primitive_desc chosen(description, attributes, cpu_);
    const memory::desc stored(weight_dims, weight, tag::ohwi);
    run_with(dnnl::inner_product_forward(chosen), chosen.src_desc(), chosen.dst_desc(),
             {{DNNL_ARG_WEIGHTS, constant(stored, weights_of(l), chosen.weights_desc())},
              {DNNL_ARG_BIAS, constant(chosen.bias_desc(), bias_of(l), chosen.bias_desc())}});
  }

  void add_pool(const layer& l) {
    const memory::dims window = {l.input.height, l.input.width};
    const dnnl::pooling_forward::desc description(
        inference, dnnl::algorithm::pooling_avg_exclude_padding, values_.back().get_desc(),
        memory::desc(dims_of(l.output), activation, tag::any), window, window, {0, 0}, {0, 0});
    const dnnl::pooling_forward::primitive_desc chosen(description, cpu_);
    run_with(dnnl::pooling_forward(chosen), chosen.src_desc(), chosen.dst_desc(), {});
  }

  void add_softmax(const layer& /*l*/) {
    const dnnl::softmax_forward::desc description(inference, values_.back().get_desc(), 1);
    const dnnl::softmax_forward::primitive_desc chosen(description, cpu_);
    run_with(dnnl::softmax_forward(chosen), chosen.src_desc(), chosen.dst_desc(), {});
  }

  void run_with(dnnl::primitive primitive, const memory::desc& source,
                const memory::desc& destination, std::unordered_map<int, memory> arguments) {
    arguments.insert({DNNL_ARG_SRC, as(source)});
    values_.emplace_back(destination, cpu_);
    arguments.insert({DNNL_ARG_DST, values_.back()});
    steps_.back().push_back({std::move(primitive), std::move(arguments)});
  }

  const network& n_;
  float factor_ = 1.0F;  // the softmax's, which the layer before it applies
  dnnl::engine cpu_;
  dnnl::stream stream_;
  std::vector<memory> values_;  // the network's input, then each layer's output
  std::vector<std::vector<step>> steps_;
};

template <class T>
void add(std::vector<row>& rows, tolerance allowed) {
  const network& n = measured_layers();
  add_rows<T>(rows, n, std::make_shared<onednn_engine<T>>(n), "oneDNN", scalar_references().of<T>(),
              allowed);
}

}  // namespace

void add_onednn_rows(std::vector<row>& rows) {
  omp_set_num_threads(1);
  add<std::int8_t>(rows, {.of_layer = 1.0, .of_softmax = 1.0, .of_network = 8.0});
  add<float>(rows, {.of_layer = 1e-5, .of_softmax = 1e-5, .of_network = 1e-4});
}

}  // namespace bench
