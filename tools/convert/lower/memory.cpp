// SPDX-License-Identifier: Apache-2.0
#include "convert/lower/memory.hpp"

#include <type_traits>

namespace tyto::convert {

namespace {

template <class Spec>
constexpr std::int64_t input_element_bytes() {
  if constexpr (requires { typename Spec::input_element; }) {
    return sizeof(typename Spec::input_element);
  } else {
    return sizeof(typename Spec::element);
  }
}

// The twin, on values, of what graph/layer_traits.hpp does on types.
template <class Spec>
graph::buffer_request request_of(const Spec& s) {
  constexpr std::int64_t element_bytes = sizeof(typename Spec::element);
  graph::buffer_request r;
  r.output_bytes = s.output.elements() * element_bytes;
  if constexpr (requires { s.rows_read(0); }) {
    r.with_input = graph::row_overlap(s, s.input.row_elements() * input_element_bytes<Spec>(),
                                      s.output.row_elements() * element_bytes);
  }
  if constexpr (requires { Spec::elementwise; }) {
    r.with_input.in_place = input_element_bytes<Spec>() == element_bytes;
  }
  return r;
}

}  // namespace

memory plan_memory(const lowered::model& model) {
  std::vector<graph::buffer_request> requests;
  for (const lowered::layer& layer : model.layers) {
    graph::buffer_request r =
        std::visit([](const auto& spec) { return request_of(spec); }, layer.spec);
    // Rows that last are no part of the arena.
    for (const lowered::source& from : layer.inputs) {
      const bool lasting =
          from.layer >= 0 && model.layers[static_cast<std::size_t>(from.layer)].memory.kept > 0;
      r.inputs[r.input_count++] = lasting ? graph::network_input_index : from.layer;
    }
    r.caller_owned = layer.memory.kept > 0;
    requests.push_back(r);
  }
  requests.back().caller_owned = true;
  memory m;
  m.placements.resize(requests.size());
  m.arena_bytes = graph::plan_memory(requests, m.placements);
  return m;
}

}  // namespace tyto::convert
