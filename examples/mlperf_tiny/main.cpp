// SPDX-License-Identifier: Apache-2.0
// The four tasks of MLPerf Tiny, each in the words of its task.
//
//   mlperf_tiny                what each network takes, and its answer to a made-up input
//   mlperf_tiny TASK FILE      the answer to each of a file's input tensors, back to back as the
//                              network stores them: keywords, persons, images or anomalies
//
// An answer is a label and its probability; of the anomaly detector, which is to give back what it
// gets, the mean square error of that, and at the end the mean over all windows: a recording's
// score. Ends with 0, with 1 where a network fails its self-test, with 2 for what cannot be done.
#include <algorithm>
#include <concepts>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string_view>

#include "models_at_hand.hpp"
#include "tyto/tyto.hpp"

namespace {

struct task {
  const char* name;
  const char* file;
  std::span<const char* const> labels;  // none: the network rebuilds its input
};

constexpr const char* keyword_labels[] = {"down",  "go",   "left", "no",  "off",     "on",
                                          "right", "stop", "up",   "yes", "silence", "unknown"};
constexpr const char* person_labels[] = {"no person", "person"};
constexpr const char* image_labels[] = {"airplane", "automobile", "bird",  "cat",  "deer",
                                        "dog",      "frog",       "horse", "ship", "truck"};
constexpr task keywords{"keywords", "kws_ref_model.tflite", keyword_labels};
constexpr task persons{"persons", "vww_96_int8.tflite", person_labels};
constexpr task images{"images", "pretrainedResnet_quant.tflite", image_labels};
constexpr task anomalies{"anomalies", "ad01_int8.tflite", {}};

template <class Model>
constexpr bool is_here = !std::same_as<Model, not_at_hand>;

// An element of the network's input or output as the real number that it stands for.
template <class Model>
float real_input(typename Model::network::input_element x) {
  if constexpr (requires { Model::input_quantization; }) {
    return tyto::dequantize(x, Model::input_quantization);
  } else {
    return x;
  }
}
template <class Model>
float real_output(typename Model::network::output_element x) {
  if constexpr (requires { Model::output_quantization; }) {
    return tyto::dequantize(x, Model::output_quantization);
  } else {
    return x;
  }
}

// The mean over all elements of (input - output) squared.
template <class Model>
double mean_square_error(const typename Model::network::input_element* input,
                         const typename Model::network::output_element* output) {
  using network = typename Model::network;
  static_assert(network::input_elements == network::output_elements);
  double sum = 0.0;
  for (int i = 0; i < network::input_elements; ++i) {
    const double difference =
        static_cast<double>(real_input<Model>(input[i]) - real_output<Model>(output[i]));
    sum += difference * difference;
  }
  return sum / network::input_elements;
}

// Prints the answer that `output` is to `input`, and gives it back as a number: a label's, or an
// error.
template <class Model, const task& Task>
double print_answer(const typename Model::network::input_element* input,
                    const typename Model::network::output_element* output) {
  if constexpr (Task.labels.empty()) {
    const double error = mean_square_error<Model>(input, output);
    std::printf("error %.4f\n", error);
    return error;
  } else {
    static_assert(Model::network::output_elements == Task.labels.size());
    const auto best = std::max_element(output, output + Task.labels.size()) - output;
    std::printf("%s %.3f\n", Task.labels[static_cast<std::size_t>(best)],
                static_cast<double>(real_output<Model>(output[best])));
    return static_cast<double>(best);
  }
}

template <class Model, const task& Task>
bool print_costs() {
  if constexpr (is_here<Model>) {
    using network = typename Model::network;
    static typename network::arena arena;
    static typename network::input_element input[network::input_elements];
    static typename network::output_element output[network::output_elements];
    if (!tyto::graph::self_test<Model>(input, output, arena)) {
      std::fprintf(stderr, "mlperf_tiny: %s: the self-test fails\n", Task.name);
      return false;
    }
    std::printf("%-10s %8lld %8zu %9lld  ", Task.name,
                static_cast<long long>(network::weight_bytes), network::arena_bytes,
                static_cast<long long>(network::macs));
    print_answer<Model, Task>(input, output);
  } else {
    std::printf("%-10s not at hand: %s\n", Task.name, Task.file);
  }
  return true;
}

template <class Model, const task& Task>
int print_answers(const char* path) {
  if constexpr (is_here<Model>) {
    using network = typename Model::network;
    static typename network::arena arena;
    static typename network::input_element input[network::input_elements];
    static typename network::output_element output[network::output_elements];
    std::FILE* file = std::fopen(path, "rb");
    if (file == nullptr) {
      std::fprintf(stderr, "mlperf_tiny: %s: cannot be read\n", path);
      return 2;
    }
    std::size_t got = 0;
    int inputs = 0;
    double sum = 0.0;
    while ((got = std::fread(input, 1, sizeof input, file)) == sizeof input) {
      network::run(input, output, arena);
      sum += print_answer<Model, Task>(input, output);
      ++inputs;
    }
    std::fclose(file);
    if (got != 0 || inputs == 0) {
      std::fprintf(stderr, "mlperf_tiny: %s: no whole number of inputs of %zu bytes\n", path,
                   sizeof input);
      return 2;
    }
    if (Task.labels.empty()) std::printf("mean %.4f\n", sum / inputs);
    return 0;
  } else {
    std::fprintf(stderr, "mlperf_tiny: %s: not at hand when this was built: %s\n", Task.name,
                 Task.file);
    return 2;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3) {
    const std::string_view name = argv[1];
    if (name == keywords.name) return print_answers<at_hand::keywords, keywords>(argv[2]);
    if (name == persons.name) return print_answers<at_hand::persons, persons>(argv[2]);
    if (name == images.name) return print_answers<at_hand::images, images>(argv[2]);
    if (name == anomalies.name) return print_answers<at_hand::anomalies, anomalies>(argv[2]);
  }
  if (argc != 1) {
    std::fprintf(stderr, "usage: mlperf_tiny [keywords|persons|images|anomalies FILE]\n");
    return 2;
  }
  std::printf("%-10s %8s %8s %9s  %s\n", "task", "flash", "RAM", "MACs", "answer");
  bool all = print_costs<at_hand::keywords, keywords>();
  all = print_costs<at_hand::persons, persons>() && all;
  all = print_costs<at_hand::images, images>() && all;
  all = print_costs<at_hand::anomalies, anomalies>() && all;
  return all ? 0 : 1;
}
