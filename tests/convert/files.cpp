// SPDX-License-Identifier: Apache-2.0
#include "common/files.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "common/error.hpp"
#include "convert/scratch_folder.hpp"

using namespace tyto::convert;
using std::string;
using tyto::test::read_text;
using tyto::test::scratch_folder;

namespace {

template <class F>
string refusal(F f) {
  try {
    f();
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("read_file: all bytes, or why not") {
  const scratch_folder folder;
  const string text(200000, 'x');
  const auto file = folder.write("a", text);
  CHECK(read_file(file, 200000).size() == 200000);
  CHECK(refusal([&] { read_file(file, 199999); }) ==
        "is larger than 199999 bytes, the most that is accepted");
  CHECK(refusal([&] { read_file(folder / "b", 1); }) ==
        "cannot be read: No such file or directory");
  CHECK(refusal([&] { read_file(folder.path(), 1); }) == "is a folder; accepted: a file");
  CHECK(read_file(folder.write("empty", string()), 1).empty());
}

TEST_CASE("read_labels: one a line") {
  const scratch_folder folder;
  const auto labels = [&](const string& text) { return read_labels(folder.write("l", text)); };
  using list = std::vector<string>;
  CHECK(labels("yes\nno\n") == list{"yes", "no"});
  CHECK(labels("yes\nno") == list{"yes", "no"});
  CHECK(labels("yes\r\nno\r\n\r\n\n") == list{"yes", "no"});
  CHECK(labels("two words\n\xc3\xbc\n") == list{"two words", "\xc3\xbc"});
  CHECK(refusal([&] { labels(""); }) == "has no labels; accepted: one a line");
  CHECK(refusal([&] { labels("\n\n"); }) == "has no labels; accepted: one a line");
  CHECK(refusal([&] { labels("yes\n\nno\n"); }) == "line 2 is empty; accepted: one label a line");
  CHECK(
      refusal([&] { labels("yes\n\xff\n"); }) ==
      "line 2, \"\\xff\", is no plain text; accepted: UTF-8 without control characters, quotes and "
      "backslashes");
}

TEST_CASE("write_file: whole, under its name, readable as other new files") {
  const scratch_folder folder;
  const mode_t before = umask(022);
  write_file(folder / "a.hpp", "one");
  umask(before);
  CHECK(read_text(folder / "a.hpp") == "one");
  struct stat status {};
  REQUIRE(stat((folder / "a.hpp").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0644);
  write_file(folder / "a.hpp", "two");
  CHECK(read_text(folder / "a.hpp") == "two");
  CHECK(folder.files().size() == 1);
}

TEST_CASE("write_file: a link stays a link") {
  const scratch_folder folder;
  folder.write("real.hpp", string("old"));
  std::filesystem::create_symlink("real.hpp", folder / "link.hpp");
  write_file(folder / "link.hpp", "new");
  CHECK(std::filesystem::is_symlink(folder / "link.hpp"));
  CHECK(read_text(folder / "real.hpp") == "new");
  CHECK(folder.files().size() == 2);
}

TEST_CASE("write_file: what cannot be written leaves nothing behind") {
  const scratch_folder folder;
  CHECK(refusal([&] { write_file(folder / "no/a.hpp", "x"); }) ==
        "cannot be written: No such file or directory");
  std::filesystem::create_directory(folder / "sub");
  CHECK(refusal([&] { write_file(folder / "sub", "x"); }) ==
        "is no regular file; accepted: a file, or a name that is free");
  CHECK(refusal([&] { write_file("/dev/null", "x"); }) ==
        "is no regular file; accepted: a file, or a name that is free");
  CHECK(folder.files() == std::vector<string>{"sub"});
}
