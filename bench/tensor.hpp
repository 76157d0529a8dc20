// SPDX-License-Identifier: Apache-2.0
// Memory of one activation tensor.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>

namespace bench {

// `size` elements of T in [height][width][channels] order, aligned for any vector unit, with spare
// bytes behind them, as XNNPACK asks for.
template <class T>
class tensor {
 public:
  explicit tensor(int size) : size_(static_cast<std::size_t>(size)), memory_(allocate(size_)) {}

  explicit tensor(std::span<const T> values) : tensor(static_cast<int>(values.size())) {
    assign(values);
  }

  void assign(std::span<const T> values) { std::ranges::copy(values, data()); }

  [[nodiscard]] T* data() { return memory_.get(); }
  [[nodiscard]] const T* data() const { return memory_.get(); }
  [[nodiscard]] std::span<const T> values() const { return {data(), size_}; }

 private:
  static constexpr std::align_val_t alignment{64};
  static constexpr std::size_t spare = 64;

  struct release {
    void operator()(T* p) const { ::operator delete(p, alignment); }
  };
  using memory = std::unique_ptr<T, release>;

  static memory allocate(std::size_t size) {
    auto* p = static_cast<T*>(::operator new(size * sizeof(T) + spare, alignment));
    std::fill_n(p, size + spare / sizeof(T), T{});
    return memory(p);
  }

  std::size_t size_;
  memory memory_;
};

}  // namespace bench
