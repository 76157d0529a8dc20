// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluation.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

#include "common/parallel.hpp"
#include "convert/lower/memory.hpp"

namespace tyto::evaluate {

namespace {

using convert::parallel_for;

std::size_t most_likely(const convert::values& output) {
  return std::visit(
      [](const auto& scores) {
        const auto best = std::max_element(scores.begin(), scores.end());
        return static_cast<std::size_t>(best - scores.begin());
      },
      output);
}

}  // namespace

int evaluation::clips() const {
  int all = 0;
  for (std::size_t label = 0; label < confusion.size(); ++label)
    all += clips_of(label);
  return all;
}

int evaluation::correct() const {
  int all = 0;
  for (std::size_t label = 0; label < confusion.size(); ++label)
    all += confusion[label][label];
  return all;
}

double evaluation::accuracy() const {
  return static_cast<double>(correct()) / clips();
}

int evaluation::clips_of(std::size_t label) const {
  return std::accumulate(confusion[label].begin(), confusion[label].end(), 0);
}

double evaluation::recall(std::size_t label) const {
  const int clips = clips_of(label);
  if (clips == 0) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(confusion[label][label]) / clips;
}

std::int64_t parameter_bytes(const convert::lowered::model& model) {
  std::int64_t bytes = 0;
  for (const convert::lowered::layer& layer : model.layers)
    bytes += convert::lowered::constant_bytes_of(layer);
  return bytes;
}

namespace {

template <class T>
std::vector<T> quantized(const std::vector<float>& reals, quantization q) {
  std::vector<T> stored;
  stored.reserve(reals.size());
  for (const float real : reals)
    stored.push_back(quantize<T>(real, q));
  return stored;
}

}  // namespace

convert::values stored_as(convert::ir::element_type type, quantization q,
                          const std::vector<float>& reals) {
  if (type == convert::ir::element_type::float32) return reals;
  if (type == convert::ir::element_type::int16) return quantized<std::int16_t>(reals, q);
  return quantized<std::int8_t>(reals, q);
}

convert::values input_of(const convert::lowered::model& model, const std::vector<float>& reals) {
  return stored_as(model.input.type, model.input.quantized, reals);
}

evaluation evaluate(const std::string& scheme, const convert::executor& network,
                    const std::vector<clip>& clips,
                    const std::vector<std::vector<float>>& features) {
  const convert::lowered::model& model = network.model();
  const auto labels = static_cast<std::size_t>(model.output.dims.elements());
  std::vector<std::size_t> answers(clips.size());
  parallel_for(scheme, clips.size(), [&](std::size_t i) {
    answers[i] = most_likely(network.run(input_of(model, features[i])));
  });
  evaluation e{scheme, parameter_bytes(model), convert::plan_memory(model).arena_bytes,
               std::vector(labels, std::vector<int>(labels, 0))};
  for (std::size_t i = 0; i < clips.size(); ++i)
    ++e.confusion[clips[i].label][answers[i]];
  return e;
}

}  // namespace tyto::evaluate
