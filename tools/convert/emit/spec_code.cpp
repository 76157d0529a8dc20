// SPDX-License-Identifier: Apache-2.0
#include "convert/emit/spec_code.hpp"

#include <fmt/format.h>

#include <concepts>
#include <limits>
#include <utility>
#include <variant>

#include "common/text.hpp"

namespace tyto::convert {

namespace {

constexpr std::size_t line_width = 100;

}  // namespace

std::string wrapped(const std::vector<std::string>& items, const std::string& indent) {
  std::string out;
  std::string line = indent;
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string item = items[i] + (i + 1 < items.size() ? "," : "");
    // Two columns are left for what may close behind the last item.
    if (line.size() > indent.size() && line.size() + 3 + item.size() > line_width) {
      out += line + "\n";
      line = indent;
    }
    line += (line.size() > indent.size() ? " " : "") + item;
  }
  return out + line;
}

std::string code(shape s) {
  return fmt::format("{{{}, {}, {}}}", s.height, s.width, s.channels);
}

std::string code(padding p) {
  return fmt::format("{{.top = {}, .bottom = {}, .left = {}, .right = {}}}", p.top, p.bottom,
                     p.left, p.right);
}

std::string code(quantization q) {
  return fmt::format("{{{}, {}}}", float_literal(q.scale), q.zero_point);
}

const char* element_name_of(ir::element_type type) {
  switch (type) {
    case ir::element_type::float32:
      return element_name<float>;
    case ir::element_type::uint8:
      return element_name<std::uint8_t>;
    case ir::element_type::int16:
      return element_name<std::int16_t>;
    case ir::element_type::int32:
      return element_name<std::int32_t>;
    case ir::element_type::int8:
    case ir::element_type::int64:
    case ir::element_type::other:
      break;
  }
  return element_name<std::int8_t>;
}

namespace {

using convert::code;

// A field of a spec and its fields, wrapped below each other.
std::string braces(const std::string& field, const std::vector<std::string>& items) {
  const std::string start = std::string(field_indent, ' ') + field + " = {";
  const std::string lines = wrapped(items, std::string(start.size(), ' '));
  return field + " = {" + lines.substr(start.size()) + "}";
}

std::string code(extent e) {
  return fmt::format("{{{}, {}}}", e.height, e.width);
}

std::string code(const window& w) {
  return braces(".window", {".size = " + code(w.size), ".stride = " + code(w.stride),
                            ".pad = " + code(w.pad)});
}

std::string code(multiplier m) {
  return fmt::format("{{{}, {}}}", m.mantissa, m.exponent);
}

std::string code(rounding r) {
  return r == rounding::two_step ? "tyto::rounding::two_step" : "tyto::rounding::one_step";
}

// The fields that follow others, given only where they are not the default.
std::string rounding_field(rounding r) {
  return r == rounding::two_step ? "" : ", .rounding = " + code(r);
}

// Bounds of a float layer, where it has them, as the fields of a spec.
std::vector<std::string> bound_fields(float min, float max) {
  std::vector<std::string> fields;
  if (min != std::numeric_limits<float>::lowest()) {
    fields.push_back(".output_min = " + float_literal(min));
  }
  if (max != std::numeric_limits<float>::max()) {
    fields.push_back(".output_max = " + float_literal(max));
  }
  return fields;
}

std::string code(const numerics<float>& n) {
  return braces(".numerics", bound_fields(n.output_min, n.output_max));
}

std::string code(const numerics<std::int8_t>& n) {
  return braces(".numerics",
                {fmt::format(".input_zero_point = {}", n.input_zero_point),
                 fmt::format(".output_zero_point = {}", n.output_zero_point),
                 fmt::format(".output_min = {}", n.output_min),
                 fmt::format(".output_max = {}{}", n.output_max, rounding_field(n.rounding))});
}

std::string code(const numerics<std::int16_t>& n) {
  return braces(".numerics",
                {fmt::format(".output_min = {}", n.output_min),
                 fmt::format(".output_max = {}{}", n.output_max, rounding_field(n.rounding))});
}

std::string code(ops::steps s) {
  return fmt::format("{{{}, {}, {}}}", s.height, s.width, s.channels);
}

std::string code(ops::axis a) {
  constexpr const char* names[] = {"height", "width", "channels"};
  return std::string("tyto::ops::axis::") + names[static_cast<std::size_t>(a)];
}

std::string code(ops::arithmetic a) {
  constexpr const char* names[] = {"add",     "subtract", "multiply",           "divide",
                                   "maximum", "minimum",  "squared_difference", "prelu"};
  return std::string("tyto::ops::arithmetic::") + names[static_cast<std::size_t>(a)];
}

std::string code(ops::reduction r) {
  constexpr const char* names[] = {"maximum", "minimum", "sum", "mean"};
  return std::string("tyto::ops::reduction::") + names[static_cast<std::size_t>(r)];
}

std::string code(ops::function f) {
  constexpr const char* names[] = {"logistic", "tanh",   "hard_swish", "hard_sigmoid", "leaky_relu",
                                   "elu",      "exp",    "log",        "sqrt",         "rsqrt",
                                   "abs",      "negate", "square"};
  return std::string("tyto::ops::function::") + names[static_cast<std::size_t>(f)];
}

spec_code with_shapes(std::string type, shape input, shape output) {
  return {std::move(type), {".input = " + code(input), ".output = " + code(output)}};
}

template <class Spec, template <class> class... Layers>
concept one_of = (std::same_as<Spec, Layers<typename Spec::element>> || ...);

// Specs that are shapes, a window and numerics or bounds, and no more.
template <class Spec>
concept plain_spec = one_of<Spec, ops::conv2d, ops::depthwise, ops::pointwise, ops::fully_connected,
                            ops::average_pool, ops::global_average_pool, ops::max_pool> ||
    std::same_as<Spec, ops::add<float>>;

struct code_of_spec {
  spec_code operator()(const ops::mean& s) const { return with_numerics("tyto::ops::mean", s); }
  template <class T>
  spec_code operator()(const ops::rescale_of<T>& s) const {
    return with_numerics(type_of<T>("rescale", "_of"), s);
  }

  // An operator whose type of int8 has a name of its own.
  template <class T>
  static std::string type_of(const char* name, const char* suffix) {
    return std::is_same_v<T, std::int8_t>
               ? fmt::format("tyto::ops::{}", name)
               : fmt::format("tyto::ops::{}{}<{}>", name, suffix, element_name<T>);
  }

  template <class Spec>
  static spec_code with_numerics(std::string type, const Spec& s) {
    spec_code c = with_shapes(std::move(type), s.input, s.output);
    c.fields.push_back(code(s.numerics));
    return c;
  }

  template <plain_spec Spec>
  spec_code operator()(const Spec& s) const {
    using element = typename Spec::element;
    std::string type = fmt::format("tyto::ops::{}<{}>", Spec::operator_name, element_name<element>);
    spec_code c = with_shapes(std::move(type), s.input, s.output);
    if constexpr (requires { s.window; }) c.fields.push_back(code(s.window));
    if constexpr (requires { s.numerics; }) {
      c.fields.push_back(code(s.numerics));
    } else if constexpr (std::is_same_v<element, float>) {  // a pool, or an add
      for (std::string& field : bound_fields(s.output_min, s.output_max)) {
        c.fields.push_back(std::move(field));
      }
    } else {  // a pool
      c.fields.push_back(fmt::format(".output_min = {}", s.output_min));
      c.fields.push_back(fmt::format(".output_max = {}", s.output_max));
    }
    return c;
  }

  spec_code operator()(const ops::softmax<std::int8_t>& s) const {
    spec_code c = with_shapes("tyto::ops::softmax<std::int8_t>", s.input, s.output);
    c.fields.push_back(".input_multiplier = " + code(s.input_multiplier));
    c.fields.push_back(
        fmt::format(".difference_min = {}{}", s.difference_min, rounding_field(s.rounding)));
    return c;
  }

  spec_code operator()(const ops::softmax<float>& s) const {
    spec_code c = with_shapes("tyto::ops::softmax<float>", s.input, s.output);
    c.fields.push_back(".beta = " + float_literal(s.beta));
    return c;
  }

  spec_code operator()(const ops::softmax<std::int16_t>& s) const {
    spec_code c = with_shapes("tyto::ops::softmax<std::int16_t>", s.input, s.output);
    c.fields.push_back(".input_multiplier = " + code(s.input_multiplier) +
                       rounding_field(s.rounding));
    return c;
  }

  spec_code operator()(const ops::wide_function& s) const {
    spec_code c = with_shapes("tyto::ops::wide_function", s.input, s.output);
    c.fields.push_back(
        fmt::format(".is_tanh = {}, .factor = {}, .shift = {}", s.is_tanh, s.factor, s.shift));
    return c;
  }

  template <quantized_element T>
  spec_code operator()(const ops::add<T>& s) const {
    spec_code c =
        with_shapes(fmt::format("tyto::ops::add<{}>", element_name<T>), s.input, s.output);
    c.fields.push_back(fmt::format(".input_zero_point = {{{}, {}}}", s.input_zero_point[0],
                                   s.input_zero_point[1]));
    c.fields.push_back(fmt::format(".input_multiplier = {{{}, {}}}", code(s.input_multiplier[0]),
                                   code(s.input_multiplier[1])));
    c.fields.push_back(".output_multiplier = " + code(s.output_multiplier));
    c.fields.push_back(fmt::format(".output_zero_point = {}", s.output_zero_point));
    c.fields.push_back(fmt::format(".output_min = {}", s.output_min));
    c.fields.push_back(fmt::format(".output_max = {}{}", s.output_max, rounding_field(s.rounding)));
    return c;
  }

  spec_code operator()(const ops::wide_softmax& s) const {
    spec_code c = with_shapes("tyto::ops::wide_softmax", s.input, s.output);
    c.fields.push_back(".input_multiplier = " + code(s.input_multiplier));
    c.fields.push_back(
        fmt::format(".difference_min = {}{}", s.difference_min, rounding_field(s.rounding)));
    return c;
  }

  spec_code operator()(const ops::svdf_features& s) const {
    spec_code c = with_shapes("tyto::ops::svdf_features", s.input, s.output);
    c.fields.push_back(
        fmt::format(".input_zero_point = {}{}", s.input_zero_point, rounding_field(s.rounding)));
    return c;
  }

  template <class State>
  spec_code operator()(const ops::svdf_time<State>& s) const {
    spec_code c = with_shapes(fmt::format("tyto::ops::svdf_time<{}>", element_name<State>), s.input,
                              s.output);
    c.fields.push_back(fmt::format(".rank = {}", s.rank));
    c.fields.push_back(code(s.numerics));
    return c;
  }

  template <class T>
  spec_code operator()(const ops::lstm<T>& s) const {
    spec_code c =
        with_shapes(fmt::format("tyto::ops::lstm<{}>", element_name<T>), s.input, s.output);
    if (s.input_count != 1) c.fields.push_back(fmt::format(".input_count = {}", s.input_count));
    if (s.reversed) c.fields.emplace_back(".reversed = true");
    if constexpr (std::is_same_v<T, float>) {
      if (s.cell_clip != 0.0F) c.fields.push_back(".cell_clip = " + float_literal(s.cell_clip));
      if (s.peepholes) c.fields.emplace_back(".peepholes = true");
      if (s.projects()) {
        c.fields.push_back(fmt::format(".projected_units = {}", s.projected_units));
      }
    } else {
      if (s.cell_clip != 0) c.fields.push_back(fmt::format(".cell_clip = {}", s.cell_clip));
      c.fields.push_back(fmt::format(".input_zero_point = {{{}, {}}}", s.input_zero_point[0],
                                     s.input_zero_point[1]));
      c.fields.push_back(fmt::format(".output_zero_point = {}", s.output_zero_point));
      c.fields.push_back(
          fmt::format(".cell_exponent = {}{}", s.cell_exponent, rounding_field(s.rounding)));
    }
    return c;
  }

  spec_code operator()(const ops::gru& s) const {
    spec_code c = with_shapes("tyto::ops::gru", s.input, s.output);
    c.fields.push_back(fmt::format(".reset_after = {}", s.reset_after));
    if (s.reversed) c.fields.emplace_back(".reversed = true");
    return c;
  }

  spec_code operator()(const ops::lookup& s) const {
    spec_code c = with_shapes("tyto::ops::lookup", s.input, s.output);
    c.fields.push_back(fmt::format(".output_zero_point = {}", s.output_zero_point));
    return c;
  }

  spec_code operator()(const ops::unary& s) const {
    spec_code c{"tyto::ops::unary", {".function = " + code(s.function)}};
    add_shapes(c, s.input, s.output);
    if (s.alpha != 0.0F) c.fields.push_back(".alpha = " + float_literal(s.alpha));
    if (s.beta != 0.0F) c.fields.push_back(".beta = " + float_literal(s.beta));
    return c;
  }

  template <class T>
  spec_code operator()(const ops::binary<T>& s) const {
    spec_code c{fmt::format("tyto::ops::binary<{}>", element_name<T>), {".what = " + code(s.what)}};
    c.fields.push_back(".input = " + code(s.input));
    c.fields.push_back(".second = " + code(s.second));
    c.fields.push_back(".output = " + code(s.output));
    if (s.input_count != 2) c.fields.push_back(fmt::format(".input_count = {}", s.input_count));
    if (s.swapped) c.fields.emplace_back(".swapped = true");
    if constexpr (std::is_same_v<T, float>) {
      for (std::string& field : bound_fields(s.output_min, s.output_max))
        c.fields.push_back(std::move(field));
    } else {
      c.fields.push_back(fmt::format(".input_zero_point = {{{}, {}}}", s.input_zero_point[0],
                                     s.input_zero_point[1]));
      c.fields.push_back(fmt::format(".input_multiplier = {{{}, {}}}", code(s.input_multiplier[0]),
                                     code(s.input_multiplier[1])));
      if (s.input_shift != 0) c.fields.push_back(fmt::format(".input_shift = {}", s.input_shift));
      c.fields.push_back(".output_multiplier = " + code(s.output_multiplier));
      c.fields.push_back(fmt::format(".output_zero_point = {}", s.output_zero_point));
      c.fields.push_back(fmt::format(".output_min = {}", s.output_min));
      c.fields.push_back(
          fmt::format(".output_max = {}{}", s.output_max, rounding_field(s.rounding)));
    }
    return c;
  }

  template <class T>
  spec_code operator()(const ops::reduce<T>& s) const {
    spec_code c{fmt::format("tyto::ops::reduce<{}>", element_name<T>), {".what = " + code(s.what)}};
    add_shapes(c, s.input, s.output);
    c.fields.push_back(
        fmt::format(".over = {{{}, {}, {}}}", s.over.height, s.over.width, s.over.channels));
    c.fields.push_back(code(s.numerics));
    if (s.scale != multiplier{}) c.fields.push_back(".scale = " + code(s.scale));
    return c;
  }

  template <class T>
  spec_code operator()(const ops::concatenate<T>& s) const {
    spec_code c{fmt::format("tyto::ops::concatenate<{}>", element_name<T>),
                {".axis = " + code(s.axis)}};
    add_shapes(c, s.input, s.output);
    c.fields.push_back(fmt::format(".input_count = {}", s.input_count));
    c.fields.push_back(
        fmt::format(".extents = {{{}}}", fmt::join(s.extents, s.extents + s.input_count, ", ")));
    return c;
  }

  template <class T>
  spec_code operator()(const ops::slice<T>& s) const {
    spec_code c =
        with_shapes(fmt::format("tyto::ops::slice<{}>", element_name<T>), s.input, s.output);
    c.fields.push_back(".begin = " + code(s.begin));
    if (s.step != ops::steps{1, 1, 1}) c.fields.push_back(".step = " + code(s.step));
    return c;
  }

  template <class T>
  spec_code operator()(const ops::transpose<T>& s) const {
    spec_code c =
        with_shapes(fmt::format("tyto::ops::transpose<{}>", element_name<T>), s.input, s.output);
    c.fields.push_back(braces(".order", {code(s.order[0]), code(s.order[1]), code(s.order[2])}));
    return c;
  }

  template <class T>
  spec_code operator()(const ops::pad<T>& s) const {
    spec_code c =
        with_shapes(fmt::format("tyto::ops::pad<{}>", element_name<T>), s.input, s.output);
    c.fields.push_back(".before = " + code(s.before));
    if constexpr (std::is_same_v<T, float>) {
      c.fields.push_back(".value = " + float_literal(s.value));
    } else {
      c.fields.push_back(fmt::format(".value = {}", s.value));
    }
    return c;
  }

  static void add_shapes(spec_code& c, shape input, shape output) {
    c.fields.push_back(".input = " + code(input));
    c.fields.push_back(".output = " + code(output));
  }

  template <class In, class Out>
  spec_code operator()(const ops::recode<In, Out>& s) const {
    spec_code c =
        with_shapes(fmt::format("tyto::ops::recode<{}, {}>", element_name<In>, element_name<Out>),
                    s.input, s.output);
    c.fields.push_back(fmt::format(".input_zero_point = {}", s.input_zero_point));
    c.fields.push_back(fmt::format(".output_zero_point = {}", s.output_zero_point));
    c.fields.push_back(".scale = " + code(s.scale) + rounding_field(s.rounding));
    return c;
  }

  template <class T>
  spec_code operator()(const ops::quantize_to<T>& s) const {
    spec_code c = with_shapes(type_of<T>("quantize", "_to"), s.input, s.output);
    c.fields.push_back(".to = " + code(s.to));
    return c;
  }

  template <class T>
  spec_code operator()(const ops::dequantize_from<T>& s) const {
    spec_code c = with_shapes(type_of<T>("dequantize", "_from"), s.input, s.output);
    c.fields.push_back(".from = " + code(s.from));
    return c;
  }
};

}  // namespace

spec_code spec_code_of(const lowered::layer& layer) {
  return std::visit(code_of_spec{}, layer.spec);
}

}  // namespace tyto::convert
