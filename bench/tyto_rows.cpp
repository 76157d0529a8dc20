// SPDX-License-Identifier: Apache-2.0
// tyto's own kernels, on every ISA of arches.hpp.
#include <array>
#include <memory>
#include <string>

#include "arches.hpp"
#include "model.hpp"
#include "tyto/core/arch.hpp"

namespace bench {
namespace {

// The kernels one by one, outside of any network.
template <class T, class Arch, class... Layers>
class kernels : public chain_engine<T> {
 public:
  kernels() : chain_engine<T>(measured_layers()) {
    std::size_t i = 0;
    (add_kernel<Layers>(i++), ...);
  }

 private:
  template <class Layer>
  void add_kernel(std::size_t i) {
    const T* input = this->input_of(i);
    T* output = this->output_of(i);
    const auto scratch =
        std::make_shared<tensor<std::int8_t>>(static_cast<int>(tyto::scratch_bytes<Layer, Arch>));
    this->add([=] { tyto::run_kernel<Layer, Arch>(scratch->data(), output, input); });
  }
};

template <class T, class Network>
struct kernels_of;
template <class T, class Arch, class Input, class... Layers>
struct kernels_of<T, tyto::graph::network<Arch, Input, Layers...>> {
  using type = kernels<T, Arch, Layers...>;
};

// The network as a user runs it: one call, one arena.
template <class T, class Arch>
row network_row(const std::string& name, const reference<T>& expected, double tolerance) {
  using net = measured<T, Arch>;
  struct memory {
    tensor<T> input{net::input_elements};
    tensor<T> output{net::output_elements};
    typename net::arena arena;
  };
  const auto m = std::make_shared<memory>();
  const auto run = [m] { net::run(m->input.data(), m->output.data(), m->arena); };
  return {whole_network, name, precision_name<T>(), net::macs, run, [m, run, &expected, tolerance] {
            m->input.assign(expected.front().values());
            run();
            return compare<T>(m->output.values(), expected.back().values(), tolerance);
          }};
}

// int8 is equal to the byte; float32 may add in another order.
template <class T, class Arch>
void add_rows_on(std::vector<row>& rows) {
  const std::string name = std::string("tyto ") + Arch::name;
  const reference<T>& expected = scalar_references().of<T>();
  const double tolerance = std::same_as<T, float> ? 1e-5 : 0.0;
  using engine_type = typename kernels_of<T, measured<T, Arch>>::type;
  std::vector<row> all;
  add_rows<T>(all, measured_layers(), std::make_shared<engine_type>(), name, expected,
              {tolerance, tolerance, tolerance});
  all.back() = network_row<T, Arch>(name, expected, tolerance);
  rows.insert(rows.end(), all.begin(), all.end());
}

template <class T, class... Arches>
void add_rows_of(std::vector<row>& rows, arch_list<Arches...>) {
  (add_rows_on<T, Arches>(rows), ...);
}

}  // namespace

void add_tyto_rows(std::vector<row>& rows) {
  add_rows_of<std::int8_t>(rows, arches{});
  add_rows_of<float>(rows, float_arches{});
}

}  // namespace bench
