// SPDX-License-Identifier: Apache-2.0
#include "train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>

namespace tyto::train {
namespace {

using torch::Tensor;
using clock = std::chrono::steady_clock;

struct batch {
  Tensor features, labels;
};

batch stack(const example* first, std::int64_t count, std::int64_t coefficients) {
  Tensor features = torch::empty({count, frames, mel_channels});
  Tensor labels = torch::empty({count}, torch::kInt64);
  for (std::int64_t i = 0; i < count; ++i) {
    std::copy(first[i].features.begin(), first[i].features.end(),
              features.data_ptr<float>() + i * frames * mel_channels);
    labels.data_ptr<std::int64_t>()[i] = first[i].label;
  }
  return {mfcc_of(features, coefficients), labels};
}

// All that a network learns or runs along, in a fixed order.
std::vector<Tensor> state_of(ds_cnn& network) {
  std::vector<Tensor> all = network.parameters();
  for (Tensor& b : network.buffers())
    all.push_back(b);
  return all;
}

std::vector<Tensor> copies_of(const std::vector<Tensor>& all) {
  std::vector<Tensor> copies;
  for (const Tensor& t : all)
    copies.push_back(t.detach().clone());
  return copies;
}

void swap(std::vector<Tensor>& a, std::vector<Tensor>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Tensor kept = a[i].clone();
    a[i].copy_(b[i]);
    b[i].copy_(kept);
  }
}

struct run_state {
  std::int64_t step = 0;
  double minutes = 0.0;
};

class checkpoint {
 public:
  explicit checkpoint(std::filesystem::path folder) : file_(folder / "checkpoint.pt") {}

  [[nodiscard]] bool exists() const { return std::filesystem::exists(file_); }

  // Written beside and renamed, so that a crash leaves the last one whole.
  void write(const std::vector<Tensor>& weights, const std::vector<Tensor>& average,
             const torch::optim::AdamW& optimizer, const run_state& at) const {
    torch::serialize::OutputArchive archive, steps;
    put(archive, "weights", weights);
    put(archive, "average", average);
    optimizer.save(steps);
    archive.write("optimizer", steps);
    archive.write("step", torch::tensor(at.step));
    archive.write("minutes", torch::tensor(at.minutes, torch::kFloat64));
    const auto beside = file_.string() + ".new";
    archive.save_to(beside);
    std::filesystem::rename(beside, file_);
  }

  run_state read(std::vector<Tensor>& weights, std::vector<Tensor>& average,
                 torch::optim::AdamW& optimizer) const {
    torch::serialize::InputArchive archive, steps;
    archive.load_from(file_.string());
    get(archive, "weights", weights);
    get(archive, "average", average);
    archive.read("optimizer", steps);
    optimizer.load(steps);
    Tensor step, minutes;
    archive.read("step", step);
    archive.read("minutes", minutes);
    return {step.item<std::int64_t>(), minutes.item<double>()};
  }

 private:
  static void put(torch::serialize::OutputArchive& archive, const std::string& name,
                  const std::vector<Tensor>& all) {
    for (std::size_t i = 0; i < all.size(); ++i)
      archive.write(name + std::to_string(i), all[i]);
  }
  static void get(torch::serialize::InputArchive& archive, const std::string& name,
                  std::vector<Tensor>& all) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      Tensor t;
      archive.read(name + std::to_string(i), t);
      all[i].copy_(t);
    }
  }

  std::filesystem::path file_;
};

}  // namespace

Tensor mfcc_of(const Tensor& log_mel, std::int64_t coefficients) {
  const std::int64_t mel = log_mel.size(2);
  const Tensor j = torch::arange(mel, torch::kFloat64) + 0.5;
  const Tensor k = torch::arange(coefficients, torch::kFloat64);
  const double n = static_cast<double>(mel);
  const Tensor dct = (std::sqrt(2.0 / n) * torch::cos(torch::outer(j, k) * (std::numbers::pi / n)))
                         .to(torch::kFloat32);
  return torch::matmul(log_mel, dct);
}

Tensor features_of(const std::vector<example>& all, std::int64_t limit, std::int64_t coefficients) {
  const auto count = static_cast<std::int64_t>(all.size());
  limit = std::min(limit, count);
  std::vector<example> some;
  for (std::int64_t i = 0; i < limit; ++i)
    some.push_back(all[static_cast<std::size_t>(i * count / limit)]);
  return stack(some.data(), limit, coefficients).features;
}

double accuracy_of(ds_cnn& network, const std::vector<example>& all) {
  torch::NoGradGuard no_grad;
  network.eval();
  std::int64_t right = 0;
  constexpr std::size_t at_a_time = 256;
  for (std::size_t i = 0; i < all.size(); i += at_a_time) {
    const auto count = static_cast<std::int64_t>(std::min(at_a_time, all.size() - i));
    const batch b = stack(all.data() + i, count, network.shape.coefficients);
    right += (network.forward(b.features).argmax(1) == b.labels).sum().item<std::int64_t>();
  }
  return all.empty() ? 0.0 : static_cast<double>(right) / static_cast<double>(all.size());
}

namespace {

// The pieces of negatives in which the network is surer of a keyword than of anything else, or
// nearly.
std::vector<std::size_t> hard_negatives(ds_cnn& network, const examples& from) {
  torch::NoGradGuard no_grad;
  network.eval();
  constexpr std::size_t at_a_time = 256;
  constexpr float heard = 0.3F;  // probability of all keywords together
  std::vector<std::size_t> hard;
  std::vector<example> some;
  for (std::size_t i = 0; i < from.negatives(); i += at_a_time) {
    some.resize(std::min(at_a_time, from.negatives() - i));
    for (std::size_t j = 0; j < some.size(); ++j)
      from.negative(i + j, some[j]);
    const Tensor features =
        stack(some.data(), static_cast<std::int64_t>(some.size()), network.shape.coefficients)
            .features;
    const Tensor keywords = torch::softmax(network.forward(features), 1).slice(1, 2).sum(1);
    for (std::size_t j = 0; j < some.size(); ++j) {
      if (keywords.data_ptr<float>()[j] > heard) hard.push_back(i + j);
    }
  }
  return hard;
}

}  // namespace

void train(ds_cnn& network, examples& from, const schedule& how,
           const std::filesystem::path& folder, bool resume,
           const std::function<void(const progress&)>& report) {
  std::vector<Tensor> weights = state_of(network);
  std::vector<Tensor> average = copies_of(weights);
  torch::optim::AdamW optimizer(
      network.parameters(), torch::optim::AdamWOptions(how.rate).weight_decay(how.weight_decay));
  const checkpoint saved(folder);
  run_state at;
  {
    torch::NoGradGuard no_grad;
    if (resume && saved.exists()) at = saved.read(weights, average, optimizer);
  }
  const double minutes_before = at.minutes;
  const auto start = clock::now();
  const auto validation = from.validation();
  auto loss_of = torch::nn::CrossEntropyLoss(
      torch::nn::CrossEntropyLossOptions().label_smoothing(how.label_smoothing));
  std::vector<example> drawn(static_cast<std::size_t>(how.batch));
  double loss_sum = 0.0, reported = at.minutes;
  std::int64_t losses = 0;

  const auto done = [&] {
    const double by_time = how.minutes > 0.0 ? at.minutes / how.minutes : 0.0;
    const double by_steps =
        how.steps > 0 ? static_cast<double>(at.step) / static_cast<double>(how.steps) : 0.0;
    return std::max(by_time, by_steps);
  };
  const auto tell = [&] {
    torch::NoGradGuard no_grad;
    saved.write(weights, average, optimizer, at);
    swap(weights, average);
    const double accuracy = accuracy_of(network, validation);
    swap(weights, average);
    report({at.step, at.minutes, std::min(1.0, done()),
            loss_sum / static_cast<double>(std::max<std::int64_t>(1, losses)), accuracy});
    loss_sum = 0.0;
    losses = 0;
    reported = at.minutes;
  };

  while (done() < 1.0) {
    // By steps, not by time: the same seed trains the same network.
    if (from.negatives() > 0 && at.step > 0 && at.step % how.mine_every == 0) {
      torch::NoGradGuard no_grad;
      swap(weights, average);
      from.draw_more_of(hard_negatives(network, from));
      swap(weights, average);
    }
    // Rising for `warm_up` steps, or for the first 3 % of a run, whichever is shorter.
    constexpr double first_part = 0.03;
    const double rise =
        std::min(1.0, std::max(static_cast<double>(at.step + 1) / static_cast<double>(how.warm_up),
                               done() / first_part));
    const double rate = how.rate * rise * 0.5 * (1.0 + std::cos(std::numbers::pi * done()));
    for (auto& group : optimizer.param_groups())
      static_cast<torch::optim::AdamWOptions&>(group.options()).lr(std::max(rate, how.rate * 1e-3));
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      random_source random(how.seed, static_cast<std::uint64_t>(at.step), i);
      from.draw(random, drawn[i]);
    }
    const batch b = stack(drawn.data(), how.batch, network.shape.coefficients);
    network.train();
    const Tensor loss = loss_of(network.forward(b.features), b.labels);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    {
      // Follows fast at first, slower as there is more to average.
      torch::NoGradGuard no_grad;
      const double decay = std::min(how.average, (1.0 + static_cast<double>(at.step)) /
                                                     (10.0 + static_cast<double>(at.step)));
      for (std::size_t i = 0; i < weights.size(); ++i)
        average[i].lerp_(weights[i].detach(), 1.0 - decay);
    }
    loss_sum += loss.item<double>();
    ++losses;
    ++at.step;
    at.minutes =
        minutes_before + std::chrono::duration<double>(clock::now() - start).count() / 60.0;
    if (at.minutes - reported >= how.checkpoint_minutes) tell();
  }
  tell();
  torch::NoGradGuard no_grad;
  swap(weights, average);
  network.eval();
}

}  // namespace tyto::train
