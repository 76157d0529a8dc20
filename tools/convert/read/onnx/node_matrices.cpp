// SPDX-License-Identifier: Apache-2.0
// Products with matrices, and norms.
#include <string>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/constants.hpp"
#include "convert/read/onnx/node_reader.hpp"

namespace tyto::convert {

int onnx_node_reader::vectors(std::size_t i, int inputs) {
  const onnx_value& x = activation(i);
  if (x.dims.size() < 2 || x.dims.back() != inputs) {
    fail("its input is {}, its matrix takes {}; accepted: vectors of {} along the last axis",
         dimensions(x.dims), inputs, inputs);
  }
  return in_order(x, identity_order(x.dims.size()));
}

onnx_value onnx_node_reader::product(std::size_t i, const onnx_constant& matrix,
                                     std::size_t constant_input, bool has_bias) {
  std::vector<int> operands{vectors(i, matrix.dims[1]), add_constant(constant_input, matrix)};
  if (has_bias) operands.push_back(gemm_bias(matrix.dims[0]));
  std::vector<int> to = activation(i).dims;
  const bool one = checked_elements(to) == matrix.dims[1];
  to.back() = matrix.dims[0];
  const onnx_value made =
      node(ir::fully_connected{}, std::move(operands), identity_order(one ? 2 : to.size()));
  return made.dims == to ? made : view(made.tensor, to, identity_order(to.size()));
}

onnx_value onnx_node_reader::gemm() {
  expect_inputs(2, 3);
  if (is_constant(0) && !is_constant(1)) return gemm_of_column();
  const onnx_constant_pointer matrix = gemm_matrix(1, attributes_.integer("transB", 0) == 0);
  if (attributes_.integer("transA", 0) == 0) return product(0, *matrix, 1, has(2));
  const onnx_value& x = activation(0);  // its columns are the vectors
  if (x.dims.size() != 2 || x.dims[0] != matrix->dims[1]) {
    fail("transA is set and its input is {}; accepted: {} x n", dimensions(x.dims),
         matrix->dims[1]);
  }
  std::vector<int> operands{in_order(x, {1, 0}), add_constant(1, *matrix)};
  if (has(2)) operands.push_back(gemm_bias(matrix->dims[0]));
  return node(ir::fully_connected{}, std::move(operands), {0, 1});
}

onnx_value onnx_node_reader::gemm_of_column() {
  const onnx_constant_pointer matrix = gemm_matrix(0, attributes_.integer("transA", 0) != 0);
  const bool is_row = attributes_.integer("transB", 0) != 0;
  const onnx_value& x = activation(1);
  const std::vector<int> column =
      is_row ? std::vector{1, matrix->dims[1]} : std::vector{matrix->dims[1], 1};
  if (x.dims != column) {
    fail("its input is {}; accepted: {}", dimensions(x.dims), dimensions(column));
  }
  const int outputs = matrix->dims[0];
  const int plain =
      builder_.add_view("", in_order(x, {0, 1}), {1, matrix->dims[1]}, builder_.at(x.tensor).name);
  std::vector<int> operands{plain, add_constant(0, *matrix)};
  if (has(2)) {
    const onnx_constant& c = constant(2);
    if (c.elements() != 1 && c.dims != std::vector<int>{outputs, 1}) {
      fail("its third input is {}; accepted: {}x1", dimensions(c.dims), outputs);
    }
    floats values = floats_of(c);
    if (values.size() == 1) values.assign(static_cast<std::size_t>(outputs), values[0]);
    for (float& value : values)
      value *= attributes_.real("beta", 1.0F);
    operands.push_back(add_constant(2, *make_onnx_constant({outputs}, values)));
  }
  const onnx_value made = node(ir::fully_connected{}, std::move(operands), {0, 1});
  return view(made.tensor, {outputs, 1}, {0, 1});
}

onnx_constant_pointer onnx_node_reader::gemm_matrix(std::size_t i, bool turn) {
  const onnx_constant& c = constant(i);
  if (c.dims.size() != 2) {
    fail("its matrix is {}; accepted: two dimensions", dimensions(c.dims));
  }
  const float alpha = attributes_.real("alpha", 1.0F);
  const onnx_constant_pointer matrix = transposed(c, turn ? std::vector{1, 0} : std::vector{0, 1});
  return alpha == 1.0F ? matrix : scaled(*matrix, alpha);
}

int onnx_node_reader::gemm_bias(int outputs) {
  onnx_value like;
  like.dims = {1, outputs};
  const onnx_constant_pointer c = channel_values(2, like);
  const float beta = attributes_.real("beta", 1.0F);
  return add_constant(2, beta == 1.0F ? *c : *scaled(*c, beta));
}

onnx_value onnx_node_reader::mat_mul() {
  expect_inputs(2, 2);
  if (!is_constant(0) && !is_constant(1)) {
    fail("it multiplies two tensors computed at run time; accepted: a constant matrix");
  }
  if (constant(1).dims.size() != 2) {
    fail("its matrix is {}; accepted: two dimensions", dimensions(constant(1).dims));
  }
  return product(0, *transposed(constant(1), std::vector{1, 0}), 1, false);
}

onnx_value onnx_node_reader::layer_norm() {
  expect_inputs(2, 3);
  const onnx_value& x = activation(0);
  const auto rank = static_cast<std::int64_t>(x.dims.size());
  if (checked_axis(attributes_.integer("axis", -1), x.dims.size()) != rank - 1) {
    fail("its axis is {} of {}; accepted: the last", attributes_.integer("axis", -1),
         dimensions(x.dims));
  }
  const std::vector<int> order = identity_order(x.dims.size());
  const std::string& name = node_.output(0);
  const auto add = [&](ir::operation what, std::vector<int> inputs, const char* suffix) {
    return builder_.add_node(std::move(what), "", std::move(inputs), name + suffix);
  };
  std::vector<int> with_one = x.dims;
  with_one.back() = 1;
  const auto mean_of = [&](int t, const char* suffix) {
    return builder_.add_view("", add(ir::mean{{static_cast<int>(rank - 1)}}, {t}, suffix), with_one,
                             name + suffix);
  };
  const int in = in_order(x, order);
  const int centred =
      add(ir::binary{ops::arithmetic::subtract}, {in, mean_of(in, "/mean")}, "/centred");
  const int variance =
      mean_of(add(ir::unary{ops::function::square}, {centred}, "/square"), "/variance");
  const std::vector<float> epsilon{attributes_.real("epsilon", 1e-5F)};
  const int guard =
      builder_.add_constant(name + "/epsilon", ir::element_type::float32, {1}, bytes_of(epsilon));
  const int spread =
      add(ir::unary{ops::function::rsqrt},
          {add(ir::binary{ops::arithmetic::add}, {variance, guard}, "/guarded")}, "/spread");
  const int normal = add(ir::binary{ops::arithmetic::multiply}, {centred, spread}, "/normal");
  const ir::binary times{ops::arithmetic::multiply};
  if (!has(2)) return node(times, {normal, operand(1, order)}, order);
  const int scaled = add(times, {normal, operand(1, order)}, "/scaled");
  return node(ir::binary{ops::arithmetic::add}, {scaled, operand(2, order)}, order);
}

onnx_value onnx_node_reader::batch_norm() {
  expect_inputs(5, 5);
  if (attributes_.integer("training_mode", 0) != 0) {
    fail("training_mode is set; accepted: a model exported for inference");
  }
  const onnx_value& input = activation(0);
  if (input.dims.size() < 2) {
    fail("its input is {}; accepted: two to four dimensions", dimensions(input.dims));
  }
  const std::vector<int> order = input.dims.size() == 3 ? std::vector{0, 2, 1} : usual_order(input);
  std::vector<int> operands{in_order(input, order)};
  for (std::size_t i = 1; i < 5; ++i) {  // scale, offset, mean, variance
    operands.push_back(channel_vector(i, input.dims[1]));
  }
  return node(ir::batch_norm{attributes_.real("epsilon", 1e-5F)}, std::move(operands), order);
}

}  // namespace tyto::convert
