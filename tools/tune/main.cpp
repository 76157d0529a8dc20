// SPDX-License-Identifier: Apache-2.0
// tyto-tune: picks the fastest of each kernel's free choices for one model on one target.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <string>

#include "common/command_line.hpp"
#include "common/error.hpp"
#include "tune/tuner.hpp"
#include "tyto/config.hpp"

namespace {

struct arguments {
  std::string model;
  std::string output;
  std::string target = "host";
  std::string compiler;
  std::string flags;
  std::string arch;
  std::string metric;
  std::string log;
  std::string work;
  std::string measured;
  std::string source = TYTO_TUNE_SOURCE;
  std::string counter = TYTO_TUNE_COUNTER;
  int jobs = 1;
  bool no_whole = false;
};

tyto::tune::tuner_options options_of(const arguments& a) {
  namespace fs = std::filesystem;
  tyto::tune::tuner_options o;
  o.target = tyto::tune::target_of(a.target);
  if (!a.compiler.empty()) o.target.compiler = a.compiler;
  if (!a.flags.empty()) o.target.flags = a.flags;
  if (!a.arch.empty()) o.target.arch = a.arch;
  if (!a.metric.empty()) {
    if (!o.target.counts()) {
      tyto::convert::fail("--metric {}: target {} is measured in time; accepted: --target a7",
                          a.metric, a.target);
    }
    o.target.metric = a.metric;
  }
  if (!a.measured.empty() && o.target.runs_here) {
    tyto::convert::fail("--measured: target {} is measured here; accepted: --target board",
                        a.target);
  }
  o.model = a.model;
  const std::string stem = fs::path(a.model).stem().string();
  o.output = a.output.empty() ? stem + "_tuned.hpp" : a.output;
  o.log = a.log.empty() ? fmt::format("{}.{}.tune", stem, a.target) : a.log;
  o.folders = {a.source, a.work.empty() ? o.log.string() + ".work" : a.work, a.counter};
  o.measured = a.measured;
  o.jobs = a.jobs;
  o.whole = !a.no_whole;
  return o;
}

void declare(CLI::App& app, arguments& a) {
  app.description(
      "Picks the fastest of each kernel's free choices for one model on one target, and writes a\n"
      "header of them for TUNED of tyto_add_model. A run that was stopped goes on where it was.");
  app.add_option("model", a.model, "the model's header, as tyto-convert writes it")->required();
  app.add_option("-o,--output", a.output, "the header to write (default: MODEL_tuned.hpp)");
  app.add_option("--target", a.target,
                 "host: time on this machine; a7: counts for a Cortex-A7, under qemu-arm; board: "
                 "makes a program that measures on a board (default: host)");
  app.add_option("--measured", a.measured, "what that program has printed on the board");
  app.add_option("--compiler", a.compiler, "in place of the target's own");
  app.add_option("--flags", a.flags, "in place of the target's own; those of your build");
  app.add_option("--arch", a.arch, "the kernels to tune (default: what the flags make native)");
  app.add_option("--metric", a.metric, "of target a7 (default: issue_cycles)")
      ->check(CLI::IsMember({"instructions", "issue_cycles", "width_cycles", "operand_cycles"})
                  .description(""))
      ->type_name("instructions|issue_cycles|width_cycles|operand_cycles");
  app.add_option("-j,--jobs", a.jobs, "compilers that run at a time")
      ->check(CLI::Range(1, 1024).description(""));
  app.add_option("--log", a.log, "results so far (default: MODEL.TARGET.tune)");
  app.add_option("--work", a.work, "folder for what is compiled (default: LOG.work)");
  app.add_option("--source", a.source, "tyto's source tree");
  app.add_option("--counter", a.counter, "the instruction counter, libtcg_count.so");
  app.add_flag("--no-whole", a.no_whole, "do not compare the whole network, tuned and not");
  for (const char* file : {"model", "--output", "--measured", "--log", "--counter"})
    app.get_option(file)->type_name("FILE");
  for (const char* folder : {"--work", "--source"})
    app.get_option(folder)->type_name("FOLDER");
  app.get_option("--target")->type_name("host|a7|board");
  app.get_option("--compiler")->type_name("COMMAND");
  app.get_option("--flags")->type_name("FLAGS");
  app.get_option("--arch")->type_name("ISA");
  app.get_option("--jobs")->type_name("COUNT");
  tyto::tools::add_examples(app,
                            "  tyto-tune model.hpp --target a7 -j 2 -o model_tuned.hpp\n"
                            "  tyto-tune model.hpp --flags '-O3 -march=native'\n"
                            "  tyto-tune model.hpp --target board; tyto-tune model.hpp --target "
                            "board --measured printed.txt");
}

}  // namespace

int main(int argc, char** argv) {
  return tyto::tools::run_program<arguments>(
      "tyto-tune", argc, argv, declare,
      [](const arguments& a) { tyto::tune::tune_model(options_of(a)); });
}
