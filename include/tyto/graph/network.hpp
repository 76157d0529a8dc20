// SPDX-License-Identifier: Apache-2.0
// A network is a type: an ISA, an input and the layers in the order they run.
//
//   using network = tyto::graph::network<tyto::arch::native, input, conv_1, pool_1, dense>;
//
// Layers form a directed acyclic graph: each names those it reads in its `inputs`. The last layer's
// output is the network's. All memory is known in the compiler:
//
//   static_assert(network::arena_bytes <= 10 * 1024);
//
//   network::arena arena;                         // static, on a stack, at a fixed address
//   std::int8_t output[network::output_elements];
//   network::run(input, output, arena);
//
// No heap and no state; `run` is constexpr for int8 networks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "tyto/core/arch.hpp"
#include "tyto/core/shape.hpp"
#include "tyto/graph/layer_traits.hpp"
#include "tyto/graph/memory_plan.hpp"
#include "tyto/graph/no_hook.hpp"
#include "tyto/graph/topology.hpp"
#include "tyto/ops/layer.hpp"

namespace tyto::graph {

// One layer as a report prints it.
struct layer_report {
  const char* name = "";
  const char* operator_name = "";
  shape input;
  shape output;
  std::int64_t macs = 0;
  std::int64_t weight_bytes = 0;  // weights, biases and requantise multipliers
  const char* isa = "";           // whose kernel runs it: the network's, or an ancestor of it
  placement memory;
};

template <class Arch, class Input, class... Layers>
class network {
  static_assert(sizeof...(Layers) > 0, "tyto: a network has no layers; cure: list at least one");

  template <int I>
  using layer = typename detail::nth<I, Layers...>::type;
  using last_layer = layer<int{sizeof...(Layers)} - 1>;

 public:
  static constexpr int layer_count = sizeof...(Layers);

  using arch = Arch;
  using input_element = ops::element_of<Input>;
  using output_element = ops::element_of<last_layer>;

  static constexpr shape input_shape = Input::spec.output;
  static constexpr shape output_shape = last_layer::spec.output;
  static constexpr int input_elements = input_shape.elements();
  static constexpr int output_elements = output_shape.elements();

 private:
  using nodes = topology<Input, Layers...>;
  static_assert(nodes::fits);

  struct planned {
    std::array<placement, sizeof...(Layers)> placements;
    std::int64_t bytes = 0;
  };
  static constexpr planned plan = [] {
    planned p{};
    constexpr auto requests = nodes::template requests<Arch>();
    p.bytes = plan_memory(requests, p.placements);
    return p;
  }();

 public:
  // RAM that run() needs beside the caller's input and output.
  static constexpr std::size_t arena_bytes = static_cast<std::size_t>(plan.bytes);

  // Multiply-accumulates of one run.
  static constexpr std::int64_t macs = (Layers::spec.macs() + ...);

  // Flash for weights, biases and multipliers.
  static constexpr std::int64_t weight_bytes = (detail::constant_bytes<Layers>() + ...);

  static constexpr std::array<layer_report, sizeof...(Layers)> report = [] {
    std::array<layer_report, sizeof...(Layers)> rows{
        layer_report{Layers::name,
                     Layers::spec.operator_name,
                     Layers::spec.input,
                     Layers::spec.output,
                     Layers::spec.macs(),
                     detail::constant_bytes<Layers>(),
                     answering_arch<Layers, Arch>::name,
                     {}}...};
    for (std::size_t i = 0; i < rows.size(); ++i)
      rows[i].memory = plan.placements[i];
    return rows;
  }();

  // Working memory of one run; what it holds between runs does not matter. (int8, a character
  // type, so that float layers may use it as well.)
  struct arena {
    alignas(arena_alignment) std::int8_t bytes[arena_bytes == 0 ? 1 : arena_bytes];
  };

  // Runs the network. `input` holds input_elements in [height][width][channels] order and is not
  // written; `output` takes output_elements and must not overlap `input` or `memory`. For int8,
  // both hold stored values of the quantisation that the model states.
  template <class Hook = no_hook>
  static constexpr void run(const input_element* input, output_element* output, arena& memory,
                            Hook&& hook = {}) {
    run_layers(input, output, memory, hook, std::make_integer_sequence<int, layer_count>{});
  }

 private:
  template <class Hook, int... I>
  static constexpr void run_layers(const input_element* input, output_element* output,
                                   arena& memory, Hook& hook, std::integer_sequence<int, I...>) {
    (run_layer<I>(input, output, memory, hook, typename layer<I>::inputs{}), ...);
  }

  template <int I, class Hook, class... Producers>
  static constexpr void run_layer(const input_element* input, output_element* output, arena& memory,
                                  Hook& hook, from<Producers...>) {
    using reader = layer<I>;
    constexpr placement where = plan.placements[I];
    ops::element_of<reader>* const to = [&] {
      if constexpr (I == layer_count - 1) {
        return output;
      } else {
        return at<ops::element_of<reader>, where.offset>(memory);
      }
    }();
    hook.template before<reader>(I);
    run_kernel<reader, Arch, where.order>(memory.bytes + where.scratch_offset, to,
                                          output_of<Producers>(input, memory)...);
    hook.template after<reader>(I, to);
  }

  // Where a layer that is being read has left its output.
  template <class Producer>
  static constexpr const ops::element_of<Producer>* output_of(const input_element* input,
                                                              arena& memory) {
    if constexpr (std::is_same_v<Producer, Input>) {
      return input;
    } else {
      return at<ops::element_of<Producer>,
                plan.placements[nodes::template index_of<Producer>].offset>(memory);
    }
  }

  template <class T, std::int64_t Offset>
  static constexpr T* at(arena& memory) {
    if constexpr (std::is_same_v<T, std::int8_t>) {
      return memory.bytes + Offset;
    } else {
      return reinterpret_cast<T*>(memory.bytes + Offset);
    }
  }
};

}  // namespace tyto::graph
