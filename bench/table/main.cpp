// SPDX-License-Identifier: Apache-2.0
// tyto-bench-table: prints what tyto-bench has measured.
//
//   tyto-bench-table times TIMES.json           of Google Benchmark, with repetitions
//   tyto-bench-table counts ROWS.json COUNTS.json
//   tyto-bench-table growth ROWS.json COUNTS.json   of tyto-growth
//   tyto-bench-table text FILE                  a table that is one already
//
//   --note KEY=VALUE       a line above the tables, such as machine=...; may be repeated
//   --json OUT.json        also writes the numbers
//   --update README.md --section NAME
//                          replaces what stands between "<!-- NAME: begin -->" and
//                          "<!-- NAME: end -->"
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "results.hpp"
#include "tables.hpp"

namespace {

void write(const std::string& path, const std::string& text) {
  const std::string temporary = path + ".tmp";
  std::ofstream out(temporary, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw std::runtime_error(path + ": cannot be written");
  std::filesystem::rename(temporary, path);
}

std::string read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path + ": cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

void update(const std::string& path, const std::string& section, const std::string& text) {
  std::string document = read(path);
  const std::string begin = "<!-- " + section + ": begin -->\n";
  const std::string end = "<!-- " + section + ": end -->";
  const std::size_t from = document.find(begin);
  const std::size_t to = document.find(end);
  if (from == std::string::npos || to == std::string::npos || to < from) {
    throw std::runtime_error(path + ": has no lines '" + begin.substr(0, begin.size() - 1) +
                             "' and '" + end + "'");
  }
  const std::size_t first = from + begin.size();
  document.replace(first, to - first, "\n" + text);
  write(path, document);
}

void add_notes(bench::results& r, const std::vector<std::string>& notes) {
  auto place = r.context.begin();
  for (const std::string& note : notes) {
    const std::size_t equals = note.find('=');
    if (equals == std::string::npos) throw std::runtime_error("--note " + note + ": no '='");
    place = std::next(r.context.insert(place, {note.substr(0, equals), note.substr(equals + 1)}));
  }
}

}  // namespace

int main(int argument_count, char** arguments) {
  CLI::App app("Prints what tyto-bench has measured.");
  std::string times_path, rows_path, counts_path, text_path, json_path, update_path, section;
  std::vector<std::string> notes;
  CLI::App* times = app.add_subcommand("times", "measured times");
  times->add_option("times", times_path, "Google Benchmark's JSON")->required();
  CLI::App* counts = app.add_subcommand("counts", "counted instructions");
  CLI::App* growth = app.add_subcommand("growth", "counted instructions of several networks");
  for (CLI::App* counted : {counts, growth}) {
    counted->add_option("rows", rows_path, "what tyto-bench --count or tyto-growth wrote")
        ->required();
    counted->add_option("counts", counts_path, "what the counter wrote")->required();
    counted->fallthrough();
  }
  CLI::App* text = app.add_subcommand("text", "tables that are there already");
  text->add_option("text", text_path, "a file of them")->required();
  text->fallthrough();
  app.require_subcommand(1);
  times->fallthrough();
  app.add_option("--note", notes, "KEY=VALUE above the tables");
  app.add_option("--json", json_path, "also write the numbers here");
  CLI::Option* section_option = app.add_option("--section", section, "section to update");
  app.add_option("--update", update_path, "file to update")->needs(section_option);
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  try {
    std::string tables;
    if (text->parsed()) {
      tables = read(text_path) + '\n';
    } else {
      bench::results r = times->parsed() ? bench::read_times(times_path)
                                         : bench::read_counts(rows_path, counts_path);
      add_notes(r, notes);
      tables = times->parsed()    ? bench::time_tables(r)
               : growth->parsed() ? bench::growth_table(r)
                                  : bench::count_tables(r);
      if (!json_path.empty()) write(json_path, bench::to_json(r));
    }
    std::fputs(tables.c_str(), stdout);
    if (!update_path.empty()) update(update_path, section, tables);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "tyto-bench-table: %s\n", e.what());
    return 2;
  }
}
