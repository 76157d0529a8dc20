// SPDX-License-Identifier: Apache-2.0
// Keeps a small protobuf file from asking for much memory: two bytes can stand for an empty message
// of some hundred. So the file is walked before it is parsed, and what parsing it will take is
// added up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tyto::convert {

struct wire_message;

// A field that takes more memory than its bytes in the file.
struct wire_field {
  int number;
  std::size_t bytes;               // that each of it takes beside its own data
  const wire_message* message;     // what it holds, nullptr for a string or for numbers
  std::size_t bytes_per_byte = 1;  // of its data: up to 8 for a packed list of small integers
};

struct wire_message {
  std::span<const wire_field> fields;
};

// Throws `error` where `bytes` are no message of the protobuf format, are nested too deeply, or
// would take more than `most` bytes as objects. (Fields that `root` does not name count as
// themselves.)
void check_wire(std::span<const std::uint8_t> bytes, const wire_message& root, std::size_t most);

}  // namespace tyto::convert
