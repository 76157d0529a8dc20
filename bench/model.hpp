// SPDX-License-Identifier: Apache-2.0
// The network that is measured: tyto's bundled keyword model.
#pragma once

#include "describe.hpp"
#include "ds_cnn_s.hpp"
#include "engine.hpp"
#include "float_twin.hpp"
#include "row.hpp"

namespace bench {

template <class T, class Arch>
struct measured_network {
  using type = ds_cnn_s::network_on<Arch>;
};
template <class Arch>
struct measured_network<float, Arch> {
  using type = typename float_network<ds_cnn_s::network, Arch>::type;
};

template <class T, class Arch>
using measured = typename measured_network<T, Arch>::type;

// What the scalar kernels make of one input.
const references& scalar_references();

// The layers for engines that learn of them at run time.
const network& measured_layers();

// Rows of each engine; none where the engine was not at hand when the benchmark was built.
void add_tyto_rows(std::vector<row>& rows);
void add_plain_rows(std::vector<row>& rows);
void add_xnnpack_rows(std::vector<row>& rows);
void add_onednn_rows(std::vector<row>& rows);

}  // namespace bench
