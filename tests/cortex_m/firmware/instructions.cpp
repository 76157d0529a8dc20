// SPDX-License-Identifier: Apache-2.0
// How many instructions the bundled network takes on a Cortex-M4F, layer by layer, with and without
// the kernels for it. For QEMU with -icount shift=0, see timer.hpp.
#include <cstdint>

#include "boards/board.hpp"
#include "cortex_m/firmware/timer.hpp"
#include "ds_cnn_s.hpp"
#include "text.hpp"

namespace {

// Says what each layer took.
struct layer_hook {
  std::uint32_t begin = 0;
  std::int64_t total = 0;

  template <class Layer>
  void before(int /*index*/) {
    begin = timer::ticks();
  }
  template <class Layer>
  void after(int /*index*/, const std::int8_t* /*output*/) {
    const std::int64_t taken = timer::instructions_since(begin);
    total += taken;
    two_core::text_line line;
    line.add_padded(Layer::name, 16).add(taken).add(" instructions, ");
    board::say(line.add(Layer::spec.macs()).add(" MACs").view());
  }
};

// One run on Arch: its instructions, or -1 when its output is not the model's.
template <class Arch>
std::int64_t count() {
  using model = ds_cnn_s::model;
  using network = model::network_on<Arch>;
  static typename network::arena arena;
  static std::int8_t input[network::input_elements];
  static std::int8_t output[network::output_elements];
  tyto::graph::self_test_input values;
  for (std::int8_t& x : input)
    x = values.next();
  layer_hook hook;
  network::run(input, output, arena, hook);
  two_core::text_line line;
  line.add("all on ").add(Arch::name).add(": ").add(hook.total).add(" instructions, ");
  board::say(line.add(network::macs).add(" MACs").view());
  for (int i = 0; i < network::output_elements; ++i) {
    if (output[i] != model::self_test_output[i]) return -1;
  }
  return hook.total;
}

}  // namespace

int program() {
  timer::start();
  const std::int64_t definition = count<tyto::arch::scalar>();
  const std::int64_t native = count<tyto::arch::native>();
  if (definition < 0 || native < 0) {
    board::say("the network's output is wrong");
    return 1;
  }
  constexpr std::int64_t budget = ds_cnn_s::model::network::macs * 21 / 20;
  if (native > budget) {
    board::say("that is over the budget, 1.05 instructions a multiply-accumulate");
    return 1;
  }
  return 0;
}
