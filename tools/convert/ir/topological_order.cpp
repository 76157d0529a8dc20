// SPDX-License-Identifier: Apache-2.0
#include "convert/ir/topological_order.hpp"

#include <functional>
#include <queue>

namespace tyto::convert {

namespace {

std::vector<bool> needed_by(const std::vector<std::vector<std::size_t>>& inputs,
                            std::size_t target) {
  std::vector<bool> needed(inputs.size(), false);
  std::vector<std::size_t> open{target};
  needed[target] = true;
  while (!open.empty()) {
    const std::size_t node = open.back();
    open.pop_back();
    for (const std::size_t input : inputs[node]) {
      if (!needed[input]) open.push_back(input);
      needed[input] = true;
    }
  }
  return needed;
}

}  // namespace

std::optional<std::vector<std::size_t>> topological_order(
    const std::vector<std::vector<std::size_t>>& inputs, std::size_t target) {
  const std::vector<bool> needed = needed_by(inputs, target);
  std::vector<std::vector<std::size_t>> readers(inputs.size());
  std::vector<std::size_t> waits_for(inputs.size(), 0);
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready;
  std::size_t count = 0;
  for (std::size_t node = 0; node < inputs.size(); ++node) {
    if (!needed[node]) continue;
    ++count;
    waits_for[node] = inputs[node].size();
    for (const std::size_t input : inputs[node])
      readers[input].push_back(node);
    if (inputs[node].empty()) ready.push(node);
  }
  std::vector<std::size_t> order;
  while (!ready.empty()) {
    order.push_back(ready.top());
    ready.pop();
    for (const std::size_t reader : readers[order.back()]) {
      if (--waits_for[reader] == 0) ready.push(reader);
    }
  }
  if (order.size() != count) return std::nullopt;
  return order;
}

}  // namespace tyto::convert
