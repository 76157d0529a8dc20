// SPDX-License-Identifier: Apache-2.0
// tyto-train: a keyword network from recordings or from a cache of their spectrograms.
#include <fmt/format.h>
#include <malloc.h>
#include <torch/torch.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/command_line.hpp"
#include "common/files.hpp"
#include "common/sha256.hpp"
#include "train/clip_set.hpp"
#include "train/ds_cnn.hpp"
#include "train/examples.hpp"
#include "train/export.hpp"
#include "train/processor.hpp"
#include "train/trainer.hpp"
#include "train/trunk.hpp"
#include "tyto/config.hpp"

namespace {

using namespace tyto::train;

constexpr std::int64_t clips_for_ranges = 1500;

struct arguments {
  std::vector<std::string> materials;
  std::string trunk;
  std::string output;
  std::string name = "keywords";
  std::vector<std::string> keywords{"yes",   "no", "up",  "down", "left",
                                    "right", "on", "off", "stop", "go"};
  ds_cnn_shape shape;
  std::string padding = "none";
  schedule how;
  recipe mix;
  bool resume = false;
};

void write_model(ds_cnn& network, const arguments& a, const std::vector<std::string>& labels,
                 const examples& from) {
  const std::string onnx = onnx_of(network, a.name, labels);
  const std::vector<std::uint8_t> bytes(onnx.begin(), onnx.end());
  const torch::Tensor features =
      features_of(from.validation(), clips_for_ranges, network.shape.coefficients);
  const auto stem = std::filesystem::path(a.output) / a.name;
  tyto::convert::write_file(stem.string() + ".onnx", onnx);
  tyto::convert::write_file(
      stem.string() + "_ranges.json",
      ranges_json(ranges_of(network, features), tyto::convert::sha256(bytes)));
  fmt::print(
      "{}.onnx and {}_ranges.json are written; tyto-convert --quantize int8 --ranges takes "
      "both\n",
      stem.string(), stem.string());
}

void run(const arguments& a) {
  if (a.how.minutes <= 0.0 && a.how.steps <= 0)
    throw std::runtime_error("how long is not said; accepted: --minutes, --steps");
  torch::set_num_threads(1);
  std::vector<std::string> labels{"silence", "unknown"};
  labels.insert(labels.end(), a.keywords.begin(), a.keywords.end());
  clip_set set;
  for (const std::string& folder : a.materials) {
    const clip_set one = read_material(folder);
    set.clips.insert(set.clips.end(), one.clips.begin(), one.clips.end());
    set.bytes.insert(set.bytes.end(), one.bytes.begin(), one.bytes.end());
  }
  examples from(set, labels, a.mix);
  std::filesystem::create_directories(a.output);
  torch::manual_seed(a.how.seed);
  ds_cnn_shape shape = a.shape;
  shape.pad_time = a.padding == "same";
  shape.labels = static_cast<std::int64_t>(labels.size());
  ds_cnn network(shape);
  if (!a.trunk.empty()) start_from(network, a.trunk, from);
  train(network, from, a.how, a.output, a.resume, [](const progress& p) {
    fmt::print("{:6.1f} min {:5.1f} % step {:7d} loss {:.4f} validation {:.2f} %\n", p.minutes,
               100.0 * p.done, p.step, p.loss, 100.0 * p.accuracy);
    std::fflush(stdout);
  });
  write_model(network, a, labels, from);
}

void declare(CLI::App& app, arguments& a) {
  app.description("Trains a keyword network.");
  app.add_option("material", a.materials,
                 "folders of word/*.wav with _negatives_/ and _noise_/, or caches of log mel "
                 "spectrograms; all together")
      ->required();
  app.add_option("--output", a.output, "folder for checkpoints and the model")->required();
  app.add_option("--name", a.name, "the model's, and its files'");
  app.add_option("--keywords", a.keywords, "with commas")->delimiter(',');
  app.add_option("--channels", a.shape.channels, "width of the network");
  app.add_option("--blocks", a.shape.blocks, "depthwise and pointwise pairs");
  app.add_option("--padding", a.padding, "of time: none (streams) or same")
      ->check(CLI::IsMember({"none", "same"}));
  app.add_option("--trunk", a.trunk,
                 "ONNX file of a trained network of the same width and blocks to start from");
  app.add_option("--minutes", a.how.minutes, "how long to train");
  app.add_option("--steps", a.how.steps, "how many batches to train on");
  app.add_option("--batch", a.how.batch, "examples a step");
  app.add_option("--rate", a.how.rate, "highest learning rate");
  app.add_option("--average", a.how.average, "decay of the averaged weights");
  app.add_option("--checkpoint-minutes", a.how.checkpoint_minutes, "between checkpoints");
  app.add_option("--noise", a.mix.noise, "share of examples with background noise behind");
  app.add_option("--babble", a.mix.babble, "share of examples with other speech behind or beside");
  app.add_option("--negatives", a.mix.negatives,
                 "share of the unknown examples that are pieces of _negatives_");
  app.add_option("--seed", a.how.seed, "another run for another number");
  app.add_flag("--resume", a.resume, "go on from the checkpoint in --output");
}

}  // namespace

int main(int argc, char** argv) {
  let_blas_know_the_processor(argv);
  // Each step's tensors come back to the heap and stay there, instead of being mapped anew.
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  return tyto::tools::run_program<arguments>("tyto-train", argc, argv, declare, run);
}
