// SPDX-License-Identifier: Apache-2.0
// Whole networks in their planned arena against their layers run one by one in memory of their own.
#include "tyto/graph/network.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "graph/networks.hpp"
#include "graph/run_separately.hpp"
#include "ops/check.hpp"
#include "support/arch_list.hpp"
#include "support/guarded_buffer.hpp"
#include "support/random.hpp"

namespace tyto::test {
namespace {

// Copies what every layer writes, when it has written it.
struct recorder {
  std::vector<int> before_calls;
  std::vector<int> after_calls;
  std::vector<std::string> names;
  std::vector<raw_bytes> outputs;

  template <class Layer>
  void before(int index) {
    before_calls.push_back(index);
  }
  template <class Layer>
  void after(int index, const ops::element_of<Layer>* output) {
    after_calls.push_back(index);
    names.emplace_back(Layer::name);
    outputs.push_back(bytes_of(output, Layer::spec.output.elements()));
  }
};

template <class Network>
std::vector<typename Network::input_element> input_for(int which) {
  return pattern<typename Network::input_element>(which, Network::input_elements, 5);
}

// Input, output and arena each at an unmapped page's edge; the arena full of `garbage`.
template <class Network, class Hook>
raw_bytes run_guarded(const std::vector<typename Network::input_element>& values, int garbage,
                      Hook&& hook) {
  const auto input = guarded(values, true, 0);
  guarded_buffer<typename Network::output_element> output(Network::output_elements);
  guarded_buffer<typename Network::arena> arena(1);
  std::memset(arena.data(), garbage, sizeof(typename Network::arena));
  Network::run(input->data(), output.data(), arena[0], hook);
  CHECK(input->intact());
  CHECK(std::equal(values.begin(), values.end(), input->begin()));
  CHECK(output.intact());
  CHECK(arena.intact());
  return bytes_of(output.data(), Network::output_elements);
}

template <class Network>
void check_network(bool exact) {
  note_run<typename Network::arch>();
  for (int which = 0; which < pattern_count; ++which) {
    CAPTURE(which);
    const auto input = input_for<Network>(which);
    const std::vector<raw_bytes> needed = separately<Network>::run(input.data());
    for (const int garbage : {0x00, 0x5A, 0xFF}) {
      CAPTURE(garbage);
      recorder seen;
      const raw_bytes output = run_guarded<Network>(input, garbage, seen);
      REQUIRE(seen.outputs.size() == needed.size());
      for (std::size_t i = 0; i < needed.size(); ++i) {
        CAPTURE(i);
        CHECK(seen.before_calls.at(i) == static_cast<int>(i));
        CHECK(seen.after_calls.at(i) == static_cast<int>(i));
        CHECK(seen.names.at(i) == Network::report[i].name);
        CHECK(seen.outputs[i].size() == needed[i].size());
        if (exact) CHECK(seen.outputs[i] == needed[i]);
      }
      CHECK(output == seen.outputs.back());
    }
  }
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("network: DS-CNN", Arch, network_ds_cnn) {
  check_network<ds_cnn::network<Arch>>(true);
}
TEST_CASE_TEMPLATE_APPLY(network_ds_cnn, arches);

TEST_CASE_TEMPLATE_DEFINE("network: ResNet", Arch, network_resnet) {
  check_network<resnet::network<Arch>>(true);
}
TEST_CASE_TEMPLATE_APPLY(network_resnet, arches);

TEST_CASE_TEMPLATE_DEFINE("network: a tangle of branches", Arch, network_tangle) {
  check_network<tangle::network<Arch>>(true);
}
TEST_CASE_TEMPLATE_APPLY(network_tangle, arches);

TEST_CASE_TEMPLATE_DEFINE("network: one layer", Arch, network_single) {
  check_network<single::network<Arch>>(true);
}
TEST_CASE_TEMPLATE_APPLY(network_single, arches);

// The float kernels of two ISAs may differ in the last bits, so only scalar is compared to the bit.
TEST_CASE_TEMPLATE_DEFINE("network: float and int8", Arch, network_mixed) {
  check_network<mixed::network<Arch>>(std::is_same_v<Arch, arch::scalar>);
}
TEST_CASE_TEMPLATE_APPLY(network_mixed, arches);

namespace {

template <class Network>
void check_outputs_differ() {
  const auto a = input_for<Network>(4);
  const auto b = input_for<Network>(5);
  const auto of_a = separately<Network>::run(a.data());
  const auto of_b = separately<Network>::run(b.data());
  for (std::size_t i = 0; i < of_a.size(); ++i) {
    CAPTURE(i);
    CHECK(of_a[i] != of_b[i]);
  }
}

}  // namespace

TEST_CASE("network: the outputs are not all alike") {
  check_outputs_differ<ds_cnn::network<arch::scalar>>();
  check_outputs_differ<resnet::network<arch::scalar>>();
  check_outputs_differ<tangle::network<arch::scalar>>();
  check_outputs_differ<mixed::network<arch::scalar>>();
}

TEST_CASE("network: without a hook it gives the same") {
  using network = tangle::network<arch::native>;
  const auto input = input_for<network>(4);
  network::arena arena;
  std::int8_t output[network::output_elements];
  network::run(input.data(), output, arena);
  CHECK(bytes_of(output, network::output_elements) ==
        separately<network>::run(input.data()).back());
  // Again in the same arena, with what the first run left there.
  std::fill(std::begin(output), std::end(output), std::int8_t{0});
  network::run(input.data(), output, arena);
  CHECK(bytes_of(output, network::output_elements) ==
        separately<network>::run(input.data()).back());
}

namespace {

// Runs another instance of the network between the layers of the first.
template <class Network>
struct interleaving {
  const std::int8_t* input;
  std::int8_t output[Network::output_elements];
  typename Network::arena arena;
  int runs = 0;

  template <class Layer>
  void before(int) {
    Network::run(input, output, arena);
    ++runs;
  }
  template <class Layer>
  void after(int, const ops::element_of<Layer>*) {}
};

}  // namespace

TEST_CASE("network: two instances do not know of each other") {
  using network = resnet::network<arch::native>;
  const auto first = input_for<network>(4);
  const auto second = input_for<network>(5);
  interleaving<network> other{.input = second.data(), .output = {}, .arena = {}};
  const raw_bytes output = run_guarded<network>(first, 0x33, other);
  CHECK(other.runs == network::layer_count);
  CHECK(output == separately<network>::run(first.data()).back());
  CHECK(bytes_of(other.output, network::output_elements) ==
        separately<network>::run(second.data()).back());
}

// ---- constants, by hand ----

TEST_CASE("network: what a DS-CNN costs") {
  using network = ds_cnn::network<arch::scalar>;
  static_assert(network::arena_bytes == 8640);  // 25 x 5 x 64, and two rows of 5 x 64
  static_assert(network::arena_bytes <= 9500);
  static_assert(network::layer_count == 12);
  static_assert(network::input_elements == 490 && network::output_elements == 12);
  // 125 pixels: 40 taps to 64, four times (9 taps of 64, 64 to 64), and 64 to 12.
  static_assert(network::macs == 125 * (40 * 64 + 4 * (9 * 64 + 64 * 64)) + 64 * 12);
  // Weights one byte; bias and mantissa four, exponent one, for each of 64 x 9 and 12 channels.
  static_assert(network::weight_bytes ==
                40 * 64 + 4 * (9 * 64 + 64 * 64) + 64 * 12 + (9 * 64 + 12) * (4 + 4 + 1));
  static_assert(sizeof(network::arena) == 8640 && alignof(network::arena) == 16);

  std::int64_t macs = 0;
  std::int64_t weight_bytes = 0;
  for (const graph::layer_report& row : network::report) {
    macs += row.macs;
    weight_bytes += row.weight_bytes;
    CHECK(row.memory.bytes_in_use <= 8640);
  }
  CHECK(macs == network::macs);
  CHECK(weight_bytes == network::weight_bytes);
  CHECK(network::report[0].operator_name == std::string("conv2d"));
  CHECK(network::report[0].macs == 320'000);
  CHECK(network::report[0].weight_bytes == 40 * 64 + 64 * 9);
  CHECK(network::report[0].input == shape{49, 10, 1});
  CHECK(network::report[0].output == shape{25, 5, 64});
  CHECK(network::report[11].operator_name == std::string("softmax"));
  CHECK(network::report[11].macs == 0);
  CHECK(network::report[11].weight_bytes == 0);
  CHECK(network::report[11].isa == std::string("scalar"));
}

TEST_CASE("network: what the others cost") {
  using residual = resnet::network<arch::scalar>;
  // The stem's output is kept beside a convolution's, 16 x 16 x 4 each, and two rows of 16 x 4.
  static_assert(residual::arena_bytes == 2 * 1024 + 2 * 64);
  static_assert(single::network<arch::scalar>::arena_bytes == 0);
  static_assert(single::network<arch::scalar>::macs == 3 * 3 * 4 * 27);
  static_assert(single::network<arch::scalar>::weight_bytes == 4 * (27 + 9));
  // Float biases are float; a float layer's multipliers are no part of it, but these have some.
  static_assert(mixed::network<arch::scalar>::macs ==
                8 * 6 * 5 * 18 + 4 * 3 * 4 * 5 + 4 * 3 * 4 * 9 + 48 * 3);
}

// ---- scratch memory ----

namespace {

// An ISA with one kernel, which wants scratch memory, and fills it.
struct with_scratch {
  [[maybe_unused]] static constexpr const char* name = "with_scratch";
  using parent = arch::scalar;
};

}  // namespace
}  // namespace tyto::test

template <tyto::ops::pointwise_layer Layer>
struct tyto::kernel<Layer, tyto::test::with_scratch> {
  static constexpr int scratch_bytes = 200;

  template <row_order Order>
  static void run(const std::int8_t* input, std::int8_t* output, std::int8_t* scratch) {
    CHECK(reinterpret_cast<std::uintptr_t>(scratch) % 16 == 0);
    std::fill(scratch, scratch + scratch_bytes, std::int8_t{0x5A});
    kernel<Layer, arch::scalar>::template run<Order>(input, output);
    for (int i = 0; i < scratch_bytes; ++i) {
      if (scratch[i] != 0x5A) FAIL("scratch was overwritten");
    }
    std::fill(scratch, scratch + scratch_bytes, std::int8_t{0x33});
  }
};

namespace tyto::test {

TEST_CASE("network: a kernel's scratch memory is part of the arena") {
  using network = ds_cnn::network<with_scratch>;
  static_assert(network::arena_bytes > ds_cnn::network<arch::scalar>::arena_bytes ||
                network::arena_bytes == 8640);
  const auto input = input_for<network>(4);
  recorder seen;
  run_guarded<network>(input, 0x11, seen);
  CHECK(seen.outputs == separately<network>::run(input.data()));
  CHECK(network::report[0].isa == std::string("scalar"));
  CHECK(network::report[2].isa == std::string("with_scratch"));
}

}  // namespace tyto::test
