// SPDX-License-Identifier: Apache-2.0
#include "convert/read/input_shapes.hpp"

#include <charconv>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/limits.hpp"

namespace tyto::convert {

input_shape parse_input_shape(std::string_view text) {
  const auto refuse = [&]() {
    fail("--shape {}: accepted: INPUT=1x49x10, each dimension 1 to {}, up to {} of them",
         printable(std::string(text)), limits::tensor_elements, limits::rank);
  };
  const std::size_t equals = text.rfind('=');
  if (equals == std::string_view::npos || equals == 0) refuse();
  input_shape shape{std::string(text.substr(0, equals)), {}};
  std::string_view rest = text.substr(equals + 1);
  while (true) {
    int dim = 0;
    const auto [end, fault] = std::from_chars(rest.data(), rest.data() + rest.size(), dim);
    const auto length = static_cast<std::size_t>(end - rest.data());
    if (fault != std::errc() || dim < 1 || dim > limits::tensor_elements) refuse();
    shape.dims.push_back(dim);
    if (shape.dims.size() > static_cast<std::size_t>(limits::rank)) refuse();
    rest.remove_prefix(length);
    if (rest.empty()) return shape;
    if (rest.front() != 'x') refuse();
    rest.remove_prefix(1);
  }
}

const std::vector<int>* shape_given(const input_shapes& shapes, std::string_view name) {
  for (const input_shape& shape : shapes) {
    if (shape.input == name) return &shape.dims;
  }
  return nullptr;
}

void check_shapes_used(const input_shapes& shapes, std::string_view name) {
  for (const input_shape& shape : shapes) {
    if (shape.input == name) continue;
    fail("has no input \"{}\", whose shape is given; its input is \"{}\"", printable(shape.input),
         printable(std::string(name)));
  }
}

}  // namespace tyto::convert
