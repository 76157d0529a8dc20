// SPDX-License-Identifier: Apache-2.0
// What a user says of an input whose dimensions the file leaves open.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tyto::convert {

struct input_shape {
  std::string input;
  std::vector<int> dims;  // in the file's order of axes, the batch included
};

using input_shapes = std::vector<input_shape>;

// "input=1x49x10", each at least 1.
input_shape parse_input_shape(std::string_view text);

// That of the input called `name`; nullptr for none. A shape that names an input which the file
// does not have is refused by check_shapes_used().
const std::vector<int>* shape_given(const input_shapes& shapes, std::string_view name);

// The file's input is called `name`: all shapes are its.
void check_shapes_used(const input_shapes& shapes, std::string_view name);

}  // namespace tyto::convert
