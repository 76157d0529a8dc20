// SPDX-License-Identifier: Apache-2.0
#include "recordings.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "model.hpp"
#include "tyto/host/audio_file.hpp"

namespace operate {

namespace fs = std::filesystem;

namespace {

bool may_be_audio(const fs::path& file) {
  static const std::set<std::string> known{".wav", ".flac", ".ogg", ".oga", ".opus",
                                           ".mp3", ".aiff", ".aif", ".au",  ".gsm"};
  std::string extension = file.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return known.contains(extension);
}

bool is_excluded(const fs::path& inside, const std::set<std::string>& excluded) {
  const std::string name = fs::path(inside).replace_extension().generic_string();
  if (excluded.contains(name)) return true;
  for (std::size_t at = name.find('/'); at != std::string::npos; at = name.find('/', at + 1)) {
    if (excluded.contains(name.substr(0, at + 1))) return true;
  }
  return false;
}

}  // namespace

half half_of(const fs::path& file) {
  unsigned sum = 0;
  for (const char c : file.stem().string())
    sum += static_cast<unsigned char>(c);
  return sum % 2 == 1 ? half::report : half::choose;
}

std::vector<negative> pieces_of(const fs::path& file, int kind, double long_s) {
  const double length = tyto::host::seconds_of(file);
  if (length <= long_s) return {{kind, half_of(file), file, {}, 0.0, 0.0}};
  std::vector<negative> pieces;
  const int in_half = static_cast<int>(std::ceil(length / 2 / long_s));
  const double step = length / 2 / in_half;
  for (int i = 0; i < 2 * in_half; ++i) {
    const bool is_last = i == 2 * in_half - 1;
    pieces.push_back({kind,
                      i < in_half ? half::choose : half::report,
                      file,
                      {},
                      i * step,
                      is_last ? 0.0 : (i + 1) * step});
  }
  return pieces;
}

std::set<std::string> read_exclusions(const fs::path& file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(file.string() + ": cannot be read; needed: names, one a line");
  std::set<std::string> names;
  for (std::string line; std::getline(in, line);) {
    line.erase(std::min(line.find('#'), line.size()));
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
      line.pop_back();
    if (!line.empty()) names.insert(line);
  }
  return names;
}

std::vector<fs::path> audio_files(const fs::path& path, const std::set<std::string>& excluded,
                                  int& left_out) {
  if (!fs::exists(path)) throw std::runtime_error(path.string() + ": no such file or folder");
  if (!fs::is_directory(path)) return {path};
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(path)) {
    if (!entry.is_regular_file() || !may_be_audio(entry.path())) continue;
    if (is_excluded(entry.path().lexically_relative(path), excluded)) {
      ++left_out;
    } else {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) {
    throw std::runtime_error(path.string() +
                             ": holds no audio file (WAV, FLAC, Ogg, ...) that is not excluded");
  }
  return files;
}

std::vector<keyword_clip> keyword_clips(const fs::path& folder) {
  if (!fs::is_directory(folder)) {
    throw std::runtime_error(folder.string() +
                             ": no such folder; needed: one with a folder a keyword (" +
                             keyword_list() + ")");
  }
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());

  std::vector<keyword_clip> clips;
  for (const fs::path& of_word : folders) {
    const std::string word = of_word.filename().string();
    if (word.starts_with("_")) continue;
    const int label = label_of(word);
    if (label < 0) {
      throw std::runtime_error(of_word.string() + ": \"" + word +
                               "\" is no label of the model; its keywords are: " + keyword_list());
    }
    if (!is_keyword(label)) continue;
    int none_left_out = 0;
    half part = half::choose;
    for (const fs::path& file : audio_files(of_word, {}, none_left_out)) {
      clips.push_back({label, part, file});
      part = part == half::choose ? half::report : half::choose;
    }
  }
  if (clips.empty()) {
    throw std::runtime_error(folder.string() + ": holds no folder of a keyword (" + keyword_list() +
                             ")");
  }
  return clips;
}

}  // namespace operate
