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
    std::visit([&](const auto& operation) { check(operation); }, node_.what);
  }

 private:
  void check(const ir::conv_2d&) const { check_multiplication(); }
  void check(const ir::depthwise_conv_2d&) const { check_multiplication(); }
  void check(const ir::fully_connected&) const { check_multiplication(); }
  void check_multiplication() const {
    check_constant(1, "weights");
    if (bias_of(node_) != ir::absent) check_constant(2, "bias");
  }

  void check(const ir::svdf_time&) const { check_multiplication(); }
  void check(const ir::recurrent&) const {
    check_constant(1, "weights");
    check_constant(2, "recurrent weights");
    check_constant(3, "biases");
    for (std::size_t i = 4; i < node_.inputs.size(); ++i)
      check_other_input(i);
  }

  void check(const ir::add&) const { check_other_inputs(); }
  void check(const ir::concatenation&) const { check_other_inputs(); }

  void check(const ir::binary&) const {
    if (graph_.at(node_.inputs[1]).constant()) return check_constant(1, "second input");
    check_other_inputs();
  }

  void check(const ir::dequantize&) const { refuse("its input is FLOAT32; accepted: INT8"); }
  void check(const ir::softmax& s) const {
    if (!std::isfinite(s.beta)) refuse("its beta is {}; accepted: a finite number", s.beta);
  }
  void check(const ir::pad& p) const {
    if (!std::isfinite(p.real_value)) {
      refuse("it pads with {}; accepted: a finite number", p.real_value);
    }
  }
  void check(const ir::unary& u) const {
    if (!std::isfinite(u.alpha) || !std::isfinite(u.beta)) {
      refuse("its alpha is {}, its beta {}; accepted: finite numbers", u.alpha, u.beta);
    }
  }

  // What has one input and no numbers to check.
  void check(const ir::pool_2d&) const {}
  void check(const ir::mean&) const {}
  void check(const ir::reduce&) const {}
  void check(const ir::transpose&) const {}
  void check(const ir::view&) const {}
  void check(const ir::activate&) const {}
  void check(const ir::quantize&) const {}
  void check(const ir::slice&) const {}
  void check(const ir::history&) const {}
  template <ir::folded_operation Folded>
  void check(const Folded&) const {}  // check_shapes has refused it

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

  void check_other_inputs() const {
    for (std::size_t i = 1; i < node_.inputs.size(); ++i)
      check_other_input(i);
  }

  void check_other_input(std::size_t i) const {
    const ir::tensor& t = graph_.at(node_.inputs[i]);
    const std::string name = describe_tensor(graph_, node_.inputs[i]);
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
