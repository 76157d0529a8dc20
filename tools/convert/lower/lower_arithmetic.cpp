// SPDX-License-Identifier: Apache-2.0
// Sums, functions, pools and reductions.
#include <type_traits>
#include <utility>

#include "convert/lower/lowering.hpp"

namespace tyto::convert {

void lowering::lower(const ir::pool_2d& p) {
  with_element([&]<class T>(T) { lower_pool<T>(p); });
}

template <tyto::element T>
void lowering::lower_pool(const ir::pool_2d& p) {
  const shape in = shape_of(input(0));
  const shape out = shape_of(output());
  const tyto::window& w = p.sliding.window;
  const auto [min, max] = range_of<T>(p.fused);
  if (std::is_same_v<T, std::int16_t> && p.kind == ir::pool_kind::average &&
      std::int64_t{w.size.height} * w.size.width > ops::checks::most_pooled_int16) {
    refuse("it averages {}x{} elements of INT16; accepted: up to {}", w.size.height, w.size.width,
           ops::checks::most_pooled_int16);
  }
  lowered::layer layer;
  if (p.kind == ir::pool_kind::maximum) {
    layer.spec = ops::max_pool<T>{in, out, w, min, max};
    add_layer("max_pool", std::move(layer));
  } else if (w.size == extent{in.height, in.width} && w.pad == padding{}) {
    layer.spec = ops::global_average_pool<T>{in, out, min, max};
    add_layer("global_average_pool", std::move(layer));
  } else {
    layer.spec = ops::average_pool<T>{in, out, w, min, max};
    add_layer("average_pool", std::move(layer));
  }
}

void lowering::lower(const ir::add& a) {
  with_element([&]<class T>(T) { lower_add<T>(a); });
}

template <tyto::element T>
void lowering::lower_add(const ir::add& a) {
  const auto [min, max] = range_of<T>(a.fused);
  lowered::layer layer;
  if constexpr (std::is_same_v<T, float>) {
    layer.spec = ops::add<float>{stored_shape(0), stored_shape(0), min, max};
  } else {
    const quantization out = quantization_of(output());
    auto spec = ops::make_add<T>(stored_shape(0), quantization_of(input(0)),
                                 quantization_of(input(1)), out);
    // Both inputs reach 2^29 at most before it, so anything below 1 cannot overflow.
    if (spec.output_multiplier.exponent > 0) {
      refuse(
          "its output's scale {} is not over 2^-{} of its inputs'; accepted: a larger output "
          "scale",
          out.scale, spec.input_shift - 1);
    }
    spec.output_min = min;
    spec.output_max = max;
    spec.rounding = model_.rounding;
    layer.spec = spec;
  }
  add_layer("add", std::move(layer), 2);
}

void lowering::lower(const ir::softmax& s) {
  lowered::layer layer;
  if (is_wide()) {
    const auto spec = ops::make_softmax_int16(shape_of(input(0)), quantization_of(input(0)).scale,
                                              s.beta, model_.rounding);
    if (ops::checks::largest_accumulator(spec.input_multiplier.exponent) < 65535) {
      refuse("its input's scale {} times beta {} is over 4; accepted: up to that",
             quantization_of(input(0)).scale, s.beta);
    }
    layer.spec = spec;
    return add_layer("softmax", std::move(layer));
  }
  if (output().type == ir::element_type::int16) {
    const auto narrow = ops::make_softmax(shape_of(input(0)), quantization_of(input(0)).scale,
                                          s.beta, model_.rounding);
    layer.spec = ops::wide_softmax{narrow.input, narrow.output, narrow.input_multiplier,
                                   narrow.difference_min, narrow.rounding};
    return add_layer("softmax", std::move(layer));
  }
  if (is_float()) {
    layer.spec = ops::softmax<float>{shape_of(input(0)), shape_of(input(0)), s.beta};
    return add_layer("softmax", std::move(layer));
  }
  layer.spec = ops::make_softmax(shape_of(input(0)), quantization_of(input(0)).scale, s.beta,
                                 model_.rounding);
  add_layer("softmax", std::move(layer));
}

void lowering::lower(const ir::binary& b) {
  with_element([&]<class T>(T) { lower_binary<T>(b); });
}

template <tyto::element T>
ops::binary<T> lowering::binary_spec(const ir::binary& b) const {
  ops::binary<T> s;
  s.what = b.what;
  s.input = shape_of(input(0));
  s.second = shape_of(input(1));
  s.output = shape_of(output());
  s.input_count = input(1).constant() ? 1 : 2;
  s.swapped = b.swapped;
  const auto [min, max] = range_of<T>(b.fused);
  s.output_min = min;
  s.output_max = max;
  if constexpr (quantized_element<T>) {
    s.rounding = model_.rounding;
    s = ops::with_scales(s, quantization_of(input(0)), quantization_of(input(1)),
                         quantization_of(output()));
  }
  return s;
}

template <tyto::element T>
void lowering::lower_binary(const ir::binary& b) {
  const ops::binary<T> s = binary_spec<T>(b);
  if constexpr (quantized_element<T>) check_overflow(s);
  lowered::layer layer;
  if (!input(1).constant()) {
    layer.spec = s;
    return add_layer(name_of(b.what), std::move(layer), 2);
  }
  std::vector<T> operand = values_of<T>(graph_.data_of(input(1)));
  if constexpr (std::is_same_v<T, std::int8_t>) {
    if (operand.size() == 1) {  // a function of one stored value
      return add_lookup(name_of(b.what), ops::make_lookup_table([&](int q) {
                          return ops::value_of(s, static_cast<std::int8_t>(q), operand[0]);
                        }));
    }
    layer.operand = std::move(operand);
  } else if constexpr (std::is_same_v<T, std::int16_t>) {
    layer.wide_operand = std::move(operand);
  } else {
    layer.float_operand = std::move(operand);
  }
  layer.spec = s;
  add_layer(name_of(b.what), std::move(layer));
}

template <quantized_element T>
void lowering::check_overflow(const ops::binary<T>& s) const {
  using ops::checks::largest_accumulator;
  using ops::checks::largest_input;
  const std::int64_t a = largest_input<T>(s.input_zero_point[0]);
  const std::int64_t b = largest_input<T>(s.input_zero_point[1]);
  bool fits = true;
  switch (s.what) {
    case ops::arithmetic::add:
    case ops::arithmetic::subtract:
      // Both operands reach 2^29 at most before it.
      fits = s.output_multiplier.exponent <= 0;
      break;
    case ops::arithmetic::squared_difference: {
      // Each is halved at least on its way to the common scale.
      const std::int64_t difference = (a + b) << (s.input_shift - 1);
      fits = difference * difference <= largest_accumulator(s.output_multiplier.exponent);
      break;
    }
    case ops::arithmetic::prelu:
      fits = (s.swapped ? b : a) <= largest_accumulator(s.input_multiplier[0].exponent) &&
             a * b <= largest_accumulator(s.output_multiplier.exponent);
      break;
    case ops::arithmetic::multiply:
      fits = a * b <= largest_accumulator(s.output_multiplier.exponent);
      break;
    case ops::arithmetic::divide:
    case ops::arithmetic::maximum:
    case ops::arithmetic::minimum:
      break;
  }
  if (!fits) {
    refuse("its output's scale {} is too small for its inputs'; accepted: a larger output scale",
           quantization_of(output()).scale);
  }
}

const char* lowering::name_of(ops::arithmetic what) {
  switch (what) {
    case ops::arithmetic::add:
      return "add";
    case ops::arithmetic::subtract:
      return "subtract";
    case ops::arithmetic::multiply:
      return "multiply";
    case ops::arithmetic::divide:
      return "divide";
    case ops::arithmetic::maximum:
      return "maximum";
    case ops::arithmetic::minimum:
      return "minimum";
    case ops::arithmetic::squared_difference:
      return "squared_difference";
    case ops::arithmetic::prelu:
      return "prelu";
  }
  return "binary";
}

void lowering::add_lookup(const char* kind, const ops::lookup_table& table) {
  lowered::layer layer;
  const shape s = stored_shape(0);
  layer.spec = ops::lookup{s, s, quantization_of(output()).zero_point};
  layer.table.assign(table.begin(), table.end());
  add_layer(kind, std::move(layer));
}

void lowering::lower(const ir::unary& u) {
  const shape s = stored_shape(0);
  if (is_float()) {
    lowered::layer layer;
    layer.spec = ops::unary{u.function, s, s, u.alpha, u.beta};
    return add_layer(name_of(u.function), std::move(layer));
  }
  if (is_wide()) {
    lowered::layer layer;
    layer.spec = ops::make_wide_function(s, u.function == ops::function::tanh,
                                         quantization_of(input(0)).scale);
    return add_layer(name_of(u.function), std::move(layer));
  }
  const quantization in = quantization_of(input(0));
  const quantization out = quantization_of(output());
  add_lookup(name_of(u.function), [&] {
    switch (u.function) {
      case ops::function::logistic:
        return ops::logistic_table(in);
      case ops::function::tanh:
        return ops::tanh_table(in);
      case ops::function::hard_swish:
        return ops::hard_swish_table(in, out);
      case ops::function::leaky_relu:
        return ops::leaky_relu_table(in, out, u.alpha, model_.rounding);
      case ops::function::abs:
        return ops::abs_table(in, out);
      case ops::function::elu:
        return ops::elu_table(in, out, u.alpha);
      case ops::function::rsqrt:
        return ops::rsqrt_table(in, out);
      case ops::function::hard_sigmoid:
      case ops::function::exp:
      case ops::function::log:
      case ops::function::sqrt:
      case ops::function::negate:
      case ops::function::square:
        break;
    }
    refuse("its input is INT8; accepted: FLOAT32");  // check_types has said so
  }());
}

const char* lowering::name_of(ops::function f) {
  switch (f) {
    case ops::function::logistic:
      return "logistic";
    case ops::function::tanh:
      return "tanh";
    case ops::function::hard_swish:
      return "hard_swish";
    case ops::function::hard_sigmoid:
      return "hard_sigmoid";
    case ops::function::leaky_relu:
      return "leaky_relu";
    case ops::function::elu:
      return "elu";
    case ops::function::exp:
      return "exp";
    case ops::function::log:
      return "log";
    case ops::function::sqrt:
      return "sqrt";
    case ops::function::rsqrt:
      return "rsqrt";
    case ops::function::abs:
      return "abs";
    case ops::function::negate:
      return "negate";
    case ops::function::square:
      return "square";
  }
  return "unary";
}

void lowering::lower(const ir::mean& m) {
  const shape in = shape_of(input(0));
  const ops::axes over = axes_of(m.axes, in);
  if (is_float() || is_wide() || over.channels || (in.height > 1 && !over.height) ||
      (in.width > 1 && !over.width)) {
    return lower(ir::reduce{ops::reduction::mean, m.axes});
  }
  lowered::layer layer;
  layer.spec = ops::mean{in, {1, 1, in.channels}, int8_numerics(ir::activation::none)};
  layer.multipliers = {ops::make_mean_multiplier(
      quantization_of(input(0)).scale, quantization_of(output()).scale, in.height * in.width)};
  add_layer("mean", std::move(layer));
}

ops::axes lowering::axes_of(const std::vector<int>& named, shape in) const {
  ops::axes over;
  for (const int axis : named) {
    if (input(0).dims.size() == 4 && axis == 0) continue;  // the batch
    switch (axis_of(input(0), axis)) {
      case ops::axis::height:
        over.height = in.height > 1;
        break;
      case ops::axis::width:
        over.width = in.width > 1;
        break;
      case ops::axis::channels:
        over.channels = in.channels > 1;
        break;
    }
  }
  return over;
}

void lowering::lower(const ir::reduce& r) {
  with_element([&]<class T>(T) { lower_reduce<T>(r); });
}

template <tyto::element T>
void lowering::lower_reduce(const ir::reduce& r) {
  ops::reduce<T> s;
  s.what = r.what;
  s.input = shape_of(input(0));
  s.over = axes_of(r.axes, s.input);
  s.output = ops::reduced(s.input, s.over);
  s.numerics = numerics_of<T>(ir::activation::none);
  if constexpr (quantized_element<T>) {
    s = ops::with_scale(s, quantization_of(input(0)).scale, quantization_of(output()).scale);
    const std::int64_t largest =
        ops::checks::largest_input<T>(s.numerics.input_zero_point) * s.count();
    if (s.sums() && largest > ops::checks::largest_accumulator(s.scale.exponent)) {
      refuse("the int32 sum could overflow; accepted: a larger output scale");
    }
  }
  lowered::layer layer;
  layer.spec = s;
  add_layer("reduce", std::move(layer));
}

}  // namespace tyto::convert
