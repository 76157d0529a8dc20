// SPDX-License-Identifier: Apache-2.0
#include "convert/run/interpreter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "convert/run/interpreter_float.hpp"
#include "convert/run/interpreter_loops.hpp"
#include "convert/run/row_memory.hpp"
#include "tyto/core/fixed_point.hpp"
#include "tyto/graph/self_test.hpp"

namespace tyto::convert {

namespace {

using int8s = std::vector<std::int8_t>;
using floats = std::vector<float>;

std::int32_t scaled(std::int64_t x, multiplier m, tyto::rounding r) {
  const auto narrow = static_cast<std::int32_t>(x);  // bounded by check_accumulators
  return r == rounding::two_step ? requantize<rounding::two_step>(narrow, m)
                                 : requantize<rounding::one_step>(narrow, m);
}

std::int8_t limited(std::int64_t x, std::int64_t min, std::int64_t max) {
  return static_cast<std::int8_t>(std::clamp(x, min, max));
}

// Runs one layer. Every operator() is the formula of its operator's header, read anew.
class runner {
 public:
  runner(const lowered::layer& layer, operands inputs)
      : layer_(layer), inputs_(inputs), a_(*inputs[0]) {}

  values run() const;

 private:
  // Input k of an int8 layer.
  const int8s& stored(std::size_t k) const { return std::get<int8s>(*inputs_[k]); }

  std::int64_t in(std::size_t i) const { return std::get<int8s>(a_)[i]; }

  multiplier multiplier_of(int channel) const {
    const auto& all = layer_.multipliers;
    return all[all.size() == 1 ? 0 : static_cast<std::size_t>(channel)];
  }

  std::int8_t store(std::int64_t acc, int channel, const numerics<std::int8_t>& n) const {
    const std::int64_t x = scaled(acc, multiplier_of(channel), n.rounding);
    return limited(x + n.output_zero_point, n.output_min, n.output_max);
  }

  std::int64_t bias(int channel) const { return layer_.bias[static_cast<std::size_t>(channel)]; }
  std::int64_t weight(std::int64_t i) const { return layer_.weights[static_cast<std::size_t>(i)]; }

  template <class F>
  static int8s each(shape s, F f) {
    return each_element<std::int8_t>(s, f);
  }

  int8s operator()(const ops::conv2d<std::int8_t>& s) const {
    const std::int64_t taps = std::int64_t{s.window.size.height} * s.window.size.width;
    return each(s.output, [&](int y, int x, int c) {
      std::int64_t acc = bias(c);
      each_tap(s.window, s.input, y, x, [&](int iy, int ix, std::int64_t tap) {
        for (int i = 0; i < s.input.channels; ++i) {
          acc += (in(s.input.index(iy, ix, i)) - s.numerics.input_zero_point) *
                 weight((c * taps + tap) * s.input.channels + i);
        }
      });
      return store(acc, c, s.numerics);
    });
  }

  int8s operator()(const ops::depthwise<std::int8_t>& s) const {
    const int filters = s.output.channels / s.input.channels;
    return each(s.output, [&](int y, int x, int c) {
      std::int64_t acc = bias(c);
      each_tap(s.window, s.input, y, x, [&](int iy, int ix, std::int64_t tap) {
        acc += (in(s.input.index(iy, ix, c / filters)) - s.numerics.input_zero_point) *
               weight(tap * s.output.channels + c);
      });
      return store(acc, c, s.numerics);
    });
  }

  int8s operator()(const ops::pointwise<std::int8_t>& s) const {
    return each(s.output, [&](int y, int x, int c) {
      std::int64_t acc = bias(c);
      for (int i = 0; i < s.input.channels; ++i) {
        acc += (in(s.input.index(y, x, i)) - s.numerics.input_zero_point) *
               weight(std::int64_t{c} * s.input.channels + i);
      }
      return store(acc, c, s.numerics);
    });
  }

  int8s operator()(const ops::fully_connected<std::int8_t>& s) const {
    const std::int64_t inputs = s.input.elements();
    return each(s.output, [&](int, int, int c) {
      std::int64_t acc = bias(c);
      for (std::int64_t i = 0; i < inputs; ++i) {
        acc += (in(static_cast<std::size_t>(i)) - s.numerics.input_zero_point) *
               weight(c * inputs + i);
      }
      return store(acc, c, s.numerics);
    });
  }

  // sum / count, to nearest, ties away from zero.
  static std::int64_t average(std::int64_t sum, std::int64_t count) {
    const std::int64_t magnitude = (2 * std::abs(sum) + count) / (2 * count);
    return sum < 0 ? -magnitude : magnitude;
  }

  int8s operator()(const ops::average_pool<std::int8_t>& s) const {
    return each(s.output, [&](int y, int x, int c) {
      std::int64_t sum = 0;
      std::int64_t count = 0;
      each_tap(s.window, s.input, y, x, [&](int iy, int ix, std::int64_t) {
        sum += in(s.input.index(iy, ix, c));
        ++count;
      });
      return limited(average(sum, count), s.output_min, s.output_max);
    });
  }

  int8s operator()(const ops::global_average_pool<std::int8_t>& s) const {
    return each(s.output, [&](int, int, int c) {
      return limited(average(sum_of_channel(s.input, c), pixels(s.input)), s.output_min,
                     s.output_max);
    });
  }

  int8s operator()(const ops::max_pool<std::int8_t>& s) const {
    return each(s.output, [&](int y, int x, int c) {
      std::int64_t largest = -128;
      each_tap(s.window, s.input, y, x, [&](int iy, int ix, std::int64_t) {
        largest = std::max(largest, in(s.input.index(iy, ix, c)));
      });
      return limited(largest, s.output_min, s.output_max);
    });
  }

  int8s operator()(const ops::mean& s) const {
    return each(s.output, [&](int, int, int c) {
      const std::int64_t zero = pixels(s.input) * s.numerics.input_zero_point;
      return store(sum_of_channel(s.input, c) - zero, 0, s.numerics);
    });
  }

  static std::int64_t pixels(shape s) { return std::int64_t{s.height} * s.width; }

  std::int64_t sum_of_channel(shape s, int channel) const {
    std::int64_t sum = 0;
    for (int y = 0; y < s.height; ++y) {
      for (int x = 0; x < s.width; ++x)
        sum += in(s.index(y, x, channel));
    }
    return sum;
  }

  int8s operator()(const ops::softmax<std::int8_t>& s) const {
    int8s out(static_cast<std::size_t>(s.output.elements()));
    const auto channels = static_cast<std::size_t>(s.input.channels);
    for (std::size_t begin = 0; begin < out.size(); begin += channels) {
      softmax_of_pixel(s, begin, out);
    }
    return out;
  }

  void softmax_of_pixel(const ops::softmax<std::int8_t>& s, std::size_t begin, int8s& out) const {
    const auto channels = static_cast<std::size_t>(s.input.channels);
    std::int64_t largest = -128;
    for (std::size_t c = 0; c < channels; ++c)
      largest = std::max(largest, in(begin + c));
    // Q0.31; no value where the probability counts as 0.
    std::vector<std::int32_t> exponential(channels, -1);
    std::int64_t sum = 0;  // Q12.19
    for (std::size_t c = 0; c < channels; ++c) {
      const std::int64_t difference = in(begin + c) - largest;
      if (difference < s.difference_min) continue;
      exponential[c] =
          fixed_point::exp_on_negative(scaled(difference, s.input_multiplier, s.rounding));
      sum += rounding_divide_by_power_of_two(exponential[c], 12);
    }
    // sum = (1 + fraction) * 2^(bits - 1)
    const auto bits = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(sum)));
    const auto fraction = static_cast<std::int32_t>((sum << (32 - bits)) - (std::int64_t{1} << 31));
    const std::int32_t reciprocal = fixed_point::reciprocal_of_one_plus(fraction);
    for (std::size_t c = 0; c < channels; ++c) {
      std::int64_t probability = 0;
      if (exponential[c] >= 0) {
        probability = rounding_divide_by_power_of_two(
            saturating_rounding_doubling_high_mul(reciprocal, exponential[c]), bits + 3);
      }
      out[begin + c] = limited(probability - 128, -128, 127);
    }
  }

  int8s operator()(const ops::add<std::int8_t>& s) const {
    const int8s& a = stored(0);
    const int8s& b = stored(1);
    int8s out(a.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const auto common = [&](std::int64_t q, int k) -> std::int64_t {
        return scaled((q - s.input_zero_point[k]) * (std::int64_t{1} << 20), s.input_multiplier[k],
                      s.rounding);
      };
      const std::int64_t sum = common(a[i], 0) + common(b[i], 1);
      out[i] =
          limited(scaled(sum, s.output_multiplier, s.rounding) + std::int64_t{s.output_zero_point},
                  s.output_min, s.output_max);
    }
    return out;
  }

  int8s operator()(const ops::rescale& s) const {
    int8s out;
    for (const std::int8_t q : std::get<int8s>(a_)) {
      out.push_back(store(std::int64_t{q} - s.numerics.input_zero_point, 0, s.numerics));
    }
    return out;
  }

  int8s operator()(const ops::quantize& s) const {
    int8s out;
    for (const float real : std::get<floats>(a_)) {
      const double nearest = std::round(double{real / s.to.scale}) + s.to.zero_point;
      out.push_back(static_cast<std::int8_t>(std::clamp(nearest, -128.0, 127.0)));
    }
    return out;
  }

  floats operator()(const ops::dequantize& s) const {
    floats out;
    for (const std::int8_t q : std::get<int8s>(a_)) {
      out.push_back(s.from.scale * static_cast<float>(q - s.from.zero_point));
    }
    return out;
  }

  // What the operator's header defines on values.
  int8s operator()(const ops::lookup& s) const { return applied(s, layer_.table.data(), data(0)); }
  int8s operator()(const ops::reduce<std::int8_t>& s) const { return applied(s, data(0)); }
  int8s operator()(const ops::slice<std::int8_t>& s) const { return applied(s, data(0)); }
  int8s operator()(const ops::transpose<std::int8_t>& s) const { return applied(s, data(0)); }
  int8s operator()(const ops::pad<std::int8_t>& s) const { return applied(s, data(0)); }

  int8s operator()(const ops::binary<std::int8_t>& s) const {
    return applied(s, data(0), s.input_count == 1 ? layer_.operand.data() : data(1));
  }

  int8s operator()(const ops::concatenate<std::int8_t>& s) const {
    int8s out(static_cast<std::size_t>(s.output.elements()));
    for (std::size_t k = 0; k < inputs_.size(); ++k)
      ops::apply(s, static_cast<int>(k), data(k), out.data());
    return out;
  }

  template <class In, class Out>
  std::vector<Out> operator()(const ops::recode<In, Out>& s) const {
    std::vector<Out> out(static_cast<std::size_t>(s.output.elements()));
    ops::apply(s, std::get<std::vector<In>>(a_).data(), out.data());
    return out;
  }

  const std::int8_t* data(std::size_t k) const { return stored(k).data(); }

  template <class Spec, class... Pointers>
  static int8s applied(const Spec& s, Pointers... inputs) {
    int8s out(static_cast<std::size_t>(s.output.elements()));
    ops::apply(s, inputs..., out.data());
    return out;
  }

  const lowered::layer& layer_;
  operands inputs_;
  const values& a_;  // the first
};

// Behind the class, whose templates clang 14 would not make otherwise.
values runner::run() const {
  return std::visit(
      [&]<class Spec>(const Spec& spec) -> values {
        if constexpr (lowered::float_to_float<Spec>) {
          return interpret_float_layer(layer_, inputs_);
        } else {
          return (*this)(spec);
        }
      },
      layer_.spec);
}

}  // namespace

values interpret_layer(const lowered::layer& layer, operands inputs) {
  return runner(layer, inputs).run();
}

values run_layers(const lowered::model& model, values input, kept_rows& rows,
                  const std::function<void(int layer, const values& output)>& after_layer,
                  const std::function<values(std::size_t, operands)>& run_layer) {
  row_memory memory(model, std::move(input), rows);
  for (std::size_t i = 0; i < model.layers.size(); ++i) {
    std::vector<values> copies;
    copies.reserve(model.layers[i].inputs.size());
    std::vector<const values*> inputs;
    for (const lowered::source& from : model.layers[i].inputs) {
      if (from.plain()) {
        inputs.push_back(&memory.output_of(from.layer));
      } else {
        copies.push_back(memory.rows_of(from));
        inputs.push_back(&copies.back());
      }
    }
    memory.set(i, run_layer(i, inputs));
    if (after_layer) after_layer(static_cast<int>(i), memory.output_of(static_cast<int>(i)));
  }
  memory.keep();
  return memory.output_of(static_cast<int>(model.layers.size()) - 1);
}

values interpret_next(const lowered::model& model, values input, kept_rows& rows,
                      const std::function<void(int layer, const values& output)>& after_layer) {
  return run_layers(model, std::move(input), rows, after_layer,
                    [&](std::size_t layer, operands inputs) {
                      return interpret_layer(model.layers[layer], inputs);
                    });
}

values interpret(const lowered::model& model, values input,
                 const std::function<void(int layer, const values& output)>& after_layer) {
  kept_rows rows = first_rows(model);
  return interpret_next(model, std::move(input), rows, after_layer);
}

namespace {

values next_input(const lowered::model& model, graph::self_test_input& generator) {
  int8s stored;
  for (int i = 0; i < model.input.dims.elements(); ++i)
    stored.push_back(generator.next());
  switch (model.input.type) {
    case ir::element_type::float32:
      return floats(stored.begin(), stored.end());
    case ir::element_type::uint8:
      return std::vector<std::uint8_t>(stored.begin(), stored.end());
    case ir::element_type::int16:
      return std::vector<std::int16_t>(stored.begin(), stored.end());
    case ir::element_type::int32:
      return std::vector<std::int32_t>(stored.begin(), stored.end());
    case ir::element_type::int8:
    case ir::element_type::other:
      break;
  }
  return stored;
}

}  // namespace

values self_test_input(const lowered::model& model) {
  graph::self_test_input generator;
  return next_input(model, generator);
}

values self_test_output(const lowered::model& model, int steps) {
  graph::self_test_input generator;
  kept_rows rows = first_rows(model);
  values all = interpret_next(model, next_input(model, generator), rows);
  for (int step = 1; step < steps && lowered::has_state(model); ++step) {
    const values next = interpret_next(model, next_input(model, generator), rows);
    std::visit(
        [&]<class T>(std::vector<T>& to) {
          const auto& from = std::get<std::vector<T>>(next);
          to.insert(to.end(), from.begin(), from.end());
        },
        all);
  }
  return all;
}

}  // namespace tyto::convert
