// SPDX-License-Identifier: Apache-2.0
#include "convert/lower/lower.hpp"

#include <algorithm>
#include <utility>

#include "convert/ir/limits.hpp"
#include "convert/lower/accumulator.hpp"
#include "convert/lower/lowering.hpp"

namespace tyto::convert {

shape lowering::shape_of(const ir::tensor& t) {
  std::vector<int> dims = t.dims;
  if (dims.size() == 4) dims.erase(dims.begin());
  dims.insert(dims.begin(), 3 - dims.size(), 1);
  return {dims[0], dims[1], dims[2]};
}

ops::axis lowering::axis_of(const ir::tensor& t, int axis) {
  return static_cast<ops::axis>(axis + 3 - static_cast<int>(t.dims.size()));
}

ops::steps lowering::steps_of(const ir::tensor& t, std::vector<int> each, int absent) {
  if (t.dims.size() == 4) each.erase(each.begin());
  each.insert(each.begin(), 3 - each.size(), absent);
  return {each[0], each[1], each[2]};
}

lowered::model lowering::run() {
  model_.input = end_of(graph_.input);
  model_.output = end_of(graph_.output);
  for (index_ = 0; index_ < graph_.nodes.size(); ++index_) {
    std::visit([&](const auto& operation) { lower(operation); }, node().what);
    if (node().source_name.empty()) continue;  // a pass has put it there
    const value& made = values_[static_cast<std::size_t>(node().output)];
    model_.source_operators.push_back(
        {node().source_name, made.layer, made.pad, made.pad_value, made.inside});
  }
  if (model_.layers.empty()) {
    fail("no operator computes anything; accepted: at least one that is no view");
  }
  copy_output();
  find_later();
  keep_rows();
  check_output();
  check_totals();
  for (lowered::source_operator& s : model_.source_operators) {
    if (s.inside == stored_shape_of(s.layer)) s.inside = {0, 0, 0};
  }
  return std::move(model_);
}

lowered::end lowering::end_of(int tensor) const {
  const ir::tensor& t = graph_.at(tensor);
  const bool is_float = t.type == ir::element_type::float32;
  return {is_float, t.type, shape_of(t), is_float ? quantization{} : quantization_of(t)};
}

shape lowering::stored_shape_of(int layer) const {
  return layer == graph::network_input_index
             ? model_.input.dims
             : lowered::output_of(model_.layers[static_cast<std::size_t>(layer)]);
}

shape lowering::stored_shape_of(const value& v) const {
  shape s = v.later == ir::absent ? stored_shape_of(v.layer) : shape_of(graph_.at(v.later));
  if (v.rows != 0) s.height = v.rows;
  return s;
}

void lowering::add_layer(const char* kind, lowered::layer layer, std::size_t inputs, bool again,
                         std::size_t second) {
  layer.name = fmt::format("{}_{}", kind, ++count_of_kind_[kind]);
  layer.source_name = node().source_name;
  layer.source_tensor = output().name;
  layer.tensor = node().output;
  for (std::size_t i = 0; i < inputs; ++i) {
    const shape needed = lowered::input_of(layer, static_cast<int>(i));
    const std::size_t at = i == 1 ? second : i;
    const value v = again ? value_of_output() : value_of_input(at);
    const lowered::source from{v.layer, v.kept, v.first_row, v.rows};
    if (v.later != ir::absent) {
      later_.push_back({model_.layers.size(), i, v.later, index_});
    } else if (from.layer == graph::network_input_index && from.plain() && model_.layers.empty()) {
      model_.input.dims = needed;  // its first reader decides: the bytes are the same
    }
    layer.reads_view |= stored_shape_of(v) != needed;
    layer.inputs.push_back(from);
  }
  if (const int channel = overflowing_channel(layer); channel >= 0) {
    if (!layer.wide_bias.empty()) {
      refuse(
          "the int64 accumulator of output channel {} is too large to be requantised; accepted: "
          "a larger output scale, or fewer or smaller weights and biases",
          channel);
    }
    refuse(
        "the int32 accumulator of output channel {} could overflow: sum |weight| * |input| + "
        "|bias|, shifted left by the multiplier's exponent, exceeds 2^31 - 1; accepted: a larger "
        "output scale, or fewer or smaller weights and biases",
        channel);
  }
  model_.layers.push_back(std::move(layer));
  value_of_output() = {.layer = static_cast<int>(model_.layers.size()) - 1, .pad = {}};
  if (node().output == graph_.output) {
    model_.output.dims = lowered::output_of(model_.layers.back());
  }
}

numerics<std::int8_t> lowering::int8_numerics(ir::activation fused) const {
  const quantization out = quantization_of(output());
  const stored_limits range = activation_range(fused, out);
  return {.input_zero_point = quantization_of(input(0)).zero_point,
          .output_zero_point = out.zero_point,
          .output_min = range.min,
          .output_max = range.max,
          .rounding = model_.rounding};
}

void lowering::count_constants(const lowered::layer& layer) {
  constant_bytes_ += lowered::constant_bytes_of(layer);
  if (constant_bytes_ > limits::constant_bytes) {
    refuse("up to here the model has {} bytes of weights; accepted: up to {}", constant_bytes_,
           limits::constant_bytes);
  }
}

void lowering::lower(const ir::history& h) {
  value v;
  if (h.with_new) {
    v = value_of_input(0);
    const shape rows = shape_of(input(0));
    if (v.kept != 0 || v.rows != 0 || v.pad != padding{}) {
      refuse("it keeps rows of what is no layer's whole output; accepted: a layer's output");
    }
    if (v.layer == graph::network_input_index && model_.layers.empty()) model_.input.dims = rows;
    if (stored_shape_of(v.layer) != rows) {
      refuse("it keeps rows of a view; accepted: rows of a layer's output");
    }
    v.rows = h.kept + rows.height;
  } else {
    v.later = node().inputs[0];
    v.rows = h.kept;
  }
  v.kept = h.kept;
  histories_.push_back(index_);
  value_of_output() = v;
}

void lowering::copy_output() {
  const value& v = values_[static_cast<std::size_t>(graph_.output)];
  const ir::tensor& t = graph_.at(graph_.output);
  const bool is_last = v.layer == static_cast<int>(model_.layers.size()) - 1;
  if ((is_last && v.kept == 0 && v.rows == 0 && v.later == ir::absent) || v.pad != padding{}) {
    return;
  }
  for (index_ = 0; node().output != graph_.output;)
    ++index_;
  const shape s = shape_of(t);
  lowered::layer layer;
  if (t.type == ir::element_type::float32) {
    layer.spec = ops::slice<float>{s, s, {0, 0, 0}, {1, 1, 1}};
  } else if (t.type == ir::element_type::int16) {
    layer.spec = ops::slice<std::int16_t>{s, s, {0, 0, 0}, {1, 1, 1}};
  } else if (t.type == ir::element_type::int8) {
    layer.spec = ops::slice<std::int8_t>{s, s, {0, 0, 0}, {1, 1, 1}};
  } else {
    return;  // check_output() refuses it
  }
  add_layer("copy", std::move(layer), 1, true);
}

void lowering::find_later() {
  for (const later_read& l : later_) {
    index_ = l.node;
    const value& v = values_[static_cast<std::size_t>(l.tensor)];
    lowered::source& s = model_.layers[l.layer].inputs[l.input];
    if (v.kept != 0 || v.rows != 0 || v.later != ir::absent || v.pad != padding{} ||
        stored_shape_of(v.layer).row_elements() != shape_of(graph_.at(l.tensor)).row_elements()) {
      refuse("its state {} is no layer's whole output; accepted: a layer's output",
             describe_tensor(graph_, l.tensor));
    }
    s.layer = v.layer;
  }
}

void lowering::check_output() const {
  const value& v = values_[static_cast<std::size_t>(graph_.output)];
  if (v.layer != static_cast<int>(model_.layers.size()) - 1 || v.kept != 0 || v.rows != 0) {
    fail(
        "what gives the network's output {} is not its last layer; accepted: an output that no "
        "other operator of the run reads",
        describe_tensor(graph_, graph_.output));
  }
}

lowered::memory_of_rows& lowering::memory_of(int layer) {
  return layer == graph::network_input_index
             ? model_.input_memory
             : model_.layers[static_cast<std::size_t>(layer)].memory;
}

void lowering::keep_rows() {
  for (const std::size_t at : histories_) {
    index_ = at;
    const auto& h = std::get<ir::history>(node().what);
    lowered::memory_of_rows& m =
        memory_of(values_[static_cast<std::size_t>(node().inputs[0])].layer);
    std::vector<std::uint8_t> initial = initial_rows(h.kept);
    std::vector<std::uint8_t>& longer = m.kept >= h.kept ? m.initial : initial;
    const std::vector<std::uint8_t>& shorter = m.kept >= h.kept ? initial : m.initial;
    if (!std::equal(shorter.rbegin(), shorter.rend(), longer.rbegin())) {
      refuse("its rows start as others than those of another history of the same tensor");
    }
    m.initial = std::move(longer);
    m.kept = std::max(m.kept, h.kept);
  }
  describe_memory(model_.input_memory, graph_.input);
  for (lowered::layer& l : model_.layers)
    describe_memory(l.memory, l.tensor);
}

std::vector<std::uint8_t> lowering::initial_rows(int kept) const {
  const ir::tensor& t = input(0);
  if (node().inputs.size() > 1 && node().inputs[1] != ir::absent) {
    return graph_.data_of(input(1));
  }
  const auto elements = static_cast<std::size_t>(kept * shape_of(t).row_elements());
  if (t.type == ir::element_type::float32) {
    return std::vector<std::uint8_t>(elements * sizeof(float));
  }
  if (t.type == ir::element_type::int16) {  // of zero point 0
    return std::vector<std::uint8_t>(elements * sizeof(std::int16_t));
  }
  return std::vector<std::uint8_t>(elements,
                                   static_cast<std::uint8_t>(quantization_of(t).zero_point));
}

void lowering::describe_memory(lowered::memory_of_rows& m, int tensor) const {
  if (m.kept == 0) return;
  const lowered::end e = end_of(tensor);
  m.type = e.type;
  m.zero = e.quantized.zero_point;
  const auto zero = static_cast<std::uint8_t>(m.zero);
  const auto is_zero = [&](std::uint8_t byte) { return byte == zero; };
  if (std::all_of(m.initial.begin(), m.initial.end(), is_zero)) m.initial.clear();
}

void lowering::check_totals() const {
  std::int64_t operations = 0;
  std::int64_t elements = 0;
  for (const lowered::layer& l : model_.layers) {
    operations += lowered::operations_of(l);
    elements += lowered::output_of(l).elements();
  }
  if (operations > limits::operations) {
    fail("has {} multiply-accumulates and pooled elements; accepted: up to {}", operations,
         limits::operations);
  }
  if (elements > limits::activation_elements) {
    fail("has {} elements in its activations; accepted: up to {}", elements,
         limits::activation_elements);
  }
}

lowered::model lower(const ir::graph& graph, tyto::rounding rounding) {
  return lowering(graph, rounding).run();
}

}  // namespace tyto::convert
