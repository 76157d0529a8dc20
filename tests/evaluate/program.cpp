// SPDX-License-Identifier: Apache-2.0
// tyto-evaluate as a user runs it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "convert/convert.hpp"
#include "convert/graphdef_builder.hpp"
#include "convert/model_builder.hpp"
#include "convert/onnx_models.hpp"
#include "convert/scratch_folder.hpp"
#include "quantize/wav_folder.hpp"
#include "support/guarded_buffer.hpp"
#include "support/reference_dir.hpp"

using namespace tyto::test;
using std::string;

namespace {

// Exit status of the program; what it prints goes to `output` and `errors` in the folder.
int run(const scratch_folder& folder, const string& arguments) {
  const string command = fmt::format("cd {} && {} {} > output 2> errors", folder.path().string(),
                                     TYTO_EVALUATE_PROGRAM, arguments);
  return WEXITSTATUS(std::system(command.c_str()));
}

bool contains(const string& text, const string& part) {
  return text.find(part) != string::npos;
}

// A frozen graph with its front end, labels, and clips of two of them.
void write_example(const scratch_folder& folder) {
  folder.write("ds.pb", graphdef_ds_cnn_like().bytes());
  const auto model = tyto::convert::convert_model(graphdef_ds_cnn_like().bytes(),
                                                  tyto::convert::model_format::graphdef);
  string labels;
  for (int i = 0; i < model.output.dims.elements(); ++i)
    labels += fmt::format("word{}\n", i);
  folder.write("labels.txt", labels);
  for (int i = 0; i < 3; ++i) {
    write_wav(folder / fmt::format("clips/word0/{}.wav", i), tone(300 + 50 * i));
    write_wav(folder / fmt::format("clips/word1/{}.wav", i), tone(900 + 50 * i));
  }
}

const string example = "ds.pb clips --labels labels.txt --calibrate clips ";

}  // namespace

TEST_CASE("program: float and int8 by default; text, JSON and page of all schemes") {
  const scratch_folder folder;
  write_example(folder);
  CHECK(run(folder, example) == 0);
  CHECK(read_text(folder / "errors").empty());  // no progress bar where there is no terminal
  const string text = read_text(folder / "output");
  CHECK(contains(text, "\nfloat "));
  CHECK(contains(text, "\nint8 "));
  CHECK(contains(text, " of 6 "));

  CHECK(run(folder,
            example + "--schemes float,int8,int8-per-tensor,int8-skip-first,pow2 --global-scale 8 "
                      "--json r.json --report r.html") == 0);
  const auto json = nlohmann::json::parse(read_text(folder / "r.json"));
  REQUIRE(json["schemes"].size() == 5);
  CHECK(json["schemes"][4]["scheme"] == "pow2 (scale 8)");
  CHECK(json["schemes"][0]["clips"] == 6);
  CHECK_FALSE(json["schemes"][0].contains("layers"));
  CHECK(json["schemes"][1]["layers"].size() > 3);
  CHECK(json["schemes"][0]["parameter_bytes"] > json["schemes"][1]["parameter_bytes"]);
  CHECK(contains(read_text(folder / "r.html"), "pow2 (scale 8): memory map"));

  CHECK(run(folder, example + "--schemes float --limit 4 --seed 2 --json -") == 0);
  CHECK(nlohmann::json::parse(read_text(folder / "output"))["schemes"][0]["clips"] == 4);
}

TEST_CASE("program: a model that is int8 already is measured as it is") {
  const scratch_folder folder;
  model_builder b;
  b.softmax(b.dense(b.input({1, 20}, {0.5F, 3}), 2), 0.1F);
  folder.write("q.tflite", b.bytes());
  folder.write("labels.txt", string("yes\nno\n"));
  write_wav(folder / "clips/yes/1.wav", tone(300));
  const string arguments = "q.tflite clips --labels labels.txt --front-end tyto_480_320 ";
  CHECK(run(folder, arguments) == 0);
  CHECK(contains(read_text(folder / "output"), "\nas it is "));
  CHECK(run(folder, arguments + "--schemes int8") == 2);
  CHECK(read_text(folder / "errors") ==
        "tyto-evaluate: q.tflite: is quantised already; accepted: no --schemes\n");
}

TEST_CASE("program: what it says of arguments that cannot be right") {
  const scratch_folder folder;
  write_example(folder);
  folder.write("m.onnx", onnx_mobilenet_like().bytes());
  folder.write("two.txt", string("a\nb\n"));
  folder.write("cut.pb", string("\x0a\xff"));
  const auto said = [&](const string& arguments) {
    CHECK(run(folder, arguments) == 2);
    const string text = read_text(folder / "errors");
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    return text;
  };
  CHECK(contains(said("ds.pb clips"), "labels are known; accepted: with --labels"));
  CHECK(contains(said("ds.pb clips --labels two.txt"), "ds.pb: its network has "));
  CHECK(
      contains(said("ds.pb clips --labels labels.txt"), "accepted: with --calibrate or --ranges"));
  CHECK(contains(said("ds.pb absent --labels labels.txt"), "tyto-evaluate: absent: is no folder"));
  CHECK(contains(said("absent.pb clips"), "tyto-evaluate: absent.pb: cannot be read"));
  CHECK(contains(said("cut.pb clips"), "tyto-evaluate: cut.pb: "));
  CHECK(contains(said(example + "--schemes float,best"), "\"best\" is no scheme"));
  CHECK(contains(said(example + "--schemes pow2 --global-scale 5"), "is no power of two"));
  CHECK(contains(said(example + "--json no/r.json"), "no/r.json: cannot be written"));
  CHECK(contains(said(example + "--limit x"), "tyto-evaluate --help lists what is accepted"));
  folder.write("clips/word0/x.wav", string("no audio"));
  CHECK(contains(said(example), "x.wav: cannot be read as audio"));
}

// ---- real models on real speech: too slow with sanitizers, which find nothing new in them

#ifndef TYTO_TEST_HAS_ASAN

namespace {

struct expectation {
  string scheme;
  double most_lost;  // of the float model's accuracy
  int most_bytes;
};

void check_accuracy(const scratch_folder& folder, const string& model, const string& options,
                    const std::vector<expectation>& all) {
  const auto reference = reference_dir();
  const auto speech = (*reference / "speech").string();
  const auto calibration = (*reference / "calibration").string();
  string schemes;
  for (const expectation& e : all)
    schemes += (schemes.empty() ? "" : ",") + e.scheme;
  REQUIRE(run(folder, fmt::format("{} {} --calibrate {} --schemes {} --json - {}", model, speech,
                                  calibration, schemes, options)) == 0);
  const auto json = nlohmann::json::parse(read_text(folder / "output"));
  const double in_float = json["schemes"][0]["accuracy"];
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& got = json["schemes"][i];
    MESSAGE(all[i].scheme << ": " << 100 * got["accuracy"].get<double>() << " % of " << got["clips"]
                          << " clips, " << got["parameter_bytes"] << " bytes");
    CHECK(got["accuracy"] >= in_float - all[i].most_lost);
    CHECK(got["parameter_bytes"] <= all[i].most_bytes);
  }
}

}  // namespace

TEST_CASE("accuracy of a quantised DS_CNN_S.pb" * doctest::test_suite("reference")) {
  const auto reference = reference_dir();
  if (!reference) return print_skipped("accuracy of a quantised DS_CNN_S.pb");
  const scratch_folder folder;
  check_accuracy(folder, (*reference / "models" / "DS_CNN_S.pb").string(),
                 "--labels " TYTO_SOURCE_DIR "/models/ds_cnn_s/labels.txt",
                 {{"float", 0.0, 100000},
                  {"int8", 0.003, 28 * 1024},
                  {"int8-per-tensor", 0.01, 25 * 1024},
                  {"int8-skip-first", 0.01, 36 * 1024},
                  {"pow2", 0.2, 25 * 1024}});
}

TEST_CASE("accuracy of our own model, quantised" * doctest::test_suite("reference")) {
  if (!reference_dir()) return print_skipped("accuracy of our own model, quantised");
  const scratch_folder folder;
  check_accuracy(folder, TYTO_SOURCE_DIR "/models/ds_cnn_s/ds_cnn_s.onnx", "",
                 {{"float", 0.0, 100000}, {"int8", 0.002, 28 * 1024}});
}

#endif
