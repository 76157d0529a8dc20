// SPDX-License-Identifier: Apache-2.0
// The fastest ISA of the machine that a program runs on, for programs that must also run on others:
//
//   #include "my_model.hpp"
//   #include "tyto/arch/dispatch.hpp"
//
//   using model = tyto::arch::dispatched_model<my_model::model>;
//   tyto::kws::detector<model> ears;             // or model::network::run(input, output, arena)
//
// Each ISA's kernels are compiled with target attributes of their own: no compiler option and no
// second source file is needed. It costs the code size and the compile time of every ISA. A program
// for one known machine is better off with arch::native and -march. Where the machine leaves no
// choice, as on Arm, arch::native is all there is.
#pragma once

#include <cstddef>
#include <type_traits>

#include "tyto/arch/native.hpp"
#include "tyto/config.hpp"
#include "tyto/core/shape.hpp"

#if TYTO_HAS_SSE2
#include "tyto/arch/x86/all.hpp"
#include "tyto/arch/x86/detect.hpp"
#endif

namespace tyto::arch {

namespace detail {

template <class... Arches>
struct list {};

// The ISAs of All that stand before native: those that are worth asking for.
template <class All, class Chosen = list<>>
struct before_native;
template <class... Chosen>
struct before_native<list<>, list<Chosen...>> {
  using type = list<Chosen...>;
};
template <class First, class... Rest, class... Chosen>
struct before_native<list<First, Rest...>, list<Chosen...>>
    : std::conditional_t<std::is_same_v<First, native>, before_native<list<>, list<Chosen...>>,
                         before_native<list<Rest...>, list<Chosen..., First>>> {};

// Best first.
#if TYTO_HAS_SSE2
using choices = before_native<list<avx512_vnni, avx512, avx_vnni, avx2>>::type;
template <class Arch>
bool runs_here() {
  return x86::is_supported<Arch>();
}
#else
using choices = list<>;
template <class Arch>
bool runs_here() {
  return false;
}
#endif

}  // namespace detail

// Position of an ISA among the choices, the best first; native is after the last.
struct choice {
  int position = 0;
};

namespace detail {

template <class... Arches>
constexpr int count(list<Arches...>) {
  return int{sizeof...(Arches)};
}

template <class... Arches>
bool runs(list<Arches...>, choice asked) {
  int i = 0;
  // One test for each ISA; with none there is no use for i.
  const bool missing = ((i++ == asked.position && !runs_here<Arches>()) || ...);
  static_cast<void>(i);
  return !missing;
}

template <class... Arches>
const char* name(list<Arches...>, choice of) {
  const char* const names[] = {Arches::name..., native::name};
  return names[of.position];
}

}  // namespace detail

// Choices there are, native among them.
inline constexpr int choice_count = detail::count(detail::choices{}) + 1;

// Whether this machine has the ISA. Asks the processor, which takes its time.
inline bool runs_here(choice asked) {
  return detail::runs(detail::choices{}, asked);
}

// Name of the ISA's tag.
inline const char* name_of(choice of) {
  return detail::name(detail::choices{}, of);
}

// The fastest that this machine runs. Found once.
inline choice fastest() {
  static const choice found = [] {
    choice c;
    while (!runs_here(c))
      ++c.position;
    return c;
  }();
  return found;
}

namespace detail {

template <class List, template <class> class NetworkOn>
class dispatched;

template <class... Arches, template <class> class NetworkOn>
class dispatched<list<Arches...>, NetworkOn> {
  using native_network = NetworkOn<native>;

  static constexpr std::size_t larger(std::size_t a, std::size_t b) { return a > b ? a : b; }
  static constexpr std::size_t most_bytes = [] {
    std::size_t most = native_network::arena_bytes;
    ((most = larger(most, NetworkOn<Arches>::arena_bytes)), ...);
    return most;
  }();

 public:
  using arch = native;  // whose front end goes with it
  using input_element = typename native_network::input_element;
  using output_element = typename native_network::output_element;
  static constexpr shape input_shape = native_network::input_shape;
  static constexpr shape output_shape = native_network::output_shape;
  static constexpr int input_elements = native_network::input_elements;
  static constexpr int output_elements = native_network::output_elements;
  static constexpr std::size_t arena_bytes = most_bytes;

  // Working memory of one run, on whatever ISA.
  struct arena {
    alignas(64) std::byte bytes[arena_bytes == 0 ? 1 : arena_bytes];
  };

  // As graph::network::run, on the fastest ISA of this machine.
  template <class... Hook>
  static void run(const input_element* input, output_element* output, arena& memory,
                  Hook&&... hook) {
    run_on(fastest(), input, output, memory, hook...);
  }

  // As graph::network::run, on an ISA that this machine must have.
  template <class... Hook>
  static void run_on(choice on, const input_element* input, output_element* output, arena& memory,
                     Hook&&... hook) {
    int i = 0;
    const bool ran =
        ((i++ == on.position && run_network<NetworkOn<Arches>>(input, output, memory, hook...)) ||
         ...);
    static_cast<void>(i);
    if (!ran) run_network<native_network>(input, output, memory, hook...);
  }

 private:
  template <class Network, class... Hook>
  static bool run_network(const input_element* input, output_element* output, arena& memory,
                          Hook&&... hook) {
    using network_arena = typename Network::arena;
    static_assert(sizeof(network_arena) <= sizeof(arena) && alignof(network_arena) <= 64);
    // Two structs of nothing but bytes; what they hold between runs does not matter.
    Network::run(input, output, reinterpret_cast<network_arena&>(memory), hook...);
    return true;
  }
};

}  // namespace detail

// A network, given as the template of its ISA that a model's header has, that chooses when it runs.
template <template <class> class NetworkOn>
using dispatched = detail::dispatched<detail::choices, NetworkOn>;

// A model header's `model` with such a network.
template <class Model>
struct dispatched_model : Model {
  using network = dispatched<Model::template network_on>;
};

// A model that streams has a step's few rows to compute, by the kernels of arch::native.
template <class Model>
requires requires {
  typename Model::stream;
}
struct dispatched_model<Model> : Model {};

}  // namespace tyto::arch
