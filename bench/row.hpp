// SPDX-License-Identifier: Apache-2.0
// What is measured: a row for each layer on each engine, and one for the whole network.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "layer.hpp"
#include "tensor.hpp"

namespace bench {

// Name of the rows that run every layer.
inline constexpr const char* whole_network = "network";

struct row {
  std::string layer;
  std::string engine;
  std::string precision;  // "int8" or "float32"
  std::int64_t macs = 0;
  std::function<void()> run;  // once; the result stays in memory that the row owns
  // Runs once and compares with the scalar reference: empty, or what is wrong.
  std::function<std::string()> check;
};

// "layer/engine/precision", which tyto-bench-table takes apart again.
inline std::string name_of(const row& r) {
  return r.layer + '/' + r.engine + '/' + r.precision;
}

template <class T>
constexpr const char* precision_name() {
  return std::same_as<T, float> ? "float32" : "int8";
}

// The scalar reference: the network's input, then the output of each layer.
template <class T>
using reference = std::vector<tensor<T>>;

struct references {
  reference<std::int8_t> int8;
  reference<float> float32;

  template <class T>
  [[nodiscard]] const reference<T>& of() const {
    if constexpr (std::same_as<T, float>) {
      return float32;
    } else {
      return int8;
    }
  }
};

// Empty if no element of `got` is further from `expected` than `tolerance`; else the worst. The
// tolerance is absolute for int8, a part of the largest expected element for float32.
template <class T>
std::string compare(std::span<const T> got, std::span<const T> expected, double tolerance) {
  const auto at = [](std::span<const T> s, std::size_t i) { return static_cast<double>(s[i]); };
  std::size_t worst = 0;
  double distance = 0.0;
  double largest = 0.0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    largest = std::max(largest, std::abs(at(expected, i)));
    const double d = std::abs(at(got, i) - at(expected, i));
    if (!(d <= distance)) {
      distance = d;
      worst = i;
    }
  }
  const double allowed = std::same_as<T, float> ? tolerance * largest : tolerance;
  if (distance <= allowed) return {};
  return "element " + std::to_string(worst) + " is " + std::to_string(at(got, worst)) + ", not " +
         std::to_string(at(expected, worst)) + " (allowed difference " + std::to_string(allowed) +
         ")";
}

}  // namespace bench
