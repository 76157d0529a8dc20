// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/check/check_float_types.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/quantization.hpp"
#include "convert/pass/passes.hpp"
#include "tyto/ops/lookup_table.hpp"

namespace tyto::convert {

namespace {

bool is_scale(float s) {
  return std::isfinite(s) && s > 0.0F;
}

class type_check {
 public:
  type_check(const ir::graph& graph, std::size_t index, std::vector<std::string>& notes)
      : graph_(graph), node_(graph.nodes[index]), index_(index), notes_(notes) {}

  void run() {
    if (input(0).constant()) {
      refuse("its input {} is a constant; accepted: a tensor computed at run time", name(0));
    }
    if (input(0).type == ir::element_type::float32 &&
        !std::holds_alternative<ir::quantize>(node_.what)) {
      return check_float_types(graph_, index_);
    }
    std::visit([&](const auto& operation) { check(operation); }, node_.what);
  }

 private:
  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, index_), fmt::format(format, std::forward<Args>(args)...));
  }

  [[nodiscard]] const ir::tensor& input(std::size_t i) const { return graph_.at(node_.inputs[i]); }
  [[nodiscard]] const ir::tensor& output() const { return graph_.at(node_.output); }
  [[nodiscard]] bool has_bias() const {
    return node_.inputs.size() > 2 && node_.inputs[2] != ir::absent;
  }
  [[nodiscard]] std::string name(std::size_t i) const {
    return describe_tensor(graph_, node_.inputs[i]);
  }

  // ---- activations

  void check_int8(const ir::tensor& t, const char* what) const {
    if (t.type != ir::element_type::int8) {
      refuse("its {} is {}; accepted: INT8, INT16 or FLOAT32, the same for input and output", what,
             t.type_name);
    }
    check_one_scale(t, what);
  }

  void check_one_scale(const ir::tensor& t, const char* what) const {
    const ir::quantization& q = t.quantized;
    if (q.scale.size() != 1 || q.zero_point.size() != 1) {
      refuse("its {} has {} scales and {} zero points; accepted: one of each", what, q.scale.size(),
             q.zero_point.size());
    }
    if (!is_scale(q.scale[0])) {
      refuse("its {} has scale {}; accepted: a finite number over 0", what, q.scale[0]);
    }
    const auto [low, high] = stored_range(t.type);
    if (q.zero_point[0] < low || q.zero_point[0] > high) {
      refuse("its {} has zero point {}; accepted: {} to {}", what, q.zero_point[0], low, high);
    }
  }

  static std::pair<std::int64_t, std::int64_t> stored_range(ir::element_type type) {
    switch (type) {
      case ir::element_type::uint8:
        return {0, 255};
      case ir::element_type::int16:
        return {-32768, 32767};
      case ir::element_type::int32:
      case ir::element_type::int64:
        return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
      case ir::element_type::int8:
      case ir::element_type::float32:
      case ir::element_type::other:
        break;
    }
    return {-128, 127};
  }

  void check_int8_ends() const {
    if (is_wide()) refuse("its input is INT16; accepted: INT8 or FLOAT32");
    check_int8(input(0), "input");
    check_int8(output(), "output");
  }

  // INT8 or INT16, as the node's input is.
  [[nodiscard]] bool is_wide() const { return input(0).type == ir::element_type::int16; }
  void check_integer(const ir::tensor& t, const char* what) const {
    is_wide() ? check_wide(t, what) : check_int8(t, what);
  }
  void check_integer_ends() const {
    check_integer(input(0), "input");
    check_integer(output(), "output");
  }

  void check_same_quantization() const {
    if (same_quantization(input(0), output())) return;
    const tyto::quantization in = quantization_of(input(0));
    const tyto::quantization out = quantization_of(output());
    refuse(
        "its input has scale {} and zero point {}, its output {} and {}; accepted: the same for "
        "both",
        in.scale, in.zero_point, out.scale, out.zero_point);
  }

  // ---- weights and bias

  // `axis`: that of the output channels.
  void check_weights(int axis) const {
    check_integer_ends();
    check_constant_weights(axis);
  }

  void check_constant_weights(int axis) const {
    const ir::tensor& w = input(1);
    if (!w.constant())
      refuse("its weights {} are computed at run time; accepted: constants", name(1));
    if (w.type != ir::element_type::int8) {
      refuse("its weights are {}; accepted: INT8", w.type_name);
    }
    check_weight_scales(w, axis);
  }

  void check_weight_scales(const ir::tensor& w, int axis) const {
    const ir::quantization& q = w.quantized;
    const auto channels = static_cast<std::size_t>(w.dims[static_cast<std::size_t>(axis)]);
    if (q.scale.size() != 1 && q.scale.size() != channels) {
      refuse("its weights have {} scales; accepted: 1, or {}, one an output channel",
             q.scale.size(), channels);
    }
    if (q.scale.size() > 1 && q.axis != axis) {
      refuse("its weights are quantised along axis {}; accepted: axis {}, the output channels",
             q.axis, axis);
    }
    check_scales(w);
  }

  void check_scales(const ir::tensor& w) const {
    const ir::quantization& q = w.quantized;
    for (std::size_t i = 0; i < q.scale.size(); ++i) {
      if (!is_scale(q.scale[i])) {
        refuse("its weights have scale {} in channel {}; accepted: finite numbers over 0",
               q.scale[i], i);
      }
    }
    for (std::size_t i = 0; i < q.zero_point.size(); ++i) {
      if (q.zero_point[i] != 0) {
        refuse("its weights have zero point {} in channel {}; accepted: 0 (symmetric weights)",
               q.zero_point[i], i);
      }
    }
  }

  void check_bias() {
    if (!has_bias()) return;
    const ir::tensor& bias = input(2);
    if (!bias.constant())
      refuse("its bias {} is computed at run time; accepted: a constant", name(2));
    if (bias.type != ir::element_type::int32 &&
        !(is_wide() && bias.type == ir::element_type::int64)) {
      refuse("its bias is {}; accepted: {}", bias.type_name, is_wide() ? "INT64, INT32" : "INT32");
    }
    const std::vector<float>& scales = bias.quantized.scale;
    if (scales.empty()) return;
    const auto channels = static_cast<std::size_t>(bias.dims.empty() ? 1 : bias.dims.back());
    if (scales.size() != 1 && scales.size() != channels) {
      refuse("its bias has {} scales; accepted: 1, or {}, one an output channel", scales.size(),
             channels);
    }
    check_bias_scales(scales);
  }

  // A bias is added to the products as it is, so its scale should be theirs. TensorFlow Lite's int8
  // kernels do not look at it.
  void check_bias_scales(const std::vector<float>& scales) {
    const std::vector<float>& weights = input(1).quantized.scale;
    const double in = quantization_of(input(0)).scale;
    double largest = 0.0;
    for (std::size_t i = 0; i < std::max(scales.size(), weights.size()); ++i) {
      const float bias = scales[scales.size() == 1 ? 0 : i];
      const double product = in * double{weights[weights.size() == 1 ? 0 : i]};
      if (!is_scale(bias)) {
        refuse("its bias has scale {} in channel {}; accepted: input scale times weight scale, {}",
               bias, i, static_cast<float>(product));
      }
      largest = std::max(largest, std::abs(product - double{bias}) / product);
    }
    if (largest > 1e-3) {
      notes_.push_back(fmt::format(
          "{}: the bias's scale differs from input scale times weight scale by up to {:.2g} %",
          describe(graph_, index_), 100.0 * largest));
    }
  }

  void note_weights_of_minus_128() {
    const std::vector<std::uint8_t>& data = graph_.data_of(input(1));
    const auto n = std::count(data.begin(), data.end(), std::uint8_t{0x80});
    if (n > 0) {
      notes_.push_back(
          fmt::format("{}: {} of {} weights are -128; int8 weights end at -127 as a rule",
                      describe(graph_, index_), n, data.size()));
    }
  }

  void check_multiplication(int channel_axis) {
    check_weights(channel_axis);
    check_bias();
    note_weights_of_minus_128();
  }

  // ---- operations

  void check(const ir::conv_2d&) { check_multiplication(0); }
  void check(const ir::depthwise_conv_2d&) { check_multiplication(3); }
  // From INT8 to INT16 it is the first half of an SVDF.
  void check(const ir::fully_connected&) {
    if (is_wide() || output().type != ir::element_type::int16) return check_multiplication(0);
    check_int8(input(0), "input");
    check_wide(output(), "output");
    check_constant_weights(0);
    if (has_bias() || input(1).quantized.scale.size() != 1) {
      refuse("its output is INT16 and it has a bias or {} scales; accepted: no bias, 1 scale",
             input(1).quantized.scale.size());
    }
  }

  void check_wide(const ir::tensor& t, const char* what) const {
    if (t.type != ir::element_type::int16) {
      refuse("its {} is {}; accepted: INT16", what, t.type_name);
    }
    check_one_scale(t, what);
    if (t.quantized.zero_point[0] != 0) {
      refuse("its {} has zero point {}; accepted: 0", what, t.quantized.zero_point[0]);
    }
  }

  // INT8 or INT16, weights of the same.
  void check(const ir::svdf_time&) {
    const bool wide = input(0).type == ir::element_type::int16;
    wide ? check_wide(input(0), "state") : check_int8(input(0), "state");
    check_int8(output(), "output");
    const ir::tensor& w = input(1);
    if (!w.constant() || w.type != input(0).type) {
      refuse("its weights over time are {}; accepted: constants of {}, as its state", w.type_name,
             input(0).type_name);
    }
    check_one_scale(w, "weights");
    check_weight_scales(w, 3);
    check_bias();
  }

  void check(const ir::recurrent& r) {
    if (r.kind != ir::recurrent_kind::lstm) refuse("its input is INT8; accepted: FLOAT32");
    check_int8_ends();
    const char* const names[] = {"input", "weights", "recurrent weights"};
    for (const std::size_t i : {std::size_t{1}, std::size_t{2}}) {
      const ir::tensor& w = input(i);
      if (!w.constant() || w.type != ir::element_type::int8 || w.quantized.scale.size() != 4) {
        refuse("its {} are {} of {} scales; accepted: constants of INT8, a scale a gate", names[i],
               w.type_name, w.quantized.scale.size());
      }
      check_scales(w);
    }
    if (!input(3).constant() || input(3).type != ir::element_type::int32) {
      refuse("its biases are {}; accepted: constants of INT32", input(3).type_name);
    }
    if (node_.inputs.size() > 4) check_int8(input(4), "state");
  }

  void check(const ir::pool_2d&) const {
    check_integer_ends();
    check_same_quantization();
  }

  void check(const ir::add&) const {
    if (input(1).constant()) {
      refuse("its input {} is a constant; accepted: tensors computed at run time", name(1));
    }
    check_integer(input(1), "second input");
    check_integer_ends();
  }

  // TensorFlow Lite looks at the scale within 0.1 %.
  void check_is_q15(const ir::tensor& t) const {
    check_wide(t, "output");
    const float scale = quantization_of(t).scale;
    if (std::abs(scale * 32768 - 1.0F) > 1e-3F)
      refuse("its output has scale {}; accepted: 1/32768", scale);
  }

  void check(const ir::softmax& s) const {
    if (is_wide()) {
      check_wide(input(0), "input");
      if (!std::isfinite(s.beta) || !(s.beta > 0.0F))
        refuse("its beta is {}; accepted: over 0", s.beta);
      return check_is_q15(output());
    }
    check_int8(input(0), "input");
    const bool wide = output().type == ir::element_type::int16;
    wide ? check_one_scale(output(), "output") : check_int8(output(), "output");
    const tyto::quantization out = quantization_of(output());
    // The reference looks at this one within 0.1 %.
    if (wide && (std::abs(out.scale * 65536 - 1.0F) > 1e-3F || out.zero_point != -32768)) {
      refuse("its output has scale {} and zero point {}; accepted: 1/65536 and -32768", out.scale,
             out.zero_point);
    }
    if (!wide && (out.scale != 1.0F / 256 || out.zero_point != -128)) {
      refuse("its output has scale {} and zero point {}; accepted: 1/256 and -128", out.scale,
             out.zero_point);
    }
    const double scaled = double{s.beta} * double{quantization_of(input(0)).scale} * (1 << 26);
    if (!std::isfinite(s.beta) || !(scaled > 1.0)) {
      refuse("beta {} times the input's scale {} is not over 2^-26", s.beta,
             quantization_of(input(0)).scale);
    }
  }

  void check(const ir::binary& b) const {
    check_integer(input(1), "second input");
    check_integer_ends();
    switch (b.what) {
      case ops::arithmetic::divide:
        refuse("it divides {}; accepted: FLOAT32", input(0).type_name);
      case ops::arithmetic::maximum:
      case ops::arithmetic::minimum:
        check_same_quantization();
        if (!same_quantization(input(1), output())) {
          refuse("its input {} has another scale or zero point than its output; accepted: the same",
                 name(1));
        }
        break;
      case ops::arithmetic::squared_difference:
      case ops::arithmetic::prelu:
        return check_int8_ends();
      case ops::arithmetic::add:
      case ops::arithmetic::subtract:
      case ops::arithmetic::multiply:
        break;
    }
  }

  void check(const ir::unary& u) const {
    if (is_wide() && (u.function == ops::function::logistic || u.function == ops::function::tanh)) {
      check_wide(input(0), "input");
      if (quantization_of(input(0)).scale > 2.6F)
        refuse("its input has scale {}; accepted: up to 2.6", quantization_of(input(0)).scale);
      return check_is_q15(output());
    }
    check_int8_ends();
    const tyto::quantization in = quantization_of(input(0));
    const tyto::quantization out = quantization_of(output());
    switch (u.function) {
      case ops::function::logistic:
        return check_output_is(1.0F / 256, "1/256", -128);
      case ops::function::tanh:
        return check_output_is(1.0F / 128, "1/128", 0);
      case ops::function::hard_swish:
        if (in.scale / out.scale > 128.0F) {
          refuse("its input's scale {} is over 128 times its output's {}; accepted: up to that",
                 in.scale, out.scale);
        }
        return;
      case ops::function::leaky_relu:
      case ops::function::elu:
        if (!std::isfinite(u.alpha)) refuse("its alpha is {}; accepted: a number", u.alpha);
        return;
      case ops::function::abs:
        return;
      case ops::function::rsqrt:
        if (const int e = ops::rsqrt_multiplier(in, out).exponent; e < -11 || e >= 30) {
          refuse(
              "its scales are {} and {}; accepted: 1 / (sqrt(input's) output's) of 2^-12 to 2^29",
              in.scale, out.scale);
        }
        return;
      case ops::function::hard_sigmoid:
      case ops::function::exp:
      case ops::function::log:
      case ops::function::sqrt:
      case ops::function::negate:
      case ops::function::square:
        refuse("its input is INT8; accepted: FLOAT32");
    }
  }

  void check_output_is(float scale, const char* name, int zero_point) const {
    const tyto::quantization out = quantization_of(output());
    if (std::abs(out.scale - scale) > 1e-6F || out.zero_point != zero_point) {
      refuse("its output has scale {} and zero point {}; accepted: {} and {}", out.scale,
             out.zero_point, name, zero_point);
    }
  }

  void check(const ir::mean&) const { check_integer_ends(); }

  void check(const ir::reduce& r) const {
    check_integer_ends();
    if (r.what != ops::reduction::sum && r.what != ops::reduction::mean) check_same_quantization();
  }

  void check(const ir::pad&) const { check_kept(); }
  void check(const ir::transpose&) const { check_kept(); }

  void check(const ir::view&) const {
    if (input(0).type != output().type) {
      refuse("its input is {}, its output {}; accepted: the same type", input(0).type_name,
             output().type_name);
    }
    check_one_scale(input(0), "input");
    check_one_scale(output(), "output");
    check_same_quantization();
  }

  void check(const ir::activate&) const { check_integer_ends(); }

  void check(const ir::quantize&) const {
    using type = ir::element_type;
    const type from = input(0).type;
    const type to = output().type;
    const bool known =
        to == type::int8
            ? from == type::float32 || from == type::int8 || from == type::uint8 ||
                  from == type::int16
            : (from == type::int8 &&
               (to == type::uint8 || to == type::int16 || to == type::int32)) ||
                  (from == type::float32 && (to == type::uint8 || to == type::int16)) ||
                  (from == type::int16 && (to == type::int16 || to == type::int32));
    if (!known) {
      refuse(
          "it makes {} of {}; accepted: INT8 of FLOAT32, INT8, UINT8 or INT16; UINT8, INT16 or "
          "INT32 of INT8; INT16 or INT32 of INT16; UINT8 or INT16 of FLOAT32",
          output().type_name, input(0).type_name);
    }
    if (from != type::float32) check_one_scale(input(0), "input");
    check_one_scale(output(), "output");
    if (to == type::int16 && from != type::int8) check_wide(output(), "output");
    if (to == type::int16 && from == type::int16) check_wide(input(0), "input");
  }

  void check(const ir::dequantize&) const {
    if (input(0).type != ir::element_type::uint8) check_integer(input(0), "input");
    check_one_scale(input(0), "input");
    if (output().type != ir::element_type::float32) {
      refuse("its output is {}; accepted: FLOAT32", output().type_name);
    }
  }

  void check(const ir::concatenation&) const {
    for (std::size_t i = 0; i < node_.inputs.size(); ++i) {
      check_integer(input(i), "input");
      if (!same_quantization(input(i), output())) {
        refuse("its input {} has another scale or zero point than its output; accepted: the same",
               name(i));
      }
    }
    check_integer(output(), "output");
  }

  void check(const ir::slice&) const { check_kept(); }
  void check(const ir::history&) const { check_kept(); }

  // Elements that are moved, not changed.
  void check_kept() const {
    check_integer_ends();
    check_same_quantization();
  }

  template <ir::folded_operation Folded>
  void check(const Folded&) const {}  // check_shapes has refused it

  const ir::graph& graph_;
  const ir::node& node_;
  std::size_t index_;
  std::vector<std::string>& notes_;
};

}  // namespace

void check_types(const ir::graph& graph, std::vector<std::string>& notes) {
  for (std::size_t i = 0; i < graph.nodes.size(); ++i)
    type_check(graph, i, notes).run();
}

}  // namespace tyto::convert
