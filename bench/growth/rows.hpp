// SPDX-License-Identifier: Apache-2.0
// A row that runs a whole int8 network of any kind.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "row.hpp"
#include "tensor.hpp"
#include "tyto/arch/native.hpp"
#include "tyto/graph/self_test.hpp"

namespace bench::growth {

template <class Network>
struct instance {
  tensor<std::int8_t> input{Network::input_elements};
  tensor<std::int8_t> output{Network::output_elements};
  typename Network::arena arena;

  instance() {
    tyto::graph::self_test_input values;
    for (int i = 0; i < Network::input_elements; ++i)
      input.data()[i] = values.next();
  }
  void run() { Network::run(input.data(), output.data(), arena); }
};

// `On<Arch>` is the network on an ISA. It is compared with the same on the scalar kernels.
template <template <class> class On>
row network_row(const std::string& name) {
  using measured_network = On<tyto::arch::native>;
  const auto measured = std::make_shared<instance<measured_network>>();
  return {name,
          std::string("tyto ") + measured_network::arch::name,
          precision_name<std::int8_t>(),
          measured_network::macs,
          [measured] { measured->run(); },
          [measured] {
            instance<On<tyto::arch::scalar>> reference;
            reference.run();
            measured->run();
            return compare<std::int8_t>(measured->output.values(), reference.output.values(), 0.0);
          }};
}

// Each in a source of its own: they take their time to compile.
row small();
row medium();
row large();
// Of other people's models, where they were at hand when this was built.
std::vector<row> others();

}  // namespace bench::growth
