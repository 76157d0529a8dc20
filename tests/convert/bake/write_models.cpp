// SPDX-License-Identifier: Apache-2.0
//   write_models DIRECTORY            the models of test_models.hpp as .tflite files, for the build
//   write_models --small DIRECTORY    those of small_models.hpp, to start a fuzzer with
#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <string>
#include <utility>

#include "convert/small_models.hpp"
#include "convert/test_models.hpp"

namespace {

using named_bytes = std::vector<std::pair<std::string, std::vector<std::uint8_t>>>;

named_bytes all_small_models() {
  named_bytes all;
  for (auto& [name, builder] : tyto::test::small_models())
    all.emplace_back(name, builder.bytes());
  return all;
}

named_bytes all_test_models() {
  using namespace tyto::test;
  return {{"mobilenet_like", mobilenet_like()},
          {"streaming_like", streaming_like()},
          {"autoencoder_like", autoencoder_like()},
          {"mixed", mixed()},
          {"reshaping", reshaping()},
          {"int16_ds_cnn_like", int16_ds_cnn_like()},
          {"int16_mixed", int16_mixed()}};
}

}  // namespace

int main(int argc, char** argv) {
  const bool small = argc == 3 && std::string(argv[1]) == "--small";
  if (argc != 2 && !small) {
    std::cerr << "usage: write_models [--small] DIRECTORY\n";
    return 2;
  }
  for (const auto& [name, bytes] : small ? all_small_models() : all_test_models()) {
    std::ofstream file(fmt::format("{}/{}.tflite", argv[argc - 1], name), std::ios::binary);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
      std::cerr << "write_models: cannot write " << name << '\n';
      return 1;
    }
  }
  return 0;
}
