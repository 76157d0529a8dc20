// SPDX-License-Identifier: Apache-2.0
// tyto-listening: what a second of sound costs a network that streams, from samples to posteriors,
// and a detector, from samples to events. Networks, what they compute compared with the whole
// window first:
//
//   ds_cnn_stream   the bundled one: 64 channels, 20 ms frames of 10 MFCC; steps of 2 or 4 frames
//   wake_word       weights of no meaning: rows of one pixel, 10 ms frames of the micro front end,
//                   steps of 3 frames
//
// and, where the build has it (TYTO_LISTENING_WAKE_WORD names its header and namespace), a wake
// word that others made, compared with the scalar kernels.
//
// Prints a line a region: region, what, multiply-accumulates, bytes of RAM. Under the instruction
// counter (tools/tcg_count) that region has the instructions; of a detector's second, a machine
// that is no Arm prints its least CPU time as well, in microseconds.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "ds_cnn_s.hpp"
#include "ds_cnn_stream.hpp"
#include "graph/stream_networks.hpp"
#include "layer_regions.hpp"
#include "tcg_count/marker.hpp"
#include "tyto/audio/extractor.hpp"
#include "tyto/kws/detector.hpp"
#include "tyto/kws/wake_word.hpp"
#ifdef TYTO_LISTENING_WAKE_WORD_HEADER
#include TYTO_LISTENING_WAKE_WORD_HEADER
#endif

namespace {

using namespace tyto::test;
using namespace bench;

// A 32-bit linear congruential generator's top bits.
class noise {
 public:
  int next() {
    state_ = state_ * 1664525U + 1013904223U;
    return static_cast<int>(state_ >> 16) - 32768;
  }

 private:
  unsigned state_ = 1;
};

// One step is region Region, its layers those that follow.
template <int Region, class Network, int Rows>
bool measure_step(const char* name) {
  using stream = tyto::graph::stream<Network, Rows>;
  static stream ears;
  static typename stream::arena arena;
  static typename Network::arena whole_arena;
  constexpr int height = Network::input_shape.height;
  constexpr int steps = height / Rows + 3;
  std::vector<std::int8_t> signal;
  noise random;
  for (int i = 0; i < steps * Rows * stream::row_elements; ++i)
    signal.push_back(static_cast<std::int8_t>(random.next() / 256));
  std::int8_t output[stream::output_elements] = {};
  std::int8_t expected[stream::output_elements] = {};
  const std::int8_t* rows = signal.data();
  const auto is_right = [&] {
    Network::run(rows - height * stream::row_elements, expected, whole_arena);
    if (std::memcmp(output, expected, sizeof output) == 0) return true;
    std::fprintf(stderr, "tyto-listening: %s: not the whole network's output\n", name);
    return false;
  };
  for (int i = 0; i < steps - 2; ++i, rows += stream::input_elements)
    ears.step(rows, output, arena);
  if (!is_right()) return false;
  TYTO_TCG_REGION(Region);
  ears.step(rows, output, arena);
  TYTO_TCG_REGION(0);
  rows += stream::input_elements;
  if (!is_right()) return false;
  ears.step(rows, output, arena, layer_regions<Region, Network>{});
  rows += stream::input_elements;
  if (!is_right()) return false;
  print(Region, name, stream::macs_per_step, sizeof ears + sizeof arena);
  ears.step(signal.data(), output, arena, layer_lines{Region, name});
  return true;
}

// The same for a network written as steps, whose bytes must be those of the scalar kernels; layers'
// regions as well.
template <int Region, class Model>
bool measure_steps(const char* name) {
  using stream = typename Model::stream;
  using definition = tyto::graph::stream<typename Model::template steps_on<tyto::arch::scalar>>;
  static stream ears;
  static typename stream::arena arena;
  static definition right;
  static typename definition::arena right_arena;
  typename stream::output_element output[stream::output_elements] = {};
  typename stream::output_element expected[stream::output_elements] = {};
  noise random;
  for (int i = 0; i < 200; ++i) {
    std::int8_t rows[stream::input_elements];
    for (std::int8_t& x : rows)
      x = static_cast<std::int8_t>(random.next() / 256);
    if (i == 198) {
      TYTO_TCG_REGION(Region);
      ears.step(rows, output, arena);
      TYTO_TCG_REGION(0);
    } else if (i == 199) {
      ears.step(rows, output, arena,
                layer_regions<Region, typename Model::template steps_on<typename stream::arch>>{});
    } else {
      ears.step(rows, output, arena);
    }
    right.step(rows, expected, right_arena);
    if (std::memcmp(output, expected, sizeof output) == 0) continue;
    std::fprintf(stderr, "tyto-listening: %s: step %d is not the scalar kernels'\n", name, i);
    return false;
  }
  print(Region, name, stream::macs_per_step, sizeof ears + sizeof arena);
  std::int8_t silence[stream::input_elements] = {};
  ears.step(silence, output, arena, layer_lines{Region, name});
  return true;
}

// The second second of noise: front end alone, region Region, and with the network, Region + 1.
template <int Region, class FrontEnd, class Stream>
void measure_second(const char* front_end_name, const char* name) {
  using stream = Stream;
  using extractor = tyto::audio::extractor<FrontEnd, typename stream::arch>;
  constexpr int second = extractor::parameters.sample_rate;
  static extractor front_end;
  static stream ears;
  static typename stream::arena arena;
  static typename stream::output_element output[stream::output_elements];
  std::vector<std::int16_t> samples;
  noise random;
  for (int i = 0; i < 2 * second; ++i)
    samples.push_back(static_cast<std::int16_t>(random.next() / 8));
  const auto first = std::span<const std::int16_t>(samples).first(std::size_t{second});
  const auto last = std::span<const std::int16_t>(samples).last(std::size_t{second});
  using features_of_frame =
      std::span<const typename extractor::feature_element, std::size_t{extractor::coefficients}>;
  const auto listen = [](features_of_frame features) {
    if constexpr (std::is_same_v<typename extractor::feature_element, float>) {
      std::int8_t frame[extractor::coefficients];
      for (std::size_t i = 0; i < sizeof frame; ++i)
        frame[i] = tyto::quantize(features[i], ds_cnn_stream::model::input_quantization);
      ears.push(frame, output, arena);
    } else {
      ears.push(features.data(), output, arena);
    }
  };
  const auto ignore = [](features_of_frame) {};
  front_end.push(first, ignore);
  TYTO_TCG_REGION(Region);
  front_end.push(last, ignore);
  TYTO_TCG_REGION(0);
  print(Region, front_end_name, 0, sizeof front_end);

  front_end.reset();
  front_end.push(first, listen);
  TYTO_TCG_REGION(Region + 1);
  front_end.push(last, listen);
  TYTO_TCG_REGION(0);
  constexpr std::int64_t frames = second / extractor::hop;
  print(Region + 1, name, frames / stream::rows_per_step * stream::macs_per_step,
        sizeof front_end + sizeof ears + sizeof arena);
}

double cpu_us() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e6 * static_cast<double>(now.tv_sec) + 1e-3 * static_cast<double>(now.tv_nsec);
}

// The second second of noise through a detector, as it is when it is told nothing.
template <int Region, class Detector>
void measure_detector(const char* name, std::int64_t macs_a_second) {
  static Detector ears;
  constexpr int second = Detector::sample_rate;
  std::vector<std::int16_t> samples;
  noise random;
  for (int i = 0; i < 2 * second; ++i)
    samples.push_back(static_cast<std::int16_t>(random.next() / 8));
  int events = 0;
  const auto count = [&](const tyto::kws::event&) { ++events; };
  ears.push(std::span<const std::int16_t>(samples).first(std::size_t{second}), count);
  const auto last = std::span<const std::int16_t>(samples).last(std::size_t{second});
#if defined(__arm__)
  TYTO_TCG_REGION(Region);
  ears.push(last, count);
  TYTO_TCG_REGION(0);
  print(Region, name, macs_a_second, sizeof ears);
#else
  double least = 1e30;
  for (int i = 0; i < 200; ++i) {
    const double begin = cpu_us();
    ears.push(last, count);
    least = std::min(least, cpu_us() - begin);
  }
  std::printf("%d %s %lld %zu %.1f\n", Region, name, static_cast<long long>(macs_a_second),
              sizeof ears, least);
#endif
}

struct micro {
  static constexpr tyto::audio::micro_parameters parameters{};
};

}  // namespace

int main() {
  using arch = tyto::arch::native;
  using ds_cnn = ds_cnn_stream::model::network_on<arch>;
  using wake_word = stream_wake_word::network<arch>;
  using tyto::graph::stream;
  if (!measure_step<100, ds_cnn, 2>("ds_cnn_stream")) return 1;
  if (!measure_step<200, ds_cnn, 4>("ds_cnn_stream_by_4")) return 1;
  if (!measure_step<300, wake_word, 3>("wake_word")) return 1;
#ifdef TYTO_LISTENING_WAKE_WORD
  using others = TYTO_LISTENING_WAKE_WORD::model;
  if (!measure_steps<330, others>(others::name)) return 1;
#endif
  using mfcc = ds_cnn_stream::model::front_end;
  measure_second<400, mfcc, stream<ds_cnn, 2>>("mfcc", "mfcc+ds_cnn_stream");
  measure_second<410, mfcc, stream<ds_cnn, 4>>("mfcc", "mfcc+ds_cnn_stream_by_4");
  measure_second<420, micro, stream<wake_word, 3>>("micro", "micro+wake_word");
#ifdef TYTO_LISTENING_WAKE_WORD
  const std::string with_front_end = std::string("micro+") + others::name;
  measure_second<430, others::front_end, others::stream>("micro", with_front_end.c_str());
#endif
  using tyto::kws::detector;
  using streaming = detector<ds_cnn_stream::model>;
  using whole_windows = detector<ds_cnn_s::model>;
  measure_detector<440, streaming>("detector,_ds_cnn_stream", 25 * streaming::macs_per_run);
  measure_detector<450, whole_windows>("detector,_ds_cnn_s_every_100_ms",
                                       10 * whole_windows::macs_per_run);
#ifdef TYTO_LISTENING_WAKE_WORD
  constexpr std::int64_t frames = 100;
  const std::string detector_of_it = std::string("detector,_") + others::name;
  measure_detector<460, tyto::kws::wake_words<others>>(
      detector_of_it.c_str(),
      frames / others::stream::rows_per_step * others::stream::macs_per_step);
#endif
  return 0;
}
