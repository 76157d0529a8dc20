// SPDX-License-Identifier: Apache-2.0
// On an ISA with kernels no layer of the bundled models, int8 or float, is left to the definition,
// but for those that are named.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include "../bench/float_twin.hpp"
#include "ds_cnn_s.hpp"

namespace tyto::test {

// Names of the layers that the definition answers, parted by spaces.
template <class Network>
std::string left_to_definition() {
  std::string names;
  for (const auto& layer : Network::report) {
    if (std::string(layer.isa) == arch::scalar::name) names += std::string(layer.name) + " ";
  }
  return names;
}

template <class Arch>
void check_int8_answers(const std::string& listed = "") {
  CHECK_MESSAGE(left_to_definition<ds_cnn_s::network_on<Arch>>() == listed, "on ",
                std::string(Arch::name));
}

// (A float softmax is a few exponentials in double on every ISA.)
template <class Arch>
void check_float_answers(const std::string& listed = "softmax_1 ") {
  using network = typename bench::float_network<ds_cnn_s::network_on<>, Arch>::type;
  CHECK_MESSAGE(left_to_definition<network>() == listed, "on ", std::string(Arch::name));
}

}  // namespace tyto::test
