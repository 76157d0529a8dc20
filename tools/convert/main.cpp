// SPDX-License-Identifier: Apache-2.0
// tyto-convert: a trained model in, a C++ header out.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <string>

#include "common/command_line.hpp"
#include "common/error.hpp"
#include "common/files.hpp"
#include "common/sha256.hpp"
#include "common/text.hpp"
#include "convert/convert.hpp"
#include "convert/emit/emit_header.hpp"
#include "convert/emit/identifier.hpp"
#include "convert/emit/micro_front_end.hpp"
#include "convert/emit/report.hpp"
#include "convert/front_end_spec.hpp"
#include "convert/ir/limits.hpp"
#include "convert/lower/streaming.hpp"
#include "convert/micro_front_end_spec.hpp"
#include "convert/quantize/command_line.hpp"
#include "convert/quantize/quantize_graph.hpp"
#include "convert/quantize/ranges_file.hpp"
#include "convert/read/tflite/signal_front_end.hpp"
#include "tyto/config.hpp"

namespace {

using namespace tyto::convert;
using std::filesystem::path;

struct arguments {
  std::string model;
  std::string output;
  std::string name;
  std::string labels;
  std::string front_end;
  std::string operating_point;
  std::string manifest;
  tyto::rounding rounding = tyto::rounding::two_step;
  std::string quantize;
  std::vector<std::string> states;
  bool stream = false;
  int step_rows = 0;  // of the stream; 0: the least
  std::vector<std::string> shapes;
  float global_scale = scheme{}.global_scale;
  range_source ranges;
  std::string write_ranges;
  bool report = false;
  bool quiet = false;
};

header_options header_options_of(const arguments& a) {
  header_options options;
  options.name = a.name.empty() ? identifier_of(path(a.model).filename().string()) : a.name;
  check_identifier(options.name);
  if (!a.labels.empty()) {
    options.labels = with_name(a.labels, [&] { return read_labels(a.labels); });
  }
  if (asks_for_micro_front_end(a.front_end)) {
    options.micro_front_end = parse_micro_front_end(a.front_end);
    if (!a.quantize.empty()) {
      fail(
          "--front-end micro goes with a model that takes its int8 features; accepted: such a "
          "model, without --quantize");
    }
  } else if (!a.front_end.empty()) {
    options.front_end = parse_front_end(a.front_end);
  }
  const auto text_of = [](const std::string& file) {
    constexpr std::int64_t most = 1 << 20;
    const auto bytes = read_file(file, most);
    return std::string(bytes.begin(), bytes.end());
  };
  if (!a.operating_point.empty()) {
    options.fires_at = with_name(a.operating_point,
                                 [&] { return parse_operating_point(text_of(a.operating_point)); });
  }
  if (!a.manifest.empty()) {
    options.wake_word = with_name(a.manifest, [&] { return parse_manifest(text_of(a.manifest)); });
    // All models that come with one have this front end.
    if (a.front_end.empty()) {
      options.micro_front_end = parse_micro_front_end("micro");
      options.micro_front_end->hop =
          options.micro_front_end->sample_rate / 1000 * options.wake_word->feature_step_size_ms;
    }
  }
  return options;
}

void print_notes(const arguments& a, const lowered::model& model) {
  for (const std::string& note : model.notes) {
    fmt::print(stderr, "tyto-convert: {}: note: {}\n", printable(a.model, 4096), note);
  }
}

// INPUT=OUTPUT
std::vector<carried_state> carried_states(const std::vector<std::string>& arguments) {
  std::vector<carried_state> states;
  for (const std::string& argument : arguments) {
    const std::size_t at = argument.find('=');
    if (at == std::string::npos || at == 0 || at + 1 == argument.size()) {
      fail("--state {}: accepted: INPUT=OUTPUT, names or numbers", printable(argument));
    }
    states.push_back({argument.substr(0, at), argument.substr(at + 1)});
  }
  return states;
}

input_shapes given_shapes(const std::vector<std::string>& arguments) {
  input_shapes shapes;
  for (const std::string& argument : arguments)
    shapes.push_back(parse_input_shape(argument));
  return shapes;
}

void write_header(const arguments& a, const std::string& output, const std::string& header) {
  with_name(output, [&] {
    std::error_code ignored;
    if (std::filesystem::equivalent(output, a.model, ignored)) {
      fail("is the model itself; accepted: another --output");
    }
    write_file(output, header);
  });
}

// A float header would be written, and nobody told.
void refuse_without_quantize(const char* option, const std::string& value) {
  if (!value.empty()) fail("{} says how to quantise; accepted: with --quantize", option);
}

// The graph as --quantize says.
ir::graph quantized(const arguments& a, ir::graph graph, const header_options& options,
                    const std::string& sha256) {
  if (a.quantize.empty()) {
    refuse_without_quantize("--calibrate", a.ranges.calibrate);
    refuse_without_quantize("--ranges", a.ranges.ranges);
    refuse_without_quantize("--write-ranges", a.write_ranges);
    return graph;
  }
  scheme how = parse_scheme(a.quantize);
  if (!how.quantized) return graph;
  check_global_scale(a.global_scale);
  how.global_scale = a.global_scale;
  const tensor_ranges ranges =
      ranges_from(a.ranges, graph, sha256, options.front_end ? &*options.front_end : nullptr);
  if (!a.write_ranges.empty()) {
    with_name(a.write_ranges,
              [&] { write_file(a.write_ranges, write_ranges(graph, ranges, sha256)); });
  }
  return quantize_graph(std::move(graph), how, ranges);
}

void run(const arguments& a) {
  header_options options = header_options_of(a);
  std::string header;
  with_name(a.model, [&] {
    const auto bytes = read_file(a.model, limits::model_bytes);
    const source from{path(a.model).filename().string(), bytes.size(), sha256(bytes)};
    if (const auto front_end = read_signal_front_end(bytes)) {
      header = emit_front_end_header(*front_end, from, options.name);
      return;
    }
    ir::graph graph = read_model(bytes, format_of(from.file_name, bytes), carried_states(a.states),
                                 given_shapes(a.shapes));
    if (!options.front_end && !options.micro_front_end) options.front_end = graph.front_end;
    const lowered::model model =
        finish_model(quantized(a, std::move(graph), options, from.sha256), a.rounding);
    if (options.labels.empty()) options.labels = model.labels;
    if (a.stream || a.step_rows != 0) options.stream_rows = stream_rows(model, a.step_rows);
    header = emit_header(model, from, options);
    if (a.report) {
      fmt::print("{}", report(model, from));
    } else if (!a.quiet) {
      print_notes(a, model);
    }
  });
  if (a.report && a.output.empty()) return;
  write_header(a, a.output.empty() ? options.name + ".hpp" : a.output, header);
}

void declare(CLI::App& app, arguments& a) {
  app.description(
      "Converts a trained model to a C++ header for tyto: TensorFlow Lite (.tflite), a frozen "
      "TensorFlow graph (.pb) or ONNX (.onnx), in float or int8.");
  app.add_option("model", a.model, "the model's file")->required();
  app.add_option("-o,--output", a.output, "the header to write (default: NAME.hpp)");
  app.add_option("--name", a.name, "the header's namespace (default: from the model's file name)");
  app.add_option("--labels", a.labels, "text file with the outputs' labels, one a line");
  app.add_option("--front-end", a.front_end,
                 "what the model's features were made with: tyto_480_320, tensorflow_640_320, "
                 "micro, micro_480_320, or key=value,...");
  app.add_option("--operating-point", a.operating_point,
                 "JSON file of tyto-operate --write: the thresholds of the keywords");
  app.add_option("--manifest", a.manifest,
                 "JSON file that comes with a wake word: its cut-off, its window and, without "
                 "--front-end, the hop of its micro front end");
  tyto::tools::add_choice<tyto::rounding>(
      app, "--rounding", a.rounding,
      {{"two_step", tyto::rounding::two_step}, {"one_step", tyto::rounding::one_step}},
      "how accumulators are requantised (default: two_step, as TensorFlow Lite does)");
  app.add_option("--quantize", a.quantize, "make a float model this: " + scheme_names());
  app.add_option("--global-scale", a.global_scale,
                 "for pow2: activations cover -SCALE to SCALE, a power of two (default 4)");
  add_range_options(app, a.ranges);
  app.add_option("--write-ranges", a.write_ranges, "file to keep the ranges in, for --ranges");
  app.add_option("--state", a.states,
                 "names or numbers: what OUTPUT gave is what INPUT gets at the next "
                 "run; found without it where shapes say so");
  app.add_flag("--stream", a.stream,
               "run a network of whole windows a step at a time, over its newest rows alone");
  app.add_option("--step-rows", a.step_rows,
                 "with --stream: rows of the input that a step takes (default: the least)")
      ->type_name("ROWS")
      ->check(CLI::Range(1, 65535).description(""));
  app.add_option("--shape", a.shapes,
                 "dimensions of an input that an ONNX file or a GraphDef leaves open, such as "
                 "input=1x49x10, in the file's order of axes");
  app.add_flag("--report", a.report,
               "print a table of the layers; without --output, write no header");
  app.add_flag("--quiet", a.quiet, "no notes on what is unusual in the model");
  for (const char* file : {"model", "--output", "--labels", "--ranges", "--write-ranges",
                           "--operating-point", "--manifest"})
    app.get_option(file)->type_name("FILE");
  app.get_option("--name")->type_name("NAME");
  app.get_option("--state")->type_name("INPUT=OUTPUT");
  app.get_option("--shape")->type_name("INPUT=DIMS");
  app.get_option("--front-end")->type_name("NAME|KEY=VALUE,...");
  app.get_option("--quantize")->type_name("SCHEME");
  app.get_option("--global-scale")->type_name("SCALE");
  tyto::tools::add_examples(
      app,
      "  tyto-convert model.tflite --labels labels.txt --front-end tyto_480_320 -o model.hpp\n"
      "  tyto-convert model.tflite --stream -o model.hpp\n"
      "  tyto-convert model.tflite --report\n"
      "  tyto-convert model.onnx --quantize int8 --calibrate clips --write-ranges ranges.json\n"
      "  tyto-convert model.onnx --quantize int8 --ranges ranges.json -o model.hpp");
}

}  // namespace

int main(int argc, char** argv) {
  return tyto::tools::run_program<arguments>("tyto-convert", argc, argv, declare, run);
}
