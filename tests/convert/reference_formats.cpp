// SPDX-License-Identifier: Apache-2.0
// Models of others in every format, and our own, against outputs computed elsewhere.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "audio/canonical_wav.hpp"
#include "convert/convert.hpp"
#include "convert/lower/lower.hpp"
#include "convert/pass/passes.hpp"
#include "convert/read/tflite/read_tflite.hpp"
#include "convert/run/interpreter.hpp"
#include "onnx.pb.h"
#include "support/guarded_buffer.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"
#include "tyto/audio/mfcc.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using std::filesystem::path;

namespace {

using floats = std::vector<float>;
using int8s = std::vector<std::int8_t>;

// The interpreter is slow: of large networks and of second files of a network every tenth clip has
// to do, and with sanitizers, of all, every hundredth. TYTO_TEST_ALL_CLIPS=1 takes all.
std::size_t step(bool whole) {
  if (const char* all = std::getenv("TYTO_TEST_ALL_CLIPS"); all != nullptr && *all == '1') return 1;
#ifdef TYTO_TEST_HAS_ASAN
  static_cast<void>(whole);
  return 100;
#else
  return whole ? 1 : 10;
#endif
}

constexpr std::size_t clip_count = 1200;
constexpr int frames = 49;
constexpr int labels = 12;

template <class T>
std::vector<T> read_values(const path& file) {
  const std::vector<char> bytes = read_bytes(file);
  std::vector<T> values(bytes.size() / sizeof(T));
  std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
  return values;
}

lowered::model convert_file(const path& file) {
  const auto bytes = read_values<std::uint8_t>(file);
  return convert_model(bytes, format_of(file.filename().string(), bytes));
}

template <const tyto::audio::mfcc_parameters& Parameters>
struct front_end {
  static constexpr tyto::audio::mfcc_parameters parameters = Parameters;
};
using tensorflow = front_end<tyto::audio::tensorflow_640_320>;
using own = front_end<tyto::audio::tyto_480_320>;

// Calls f(i) for every `by`-th clip, on all cores.
template <class F>
void each_clip(std::size_t by, F f) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::max(1U, std::thread::hardware_concurrency()); ++i) {
    threads.emplace_back([&] {
      for (std::size_t clip = next++ * by; clip < clip_count; clip = next++ * by)
        f(clip);
    });
  }
  for (std::thread& t : threads)
    t.join();
}

// The largest difference of a network's probabilities to the golden ones, features by FrontEnd.
template <class FrontEnd>
double worst_probability(const lowered::model& network, const path& reference,
                         const std::string& golden_name, std::size_t by) {
  const auto golden = read_values<float>(reference / "golden" / golden_name);
  const auto clips = read_lines(reference / "golden" / "speech_clips.txt");
  REQUIRE(clips.size() == clip_count);
  REQUIRE(golden.size() == clip_count * labels);
  std::vector<double> worst(clip_count, 0.0);
  std::atomic<int> looked_at = 0;
  each_clip(by, [&](std::size_t i) {
    floats features(frames * FrontEnd::parameters.coefficients);
    tyto::audio::clip_features<FrontEnd>(read_canonical_wav(reference / "speech" / clips[i]),
                                         frames, features.data());
    const auto got = std::get<floats>(interpret(network, features));
    for (std::size_t k = 0; k < labels; ++k) {
      worst[i] = std::max(worst[i], std::abs(double{got[k]} - double{golden[i * labels + k]}));
    }
    ++looked_at;
  });
  const double all = *std::max_element(worst.begin(), worst.end());
  MESSAGE(golden_name << ": " << looked_at.load() << " clips, largest difference " << all);
  CHECK(looked_at == clip_count / by);
  return all;
}

}  // namespace

TEST_CASE("DS_CNN_S.pb and DS_CNN_L.pb in float, features by our front end, no flags" *
          doctest::test_suite("reference")) {
  const auto reference = reference_dir();
  if (!reference) return print_skipped("DS_CNN_S.pb, DS_CNN_L.pb");
  for (const std::string name : {"DS_CNN_S", "DS_CNN_L"}) {
    const lowered::model network = convert_file(*reference / "models" / (name + ".pb"));
    REQUIRE(network.front_end.has_value());
    CHECK(*network.front_end == tensorflow::parameters);
    const double worst =
        worst_probability<tensorflow>(network, *reference, name + "_softmax.f32", step(false));
    CHECK(worst < 1e-4);
  }
}

TEST_CASE("our own model in float, from ONNX and from TensorFlow Lite") {
  const path folder = path(TYTO_SOURCE_DIR) / "models" / "ds_cnn_s";
  const lowered::model onnx = convert_file(folder / "ds_cnn_s.onnx");
  const lowered::model tflite = convert_file(folder / "ds_cnn_s_float32.tflite");
  // What its metadata says.
  REQUIRE(onnx.front_end.has_value());
  CHECK(*onnx.front_end == own::parameters);
  CHECK(onnx.labels == read_lines(folder / "labels.txt"));
  // The same network, to the bit.
  REQUIRE(onnx.layers.size() == tflite.layers.size());
  for (std::size_t i = 0; i < onnx.layers.size(); ++i) {
    CHECK(onnx.layers[i].float_weights == tflite.layers[i].float_weights);
    CHECK(onnx.layers[i].float_bias == tflite.layers[i].float_bias);
  }
}

TEST_CASE("our own model in float, on recorded speech" * doctest::test_suite("reference")) {
  const path folder = path(TYTO_SOURCE_DIR) / "models" / "ds_cnn_s";
  const lowered::model onnx = convert_file(folder / "ds_cnn_s.onnx");
  const lowered::model tflite = convert_file(folder / "ds_cnn_s_float32.tflite");
  const auto reference = reference_dir();
  if (!reference) return print_skipped("ds_cnn_s_float_speech_softmax.f32");
  const std::string golden = "ds_cnn_s_float_speech_softmax.f32";
  CHECK(worst_probability<own>(onnx, *reference, golden, step(true)) < 1e-4);
  CHECK(worst_probability<own>(tflite, *reference, golden, step(false)) < 1e-4);
}

// ---- MLPerf Tiny's keyword model in four files

namespace {

constexpr std::size_t kws_inputs = 500;
constexpr std::size_t kws_features = 490;

int8s kws_input(const int8s& all, std::size_t i) {
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(i * kws_features);
  return {begin, begin + kws_features};
}

// What six decimals leave of a scale.
float six_decimals(float scale) {
  return std::stof(fmt::format("{:.6f}", scale));
}

// The TensorFlow Lite file's graph with a change to each scale, lowered.
template <class F>
lowered::model lowered_with_scales(const path& file, F change) {
  ir::graph graph = read_tflite(read_values<std::uint8_t>(file));
  for (ir::tensor& t : graph.tensors) {
    const bool probabilities = t.quantized.scale == floats{1.0F / 256};
    for (float& scale : t.quantized.scale)
      scale = probabilities ? scale : change(scale);
  }
  run_passes(graph);
  return lower(graph, tyto::rounding::two_step);
}

// Layer by layer the same numbers.
void check_same_network(const lowered::model& a, const lowered::model& b) {
  CHECK(a.input.quantized == b.input.quantized);
  CHECK(a.output.quantized == b.output.quantized);
  REQUIRE(a.layers.size() == b.layers.size());
  for (std::size_t i = 0; i < a.layers.size(); ++i) {
    CAPTURE(a.layers[i].name);
    CHECK(a.layers[i].spec.index() == b.layers[i].spec.index());
    CHECK(a.layers[i].weights == b.layers[i].weights);
    CHECK(a.layers[i].bias == b.layers[i].bias);
    CHECK(a.layers[i].multipliers == b.layers[i].multipliers);
  }
}

// Layer outputs, one after the other.
int8s all_outputs(const lowered::model& network, const int8s& input) {
  int8s all;
  interpret(network, input, [&](int, const values& output) {
    const auto& layer = std::get<int8s>(output);
    all.insert(all.end(), layer.begin(), layer.end());
  });
  return all;
}

int most_likely(const auto& outputs) {
  return static_cast<int>(std::max_element(outputs.begin(), outputs.end()) - outputs.begin());
}

// The ONNX file, its scales replaced by the TensorFlow Lite file's: tensor n's is called s<n>,
// ws<n> or bs<n>, those of the matrix and its bias fs and fbs.
std::vector<std::uint8_t> with_exact_scales(const path& onnx_file, const ir::graph& exact) {
  onnx::ModelProto model;
  const auto bytes = read_values<std::uint8_t>(onnx_file);
  REQUIRE(model.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
  const auto dense = std::find_if(exact.nodes.begin(), exact.nodes.end(), [](const ir::node& n) {
    return std::holds_alternative<ir::fully_connected>(n.what);
  });
  int replaced = 0;
  for (onnx::TensorProto& tensor : *model.mutable_graph()->mutable_initializer()) {
    const std::string& name = tensor.name();
    const std::size_t digits = name.find_first_of("0123456789");
    const std::string kind = name.substr(0, digits);
    int source = ir::absent;
    if (name == "fs") source = dense->inputs[1];
    if (name == "fbs") source = dense->inputs[2];
    if (kind == "s" || kind == "ws" || kind == "bs") source = std::stoi(name.substr(digits));
    if (source == ir::absent) continue;
    const floats& scales = exact.at(source).quantized.scale;
    floats given(tensor.float_data().begin(), tensor.float_data().end());
    if (tensor.has_raw_data()) {
      given.resize(tensor.raw_data().size() / sizeof(float));
      std::memcpy(given.data(), tensor.raw_data().data(), given.size() * sizeof(float));
    }
    REQUIRE(given.size() == scales.size());
    tensor.clear_raw_data();
    tensor.clear_float_data();
    for (std::size_t i = 0; i < scales.size(); ++i) {
      CHECK(given[i] == six_decimals(scales[i]));
      tensor.add_float_data(scales[i]);
    }
    ++replaced;
  }
  CHECK(replaced == 32);
  const std::string out = model.SerializeAsString();
  return {out.begin(), out.end()};
}

}  // namespace

// The ONNX file holds its scales with six decimals. So it is compared with the TensorFlow Lite file
// once with these scales in both, and once with the exact ones in both.
TEST_CASE("kws_qdq.onnx is the int8 network of kws_ref_model.tflite" *
          doctest::test_suite("reference")) {
  const auto reference = reference_dir();
  if (!reference) return print_skipped("kws_qdq.onnx");
  const path onnx_file = *reference / "models" / "kws_qdq.onnx";
  const path tflite_file = *reference / "models" / "kws_ref_model.tflite";
  const auto inputs = read_values<std::int8_t>(*reference / "golden" / "kws01_inputs.i8");
  const auto golden = read_values<std::int8_t>(*reference / "golden" / "kws01_outputs.i8");
  REQUIRE(inputs.size() == kws_inputs * kws_features);
  REQUIRE(golden.size() == kws_inputs * labels);

  const lowered::model as_it_is = convert_file(onnx_file);
  const lowered::model rounded = lowered_with_scales(tflite_file, six_decimals);
  check_same_network(as_it_is, rounded);

  const ir::graph exact_graph = read_tflite(read_values<std::uint8_t>(tflite_file));
  const lowered::model exact =
      convert_model(with_exact_scales(onnx_file, exact_graph), model_format::onnx);
  check_same_network(exact, convert_file(tflite_file));

  const std::size_t by = std::min<std::size_t>(step(false), 10);
  std::size_t other_bytes = 0;  // before the softmax, by the scales' six decimals
  std::size_t other_labels = 0;
  for (std::size_t i = 0; i < kws_inputs; i += by) {
    const int8s input = kws_input(inputs, i);
    const int8s got = all_outputs(as_it_is, input);
    CHECK(got == all_outputs(rounded, input));
    const int8s right = all_outputs(exact, input);
    const auto logits = [](const int8s& all) {
      return std::span(all).last(2 * labels).first(labels);
    };
    CHECK(std::equal(right.end() - labels, right.end(),
                     golden.begin() + static_cast<std::ptrdiff_t>(i * labels)));
    for (std::size_t k = 0; k < labels; ++k)
      other_bytes += logits(got)[k] != logits(right)[k];
    other_labels += most_likely(logits(got)) != most_likely(logits(right));
  }
  const std::size_t count = kws_inputs / by;
  MESSAGE("six decimals of a scale change " << other_bytes << " of " << count * labels
                                            << " bytes before the softmax, and " << other_labels
                                            << " of " << count << " labels");
  CHECK(other_labels * 100 <= count);
}

TEST_CASE("the keyword model's float files: hybrid TensorFlow Lite, and ONNX" *
          doctest::test_suite("reference")) {
  const auto reference = reference_dir();
  if (!reference) return print_skipped("kws_ref_model_float32.tflite, kws_f32.onnx");
  const path models = *reference / "models";
  const auto inputs = read_values<std::int8_t>(*reference / "golden" / "kws01_inputs.i8");
  const auto truth = read_values<std::uint8_t>(*reference / "golden" / "kws01_labels.u8");
  const tyto::quantization stored = convert_file(models / "kws_ref_model.tflite").input.quantized;
  for (const std::string name : {"kws_ref_model_float32.tflite", "kws_f32.onnx"}) {
    const lowered::model network = convert_file(models / name);
    int right = 0;
    const std::size_t by = std::min<std::size_t>(step(false), 10);
    for (std::size_t i = 0; i < kws_inputs; i += by) {
      floats real;
      for (const std::int8_t q : kws_input(inputs, i))
        real.push_back(tyto::dequantize(q, stored));
      right += most_likely(std::get<floats>(interpret(network, real))) == truth[i];
    }
    const double accuracy = 100.0 * right / static_cast<double>(kws_inputs / by);
    MESSAGE(name << ": " << accuracy << " % of the inputs");  // int8: 90.4 %
    CHECK(accuracy >= 90.0);
  }

  const lowered::model hybrid = convert_file(models / "kws_ref_model_float32.tflite");
  REQUIRE(hybrid.notes.size() == 1);
  CHECK(hybrid.notes[0].starts_with("5 operators, operator 0 (CONV_2D "));
  const ir::graph graph =
      read_tflite(read_values<std::uint8_t>(models / "kws_ref_model_float32.tflite"));
  const ir::tensor& filters = graph.at(graph.nodes[0].inputs[1]);
  REQUIRE(filters.type == ir::element_type::int8);
  for (std::size_t i = 0; i < hybrid.layers[0].float_weights.size(); ++i) {
    const auto q = static_cast<std::int8_t>(graph.data_of(filters)[i]);
    CHECK(hybrid.layers[0].float_weights[i] == filters.quantized.scale[0] * static_cast<float>(q));
  }
}
