// SPDX-License-Identifier: Apache-2.0
// NXP i.MX 6UltraLite evaluation kit: a Cortex-A7. The line is UART 1's receiver, the text its
// transmitter, the lamps are GPIO 1's outputs 0 to 11; the file is semihosting's.
//
// Source: NXP, "i.MX 6UltraLite Applications Processor Reference Manual", chapters UART and GPIO;
// "Arm Architecture Reference Manual, Armv7-A and Armv7-R edition".
#include <cstddef>
#include <cstdint>

#include "boards/board.hpp"
#include "boards/run_time.hpp"
#include "boards/semihosting.hpp"

namespace {

template <std::uintptr_t Address>
volatile std::uint32_t& device_register() {
  return *reinterpret_cast<volatile std::uint32_t*>(Address);
}

namespace uart {

constexpr std::uintptr_t base = 0x02020000;
constexpr std::uint32_t ready = 1U << 15;  // of the received data
constexpr std::uint32_t data_bits = 0xFF;
constexpr std::uint32_t transmit_full = 1U << 4;  // of the test register

std::uint32_t receive() {
  return device_register<base>();
}
volatile std::uint32_t& transmit() {
  return device_register<base + 0x40>();
}

// 8 bits, no parity, at 115,200 baud from the 80 MHz that the boot ROM leaves.
void start() {
  constexpr std::uint32_t enable = 1U << 0;  // control 1
  constexpr std::uint32_t on_8_bits =
      1U << 14 | 1U << 5 | 1U << 2 | 1U << 1 | 1U << 0;  // control 2
  constexpr std::uint32_t unmuxed = 1U << 2;             // control 3
  constexpr std::uint32_t clock_undivided = 5U << 7;     // FIFO control
  constexpr std::uint32_t clock_hz = 80'000'000;
  constexpr std::uint32_t baud = 115'200;
  device_register<base + 0x80>() = enable;
  device_register<base + 0x84>() = on_8_bits;
  device_register<base + 0x88>() = unmuxed;
  device_register<base + 0x90>() = clock_undivided | 1U;
  // baud = clock / 16 * (0xA4's value + 1) / (0xA8's value + 1)
  device_register<base + 0xA4>() = 0xF;
  device_register<base + 0xA8>() = clock_hz / baud - 1;
}

bool transmitter_full() {
  return (device_register<base + 0xB4>() & transmit_full) != 0;
}

}  // namespace uart

namespace gpio {

constexpr std::uintptr_t base = 0x0209C000;
constexpr std::uint32_t led_outputs = 0xFFF;

volatile std::uint32_t& data() {
  return device_register<base>();
}

void start() {
  data() = 0;
  device_register<base + 0x04>() = led_outputs;  // direction
}

}  // namespace gpio

semihosting::file recording;

}  // namespace

namespace board {

bool open_file() {
  return recording.open_named_by_command_line();
}

std::size_t read_file(void* to, std::size_t bytes) {
  return recording.read(to, bytes);
}

void send(std::span<const std::uint8_t>) {}

int receive() {
  for (;;) {
    const std::uint32_t data = uart::receive();
    if ((data & uart::ready) != 0) return static_cast<int>(data & uart::data_bits);
  }
}

void say(std::string_view line) {
  const auto put = [](char c) {
    while (uart::transmitter_full()) {
    }
    uart::transmit() = static_cast<std::uint8_t>(c);
  };
  for (const char c : line)
    put(c);
  put('\n');
}

void set_leds(std::uint16_t state) {
  gpio::data() = state;
}

std::uint16_t leds() {
  return static_cast<std::uint16_t>(gpio::data() & gpio::led_outputs);
}

std::size_t stack_bytes_used() {
  return run_time::stack_bytes_used();
}

}  // namespace board

namespace {

// Sections of 1 MB for the first 128 MB of addresses, virtual equal to physical; what is not here
// faults. Without the MMU a Cortex-A7 caches no data and takes no unaligned access.
struct translation_table {
  alignas(512) std::uint32_t sections[128] = {};

  constexpr translation_table() {
    constexpr std::uint32_t section = 2;
    constexpr std::uint32_t read_write = 3U << 10;
    constexpr std::uint32_t never_execute = 1U << 4;
    constexpr std::uint32_t normal_write_back = 1U << 12 | 1U << 3 | 1U << 2;
    constexpr std::uint32_t device = 1U << 2;
    const auto map = [this](std::uint32_t megabyte, std::uint32_t attributes) {
      sections[megabyte] = megabyte << 20 | read_write | section | attributes;
    };
    map(0x009, normal_write_back);
    map(0x020, device | never_execute);
  }
};

constexpr translation_table table;

void start_mmu() {
  constexpr std::uint32_t all_domains_by_table = 0x55555555;  // clients
  constexpr std::uint32_t table_of_128_mb = 5U | 1U << 5;     // 2^(32 - 5) bytes; no second table
  constexpr std::uint32_t mmu_caches_prediction = 1U << 0 | 1U << 2 | 1U << 11 | 1U << 12;
  std::uint32_t control = 0;
  asm volatile(
      "mcr p15, 0, %[zero], c8, c7, 0 \n"     // no translations are cached,
      "mcr p15, 0, %[zero], c7, c5, 0 \n"     // nor instructions,
      "mcr p15, 0, %[zero], c7, c5, 6 \n"     // nor branches
      "mcr p15, 0, %[base], c2, c0, 0 \n"     // TTBR0
      "mcr p15, 0, %[size], c2, c0, 2 \n"     // TTBCR
      "mcr p15, 0, %[domains], c3, c0, 0 \n"  // DACR
      "dsb \n isb \n"
      "mrc p15, 0, %[control], c1, c0, 0 \n"
      : [control] "=&r"(control)
      : [zero] "r"(0), [base] "r"(&table), [size] "r"(table_of_128_mb),
        [domains] "r"(all_domains_by_table)
      : "memory");
  control |= mmu_caches_prediction;
  asm volatile("mcr p15, 0, %0, c1, c0, 0 \n dsb \n isb" ::"r"(control) : "memory");
}

}  // namespace

extern "C" {

[[noreturn, gnu::used]] void tyto_main() {
  start_mmu();
  run_time::start();
  uart::start();
  gpio::start();
  semihosting::exit(program());
}

[[noreturn, gnu::used]] void tyto_fault() {
  board::say("cortex-a7: an exception");
  semihosting::exit(1);
}

}  // extern "C"

// Reset, in supervisor mode with the MMU off. ACTLR's SMP bit must be set before the caches go on;
// the FPU and NEON are off at reset. All exceptions share the stack: none is ever returned from.
asm(R"(
  .section .vectors, "ax"
  .arm
  .balign 32
tyto_vectors:
  b tyto_reset
  .rept 7
  b tyto_exception
  .endr

  .global tyto_reset
tyto_reset:
  cpsid if
  ldr r0, =tyto_vectors
  mcr p15, 0, r0, c12, c0, 0    @ VBAR
  mrc p15, 0, r0, c1, c0, 1
  orr r0, r0, #0x40
  mcr p15, 0, r0, c1, c0, 1     @ ACTLR
  mrc p15, 0, r0, c1, c0, 2
  orr r0, r0, #0xF00000
  mcr p15, 0, r0, c1, c0, 2     @ CPACR
  isb
  mov r0, #0x40000000
  vmsr fpexc, r0
  ldr sp, =tyto_stack_top
  ldr r0, =tyto_main
  bx r0

tyto_exception:
  cps #0x13
  ldr sp, =tyto_stack_top
  ldr r0, =tyto_fault
  bx r0
  .ltorg
  .text
)");
