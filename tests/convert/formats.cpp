// SPDX-License-Identifier: Apache-2.0
// Which format a file is of, and the program on files of each.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/graphdef_builder.hpp"
#include "convert/onnx_builder.hpp"
#include "convert/scratch_folder.hpp"
#include "convert/small_models.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using std::string;

namespace {

// Exit status of the program; what it prints goes to `errors` in the folder.
int run(const scratch_folder& folder, const string& arguments) {
  const string command = fmt::format("cd {} && {} {} > output 2> errors", folder.path().string(),
                                     TYTO_CONVERT_PROGRAM, arguments);
  return WEXITSTATUS(std::system(command.c_str()));
}

bool contains(const string& text, const string& part) {
  return text.find(part) != string::npos;
}

}  // namespace

TEST_CASE("a file's format: its bytes say TensorFlow Lite, its name the others") {
  const std::vector<std::uint8_t> tflite = small::softmax().bytes();
  const std::vector<std::uint8_t> other{1, 2, 3};
  CHECK(format_of("a.tflite", tflite) == model_format::tflite);
  CHECK(format_of("a.onnx", tflite) == model_format::tflite);
  CHECK(format_of("model", tflite) == model_format::tflite);
  CHECK(format_of("a.tflite", other) == model_format::tflite);
  CHECK(format_of("a.b.onnx", other) == model_format::onnx);
  CHECK(format_of("a.pb", other) == model_format::graphdef);
  for (const string name : {"model", "a.h5", "onnx", "a.onnx.gz", ""}) {
    CHECK_THROWS_WITH_AS(
        format_of(name, other),
        "is no TensorFlow Lite model, and its name does not say what it is; accepted: names that "
        "end in .tflite, .onnx (ONNX) or .pb (TensorFlow GraphDef)",
        error);
  }
}

TEST_CASE("program: a frozen graph converts with no flags, and --front-end overrides it") {
  const scratch_folder folder;
  folder.write("ds.pb", graphdef_ds_cnn_like().bytes());
  CHECK(run(folder, "ds.pb") == 0);
  CHECK(contains(read_text(folder / "ds.hpp"), ".window = 640,"));
  CHECK(contains(read_text(folder / "errors"),
                 "tyto-convert: ds.pb: note: front end: the graph takes the sample rate"));
  CHECK(run(folder, "ds.pb --front-end tyto_480_320 --quiet") == 0);
  CHECK(contains(read_text(folder / "ds.hpp"), ".window = 480,"));
  CHECK(read_text(folder / "errors").empty());
}

TEST_CASE("program: labels of an ONNX file, and --labels instead") {
  const scratch_folder folder;
  onnx_builder b;
  b.node("Softmax", {b.input({1, 2})});
  auto* entry = b.model.add_metadata_props();
  entry->set_key("labels");
  entry->set_value("yes,no");
  folder.write("m.onnx", b.bytes());
  folder.write("labels.txt", string("left\nright\n"));
  CHECK(run(folder, "m.onnx") == 0);
  CHECK(contains(read_text(folder / "m.hpp"), "\"yes\", \"no\""));
  CHECK(run(folder, "m.onnx --labels labels.txt") == 0);
  CHECK(contains(read_text(folder / "m.hpp"), "\"left\", \"right\""));
}

TEST_CASE("program: a refused file leaves one line, status 2 and no header") {
  const scratch_folder folder;
  graphdef_builder b;
  b.node("Cos", "wave", {b.placeholder({1, 4})});
  folder.write("m.pb", b.bytes());
  CHECK(run(folder, "m.pb") == 2);
  const string errors = read_text(folder / "errors");
  CHECK(errors.starts_with("tyto-convert: m.pb: node 1 (Cos \"wave\"): this operation is not "));
  CHECK(std::count(errors.begin(), errors.end(), '\n') == 1);
  CHECK(folder.files().size() == 3);
}
