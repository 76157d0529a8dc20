// SPDX-License-Identifier: Apache-2.0
// Recurrent keyword models of "Hello Edge" as frozen TensorFlow graphs, small.
#pragma once

#include "convert/graphdef_recurrent.hpp"

namespace tyto::test {

inline const std::vector<tf_cell> crnn_cells{{tf_cell::gru, 5}, {tf_cell::gru, 6}};

// As create_crnn_model of ARM's keyword models, small, with its front end.
inline graphdef_builder graphdef_crnn_like() {
  graphdef_builder b;
  b.front_end_image();
  b.randoms("conv/weights", {10, 4, 1, 3}, 0.3F);
  b.node("Conv2D", "conv", {"Reshape_1", "conv/weights"});
  b.window({2, 2}, "VALID");
  b.node("Add", "conv/add", {"conv", b.randoms("conv/biases", {3})});
  b.node("Relu", "conv/Relu", {"conv/add"});
  b.ints("rows/shape", {-1, 20, 12});
  b.node("Reshape", "rows", {"conv/Relu", "rows/shape"});
  tf_rnn rnn(b, crnn_cells);
  rnn.build("rows", 12);
  b.node("Relu", "fc1/Relu", {b.dense("fc1", rnn.states.back(), 6, 8)});
  b.node("Softmax", "labels_softmax", {b.dense("fc2", "fc1/Relu", 8, 4)});
  b.freeze("labels_softmax");
  return b;
}

// As create_lstm_model.
inline graphdef_builder graphdef_lstm_like() {
  graphdef_builder b;
  b.placeholder({-1, 490});
  b.ints("Reshape/shape", {-1, 49, 10});
  b.node("Reshape", "Reshape", {"input", "Reshape/shape"});
  tf_rnn rnn(b, {{tf_cell::lstm, 12, 8}});
  rnn.build("Reshape", 10);
  b.node("Softmax", "labels_softmax", {b.dense("fc", rnn.states.back(), 8, 4)});
  b.freeze("labels_softmax");
  return b;
}

}  // namespace tyto::test
