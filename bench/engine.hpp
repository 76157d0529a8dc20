// SPDX-License-Identifier: Apache-2.0
// What runs a network layer by layer, and how its rows are made.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "layer.hpp"
#include "row.hpp"
#include "tensor.hpp"

namespace bench {

// Layers run one by one; each reads what set_input left or the layer before it has written.
template <class T>
class engine {
 public:
  engine() = default;
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;
  virtual ~engine() = default;

  virtual void set_input(std::size_t layer, std::span<const T> values) = 0;
  virtual void run(std::size_t layer) = 0;
  [[nodiscard]] virtual std::vector<T> output(std::size_t layer) const = 0;
};

// An engine whose layers are functions between tensors of T.
template <class T>
class chain_engine : public engine<T> {
 public:
  explicit chain_engine(const network& n) {
    tensors_.emplace_back(n.front().input.elements());
    for (const layer& l : n)
      tensors_.emplace_back(l.output.elements());
  }

  void set_input(std::size_t layer, std::span<const T> values) override {
    tensors_[layer].assign(values);
  }
  void run(std::size_t layer) override { steps_[layer](); }
  [[nodiscard]] std::vector<T> output(std::size_t layer) const override {
    const std::span<const T> values = tensors_[layer + 1].values();
    return {values.begin(), values.end()};
  }

 protected:
  [[nodiscard]] T* input_of(std::size_t layer) { return tensors_[layer].data(); }
  [[nodiscard]] T* output_of(std::size_t layer) { return tensors_[layer + 1].data(); }

  // Layers are added in their order.
  void add(std::function<void()> step) { steps_.push_back(std::move(step)); }

 private:
  std::vector<tensor<T>> tensors_;  // the network's input, then each layer's output
  std::vector<std::function<void()>> steps_;
};

// How far an engine's results may lie from the scalar reference: of one layer given the reference's
// input, of a softmax (int8 engines differ in how they compute exp), and of the whole network.
// int8: in units. float32: as a part of the largest element.
struct tolerance {
  double of_layer = 0.0;
  double of_softmax = 0.0;
  double of_network = 0.0;

  [[nodiscard]] double of(const layer& l) const {
    return l.operation == operation::softmax ? of_softmax : of_layer;
  }
};

// A row for each layer and one for the network.
template <class T>
void add_rows(std::vector<row>& rows, const network& n, const std::shared_ptr<engine<T>>& e,
              const std::string& name, const reference<T>& expected, tolerance allowed) {
  std::int64_t macs = 0;
  for (std::size_t i = 0; i < n.size(); ++i) {
    macs += n[i].macs;
    rows.push_back({n[i].name, name, precision_name<T>(), n[i].macs, [e, i] { e->run(i); },
                    [e, i, &expected, limit = allowed.of(n[i])] {
                      e->set_input(i, expected[i].values());
                      e->run(i);
                      return compare<T>(e->output(i), expected[i + 1].values(), limit);
                    }});
  }
  const std::size_t count = n.size();
  const auto run_all = [e, count] {
    for (std::size_t i = 0; i < count; ++i)
      e->run(i);
  };
  rows.push_back({whole_network, name, precision_name<T>(), macs, run_all,
                  [e, count, run_all, &expected, limit = allowed.of_network] {
                    e->set_input(0, expected[0].values());
                    run_all();
                    return compare<T>(e->output(count - 1), expected[count].values(), limit);
                  }});
}

}  // namespace bench
