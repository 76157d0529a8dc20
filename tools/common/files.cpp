// SPDX-License-Identifier: Apache-2.0
#include "common/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

namespace {

std::string reason(int number) {
  return std::strerror(number);
}

// A temporary file that is gone unless it was kept.
class temporary_file {
 public:
  explicit temporary_file(const std::filesystem::path& beside)
      : name_(beside.string() + ".XXXXXX"), descriptor_(mkstemp(name_.data())) {
    if (descriptor_ < 0) fail("cannot be written: {}", reason(errno));
  }
  ~temporary_file() {
    if (descriptor_ >= 0) close(descriptor_);
    if (!name_.empty()) unlink(name_.c_str());
  }
  temporary_file(const temporary_file&) = delete;
  temporary_file& operator=(const temporary_file&) = delete;

  void write(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("cannot be written: {}", reason(errno));
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void keep_as(const std::filesystem::path& path) {
    const mode_t mask = umask(0);  // mkstemp lets nobody else read
    umask(mask);
    if (fchmod(descriptor_, 0666 & ~mask) != 0 || close(std::exchange(descriptor_, -1)) != 0 ||
        std::rename(name_.c_str(), path.c_str()) != 0) {
      fail("cannot be written: {}", reason(errno));
    }
    name_.clear();
  }

 private:
  std::string name_;
  int descriptor_;
};

}  // namespace

std::vector<std::uint8_t> read_file(const std::filesystem::path& path, std::int64_t most) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) fail("is a folder; accepted: a file");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) fail("cannot be read: {}", reason(errno));
  std::vector<std::uint8_t> bytes;
  std::vector<char> block(std::size_t{1} << 16);
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())),
         stream.gcount() > 0) {
    bytes.insert(bytes.end(), block.begin(), block.begin() + stream.gcount());
    if (static_cast<std::int64_t>(bytes.size()) > most) {
      fail("is larger than {} bytes, the most that is accepted", most);
    }
  }
  if (stream.bad()) fail("cannot be read: {}", reason(errno));
  return bytes;
}

std::vector<std::string> read_labels(const std::filesystem::path& path) {
  constexpr std::int64_t most_bytes = 1 << 20;
  const std::vector<std::uint8_t> bytes = read_file(path, most_bytes);
  std::vector<std::string> labels(1);
  for (const std::uint8_t byte : bytes) {
    if (byte == '\n') {
      labels.emplace_back();
    } else {
      labels.back() += static_cast<char>(byte);
    }
  }
  for (std::string& label : labels) {
    if (label.ends_with('\r')) label.pop_back();
  }
  while (!labels.empty() && labels.back().empty())
    labels.pop_back();
  if (labels.empty()) fail("has no labels; accepted: one a line");
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i].empty()) fail("line {} is empty; accepted: one label a line", i + 1);
    if (printable(labels[i], labels[i].size() * 4) != labels[i]) {
      fail(
          "line {}, \"{}\", is no plain text; accepted: UTF-8 without control characters, quotes "
          "and backslashes",
          i + 1, printable(labels[i]));
    }
  }
  return labels;
}

void write_file(const std::filesystem::path& path, std::string_view text) {
  std::error_code ignored;
  // A link stays, and what it points to is replaced.
  std::filesystem::path target = std::filesystem::is_symlink(path, ignored)
                                     ? std::filesystem::weakly_canonical(path, ignored)
                                     : path;
  if (target.empty()) target = path;
  if (std::filesystem::exists(target, ignored) &&
      !std::filesystem::is_regular_file(target, ignored)) {
    fail("is no regular file; accepted: a file, or a name that is free");
  }
  temporary_file temporary(target);
  temporary.write(text);
  temporary.keep_as(target);
}

}  // namespace tyto::convert
