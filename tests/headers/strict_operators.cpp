// SPDX-License-Identifier: Apache-2.0
// Every operator of every type, under the warnings of strict.cpp: a detector has few of them.
#include <cstdint>
#include <string_view>

// Before the tests' headers: clang takes what those include first for as little of ours as them.
#include "arch/operator_layers.hpp"
#include "tyto/tyto.hpp"

namespace {

using namespace tyto;

// As many inputs as the operator has, of the buffers that a caller has.
template <class Layer, class Arch, row_order Order>
void run(const void* first, const void* second, void* out, std::int8_t* scratch) {
  using in = ops::input_element_of<Layer>;
  const auto* a = static_cast<const in*>(first);
  const auto* b = static_cast<const in*>(second);
  auto* to = static_cast<ops::element_of<Layer>*>(out);
  constexpr std::string_view name = Layer::spec.operator_name;
  if constexpr (name == "add" || name == "binary" || name == "concatenate") {
    run_kernel<Layer, Arch, Order>(scratch, to, a, b);
  } else {
    run_kernel<Layer, Arch, Order>(scratch, to, a);
  }
}

}  // namespace

void run_each(const void* first, const void* second, void* out, std::int8_t* scratch) {
  test::for_each_operator_layer([&]<class Layer>(test::type_is<Layer>) {
    run<Layer, arch::native, row_order::top_down>(first, second, out, scratch);
    run<Layer, arch::scalar, row_order::top_down>(first, second, out, scratch);
  });
}
