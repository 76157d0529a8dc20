// SPDX-License-Identifier: Apache-2.0
// The debugger's or emulator's services for Arm cores. On a board without either the first call
// stops in a breakpoint or an exception.
//
// Source: Arm, "Semihosting for AArch32 and AArch64", release 2.0.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace semihosting {

enum class operation : std::uint32_t {
  open = 0x01,
  write0 = 0x04,
  read = 0x06,
  get_command_line = 0x15,
  exit = 0x18,
};

inline std::uint32_t call(operation op, const void* argument) {
  register auto r0 asm("r0") = static_cast<std::uint32_t>(op);
  register auto r1 asm("r1") = reinterpret_cast<std::uintptr_t>(argument);
#if __ARM_ARCH_PROFILE == 'M'
  asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
#elif defined(__thumb__)
  asm volatile("svc 0xAB" : "+r"(r0) : "r"(r1) : "memory", "lr");
#else
  asm volatile("svc 0x123456" : "+r"(r0) : "r"(r1) : "memory", "lr");
#endif
  return r0;
}

[[noreturn]] inline void exit(int status) {
  // Reasons: the program came to its end, or an unknown run-time error.
  const std::uintptr_t reason = status == 0 ? 0x20026 : 0x20023;
  call(operation::exit, reinterpret_cast<const void*>(reason));
  for (;;) {
  }
}

inline void write(std::string_view text) {
  char piece[64];
  while (!text.empty()) {
    std::size_t size = 0;
    while (size < text.size() && size < sizeof piece - 1) {
      piece[size] = text[size];
      ++size;
    }
    piece[size] = '\0';
    call(operation::write0, piece);
    text.remove_prefix(size);
  }
}

// One file, for reading.
class file {
 public:
  // Opens the file that the second word of the command line names; the first names the program.
  bool open_named_by_command_line() {
    char line[256];
    std::uintptr_t where[] = {reinterpret_cast<std::uintptr_t>(line), sizeof line};
    if (call(operation::get_command_line, where) != 0) return false;
    const char* name = line;
    while (*name != '\0' && *name != ' ')
      ++name;
    if (*name == '\0') return false;
    ++name;
    std::uintptr_t length = 0;
    while (name[length] != '\0')
      ++length;
    constexpr std::uintptr_t binary_for_reading = 1;
    const std::uintptr_t what[] = {reinterpret_cast<std::uintptr_t>(name), binary_for_reading,
                                   length};
    handle_ = call(operation::open, what);
    return handle_ != failed;
  }

  std::size_t read(void* to, std::size_t bytes) const {
    const std::uintptr_t what[] = {handle_, reinterpret_cast<std::uintptr_t>(to), bytes};
    const std::uint32_t not_read = call(operation::read, what);
    return not_read > bytes ? 0 : bytes - not_read;
  }

 private:
  static constexpr std::uint32_t failed = 0xFFFFFFFF;
  std::uint32_t handle_ = failed;
};

}  // namespace semihosting
