// SPDX-License-Identifier: Apache-2.0
// A network that streams: to the byte what the whole network gives for the newest rows.
#include "tyto/graph/stream.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "graph/stream_check.hpp"
#include "graph/stream_networks.hpp"
#include "support/arch_list.hpp"
#include "support/random.hpp"
#include "tyto/graph/self_test.hpp"

namespace tyto::test::small_stream {

// A layer that reads all rows, a pool over whole rows, rows that nobody reads again; a residual.
struct in : input_of<23, 3, 2> {};
struct first : sliding_conv<in, 4, sliding<4, 2, 2, 1, 1, 0>, 3> {};  // 10 rows; one is left over
struct second : sliding_depthwise<first, sliding<3, 3, 1, 1, 1, 1>, 5> {};  // 8 rows
struct point : pointwise<second, 4, 8> {};
struct both : sum<second, point> {};
struct pooled : largest<both, 2, 1> {};  // 7 x 2
struct scaled : rescaled<pooled> {};
struct scores : dense<scaled, 6, 9> {};
struct output : probabilities<scores> {};
template <class Arch>
using residual =
    graph::network<Arch, in, first, second, point, both, pooled, scaled, scores, output>;

// Ends in rows: a step gives the new ones.
template <class Arch>
using rows_out = graph::network<Arch, in, first, second>;

// The mean over rows, its scale its own.
struct averaged {
  static constexpr const char* name = "mean";
  static constexpr int zero_point = 4;
  using inputs = graph::from<second>;
  static constexpr ops::mean spec{
      second::spec.output,
      {1, 1, 4},
      {.input_zero_point = second::zero_point, .output_zero_point = zero_point}};
  static constexpr auto multiplier = ops::make_mean_multiplier(0.5, 0.11, 24);
  static constexpr std::int32_t mantissa[1] = {multiplier.mantissa};
  static constexpr std::int8_t exponent[1] = {static_cast<std::int8_t>(multiplier.exponent)};
};
template <class Arch>
using mean_of_rows = graph::network<Arch, in, first, second, averaged>;

// An average over all rows as a file may write it: a pool of the whole window, whose stride says
// nothing.
struct pooled_whole {
  static constexpr const char* name = "pooled_whole";
  static constexpr int zero_point = second::zero_point;
  using inputs = graph::from<second>;
  static constexpr ops::average_pool<std::int8_t> spec{
      second::spec.output, {1, 1, 4}, {{8, 3}, {8, 3}, {}}, -100, 90};
};
struct pooled_scores : dense<pooled_whole, 6, 9> {};
template <class Arch>
using pool_of_window = graph::network<Arch, in, first, second, pooled_whole, pooled_scores>;

// A convolution over all rows that are left: one row, made anew each time.
struct last_row : sliding_conv<second, 5, sliding<8, 3, 5, 1>, 11> {};
template <class Arch>
using one_row = graph::network<Arch, in, first, second, last_row>;

// Float, with the same weights on each side.
struct float_in : input_of<23, 3, 2, float> {};
struct float_first : sliding_conv<float_in, 4, sliding<4, 2, 2, 1, 1, 0>, 3> {};
struct float_second : sliding_depthwise<float_first, sliding<3, 3, 1, 1, 1, 1>, 5> {};
struct float_pool : global_pool<float_second> {};
struct float_scores : dense<float_pool, 6, 9> {};

// A list of steps may say what it keeps at the start.
struct kept_in : input_of<1, 1, 4> {
  static constexpr std::int8_t initial_rows[8] = {1, 2, 3, 4, 5, 6, 7, 8};
};
struct kept_largest {
  static constexpr const char* name = "largest";
  static constexpr int zero_point = kept_in::zero_point;
  using inputs = graph::from<graph::history<kept_in, 2>>;
  static constexpr ops::max_pool<std::int8_t> spec{{3, 1, 4}, {1, 1, 4}, {{3, 1}, {1, 1}, {}}};
};
struct kept_average {
  static constexpr const char* name = "average";
  static constexpr int zero_point = kept_in::zero_point;
  using inputs = graph::from<graph::history<kept_in, 2>>;
  static constexpr ops::global_average_pool<std::int8_t> spec{{3, 1, 4}, {1, 1, 4}};
};

// Bytes without a sign come in.
struct byte_in : input_of<23, 3, 2, std::uint8_t> {};
struct recoded {
  static constexpr const char* name = "recoded";
  static constexpr int zero_point = byte_in::zero_point - 128;
  using inputs = graph::from<byte_in>;
  static constexpr ops::recode<std::uint8_t, std::int8_t> spec{
      .input = byte_in::spec.output,
      .output = byte_in::spec.output,
      .input_zero_point = byte_in::zero_point,
      .output_zero_point = zero_point,
      .scale = make_multiplier(1.0)};
};
struct byte_first : sliding_conv<recoded, 4, sliding<4, 2, 2, 1, 1, 0>, 3> {};
struct byte_scores : dense<byte_first, 6, 9> {};
using bytes_to_scores = graph::network<arch::scalar, byte_in, recoded, byte_first, byte_scores>;

// A state that is fed back: what a layer gave in the step before is read before it runs again.
struct fed_back;
struct fed_in : input_of<1, 1, 4> {};
struct accumulated {
  static constexpr const char* name = "accumulated";
  static constexpr int zero_point = -20;
  using inputs = graph::from<fed_in, graph::rows<graph::history<fed_back, 2>, 0, 1>>;
  static constexpr auto spec =
      ops::make_add({1, 1, 4}, {0.1F, fed_in::zero_point}, {0.07F, 5}, {0.11F, zero_point});
};
struct fed_back : rescaled<accumulated> {};

}  // namespace tyto::test::small_stream

namespace {

using namespace tyto::test;
using namespace tyto::test::small_stream;
using tyto::graph::network;
using tyto::graph::stream;

constexpr bool runs_in_the_compiler() {
  using whole = residual<tyto::arch::scalar>;
  using part = stream<whole, 2>;
  constexpr int row = part::row_elements;
  constexpr int rows = whole::input_shape.height + 3;  // 26: the last step is whole
  std::int8_t signal[rows * row] = {};
  for (int i = 0; i < rows * row; ++i)
    signal[i] = static_cast<std::int8_t>(i * 37 % 101);
  part tested;
  typename part::arena arena{};
  std::int8_t got[part::output_elements] = {};
  for (int y = 0; y < rows; y += 2)
    tested.step(signal + y * row, got, arena);
  typename whole::arena whole_arena{};
  std::int8_t expected[part::output_elements] = {};
  whole::run(signal + 3 * row, expected, whole_arena);
  return std::equal(got, got + part::output_elements, expected);
}

}  // namespace

TEST_CASE_TEMPLATE_DEFINE("stream: a DS-CNN gives what its whole window gives", Arch,
                          ds_cnn_streams) {
  if (!runs_here<Arch>()) return;
  using whole = stream_ds_cnn::network<Arch>;
  check_equal<whole, 2>(30);
  check_equal<whole, 4>(20);
}
TEST_CASE_TEMPLATE_APPLY(ds_cnn_streams, arches);

TEST_CASE_TEMPLATE_DEFINE("stream: layers of one pixel a step, whole and as steps", Arch,
                          wake_word_streams) {
  if (!runs_here<Arch>()) return;
  using whole = stream_wake_word::network<Arch>;
  check_equal<whole, 3>(20);
  // From a fresh start on: what is there at the start is the same, too.
  static stream<whole, 3> one;
  static stream<stream_wake_word::steps<Arch>> other;
  static typename stream<whole, 3>::arena one_arena;
  static typename stream<stream_wake_word::steps<Arch>>::arena other_arena;
  const std::vector<std::int8_t> signal = signal_of<stream<whole, 3>>(300, 5);
  one.reset();
  other.reset();
  std::array<std::int8_t, 3> a{};
  std::array<std::int8_t, 3> b{};
  int differing = 0;
  for (std::size_t i = 0; i < signal.size(); i += 120) {
    one.step(signal.data() + i, a.data(), one_arena);
    other.step(signal.data() + i, b.data(), other_arena);
    differing += a == b ? 0 : 1;
  }
  CHECK(differing == 0);
}
TEST_CASE_TEMPLATE_APPLY(wake_word_streams, arches);

TEST_CASE_TEMPLATE_DEFINE("stream: residuals, pools, rows left over, rows out", Arch,
                          small_streams) {
  if (!runs_here<Arch>()) return;
  check_equal<residual<Arch>, 2>();
  check_equal<residual<Arch>, 6>();
  check_equal<residual<Arch>, 22>(5);
  check_equal<mean_of_rows<Arch>, 2>();
  check_equal<mean_of_rows<Arch>, 10>(10);
  check_equal<pool_of_window<Arch>, 2>();
  check_equal<one_row<Arch>, 2>();
}
TEST_CASE_TEMPLATE_APPLY(small_streams, arches);

TEST_CASE("stream: a network that ends in rows gives the new ones") {
  using whole = rows_out<tyto::arch::native>;
  using part = stream<whole, 4>;
  static_assert(part::output_shape == tyto::shape{2, 3, 4});
  const std::vector<std::int8_t> signal = signal_of<part>(48, 3);
  static part tested;
  static part::arena arena;
  static whole::arena whole_arena;
  std::array<std::int8_t, std::size_t{part::output_elements}> got{};
  std::array<std::int8_t, std::size_t{whole::output_elements}> expected{};
  for (int pushed = 4; pushed <= 48; pushed += 4) {
    tested.step(signal.data() + (pushed - 4) * part::row_elements, got.data(), arena);
    if (pushed < 23) continue;
    whole::run(signal.data() + (pushed - 23) * part::row_elements, expected.data(), whole_arena);
    CHECK(std::equal(got.begin(), got.end(), expected.end() - got.size()));
  }
}

TEST_CASE("stream: float") {
  using whole =
      network<tyto::arch::scalar, float_in, float_first, float_second, float_pool, float_scores>;
  using part = stream<whole, 2>;
  tyto::test::random random(1);
  std::vector<float> signal(std::size_t{60 * part::row_elements});
  for (float& x : signal)
    x = random.real();
  static part tested;
  static part::arena arena;
  static whole::arena whole_arena;
  std::array<float, 6> got{};
  std::array<float, 6> expected{};
  int differing = 0;
  for (int pushed = 2; pushed <= 60; pushed += 2) {
    tested.step(signal.data() + (pushed - 2) * part::row_elements, got.data(), arena);
    if (pushed < 23) continue;
    whole::run(signal.data() + (pushed - 23) * part::row_elements, expected.data(), whole_arena);
    differing += got == expected ? 0 : 1;
  }
  CHECK(differing == 0);
}

TEST_CASE("stream: what it keeps and what it computes") {
  static_assert(runs_in_the_compiler());
  using whole = stream_ds_cnn::network<tyto::arch::scalar>;
  using part = stream<whole, 2>;
  // One row of every layer a step.
  CHECK(part::macs_per_step == 5 * 64 * (40 + 4 * 9 + 4 * 64) + 64 * 12);
  CHECK(part::warm_up_steps == 25);
  // Without a number a step has the least rows that make one of every layer.
  static_assert(stream<whole>::rows_per_step == 2);
  static_assert(stream<stream_wake_word::network<tyto::arch::scalar>>::rows_per_step == 3);
  static_assert(stream<residual<tyto::arch::scalar>>::rows_per_step == 2);
  static_assert(stream<pool_of_window<tyto::arch::scalar>>::rows_per_step == 2);
  static_assert(stream<one_row<tyto::arch::scalar>>::rows_per_step == 2);
  // Rows: 11 of the input (one waits for the next step), 3 of five layers; sums of 12 rows.
  CHECK(part::state_bytes <= 112 + 4 * 3 * 320 + 64 * (4 + 12 * 2) + 16);
  CHECK(part::state_bytes == sizeof(part));
  CHECK(part::arena_bytes <= 2 * 320);
  using words = stream<stream_wake_word::steps<tyto::arch::scalar>>;
  CHECK(words::macs_per_step ==
        stream<stream_wake_word::network<tyto::arch::scalar>, 3>::macs_per_step);
  CHECK(words::state_bytes <= 5 * 40 + 5 * 32 + (13 + 15 + 23 + 6) * 64 + 64);
}

TEST_CASE("stream: rows that are there at the start") {
  const std::int8_t row[4] = {0, 3, 6, 9};
  std::int8_t got[4] = {};
  using largest_of = stream<tyto::graph::steps<tyto::arch::scalar, kept_in, kept_largest>>;
  largest_of pooled_rows;
  largest_of::arena arena;
  pooled_rows.step(row, got, arena);
  CHECK(got[0] == 5);
  CHECK(got[3] == 9);
  pooled_rows.step(row, got, arena);
  CHECK(got[0] == 5);
  pooled_rows.step(row, got, arena);
  CHECK(got[0] == 0);
  pooled_rows.reset();
  pooled_rows.step(row, got, arena);
  CHECK(got[0] == 5);

  using average_of = stream<tyto::graph::steps<tyto::arch::scalar, kept_in, kept_average>>;
  average_of averaged_rows;
  average_of::arena other_arena;
  averaged_rows.step(row, got, other_arena);
  CHECK(got[0] == 2);  // 1, 5, 0
  CHECK(got[3] == 7);  // 4, 8, 9
  averaged_rows.step(row, got, other_arena);
  CHECK(got[0] == 2);  // 5, 0, 0, rounded
}

TEST_CASE("stream: a state that is fed back") {
  using tested = stream<tyto::graph::steps<tyto::arch::scalar, fed_in, accumulated, fed_back>>;
  const std::vector<std::int8_t> signal = signal_of<tested>(20, 9);
  tested fed;
  tested::arena arena;
  // Of two rows that are kept, the older is read.
  std::array<std::array<std::int8_t, 4>, 22> states{};
  states[0].fill(fed_back::zero_point);
  states[1].fill(fed_back::zero_point);
  std::size_t differing = 0;
  for (std::size_t i = 0; i < 20; ++i) {
    std::array<std::int8_t, 4> got{};
    fed.step(signal.data() + 4 * i, got.data(), arena);
    std::int8_t between[4] = {};
    tyto::kernel<accumulated, tyto::arch::scalar>::run(signal.data() + 4 * i, states[i].data(),
                                                       between);
    tyto::kernel<fed_back, tyto::arch::scalar>::run(between, states[i + 2].data());
    differing += got == states[i + 2] ? 0U : 1U;
  }
  CHECK(differing == 0);
}

namespace {
struct self_tested {
  using stream =
      tyto::graph::stream<tyto::graph::steps<tyto::arch::scalar, fed_in, accumulated, fed_back>>;
  static constexpr int self_test_steps = 2;
  static inline std::int8_t self_test_output[8] = {};
};
}  // namespace

TEST_CASE("stream: its self-test notices a wrong byte of any step") {
  self_tested::stream tested;
  self_tested::stream::arena arena;
  std::int8_t input[4] = {};
  std::int8_t output[4] = {};
  tyto::graph::self_test_input values;
  for (int step = 0; step < 2; ++step) {
    for (std::int8_t& x : input)
      x = values.next();
    tested.step(input, self_tested::self_test_output + 4 * step, arena);
  }
  CHECK(tyto::graph::stream_self_test<self_tested>(tested, input, output, arena));
  for (std::int8_t& byte : self_tested::self_test_output) {
    ++byte;
    CHECK_FALSE(tyto::graph::stream_self_test<self_tested>(tested, input, output, arena));
    --byte;
  }
  CHECK(tyto::graph::stream_self_test<self_tested>(tested, input, output, arena));
}

TEST_CASE("stream: an input of bytes without a sign") {
  using part = stream<bytes_to_scores>;
  static_assert(part::rows_per_step == 2);
  CHECK(part::macs_per_step == byte_first::spec.macs() / 10 + byte_scores::spec.macs());
  tyto::test::random random(4);
  std::vector<std::uint8_t> signal;
  for (int i = 0; i < 60 * part::row_elements; ++i)
    signal.push_back(static_cast<std::uint8_t>(random.byte() + 128));
  static part tested;
  static part::arena arena;
  static bytes_to_scores::arena whole_arena;
  std::array<std::int8_t, 6> got{};
  std::array<std::int8_t, 6> expected{};
  int differing = 0;
  for (int pushed = 2; pushed <= 60; pushed += 2) {
    tested.step(signal.data() + (pushed - 2) * part::row_elements, got.data(), arena);
    if (pushed < 23) continue;
    bytes_to_scores::run(signal.data() + (pushed - 23) * part::row_elements, expected.data(),
                         whole_arena);
    differing += got == expected ? 0 : 1;
  }
  CHECK(differing == 0);
}
