// SPDX-License-Identifier: Apache-2.0
#include "tune/tuner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "common/error.hpp"
#include "common/files.hpp"
#include "common/progress.hpp"
#include "common/sha256.hpp"
#include "tune/candidates.hpp"
#include "tune/model_header.hpp"
#include "tune/results.hpp"
#include "tune/sources.hpp"
#include "tyto/config.hpp"

namespace tyto::tune {
namespace {

namespace fs = std::filesystem;
using convert::fail;
using convert::progress;

constexpr std::int64_t most_bytes = std::int64_t{1} << 30;
constexpr const char* program = "candidates";

std::string text_in(const fs::path& path) {
  try {
    const std::vector<std::uint8_t> bytes = convert::read_file(path, most_bytes);
    return {bytes.begin(), bytes.end()};
  } catch (const convert::error& e) {
    fail("{}: {}", path.string(), e.what());
  }
}

// A layer that has a choice.
struct work_item {
  std::string layer;
  std::vector<candidate> candidates;
};

// What results depend on, as one word: sources, model, compiler, flags.
std::string fingerprint(const tuner_options& o) {
  std::vector<fs::path> files = {o.model};
  for (const char* folder : {"include/tyto", "tools/tune/programs"}) {
    for (const auto& entry : fs::recursive_directory_iterator(o.folders.source / folder)) {
      if (entry.is_regular_file()) files.push_back(entry.path());
    }
  }
  std::sort(files.begin() + 1, files.end());
  std::string all;
  for (const fs::path& file : files)
    all += text_in(file) + '\n';
  const fs::path version = o.folders.work / "compiler";
  run({"asking " + o.target.compiler + " for its version", o.target.compiler + " --version",
       version});
  all += text_in(version) + o.target.compiler + '\n' + o.target.flags + '\n' + o.target.arch;
  return convert::sha256({reinterpret_cast<const std::uint8_t*>(all.data()), all.size()});
}

// The name of the ISA that native.hpp picks for these flags.
std::string native_arch(const tuner_options& o) {
  convert::write_file(o.folders.work / "native.cpp",
                      "#include <cstdio>\n#include \"tyto/arch/native.hpp\"\n"
                      "int main() { std::puts(tyto::arch::native::name); }\n");
  run(compile_command(o.target, o.folders, "native"));
  run(link_command(o.target, o.folders, "native", {"native"}));
  const fs::path printed = o.folders.work / "native.out";
  run({"running native", quoted((o.folders.work / "native").string()), printed});
  std::string name = text_in(printed);
  while (!name.empty() && name.back() == '\n')
    name.pop_back();
  return name;
}

std::vector<work_item> items_of(const model_header& model, const std::string& arch) {
  std::vector<work_item> items;
  for (const model_layer& layer : model.layers) {
    std::vector<candidate> all = candidates_for(layer.operator_name, arch);
    if (all.size() > 1) items.push_back({layer.name, std::move(all)});
  }
  return items;
}

bool is_complete(const result_log& log, const work_item& item) {
  return std::all_of(item.candidates.begin(), item.candidates.end(), [&](const candidate& c) {
    return log.find(item.layer, text_of(c)).has_value();
  });
}

// Writes the file unless it has that text, so that what was made of it stays newer.
bool write_if_changed(const fs::path& path, const std::string& text) {
  std::error_code ignored;
  if (fs::is_regular_file(path, ignored) && text_in(path) == text) return false;
  convert::write_file(path, text);
  return true;
}

class tuner {
 public:
  explicit tuner(tuner_options options) : o_(std::move(options)) {
    model_text_ = text_in(o_.model);
    try {
      model_ = parse_model_header(model_text_);
    } catch (const convert::error& e) {
      fail("{}: {}", o_.model.string(), e.what());
    }
    fs::create_directories(o_.folders.work);
    if (o_.target.arch.empty()) o_.target.arch = native_arch(o_);
    items_ = items_of(model_, o_.target.arch);
    fingerprint_ = fingerprint(o_);
    log_.emplace(o_.log, fmt::format("{} on {}, {}, {}", model_.name, o_.target.name,
                                     o_.target.metric, fingerprint_));
  }

  void run() {
    if (items_.empty()) {
      fmt::print("No layer of {} has choices on {}.\n", model_.name, o_.target.arch);
    }
    if (!o_.measured.empty()) {
      take_measured();
    } else {
      make_program();
      if (!o_.target.runs_here) return say_how_to_carry_on();
      measure_layers();
    }
    choose();
    convert::write_file(o_.output, tuned_header(model_, o_.target.arch, chosen_, about()));
    print_layers();
    if (o_.whole && o_.target.runs_here) compare_networks();
    fmt::print("The choices are in {}; tyto_add_model(... TUNED {}) takes them.\n",
               o_.output.string(), o_.output.filename().string());
  }

 private:
  [[nodiscard]] std::vector<work_item> missing() const {
    std::vector<work_item> left;
    std::copy_if(items_.begin(), items_.end(), std::back_inserter(left),
                 [&](const work_item& item) { return !is_complete(*log_, item); });
    return left;
  }

  // Objects are of this fingerprint only.
  void drop_stale_objects() {
    if (!write_if_changed(o_.folders.work / "fingerprint", fingerprint_ + o_.target.metric)) return;
    for (const auto& entry : fs::directory_iterator(o_.folders.work)) {
      if (entry.path().extension() == ".o") fs::remove(entry.path());
    }
  }

  command compile(const std::string& name, const std::string& text, std::vector<command>& to) {
    const bool changed = write_if_changed(o_.folders.work / (name + ".cpp"), text);
    command c = compile_command(o_.target, o_.folders, name);
    if (changed || !fs::exists(o_.folders.work / (name + ".o"))) to.push_back(c);
    return c;
  }

  void compile_all(const std::vector<command>& commands) {
    progress shown(static_cast<int>(commands.size()));
    run_all(commands, o_.jobs, [&](const command& c) { shown.step(c.what); });
  }

  void make_program() {
    drop_stale_objects();
    std::vector<command> commands;
    std::vector<std::string> layers;
    const fs::path model = fs::absolute(o_.model);
    for (const work_item& item : missing()) {
      compile(item.layer, layer_source(model_, model, item.layer, item.candidates), commands);
      layers.push_back(item.layer);
    }
    if (layers.empty()) return;
    compile("main", main_source(layers), commands);
    compile_all(commands);
    layers.emplace_back("main");
    tune::run(link_command(o_.target, o_.folders, program, layers));
  }

  void measure_layers() {
    const std::vector<work_item> left = missing();
    progress shown(static_cast<int>(left.size()));
    for (const work_item& item : left) {
      for (const result& r : measure(o_.target, o_.folders, program, item.layer))
        log_->add(r);
      shown.step("measured " + item.layer);
    }
  }

  void say_how_to_carry_on() const {
    const std::string file = (o_.folders.work / program).string();
    fmt::print(
        "Carry {} to the board and run it there:\n"
        "  ./{} >measured.txt\n"
        "then run this command again with --measured measured.txt\n",
        file, program);
  }

  void take_measured() {
    try {
      for (const result& r : results_in(text_in(o_.measured), "ns"))
        log_->add(r);
    } catch (const convert::error& e) {
      fail("{}: {}", o_.measured.string(), e.what());
    }
    const std::vector<work_item> left = missing();
    if (!left.empty()) {
      fail("{}: lacks results of {}; accepted: all that {} prints", o_.measured.string(),
           left.front().layer, program);
    }
  }

  // The best, unless it is no better than the default.
  void choose() {
    for (const work_item& item : items_) {
      const double by_default = value(item.layer, {});
      candidate best;
      double least = by_default * (1 - o_.target.noise());
      for (const candidate& c : item.candidates) {
        if (value(item.layer, c) >= least) continue;
        least = value(item.layer, c);
        best = c;
      }
      chosen_.emplace_back(item.layer, best);
    }
  }

  [[nodiscard]] double value(const std::string& layer, const candidate& c) const {
    return log_->find(layer, text_of(c)).value();
  }

  [[nodiscard]] std::vector<std::string> about() const {
    return {fmt::format("compiler: {}", o_.target.compiler),
            fmt::format("flags: {}", o_.target.flags),
            fmt::format("least: {}, measured on target {}", o_.target.metric, o_.target.name)};
  }

  void print_layers() const {
    fmt::print("{}, {} kernels, {}:\n\n{:<22}{:>12}{:>12}{:>9}  {}\n", model_.name, o_.target.arch,
               o_.target.metric, "layer", "default", "tuned", "less", "choices");
    double default_sum = 0;
    double tuned_sum = 0;
    for (const auto& [layer, choices] : chosen_) {
      const double before = value(layer, {});
      const double after = value(layer, choices);
      print_row(layer, before, after, text_of(choices));
      default_sum += before;
      tuned_sum += after;
    }
    if (!chosen_.empty()) print_row("sum", default_sum, tuned_sum, "");
  }

  static void print_row(const std::string& name, double before, double after,
                        const std::string& choices) {
    fmt::print("{:<22}{:>12.0f}{:>12.0f}{:>8.1f}%  {}\n", name, before, after,
               100 * (before - after) / before, choices);
  }

  // The whole network, by itself: what a layer costs alone need not be what it costs among others.
  void compare_networks() {
    drop_stale_objects();
    const fs::path model = fs::absolute(o_.model);
    const fs::path tuned = o_.folders.work / "tuned.hpp";
    const bool same = !write_if_changed(tuned, text_in(o_.output));
    const fs::path tuned_object = o_.folders.work / "network_tuned.o";
    if (!same) fs::remove(tuned_object);
    std::vector<command> commands;
    compile("network_default", network_source(model_, model, {}), commands);
    compile("network_tuned", network_source(model_, model, fs::absolute(tuned)), commands);
    compile_all(commands);
    double least[2] = {};
    const char* const names[] = {"network_default", "network_tuned"};
    for (int i = 0; i < 2; ++i) {
      tune::run(
          link_command(o_.target, o_.folders, std::string(names[i]) + ".program", {names[i]}));
      least[i] = measure(o_.target, o_.folders, std::string(names[i]) + ".program", "").at(0).value;
    }
    print_row("whole network", least[0], least[1], "");
  }

  tuner_options o_;
  std::string model_text_;
  model_header model_;
  std::vector<work_item> items_;
  std::string fingerprint_;
  std::optional<result_log> log_;
  std::vector<choice_of_layer> chosen_;
};

}  // namespace

void tune_model(const tuner_options& options) {
  tuner(options).run();
}

}  // namespace tyto::tune
