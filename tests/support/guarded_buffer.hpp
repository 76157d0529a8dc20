// SPDX-License-Identifier: Apache-2.0
// Memory in which a kernel that reads or writes past the end of its array is caught.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <stdexcept>
#include <type_traits>

#if defined(__SANITIZE_ADDRESS__)
#define TYTO_TEST_HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TYTO_TEST_HAS_ASAN 1
#endif
#endif
#if defined(TYTO_TEST_HAS_ASAN)
#include <sanitizer/asan_interface.h>
#endif

namespace tyto::test {

// `count` elements, all zero at first, in memory of their own.
//
//   guarded_buffer<std::int8_t> a(n);     the last element ends where an unmapped page begins: one
//                                         byte beyond is a segmentation fault, under QEMU too.
//                                         Where the first stands follows from n.
//   guarded_buffer<std::int8_t> b(n, 3);  the first element stands 3 bytes past a multiple of 64,
//   so
//                                         that every alignment can be had for every n. The at most
//                                         63 bytes between the last and the unmapped page are
//                                         margin: intact() tells whether they were written, and
//                                         with the address sanitizer reading them is an error as
//                                         well.
//
// The bytes before the first element are margin in both.
template <class T>
class guarded_buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  explicit guarded_buffer(std::size_t count) : guarded_buffer(count, 0, false) {}

  // misalignment: bytes, 0 to 63, a multiple of alignof(T).
  guarded_buffer(std::size_t count, std::size_t misalignment)
      : guarded_buffer(count, misalignment, true) {}

  ~guarded_buffer() {
    unpoison();
    munmap(mapping_, mapped_bytes_ + page_bytes());
  }

  guarded_buffer(const guarded_buffer&) = delete;
  guarded_buffer& operator=(const guarded_buffer&) = delete;

  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return count_; }
  T* begin() { return data_; }
  T* end() { return data_ + count_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + count_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  std::span<T> span() { return {data_, count_}; }
  std::span<const T> span() const { return {data_, count_}; }

  // False once a byte of the margins was written.
  bool intact() const {
    unpoison();
    const auto all_margin = [](const std::byte* first, const std::byte* last) {
      for (; first != last; ++first) {
        if (*first != margin) return false;
      }
      return true;
    };
    const bool result =
        all_margin(mapping_, first_byte()) && all_margin(last_byte(), mapping_end());
    poison();
    return result;
  }

 private:
  static constexpr std::size_t boundary = 64;  // a cache line, and the widest vector of any target
  static constexpr std::byte margin{0xA5};     // no likely result, and not the 0 of fresh pages

  guarded_buffer(std::size_t count, std::size_t misalignment, bool aligned) : count_(count) {
    if (misalignment >= boundary || misalignment % alignof(T) != 0) {
      throw std::invalid_argument("guarded_buffer: misalignment not in 0..63 or not allowed for T");
    }
    const std::size_t bytes = count * sizeof(T);
    // At least one boundary of margin in front.
    mapped_bytes_ = round_up(bytes + 2 * boundary, page_bytes());
    void* mapping = mmap(nullptr, mapped_bytes_ + page_bytes(), PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED) throw std::bad_alloc();
    mapping_ = static_cast<std::byte*>(mapping);
    if (mprotect(mapping_end(), page_bytes(), PROT_NONE) != 0) throw std::bad_alloc();

    std::size_t start = mapped_bytes_ - bytes;
    if (aligned) start -= (start - misalignment) % boundary;
    std::memset(mapping_, static_cast<int>(margin), mapped_bytes_);
    data_ = reinterpret_cast<T*>(mapping_ + start);
    std::uninitialized_value_construct_n(data_, count);
    poison();
  }

  static std::size_t page_bytes() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }
  static std::size_t round_up(std::size_t n, std::size_t unit) {
    return (n + unit - 1) / unit * unit;
  }

  const std::byte* first_byte() const { return reinterpret_cast<const std::byte*>(data_); }
  const std::byte* last_byte() const { return first_byte() + count_ * sizeof(T); }
  std::byte* mapping_end() const { return mapping_ + mapped_bytes_; }

  // The address sanitizer does not know of these margins by itself.
  void poison() const {
#if defined(TYTO_TEST_HAS_ASAN)
    ASAN_POISON_MEMORY_REGION(mapping_, static_cast<std::size_t>(first_byte() - mapping_));
    ASAN_POISON_MEMORY_REGION(last_byte(), static_cast<std::size_t>(mapping_end() - last_byte()));
#endif
  }
  void unpoison() const {
#if defined(TYTO_TEST_HAS_ASAN)
    ASAN_UNPOISON_MEMORY_REGION(mapping_, mapped_bytes_);
#endif
  }

  std::size_t count_;
  std::size_t mapped_bytes_ = 0;  // without the unmapped page
  std::byte* mapping_ = nullptr;
  T* data_ = nullptr;
};

}  // namespace tyto::test
