// SPDX-License-Identifier: Apache-2.0
#include "convert/emit/emit_header.hpp"

#include <fmt/format.h>

#include <cstring>
#include <limits>
#include <set>
#include <span>
#include <string_view>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/emit/micro_front_end.hpp"
#include "convert/run/interpreter.hpp"
#include "tyto/config.hpp"
#include "tyto/kws/event.hpp"

namespace tyto::convert {

namespace {

constexpr std::size_t line_width = 100;
constexpr std::size_t field_indent = 6;

// `items` with commas, on lines that start with `indent`.
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

std::string as_comment(const std::string& text) {
  std::string out;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    out += "//  " + text.substr(begin, end - begin) + "\n";
    begin = end + 1;
  }
  return out;
}

// ---- values as C++ initialisers

std::string code(shape s) {
  return fmt::format("{{{}, {}, {}}}", s.height, s.width, s.channels);
}

// A field of a spec and its fields, wrapped below each other.
std::string braces(const std::string& field, const std::vector<std::string>& items) {
  const std::string start = std::string(field_indent, ' ') + field + " = {";
  const std::string lines = wrapped(items, std::string(start.size(), ' '));
  return field + " = {" + lines.substr(start.size()) + "}";
}

std::string code(extent e) {
  return fmt::format("{{{}, {}}}", e.height, e.width);
}

std::string code(padding p) {
  return fmt::format("{{.top = {}, .bottom = {}, .left = {}, .right = {}}}", p.top, p.bottom,
                     p.left, p.right);
}

std::string code(const window& w) {
  return braces(".window", {".size = " + code(w.size), ".stride = " + code(w.stride),
                            ".pad = " + code(w.pad)});
}

std::string code(quantization q) {
  return fmt::format("{{{}, {}}}", float_literal(q.scale), q.zero_point);
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

// ---- one layer

// Type and fields of a spec.
struct spec_code {
  std::string type;
  std::vector<std::string> fields;
};

template <class T>
constexpr const char* element_name = std::is_same_v<T, float>          ? "float"
                                     : std::is_same_v<T, std::uint8_t> ? "std::uint8_t"
                                     : std::is_same_v<T, std::int16_t> ? "std::int16_t"
                                     : std::is_same_v<T, std::int32_t> ? "std::int32_t"
                                                                       : "std::int8_t";

// Of one end of the network.
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
    if (s.reversed) c.fields.push_back(".reversed = true");
    if constexpr (std::is_same_v<T, float>) {
      if (s.cell_clip != 0.0F) c.fields.push_back(".cell_clip = " + float_literal(s.cell_clip));
      if (s.peepholes) c.fields.push_back(".peepholes = true");
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
    if (s.reversed) c.fields.push_back(".reversed = true");
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
    if (s.swapped) c.fields.push_back(".swapped = true");
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

const char* weight_order(const lowered::layer& l) {
  const std::string_view name = std::visit([](const auto& s) { return s.operator_name; }, l.spec);
  if (name == "conv2d") return "[out][kh][kw][in]";
  if (name == "depthwise") return "[kh][kw][out]";
  if (name == "svdf_time") return "[rows][filters]";
  if (name == "lstm" || name == "gru") return "[gates][units][in + out]";
  return "[out][in]";
}

// Steps that the self-test of a network with state runs.
constexpr int self_test_steps = 4;

class emitter {
 public:
  emitter(const lowered::model& model, const source& from, const header_options& options)
      : model_(model), from_(from), options_(options) {}

  std::string run() {
    check_labels();
    check_front_end();
    self_test_output_ = self_test_output(model_, self_test_steps);
    heading();
    text_ += fmt::format("namespace {} {{\n\n", options_.name);
    forward_declarations();
    input();
    for (const lowered::layer& l : model_.layers)
      layer(l);
    if (lowered::has_state(model_)) {
      steps();
    } else {
      network();
    }
    model_struct();
    text_ += "// Numbers from here on.\n";
    for (const lowered::layer& l : model_.layers)
      numbers(l);
    initial_numbers("input", model_.input_memory);
    for (const lowered::layer& l : model_.layers)
      initial_numbers(l.name, l.memory);
    self_test_numbers();
    text_ += fmt::format("\n}}  // namespace {}\n", options_.name);
    return std::move(text_);
  }

 private:
  void check_labels() const {
    const std::size_t labels = options_.labels.size();
    const int outputs = model_.output.dims.elements();
    if (labels != 0 && labels != static_cast<std::size_t>(outputs)) {
      fail("its network has {} outputs; accepted: {} labels, not {}", outputs, outputs, labels);
    }
  }

  void check_front_end() const {
    if (!options_.front_end && !options_.micro_front_end) return;
    const int features =
        options_.front_end ? options_.front_end->coefficients : options_.micro_front_end->channels;
    const int inputs = model_.input.dims.elements();
    if (inputs % features != 0) {
      fail(
          "its network has {} inputs, no whole number of the front end's frames of {} coefficients",
          inputs, features);
    }
  }

  void heading() {
    text_ += fmt::format(
        "// Generated by tyto-convert {} from {} ({} bytes,\n// SHA-256 {}).\n// Do not "
        "edit.\n//\n",
        TYTO_VERSION_STRING, printable(from_.file_name), from_.bytes, from_.sha256);
    text_ += as_comment(summary_table(model_));
    text_ += "#pragma once\n\n#include <cstdint>\n\n#include \"tyto/tyto.hpp\"\n\n";
    text_ += fmt::format(
        "static_assert(TYTO_VERSION_MAJOR == {0} && TYTO_VERSION_MINOR == {1},\n"
        "              \"tyto: this model header was generated by tyto-convert {0}.{1}, the "
        "library is \"\n"
        "              \"another version; cure: convert the model again, with the library's \"\n"
        "              \"tyto-convert\");\n\n",
        TYTO_VERSION_MAJOR, TYTO_VERSION_MINOR);
    text_ += fmt::format(
        "#ifdef TYTO_MODEL_{0}\n"
        "#error \"tyto: two model headers are called {0}; cure: convert one with another --name\"\n"
        "#endif\n#define TYTO_MODEL_{0}\n\n",
        options_.name);
  }

  void input() {
    const lowered::end& in = model_.input;
    text_ += "struct input {\n  static constexpr const char* name = \"input\";\n";
    text_ += fmt::format(
        "  static constexpr tyto::graph::network_input<{}> spec{{\n"
        "      .output = {}, .quantized = {}}};\n",
        element_name_of(in.type), code(in.dims), in.is_float ? "{}" : code(in.quantized));
    initial_rows(model_.input_memory);
    text_ += "};\n\n";
  }

  std::string name_of(int layer) const {
    return layer == graph::network_input_index
               ? "input"
               : model_.layers[static_cast<std::size_t>(layer)].name;
  }

  // What a layer reads: conv_1, history<conv_1, 4>, or some rows of it.
  std::string code_of(const lowered::source& s) const {
    std::string read = name_of(s.layer);
    int rows = s.layer == graph::network_input_index
                   ? model_.input.dims.height
                   : lowered::output_of(model_.layers[static_cast<std::size_t>(s.layer)]).height;
    if (s.kept != 0) read = fmt::format("tyto::graph::history<{}, {}>", read, s.kept);
    rows += s.kept;
    if (s.rows == 0 || (s.first_row == 0 && s.rows == rows)) return read;
    return fmt::format("tyto::graph::rows<{}, {}, {}>", read, s.first_row, s.first_row + s.rows);
  }

  // Layers that are read before they run, for what they gave in earlier runs.
  void forward_declarations() {
    std::set<int> later;
    for (std::size_t i = 0; i < model_.layers.size(); ++i) {
      for (const lowered::source& s : model_.layers[i].inputs) {
        if (s.layer >= static_cast<int>(i)) later.insert(s.layer);
      }
    }
    for (const int i : later)
      text_ += fmt::format("struct {};\n", name_of(i));
    if (!later.empty()) text_ += "\n";
  }

  // What the rows that are kept are before the first step, where that is not real 0.
  void initial_rows(const lowered::memory_of_rows& m) {
    if (m.initial.empty()) return;
    text_ +=
        fmt::format("  static const {} initial_rows[{}];\n",
                    m.type == ir::element_type::float32 ? "float" : "std::int8_t",
                    m.initial.size() / (m.type == ir::element_type::float32 ? sizeof(float) : 1));
  }
  void initial_numbers(const std::string& name, const lowered::memory_of_rows& m) {
    if (m.initial.empty()) return;
    if (m.type == ir::element_type::float32) {
      std::vector<float> rows(m.initial.size() / sizeof(float));
      std::memcpy(rows.data(), m.initial.data(), m.initial.size());
      array("float", name + "::initial_rows", rows, float_literal);
    } else {
      array("std::int8_t", name + "::initial_rows", m.initial,
            [](std::uint8_t x) { return fmt::format("{}", static_cast<std::int8_t>(x)); });
    }
  }

  void layer(const lowered::layer& l) {
    text_ += fmt::format("// {}  {}\n", l.source_name, printable(l.source_tensor, 70));
    text_ += fmt::format("struct {} {{\n  static constexpr const char* name = \"{}\";\n", l.name,
                         l.name);
    std::vector<std::string> inputs;
    for (const lowered::source& s : l.inputs)
      inputs.push_back(code_of(s));
    text_ += fmt::format("  using inputs = tyto::graph::from<{}>;\n", fmt::join(inputs, ", "));
    if (l.reads_view) text_ += "  static constexpr bool reads_view = true;\n";
    const spec_code c = std::visit(code_of_spec{}, l.spec);
    text_ += fmt::format("  static constexpr {} spec{{\n", c.type);
    for (std::size_t i = 0; i < c.fields.size(); ++i) {
      text_ += fmt::format("{:{}}{}{}\n", "", field_indent, c.fields[i],
                           i + 1 < c.fields.size() ? "," : "};");
    }
    if (!l.weights.empty()) {
      text_ += fmt::format("  static const std::int8_t weights[{}];  // {}\n", l.weights.size(),
                           weight_order(l));
    }
    if (!l.wide_weights.empty()) {
      text_ += fmt::format("  static const std::int16_t weights[{}];  // {}\n",
                           l.wide_weights.size(), weight_order(l));
    }
    if (!l.bias.empty()) {
      text_ += fmt::format("  static const std::int32_t bias[{}];\n", l.bias.size());
    }
    if (!l.wide_bias.empty()) {
      text_ += fmt::format("  static const std::int64_t bias[{}];\n", l.wide_bias.size());
    }
    if (!l.float_weights.empty()) {
      text_ += fmt::format("  static const float weights[{}];  // {}\n", l.float_weights.size(),
                           weight_order(l));
      text_ += fmt::format("  static const float bias[{}];\n", l.float_bias.size());
    }
    if (!l.table.empty()) {
      text_ += fmt::format("  static const std::int8_t table[{}];  // of stored -128, -127, ...\n",
                           l.table.size());
    }
    if (!l.operand.empty()) {
      text_ += fmt::format("  static const std::int8_t operand[{}];\n", l.operand.size());
    }
    if (!l.wide_operand.empty()) {
      text_ += fmt::format("  static const std::int16_t operand[{}];\n", l.wide_operand.size());
    }
    if (!l.float_operand.empty()) {
      text_ += fmt::format("  static const float operand[{}];\n", l.float_operand.size());
    }
    if (!l.multipliers.empty()) {
      text_ += fmt::format("  static const std::int32_t mantissa[{}];\n", l.multipliers.size());
      text_ += fmt::format("  static const std::int8_t exponent[{}];\n", l.multipliers.size());
    }
    initial_rows(l.memory);
    text_ += "};\n\n";
  }

  void network() {
    std::vector<std::string> names{"Arch", "input"};
    for (const lowered::layer& l : model_.layers)
      names.push_back(l.name);
    text_ +=
        "template <class Arch = tyto::arch::native>\nusing network_on = tyto::graph::network<\n";
    text_ += wrapped(names, "    ") + ">;\nusing network = network_on<>;\n";
    if (options_.stream_rows != 0) {
      text_ +=
          fmt::format("using stream = tyto::graph::stream<network, {}>;\n", options_.stream_rows);
    }
    text_ += "\n";
  }

  // A network that keeps rows: its layers are those of one step.
  void steps() {
    std::vector<std::string> names{"Arch", "input"};
    for (const lowered::layer& l : model_.layers)
      names.push_back(l.name);
    text_ += "template <class Arch = tyto::arch::native>\nusing steps_on = tyto::graph::steps<\n";
    text_ += wrapped(names, "    ") +
             ">;\nusing stream = tyto::graph::stream<steps_on<tyto::arch::native>>;\n\n";
  }

  void model_struct() {
    text_ += "struct model {\n";
    text_ += fmt::format("  static constexpr const char* name = \"{}\";\n\n", options_.name);
    const bool has_state = lowered::has_state(model_);
    text_ += fmt::format(
        "  template <class Arch>\n  using {1}_on = ::{0}::{1}_on<Arch>;\n"
        "  using {2} = ::{0}::{2};\n",
        options_.name, has_state ? "steps" : "network", has_state ? "stream" : "network");
    if (options_.stream_rows != 0) {
      text_ += fmt::format("  using stream = ::{}::stream;\n", options_.name);
    }
    text_ += "\n";
    end_quantization("input_quantization", model_.input);
    end_quantization("output_quantization", model_.output);
    if (!options_.labels.empty()) labels();
    if (options_.front_end) front_end(*options_.front_end);
    if (options_.micro_front_end) {
      text_ += "\n" + micro_front_end_text(*options_.micro_front_end, "  ");
    }
    if (options_.fires_at) thresholds(*options_.fires_at);
    if (options_.wake_word) wake_word(*options_.wake_word);
    source_operators();
    text_ += lowered::has_state(model_)
                 ? fmt::format(
                       "\n  // What its first steps give for tyto::graph::self_test_input.\n"
                       "  static constexpr int self_test_steps = {};\n",
                       self_test_steps)
                 : "\n  // What the network gives for tyto::graph::self_test_input.\n";
    text_ += fmt::format("  static const {} self_test_output[{}];\n}};\n\n",
                         element_name_of(model_.output.type),
                         std::visit([](const auto& v) { return v.size(); }, self_test_output_));
  }

  void end_quantization(const char* name, const lowered::end& e) {
    if (e.is_float) return;
    text_ += fmt::format("  static constexpr tyto::quantization {}{};\n", name, code(e.quantized));
  }

  void labels() {
    std::vector<std::string> literals;
    for (const std::string& label : options_.labels)
      literals.push_back(string_literal(label));
    text_ += fmt::format("\n  static constexpr int label_count = {};\n", literals.size());
    text_ += "  static constexpr const char* labels[] = {\n" + wrapped(literals, "      ") + "};\n";
  }

  // One a label; those of silence and unknown are never looked at.
  void thresholds(const operating_point& p) {
    std::vector<std::string> numbers;
    std::size_t used = 0;
    for (const std::string& label : options_.labels) {
      const auto at = p.thresholds.find(label);
      const bool is_keyword = kws::is_keyword(label.c_str());
      if (is_keyword && at == p.thresholds.end())
        fail("the operating point has no threshold for the label \"{}\"", printable(label));
      numbers.push_back(is_keyword ? fmt::format("{:.4f}F", at->second) : "0.0F");
      used += is_keyword ? 1 : 0;
    }
    if (used != p.thresholds.size()) {
      fail("the operating point has {} thresholds; accepted: one for each of the {} keywords",
           p.thresholds.size(), used);
    }
    text_ += fmt::format(
        "\n  // Mean log-likelihood ratio at which each label fires.\n"
        "  static constexpr float thresholds[{}] = {{\n{}}};\n",
        numbers.size(), wrapped(numbers, "      "));
  }

  void wake_word(const manifest& m) {
    text_ += fmt::format(
        "\n  // When it fires, as its manifest states.\n"
        "  static constexpr tyto::kws::wake_word_settings wake_word{{.cutoff = {:.4f}F, "
        ".window = {}}};\n",
        m.probability_cutoff, m.sliding_window_size);
  }

  void front_end(const audio::mfcc_parameters& p) {
    const bool power = p.spectrum == audio::spectrum_kind::power;
    const bool add = p.log == audio::log_kind::add;
    text_ += fmt::format(
        "\n  struct front_end {{\n"
        "    static constexpr tyto::audio::mfcc_parameters parameters{{\n"
        "        .sample_rate = {},\n        .window = {},\n        .hop = {},\n"
        "        .spectrum = tyto::audio::spectrum_kind::{},\n"
        "        .low_hz = {},\n        .high_hz = {},\n        .mel_filters = {},\n"
        "        .log = tyto::audio::log_kind::{},\n        .log_floor = {},\n"
        "        .coefficients = {}}};\n  }};\n",
        p.sample_rate, p.window, p.hop, power ? "power" : "magnitude", float_literal(p.low_hz),
        float_literal(p.high_hz), p.mel_filters, add ? "add" : "clamp", float_literal(p.log_floor),
        p.coefficients);
  }

  void source_operators() {
    text_ += "\n  // Operators of the source file, and the layers that hold their output.\n";
    text_ += "  static constexpr tyto::graph::source_operator source_operators[] = {\n";
    for (const lowered::source_operator& s : model_.source_operators) {
      std::string fields = fmt::format(".name = {}, .layer = {}", string_literal(s.name), s.layer);
      if (s.pad != padding{}) {
        fields += fmt::format(",\n       .pad = {}, .pad_value = {}", code(s.pad), s.pad_value);
        if (s.inside != shape{0, 0, 0}) fields += ",\n       .inside = " + code(s.inside);
      }
      text_ += fmt::format("      {{{}}},\n", fields);
    }
    text_ += "  };\n";
  }

  template <class Range, class F>
  void array(const char* type, const std::string& name, const Range& range, F item) {
    std::vector<std::string> items;
    for (const auto& x : range)
      items.push_back(item(x));
    text_ += fmt::format("\ninline constexpr {} {}[{}] = {{\n{}}};\n", type, name, items.size(),
                         wrapped(items, "    "));
  }

  void numbers(const lowered::layer& l) {
    const auto number = [](auto x) { return fmt::format("{}", x); };
    if (!l.weights.empty()) {
      array("std::int8_t", l.name + "::weights", l.weights, number);
    }
    if (!l.wide_weights.empty()) {
      array("std::int16_t", l.name + "::weights", l.wide_weights, number);
    }
    if (!l.bias.empty()) array("std::int32_t", l.name + "::bias", l.bias, number);
    if (!l.wide_bias.empty()) array("std::int64_t", l.name + "::bias", l.wide_bias, number);
    if (!l.float_weights.empty()) {
      array("float", l.name + "::weights", l.float_weights, float_literal);
      array("float", l.name + "::bias", l.float_bias, float_literal);
    }
    if (!l.table.empty()) array("std::int8_t", l.name + "::table", l.table, number);
    if (!l.operand.empty()) array("std::int8_t", l.name + "::operand", l.operand, number);
    if (!l.wide_operand.empty()) {
      array("std::int16_t", l.name + "::operand", l.wide_operand, number);
    }
    if (!l.float_operand.empty()) {
      array("float", l.name + "::operand", l.float_operand, float_literal);
    }
    if (!l.multipliers.empty()) {
      array("std::int32_t", l.name + "::mantissa", l.multipliers,
            [&](multiplier m) { return number(m.mantissa); });
      array("std::int8_t", l.name + "::exponent", l.multipliers,
            [&](multiplier m) { return number(m.exponent); });
    }
  }

  void self_test_numbers() {
    std::visit(
        [&]<class T>(const std::vector<T>& output) {
          const auto literal = [](T x) {
            if constexpr (std::is_same_v<T, float>) {
              return float_literal(x);
            } else {
              return fmt::format("{}", x);
            }
          };
          array(element_name<T>, "model::self_test_output", output, literal);
        },
        self_test_output_);
  }

  const lowered::model& model_;
  const source& from_;
  const header_options& options_;
  values self_test_output_;
  std::string text_;
};

}  // namespace

std::string emit_header(const lowered::model& model, const source& from,
                        const header_options& options) {
  return emitter(model, from, options).run();
}

}  // namespace tyto::convert
