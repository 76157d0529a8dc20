// SPDX-License-Identifier: Apache-2.0
#include "convert/check/check_float_types.hpp"

#include <cmath>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/multiplication.hpp"

namespace tyto::convert {

namespace {

class float_check {
 public:
  float_check(const ir::graph& graph, std::size_t index)
      : graph_(graph), node_(graph.nodes[index]), index_(index) {}

  void run() {
    const ir::tensor& output = graph_.at(node_.output);
    if (output.type != ir::element_type::float32) {
      refuse("its input is FLOAT32, its output {}; accepted: the same type for both",
             output.type_name);
    }
    if (channel_axis(node_.what) >= 0) {
      check_constant(1, "weights");
      if (bias_of(node_) != ir::absent) check_constant(2, "bias");
    }
    if (std::holds_alternative<ir::add>(node_.what)) check_second_input();
    if (std::holds_alternative<ir::mean>(node_.what)) {
      refuse("it is a mean of {}; accepted: over height and width of four dimensions",
             dimensions(graph_.at(node_.inputs[0]).dims));
    }
    if (std::holds_alternative<ir::dequantize>(node_.what)) {
      refuse("its input is FLOAT32; accepted: INT8");
    }
    if (const auto* s = std::get_if<ir::softmax>(&node_.what); s && !std::isfinite(s->beta)) {
      refuse("its beta is {}; accepted: a finite number", s->beta);
    }
    if (const auto* p = std::get_if<ir::pad>(&node_.what); p && !p->zero) {
      refuse("it pads with a stored value; accepted: 0");
    }
  }

 private:
  template <class... Args>
  [[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) const {
    fail("{}: {}", describe(graph_, index_), fmt::format(format, std::forward<Args>(args)...));
  }

  void check_constant(std::size_t i, const char* what) const {
    const ir::tensor& t = graph_.at(node_.inputs[i]);
    if (!t.constant()) {
      refuse("its {} {} are computed at run time; accepted: constants", what,
             describe_tensor(graph_, node_.inputs[i]));
    }
    if (t.type != ir::element_type::float32) {
      refuse("its {} are {}; accepted: FLOAT32, as its input", what, t.type_name);
    }
    for (const double value : real_values(graph_, t)) {
      if (!std::isfinite(value)) {
        refuse("its {} hold {}; accepted: finite numbers", what, value);
      }
    }
  }

  void check_second_input() const {
    const ir::tensor& t = graph_.at(node_.inputs[1]);
    const std::string name = describe_tensor(graph_, node_.inputs[1]);
    if (t.constant()) {
      refuse("its input {} is a constant; accepted: tensors computed at run time", name);
    }
    if (t.type != ir::element_type::float32) {
      refuse("its input {} is {}; accepted: FLOAT32, as its first", name, t.type_name);
    }
  }

  const ir::graph& graph_;
  const ir::node& node_;
  std::size_t index_;
};

}  // namespace

void check_float_types(const ir::graph& graph, std::size_t node) {
  float_check(graph, node).run();
}

}  // namespace tyto::convert
