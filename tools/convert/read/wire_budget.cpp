// SPDX-License-Identifier: Apache-2.0
#include "convert/read/wire_budget.hpp"

#include "common/error.hpp"

namespace tyto::convert {

namespace {

constexpr int deepest = 32;
// A number of a repeated field that is not packed: an element of an array that may have doubled.
constexpr std::size_t number_bytes = 16;

class walk {
 public:
  walk(std::size_t most) : most_(most), left_(most) {}

  void message(std::span<const std::uint8_t> bytes, const wire_message& kind, int depth) {
    if (depth > deepest) {
      fail("is nested deeper than {} messages, more than any model needs", deepest);
    }
    while (!bytes.empty()) {
      const std::uint64_t tag = varint(bytes);
      if ((tag >> 3) == 0 || (tag >> 3) > 0x1fffffff) damaged();
      field(bytes, static_cast<int>(tag >> 3), static_cast<int>(tag & 7), kind, depth);
    }
  }

 private:
  [[noreturn]] static void damaged() {
    fail("is damaged or cut short: its bytes are no whole protobuf message");
  }

  void take(std::size_t bytes) {
    if (bytes > left_) {
      fail("holds so many small parts that reading them would take over {} MB", most_ >> 20);
    }
    left_ -= bytes;
  }

  static std::uint64_t varint(std::span<const std::uint8_t>& bytes) {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (bytes.empty()) damaged();
      const std::uint8_t byte = bytes.front();
      bytes = bytes.subspan(1);
      value |= std::uint64_t{byte & 0x7fU} << shift;
      if (byte < 0x80) return value;
    }
    damaged();
  }

  static std::span<const std::uint8_t> part(std::span<const std::uint8_t>& bytes,
                                            std::uint64_t size) {
    if (size > bytes.size()) damaged();
    const auto first = bytes.first(static_cast<std::size_t>(size));
    bytes = bytes.subspan(first.size());
    return first;
  }

  void field(std::span<const std::uint8_t>& bytes, int number, int wire_type,
             const wire_message& kind, int depth) {
    switch (wire_type) {
      case 0:
        varint(bytes);
        return take(number_bytes);
      case 1:
        part(bytes, 8);
        return take(number_bytes);
      case 5:
        part(bytes, 4);
        return take(number_bytes);
      case 2: {
        const std::uint64_t size = varint(bytes);
        return block(part(bytes, size), number, kind, depth);
      }
      default:
        damaged();  // groups are of a time before these formats
    }
  }

  void block(std::span<const std::uint8_t> data, int number, const wire_message& kind, int depth) {
    for (const wire_field& f : kind.fields) {
      if (f.number != number) continue;
      take(f.bytes);
      if (f.message != nullptr) return message(data, *f.message, depth + 1);
      return take(data.size() * f.bytes_per_byte);
    }
    take(data.size() + number_bytes);
  }

  std::size_t most_;
  std::size_t left_;
};

}  // namespace

void check_wire(std::span<const std::uint8_t> bytes, const wire_message& root, std::size_t most) {
  walk(most).message(bytes, root, 0);
}

}  // namespace tyto::convert
