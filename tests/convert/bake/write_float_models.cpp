// SPDX-License-Identifier: Apache-2.0
//   write_float_models DIRECTORY               the models of onnx_models.hpp, and a GraphDef
//   write_float_models --small-onnx DIRECTORY  small ones, to start a fuzzer with
//   write_float_models --small-graphdef DIRECTORY
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <string>

#include "convert/graphdef_models.hpp"
#include "convert/onnx_models.hpp"
#include "convert/small_float_models.hpp"

namespace {

tyto::test::named_files all_test_models() {
  using namespace tyto::test;
  return {{"onnx_mobilenet_like.onnx", onnx_mobilenet_like().bytes()},
          {"onnx_resnet_like.onnx", onnx_resnet_like().bytes()},
          {"onnx_ds_cnn_stream.onnx", onnx_ds_cnn_stream().bytes()},
          {"onnx_ds_cnn_stream.f32", onnx_ds_cnn_stream_inputs()},
          {"graphdef_ds_cnn_like.pb", graphdef_ds_cnn_like().bytes()},
          {"graphdef_crnn_like.pb", graphdef_crnn_like().bytes()},
          {"graphdef_lstm_like.pb", graphdef_lstm_like().bytes()}};
}

}  // namespace

int main(int argc, char** argv) {
  const std::string option = argc == 3 ? argv[1] : "";
  const bool onnx = option == "--small-onnx";
  if (argc != 2 && !onnx && option != "--small-graphdef") {
    std::cerr << "usage: write_float_models [--small-onnx | --small-graphdef] DIRECTORY\n";
    return 2;
  }
  const tyto::test::named_files files = argc == 2 ? all_test_models()
                                        : onnx    ? tyto::test::small_onnx_models()
                                                  : tyto::test::small_graphdef_models();
  for (const auto& [name, bytes] : files) {
    std::ofstream file(fmt::format("{}/{}", argv[argc - 1], name), std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
      std::cerr << "write_float_models: cannot write " << name << '\n';
      return 1;
    }
  }
  return 0;
}
