// SPDX-License-Identifier: Apache-2.0
// For programs of bare-metal compilers in an emulator of Linux programs: where they begin, how they
// end, and what a compiler calls without being asked.
#include <cstddef>

extern "C" {

int golden_bytes();

// Volatile, or the compiler would call the function itself for its loop.
[[gnu::weak]] void* memcpy(void* to, const void* from, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    static_cast<volatile char*>(to)[i] = static_cast<const char*>(from)[i];
  return to;
}

[[gnu::weak]] void* memmove(void* to, const void* from, std::size_t size) {
  auto* const target = static_cast<volatile char*>(to);
  const auto* const source = static_cast<const char*>(from);
  if (target <= source) return memcpy(to, from, size);
  for (std::size_t i = size; i > 0; --i)
    target[i - 1] = source[i - 1];
  return to;
}

[[gnu::weak]] void* memset(void* to, int value, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    static_cast<volatile char*>(to)[i] = static_cast<char>(value);
  return to;
}

// exit(status), the system call.
[[gnu::used]] void leave(int status) {
#ifdef __riscv
  register int a0 asm("a0") = status;
  register int a7 asm("a7") = 93;
  asm volatile("ecall" ::"r"(a0), "r"(a7));
#else
  register int r0 asm("r0") = status;
  asm volatile("push {r7}\n movs r7, #1\n svc 0\n pop {r7}" ::"r"(r0));
#endif
}

[[gnu::used]] void enter() {
  leave(golden_bytes());
}

#ifdef __riscv
asm(R"(
  .global _start
_start:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  andi sp, sp, -16
  call enter
)");
#else
asm(R"(
  .syntax unified
  .thumb
  .global _start
  .type _start, %function
  .thumb_func
_start:
  bl enter
)");
#endif

}  // extern "C"
