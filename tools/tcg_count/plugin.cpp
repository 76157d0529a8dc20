// SPDX-License-Identifier: Apache-2.0
// TCG plugin for QEMU's user emulation of 32-bit Arm: counts what a program runs between its
// markers (marker.hpp), and estimates how many cycles a Cortex-A7 would take to issue it.
//
//   qemu-arm -cpu cortex-a7 -plugin libtcg_count.so[,out=FILE.json][,functions=N][,quiet=on]
//   PROGRAM
//
//   out=FILE.json  writes the counts as JSON
//   functions=N    adds the N functions that take most cycles, in every region
//   quiet=on       no table on standard error
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "block.hpp"
#include "counters.hpp"
#include "qemu_plugin.hpp"

int qemu_plugin_version = 1;

namespace tcg_count {
namespace {

struct options {
  std::string out;
  std::size_t functions = 0;
  bool quiet = false;
};

// Everything the plugin owns. Blocks live as long as the program: the emulator keeps pointers.
struct plugin_state {
  tcg_count::options options;
  std::mutex mutex;  // guards what follows; counting itself takes no lock
  std::deque<block> blocks;
  std::map<std::uint64_t, instruction_set> set_at_end;  // of blocks, by the address after them
  std::map<std::string, instruction_set> set_of_function;
  std::deque<counters> of_threads;
};

plugin_state& state() {
  static plugin_state s;
  return s;
}

// A guest's thread is a thread of the emulator.
counters& counters_of_this_thread() {
  thread_local counters* mine = nullptr;
  if (mine == nullptr) {
    const std::scoped_lock lock(state().mutex);
    mine = &state().of_threads.emplace_back(state().options.functions > 0);
  }
  return *mine;
}

std::vector<raw_instruction> instructions_of(const qemu_plugin_tb* translated) {
  std::vector<raw_instruction> result(qemu_plugin_tb_n_insns(translated));
  for (std::size_t i = 0; i < result.size(); ++i) {
    const qemu_plugin_insn* from = qemu_plugin_tb_get_insn(translated, i);
    result[i].address = qemu_plugin_insn_vaddr(from);
    result[i].size = qemu_plugin_insn_size(from);
    std::memcpy(result[i].bytes.data(), qemu_plugin_insn_data(from),
                std::min(result[i].size, result[i].bytes.size()));
  }
  return result;
}

// The set of a block that its instructions do not show: that of its function, or of the block that
// it follows at once; else a guess.
instruction_set deduced_set(std::span<const raw_instruction> code, const char* function,
                            bool& guessed) {
  if (function != nullptr) {
    const auto known = state().set_of_function.find(function);
    if (known != state().set_of_function.end()) return known->second;
  }
  const auto& ends = state().set_at_end;
  const std::uint64_t begin = code.front().address;
  const auto next = ends.upper_bound(begin);
  guessed = next == ends.begin() || std::prev(next)->first != begin;
  if (!guessed) return std::prev(next)->second;
  return plausible_set(code, next == ends.begin() ? instruction_set::t32 : std::prev(next)->second);
}

void count_block(unsigned int /*vcpu*/, void* data) {
  counters_of_this_thread().run(*static_cast<const block*>(data));
}

void translate(qemu_plugin_id_t /*id*/, qemu_plugin_tb* translated) {
  const std::vector<raw_instruction> code = instructions_of(translated);
  if (code.empty()) return;
  const std::scoped_lock lock(state().mutex);
  const char* function = qemu_plugin_insn_symbol(qemu_plugin_tb_get_insn(translated, 0));
  bool guessed = false;
  const std::optional<instruction_set> evident = evident_set(code);
  const instruction_set set = evident ? *evident : deduced_set(code, function, guessed);
  if (!guessed && function != nullptr) state().set_of_function[function] = set;
  state().set_at_end[code.back().address + code.back().width(set)] = set;
  block& b = state().blocks.emplace_back(make_block(set, code));
  b.guessed_set = guessed;
  b.function = function;
  qemu_plugin_register_vcpu_tb_exec_cb(translated, count_block, QEMU_PLUGIN_CB_NO_REGS, &b);
}

void report(qemu_plugin_id_t /*id*/, void* /*data*/) {
  const std::scoped_lock lock(state().mutex);
  const options& o = state().options;
  counters sum(o.functions > 0);
  for (const counters& c : state().of_threads)
    sum.add(c);
  if (!o.quiet) sum.print_text(stderr, o.functions);
  if (o.out.empty()) return;
  std::FILE* file = std::fopen(o.out.c_str(), "w");
  if (file == nullptr) {
    std::fprintf(stderr, "tcg_count: cannot write %s: %s\n", o.out.c_str(), std::strerror(errno));
    return;
  }
  sum.print_json(file);
  std::fclose(file);
}

bool parse(std::string_view argument, options& o) {
  const std::size_t equals = argument.find('=');
  if (equals == std::string_view::npos) return false;
  const std::string_view key = argument.substr(0, equals);
  const std::string value(argument.substr(equals + 1));
  if (key == "out") {
    o.out = value;
  } else if (key == "functions") {
    o.functions = static_cast<std::size_t>(std::strtoul(value.c_str(), nullptr, 10));
  } else if (key == "quiet") {
    o.quiet = value == "on";
  } else {
    return false;
  }
  return true;
}

}  // namespace
}  // namespace tcg_count

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t* info, int argument_count,
                        char** arguments) {
  using namespace tcg_count;
  if (std::string_view(info->target_name) != "arm" || info->system_emulation) {
    std::fprintf(stderr, "tcg_count: counts programs run by qemu-arm, not by qemu-%s\n",
                 info->target_name);
    return -1;
  }
  for (int i = 0; i < argument_count; ++i) {
    if (!parse(arguments[i], state().options)) {
      std::fprintf(stderr,
                   "tcg_count: unknown argument '%s'; known are out=FILE, functions=N, quiet=on\n",
                   arguments[i]);
      return -1;
    }
  }
  qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
  qemu_plugin_register_atexit_cb(id, report, nullptr);
  return 0;
}
