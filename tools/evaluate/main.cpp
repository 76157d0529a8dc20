// SPDX-License-Identifier: Apache-2.0
// tyto-evaluate: how accurate a model is on clips whose labels are known, in float and quantised.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/command_line.hpp"
#include "common/error.hpp"
#include "common/files.hpp"
#include "common/sha256.hpp"
#include "common/text.hpp"
#include "convert/convert.hpp"
#include "convert/front_end_spec.hpp"
#include "convert/ir/graph_edit.hpp"
#include "convert/ir/limits.hpp"
#include "convert/lower/lower.hpp"
#include "convert/quantize/command_line.hpp"
#include "convert/quantize/features.hpp"
#include "convert/quantize/quantize_graph.hpp"
#include "evaluate/results.hpp"
#include "tyto/config.hpp"

namespace {

using namespace tyto::evaluate;
using namespace tyto::convert;
using std::filesystem::path;

struct arguments {
  std::string model;
  std::string clips;
  std::vector<std::string> schemes;
  std::string labels;
  std::string front_end;
  float global_scale = scheme{}.global_scale;
  range_source ranges;
  subset part;
  std::string json;
  std::string report;
  bool layers = false;
};

// A model's file, read.
struct source_model {
  ir::graph graph;
  std::string sha256;
  std::vector<std::string> labels;
  tyto::audio::mfcc_parameters front_end;
};

source_model read_source(const arguments& a) {
  return with_name(a.model, [&] {
    const auto bytes = read_file(a.model, limits::model_bytes);
    source_model m{read_model(bytes, format_of(path(a.model).filename().string(), bytes)),
                   sha256(bytes),
                   {},
                   {}};
    m.labels = a.labels.empty() ? m.graph.labels
                                : with_name(a.labels, [&] { return read_labels(a.labels); });
    if (!a.front_end.empty()) m.graph.front_end = parse_front_end(a.front_end);
    const auto outputs =
        static_cast<std::size_t>(lower(m.graph, tyto::rounding::two_step).output.dims.elements());
    if (m.labels.size() != outputs) {
      fail(
          "its network has {} outputs, and {} labels are known; accepted: with --labels, a file "
          "of one label a line",
          outputs, m.labels.size());
    }
    if (!m.graph.front_end) {
      fail("does not say what its features are; accepted: with --front-end");
    }
    m.front_end = *m.graph.front_end;
    return m;
  });
}

// The schemes asked for. A model that is int8 already has one: itself.
std::vector<scheme> schemes_of(const arguments& a, const ir::graph& graph) {
  if (!is_float(graph, graph.output)) {
    if (!a.schemes.empty()) fail("{}: is quantised already; accepted: no --schemes", a.model);
    return {{.name = "as it is", .quantized = false}};
  }
  check_global_scale(a.global_scale);
  std::vector<scheme> schemes;
  for (const std::string& name : a.schemes)
    schemes.push_back(parse_scheme(name));
  if (schemes.empty()) schemes = {parse_scheme("float"), parse_scheme("int8")};
  for (scheme& s : schemes) {
    s.global_scale = a.global_scale;
    if (s.power_of_two) s.name += fmt::format(" (scale {})", a.global_scale);
  }
  return schemes;
}

results run(const arguments& a) {
  const source_model source = read_source(a);
  const std::vector<scheme> schemes = schemes_of(a, source.graph);
  const auto clips =
      with_name(a.clips, [&] { return pick(find_clips(a.clips, source.labels), a.part); });
  tensor_ranges ranges;
  for (const scheme& s : schemes) {
    if (s.quantized && ranges.empty()) {
      ranges = with_name(a.model, [&] {
        return ranges_from(a.ranges, source.graph, source.sha256, &source.front_end);
      });
    }
  }
  const executor as_it_is(finish_model(source.graph));
  const int frames =
      with_name(a.model, [&] { return frames_of_input(as_it_is.model(), source.front_end); });
  const auto features = features_of(clips, source.front_end, frames);

  results r{path(a.model).filename().string(), source.sha256, a.clips, source.labels, {}};
  for (const scheme& s : schemes) {
    const ir::graph graph =
        s.quantized ? with_name(a.model, [&] { return quantize_graph(source.graph, s, ranges); })
                    : source.graph;
    const executor network(with_name(a.model, [&] { return finish_model(graph); }));
    r.schemes.push_back({evaluate(s.name, network, clips, features), network.model(), {}});
    if ((a.layers || !a.report.empty()) && s.quantized) {
      r.schemes.back().layers = layer_errors(as_it_is, network, graph, features);
    }
  }
  return r;
}

void declare(CLI::App& app, arguments& a) {
  app.description(
      "Measures a model's accuracy on clips whose labels are known, in float and "
      "quantised in several ways.");
  app.add_option("model", a.model, "the model's file: .tflite, .pb or .onnx")->required();
  app.add_option("clips", a.clips, "folder of LABEL/*.wav")->required();
  app.add_option("--schemes", a.schemes, "with commas, of " + scheme_names())->delimiter(',');
  app.add_option("--labels", a.labels, "text file with the outputs' labels, one a line");
  app.add_option("--front-end", a.front_end,
                 "what the model's features are, as tyto-convert takes it");
  app.add_option("--global-scale", a.global_scale,
                 "for pow2: activations cover -SCALE to SCALE, a power of two (default 4)");
  add_range_options(app, a.ranges);
  app.add_option("--limit", a.part.limit, "so many clips only, picked at random");
  app.add_option("--seed", a.part.seed, "for --limit: another choice for another number");
  app.add_flag("--layers", a.layers, "also compare each quantised layer with the float network's");
  app.add_option("--json", a.json, "file to write the results to, - for standard output");
  app.add_option("--report", a.report, "HTML file to write the results to, --layers included");
  for (const char* file : {"model", "--labels", "--ranges", "--json", "--report"})
    app.get_option(file)->type_name("FILE");
  app.get_option("clips")->type_name("FOLDER");
  app.get_option("--schemes")->type_name("SCHEME,...");
  app.get_option("--front-end")->type_name("NAME|KEY=VALUE,...");
  app.get_option("--global-scale")->type_name("SCALE");
  app.get_option("--limit")->type_name("COUNT");
  app.get_option("--seed")->type_name("NUMBER");
  tyto::tools::add_examples(
      app,
      "  tyto-evaluate model.tflite clips --labels labels.txt --front-end tyto_480_320\n"
      "  tyto-evaluate model.onnx clips --calibrate others --schemes float,int8 --report "
      "page.html\n"
      "  tyto-evaluate model.onnx clips --ranges ranges.json --limit 200 --json -");
}

void print(const arguments& a) {
  const results r = run(a);
  if (a.json != "-") fmt::print("{}", as_text(r));
  if (a.json == "-") {
    fmt::print("{}", as_json(r));
  } else if (!a.json.empty()) {
    with_name(a.json, [&] { write_file(a.json, as_json(r)); });
  }
  if (!a.report.empty()) with_name(a.report, [&] { write_file(a.report, as_html(r)); });
}

}  // namespace

int main(int argc, char** argv) {
  return tyto::tools::run_program<arguments>("tyto-evaluate", argc, argv, declare, print);
}
