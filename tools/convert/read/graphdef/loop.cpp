// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/loop.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/topological_order.hpp"

namespace tyto::convert {

namespace {

using edges = std::vector<std::vector<std::size_t>>;

class loop_finder {
 public:
  loop_finder(const graphdef::Graph& graph, const edges& inputs)
      : graph_(graph), inputs_(inputs), body_(inputs) {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (is(i, "Enter") || is(i, "Merge")) body_[i].clear();
      if (is(i, "Switch")) body_[i].resize(std::min<std::size_t>(1, body_[i].size()));
    }
  }

  std::vector<graphdef_loop> all() {
    constexpr std::size_t most = 64;
    std::vector<graphdef_loop> loops;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (!is(i, "LoopCond")) continue;
      if (loops.size() == most) refuse(i, "it is of loop {}; accepted: up to {}", most + 1, most);
      loops.push_back(loop_of(i));
    }
    return loops;
  }

 private:
  [[nodiscard]] bool is(std::size_t i, std::string_view op) const {
    return graph_.node(static_cast<int>(i)).op() == op;
  }

  template <class... Args>
  [[noreturn]] void refuse(std::size_t i, fmt::format_string<Args...> format,
                           Args&&... args) const {
    fail("{}: {}", describe_node(graph_, i), fmt::format(format, std::forward<Args>(args)...));
  }

  graphdef_loop loop_of(std::size_t condition) {
    graphdef_loop loop;
    loop.condition = condition;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (is(i, "Switch") && inputs_[i].size() == 2 && inputs_[i][1] == condition) {
        variable_of(loop, i).switches.push_back(i);
      }
    }
    find_exits(loop);
    find_body(loop);
    return loop;
  }

  // The variable that a Switch hands on.
  graphdef_loop::variable& variable_of(graphdef_loop& loop, std::size_t switched) const {
    graphdef_loop::variable v;
    v.merge = inputs_[switched][0];
    for (graphdef_loop::variable& known : loop.variables) {
      if (known.merge == v.merge) return known;
    }
    if (!is(v.merge, "Merge") || inputs_[v.merge].size() != 2) {
      refuse(switched, "it reads no Merge of two in a loop; accepted: a loop of recurrent layers");
    }
    v.start = inputs_[v.merge][0];
    v.next = inputs_[v.merge][1];
    if (is(v.start, "NextIteration")) std::swap(v.start, v.next);
    if (!is(v.start, "Enter") || !is(v.next, "NextIteration") || inputs_[v.start].size() != 1 ||
        inputs_[v.next].size() != 1) {
      refuse(v.merge, "it reads no Enter and NextIteration; accepted: a loop of recurrent layers");
    }
    return loop.variables.emplace_back(std::move(v));
  }

  void find_exits(graphdef_loop& loop) const {
    std::map<std::size_t, graphdef_loop::variable*> of_switch;
    for (graphdef_loop::variable& v : loop.variables) {
      for (const std::size_t i : v.switches)
        of_switch[i] = &v;
    }
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (!is(i, "Exit") || inputs_[i].size() != 1) continue;
      const auto found = of_switch.find(inputs_[i][0]);
      if (found != of_switch.end()) found->second->exits.push_back(i);
    }
  }

  void find_body(graphdef_loop& loop) {
    edges body = body_;
    body.push_back({loop.condition});  // one node that reads all the ends
    for (const graphdef_loop::variable& v : loop.variables)
      body.back().push_back(v.next);
    const auto order = topological_order(body, body.size() - 1);
    if (!order) refuse(loop.condition, "its loop's nodes form a cycle within one run of it");
    loop.body.assign(order->begin(), order->end() - 1);
    for (const std::size_t i : loop.body) {
      if (is(i, "Exit")) refuse(i, "it ends a loop in another; accepted: a loop alone");
      if (is(i, "Enter") && inputs_[i].size() == 1) loop.reads.push_back(inputs_[i][0]);
    }
    for (const graphdef_loop::variable& v : loop.variables)
      loop.reads.push_back(inputs_[v.start][0]);
    std::sort(loop.reads.begin(), loop.reads.end());
    loop.reads.erase(std::unique(loop.reads.begin(), loop.reads.end()), loop.reads.end());
  }

  const graphdef::Graph& graph_;
  const edges& inputs_;
  edges body_;  // what each reads within one run of a body
};

}  // namespace

std::vector<graphdef_loop> find_loops(const graphdef::Graph& graph,
                                      const std::vector<std::vector<std::size_t>>& inputs) {
  return loop_finder(graph, inputs).all();
}

}  // namespace tyto::convert
