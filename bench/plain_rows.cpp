// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "model.hpp"
#include "plain_loops.hpp"

namespace bench {
namespace {

template <class T>
class plain_engine : public chain_engine<T> {
 public:
  explicit plain_engine(const network& n) : chain_engine<T>(n) {
    for (std::size_t i = 0; i < n.size(); ++i) {
      const T* input = this->input_of(i);
      T* output = this->output_of(i);
      this->add([&l = n[i], input, output] { plain::run(l, input, output); });
    }
  }
};

template <class T>
void add(std::vector<row>& rows, tolerance allowed) {
  const network& n = measured_layers();
  add_rows<T>(rows, n, std::make_shared<plain_engine<T>>(n), "plain loops",
              scalar_references().of<T>(), allowed);
}

}  // namespace

// int8 products round as the reference does, the softmax does not: see plain_loops.cpp.
void add_plain_rows(std::vector<row>& rows) {
  add<std::int8_t>(rows, {.of_layer = 0.0, .of_softmax = 1.0, .of_network = 1.0});
  add<float>(rows, {.of_layer = 1e-5, .of_softmax = 1e-5, .of_network = 1e-5});
}

}  // namespace bench
