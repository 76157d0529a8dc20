// SPDX-License-Identifier: Apache-2.0
// The program as a user runs it: files, messages, exit status.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "convert/onnx_models.hpp"
#include "convert/scratch_folder.hpp"
#include "convert/small_models.hpp"

using namespace tyto::test;
using std::string;

namespace {

struct outcome {
  int status = -1;
  string out;
  string err;
};

// Runs the program in `folder`; its output goes to files elsewhere.
outcome run(const scratch_folder& folder, const string& arguments) {
  const scratch_folder streams;
  const string command =
      fmt::format("cd '{}' && '{}' {} >'{}' 2>'{}'", folder.path().string(), TYTO_CONVERT_PROGRAM,
                  arguments, (streams / "out").string(), (streams / "err").string());
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_text(streams / "out"),
          read_text(streams / "err")};
}

bool is_one_line(const string& text) {
  return text.ends_with('\n') && std::count(text.begin(), text.end(), '\n') == 1;
}

const string bundled = TYTO_SOURCE_DIR "/models/ds_cnn_s/";

}  // namespace

TEST_CASE("the bundled header is what the program makes of the bundled model, byte for byte") {
  const scratch_folder folder;
  const outcome o =
      run(folder, fmt::format("{0}ds_cnn_s.onnx --quantize int8 --ranges {0}ds_cnn_s_ranges.json "
                              "-o made.hpp --quiet",
                              bundled));
  CHECK(o.status == 0);
  CHECK(o.out.empty());
  CHECK(o.err.empty());
  const bool same = read_text(folder / "made.hpp") == read_text(bundled + "ds_cnn_s.hpp");
  CHECK_MESSAGE(same, "models/ds_cnn_s/ds_cnn_s.hpp is not up to date");
}

TEST_CASE("the same header from another folder, by another path") {
  const scratch_folder one;
  const scratch_folder two;
  const auto model = small::conv().bytes();
  one.write("m.tflite", model);
  std::filesystem::create_directory(two / "sub");
  two.write("sub/m.tflite", model);
  CHECK(run(one, "m.tflite").status == 0);
  CHECK(run(two, "./sub/../sub/m.tflite -o sub/out.hpp").status == 0);
  const bool same = read_text(one / "m.hpp") == read_text(two / "sub/out.hpp");
  CHECK(same);
}

TEST_CASE("the header's name follows from the model's, or from --name") {
  const scratch_folder folder;
  folder.write("my model-2.tflite", small::conv().bytes());
  CHECK(run(folder, "'my model-2.tflite'").status == 0);
  CHECK(read_text(folder / "my_model_2.hpp").find("namespace my_model_2 {") != string::npos);
  CHECK(run(folder, "'my model-2.tflite' --name ears").status == 0);
  CHECK(read_text(folder / "ears.hpp").find("namespace ears {") != string::npos);
}

TEST_CASE("--report: a table on standard output, and a header only with --output") {
  const scratch_folder folder;
  folder.write("m.tflite", small::conv().bytes());
  const outcome o = run(folder, "m.tflite --report");
  CHECK(o.status == 0);
  CHECK(o.out.starts_with("m.tflite: 752 bytes, SHA-256 "));
  CHECK(o.out.find("total: ") != string::npos);
  CHECK(o.err.empty());
  CHECK(folder.files() == std::vector<string>{"m.tflite"});
  CHECK(run(folder, "m.tflite --report -o m.hpp").out == o.out);
  CHECK(folder.files().size() == 2);
}

TEST_CASE("notes go to standard error, unless --quiet") {
  const scratch_folder folder;
  model_builder b = small::conv();
  b.buffer_of(b.last_input(1)).data[0] = 0x80;
  folder.write("m.tflite", b.bytes());
  CHECK(run(folder, "m.tflite").err ==
        "tyto-convert: m.tflite: note: operator 0 (CONV_2D \"t3\"): 1 of 24 weights are -128; int8 "
        "weights end at -127 as a rule\n");
  CHECK(run(folder, "m.tflite --quiet").err.empty());
}

TEST_CASE("a model that is refused: one line, status 2, no file") {
  const scratch_folder folder;
  model_builder b = small::depthwise();
  std::get<conv_options>(b.last().options).dilation_h = 2;
  std::get<conv_options>(b.last().options).dilation_w = 2;
  folder.write("m.tflite", b.bytes());
  const outcome o = run(folder, "m.tflite -o m.hpp");
  CHECK(o.status == 2);
  CHECK(o.out.empty());
  CHECK(o.err ==
        "tyto-convert: m.tflite: operator 0 (DEPTHWISE_CONV_2D \"t3\"): its window of 5 is larger "
        "than its padded input of 4\n");
  CHECK(folder.files() == std::vector<string>{"m.tflite"});
}

TEST_CASE("a model that is refused leaves the header of before") {
  const scratch_folder folder;
  folder.write("m.tflite", string("no model at all"));
  folder.write("m.hpp", string("as it was"));
  CHECK(run(folder, "m.tflite").status == 2);
  CHECK(read_text(folder / "m.hpp") == "as it was");
  CHECK(folder.files().size() == 2);
}

TEST_CASE("files that cannot be read or written") {
  const scratch_folder folder;
  folder.write("m.tflite", small::conv().bytes());
  const auto message = [&](const string& arguments) {
    const outcome o = run(folder, arguments);
    CHECK(o.status == 2);
    CHECK(o.out.empty());
    CHECK(is_one_line(o.err));
    CHECK(folder.files() == std::vector<string>{"m.tflite"});
    return o.err;
  };
  CHECK(message("n.tflite") ==
        "tyto-convert: n.tflite: cannot be read: No such file or directory\n");
  CHECK(message(".") == "tyto-convert: .: is a folder; accepted: a file\n");
  CHECK(message("m.tflite -o no/m.hpp") ==
        "tyto-convert: no/m.hpp: cannot be written: No such file or directory\n");
  CHECK(message("m.tflite -o m.tflite") ==
        "tyto-convert: m.tflite: is the model itself; accepted: another --output\n");
  CHECK(message("m.tflite --labels l.txt") ==
        "tyto-convert: l.txt: cannot be read: No such file or directory\n");
  CHECK(message("\"$(printf 'a\\nb')\"") ==
        "tyto-convert: a\\x0ab: cannot be read: No such file or directory\n");
}

TEST_CASE("--rounding: two_step by default") {
  const scratch_folder folder;
  folder.write("m.tflite", small::conv().bytes());
  const auto header = [&](const string& arguments) {
    CHECK(run(folder, "m.tflite " + arguments).status == 0);
    return read_text(folder / "m.hpp");
  };
  const bool default_is_two_step = header("") == header("--rounding two_step");
  CHECK(default_is_two_step);
  CHECK(header("--rounding one_step").find("tyto::rounding::one_step") != string::npos);
}

TEST_CASE("--stream: the header says how many rows a step has, or why it cannot") {
  const scratch_folder folder;
  folder.write("s.onnx", onnx_ds_cnn_stream().bytes());
  CHECK(run(folder, "s.onnx").status == 0);
  CHECK(read_text(folder / "s.hpp").find("stream<") == string::npos);
  CHECK(run(folder, "s.onnx --stream").status == 0);
  CHECK(read_text(folder / "s.hpp").find("using stream = tyto::graph::stream<network, 2>;") !=
        string::npos);
  CHECK(run(folder, "s.onnx --stream --step-rows 6").status == 0);
  CHECK(read_text(folder / "s.hpp").find("stream<network, 6>") != string::npos);
  for (const char* rows : {"3", "50"}) {
    CHECK(
        run(folder, fmt::format("s.onnx --stream --step-rows {}", rows)).err ==
        fmt::format("tyto-convert: s.onnx: --step-rows {}: accepted: a multiple of 2, its strides "
                    "in time, up to the window's 49 rows\n",
                    rows));
  }
  CHECK(run(folder, bundled + "ds_cnn_s_int8.tflite -o t.hpp --stream")
            .err.find("ds_cnn_s_int8.tflite: cannot stream: layer conv_1 (conv_1) pads its rows in "
                      "time (top 4, bottom 5)") != string::npos);
  CHECK(folder.files().size() == 2);
}

TEST_CASE("labels and front end that do not fit") {
  const scratch_folder folder;
  folder.write("m.tflite", small::softmax().bytes());
  folder.write("l.txt", string("yes\nno\n"));
  CHECK(run(folder, "m.tflite --labels l.txt").err ==
        "tyto-convert: m.tflite: its network has 4 outputs; accepted: 4 labels, not 2\n");
  CHECK(
      run(folder, "m.tflite --front-end tyto_480_320").err ==
      "tyto-convert: m.tflite: its network has 4 inputs, no whole number of the front end's frames "
      "of 10 coefficients\n");
  CHECK(folder.files().size() == 2);
}

TEST_CASE("usage errors: status 2, no file") {
  const scratch_folder folder;
  folder.write("m.tflite", small::conv().bytes());
  for (const char* arguments :
       {"", "m.tflite n.tflite", "m.tflite --nonsense", "m.tflite --name 'a b'",
        "m.tflite --name class", "m.tflite --rounding three_step", "m.tflite --front-end x",
        "m.tflite -o"}) {
    CAPTURE(arguments);
    const outcome o = run(folder, arguments);
    CHECK(o.status == 2);
    CHECK(o.out.empty());
    CHECK(is_one_line(o.err));
    CHECK(o.err.starts_with("tyto-convert: "));
    CHECK(folder.files() == std::vector<string>{"m.tflite"});
  }
}

TEST_CASE("--version and --help") {
  const scratch_folder folder;
  CHECK(run(folder, "--version").out == "0.1.0\n");
  const outcome help = run(folder, "--help");
  CHECK(help.status == 0);
  CHECK(help.out.find("--front-end") != string::npos);
}
