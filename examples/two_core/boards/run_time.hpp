// SPDX-License-Identifier: Apache-2.0
// What a C++ program without an operating system needs before it begins: variables with their
// values. For start-up code alone, to be called once, with nearly nothing on the stack.
#pragma once

#include <cstddef>
#include <cstdint>

#include "boards/painted_stack.hpp"

// Of the linker script.
extern "C" {
extern std::uint32_t tyto_stack_lowest[];
extern std::uint32_t tyto_stack_top[];
extern std::uint32_t tyto_data_start[];
extern std::uint32_t tyto_data_end[];
extern const std::uint32_t tyto_data_in_flash[];
extern std::uint32_t tyto_bss_start[];
extern std::uint32_t tyto_bss_end[];
extern void (*const tyto_constructors_start[])();
extern void (*const tyto_constructors_end[])();
}

namespace run_time {

[[gnu::always_inline]] inline void start() {
  std::uint32_t* stack_pointer = nullptr;
  asm volatile("mov %0, sp" : "=r"(stack_pointer));
  painted_stack::fill(tyto_stack_lowest, stack_pointer);
  // Volatile, or the compiler makes calls of memcpy and memset of these loops.
  const std::uint32_t* from = tyto_data_in_flash;
  for (volatile std::uint32_t* to = tyto_data_start; to < tyto_data_end; ++to)
    *to = *from++;
  for (volatile std::uint32_t* to = tyto_bss_start; to < tyto_bss_end; ++to)
    *to = 0;
  for (void (*const* constructor)() = tyto_constructors_start; constructor < tyto_constructors_end;
       ++constructor)
    (*constructor)();
}

inline std::size_t stack_bytes_used() {
  return painted_stack::bytes_used(tyto_stack_lowest, tyto_stack_top);
}

}  // namespace run_time
