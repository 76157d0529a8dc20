// SPDX-License-Identifier: Apache-2.0
// tyto-convert --quantize as a user runs it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>

#include "convert/convert.hpp"
#include "convert/graphdef_builder.hpp"
#include "convert/ir/constants.hpp"
#include "convert/onnx_models.hpp"
#include "convert/scratch_folder.hpp"
#include "convert/small_models.hpp"
#include "quantize/wav_folder.hpp"

using namespace tyto::test;
using std::string;

namespace {

// Exit status of the program; what it prints goes to `output` and `errors` in the folder.
int run(const scratch_folder& folder, const string& arguments) {
  const string command = fmt::format("cd {} && {} {} > output 2> errors", folder.path().string(),
                                     TYTO_CONVERT_PROGRAM, arguments);
  return WEXITSTATUS(std::system(command.c_str()));
}

bool contains(const string& text, const string& part) {
  return text.find(part) != string::npos;
}

// A model of float features and something to calibrate it with.
void write_model(const scratch_folder& folder) {
  folder.write("m.onnx", onnx_mobilenet_like().bytes());
  tyto::test::random numbers(5);
  std::vector<float> features;
  constexpr std::size_t enough = 1 << 16;
  for (std::size_t i = 0; i < enough; ++i)
    features.push_back(numbers.real());
  const auto model = tyto::convert::convert_model(onnx_mobilenet_like().bytes(),
                                                  tyto::convert::model_format::onnx);
  const auto elements = static_cast<std::size_t>(model.input.dims.elements());
  features.resize(features.size() / elements * elements);
  folder.write("features.f32", tyto::convert::bytes_of(std::span<const float>(features)));
}

}  // namespace

TEST_CASE("program: quantises, and again from the ranges it has written") {
  const scratch_folder folder;
  write_model(folder);
  CHECK(run(folder,
            "m.onnx --quantize int8 --calibrate features.f32 --write-ranges r.json -o a.hpp "
            "--name m") == 0);
  CHECK(run(folder, "m.onnx --quantize int8 --ranges r.json -o b.hpp --name m") == 0);
  const string header = read_text(folder / "a.hpp");
  CHECK(header == read_text(folder / "b.hpp"));
  CHECK(contains(header, "static const std::int8_t weights["));
  CHECK_FALSE(contains(header, "ops::conv2d<float>"));
  CHECK(run(folder, "m.onnx --quantize int8-skip-first --ranges r.json -o c.hpp") == 0);
  CHECK(contains(read_text(folder / "c.hpp"), "ops::quantize"));
  CHECK(run(folder, "m.onnx --quantize float -o d.hpp --name m") == 0);
  CHECK(run(folder, "m.onnx -o e.hpp --name m") == 0);
  CHECK(read_text(folder / "d.hpp") == read_text(folder / "e.hpp"));
  for (const string rule : {"min_max", "moving_average", "percentile --percentile 99", "mse"}) {
    CHECK(run(folder, "m.onnx --quantize int8 --calibrate features.f32 --report --range-rule " +
                          rule) == 0);
  }
}

TEST_CASE("program: calibrates with clips through the model's own front end") {
  const scratch_folder folder;
  folder.write("ds.pb", graphdef_ds_cnn_like().bytes());
  write_wav(folder / "clips/yes/1.wav", tone(500));
  write_wav(folder / "clips/no/1.wav", tone(900));
  CHECK(run(folder, "ds.pb --quantize int8 --calibrate clips") == 0);
  CHECK(contains(read_text(folder / "ds.hpp"), "struct front_end"));
}

TEST_CASE("program: what it says of arguments that cannot be right") {
  const scratch_folder folder;
  write_model(folder);
  folder.write("q.tflite", small::conv().bytes());
  folder.write("bad.json", string("{"));
  folder.write("short.f32", string("abc"));
  std::filesystem::create_directory(folder / "empty");
  const auto said = [&](const string& arguments) {
    CHECK(run(folder, arguments + " -o out.hpp") == 2);
    CHECK_FALSE(std::filesystem::exists(folder / "out.hpp"));
    string text = read_text(folder / "errors");
    CHECK(std::count(text.begin(), text.end(), '\n') == 1);
    if (!text.empty()) text.pop_back();
    return text;
  };
  CHECK(said("m.onnx --quantize int8") ==
        "tyto-convert: m.onnx: cannot be quantised without data; accepted: with --calibrate or "
        "--ranges");
  for (const string option :
       {"--calibrate features.f32", "--ranges bad.json", "--write-ranges r"}) {
    CHECK(said("m.onnx " + option) ==
          "tyto-convert: m.onnx: " + option.substr(0, option.find(' ')) +
              " says how to quantise; accepted: with --quantize");
  }
  CHECK(contains(said("m.onnx --quantize int3 --calibrate features.f32"),
                 "m.onnx: \"int3\" is no scheme of quantisation; accepted: int8, "));
  CHECK(contains(said("q.tflite --quantize int8 --calibrate features.f32"),
                 "the model is quantised already; accepted: a float model"));
  CHECK(contains(said("m.onnx --quantize int8 --calibrate short.f32"),
                 "tyto-convert: short.f32: has 3 bytes; accepted: float32 features"));
  CHECK(contains(said("m.onnx --quantize int8 --calibrate empty"),
                 "tyto-convert: empty: is a folder of clips, and the model does not say"));
  CHECK(contains(said("m.onnx --quantize int8 --ranges bad.json"),
                 "tyto-convert: bad.json: is no file of ranges"));
  CHECK(contains(said("m.onnx --quantize int8 --ranges absent.json"),
                 "tyto-convert: absent.json: cannot be read"));
  CHECK(contains(said("m.onnx --quantize pow2 --calibrate features.f32 --global-scale 3"),
                 "global scale 3 is no power of two; accepted: 2^-16 to 2^16"));
  CHECK(contains(said("m.onnx --quantize int8 --calibrate features.f32 --ranges bad.json"),
                 "excludes"));
  CHECK(contains(said("m.onnx --quantize int8 --calibrate features.f32 --range-rule best"),
                 "tyto-convert --help lists what is accepted"));
}
