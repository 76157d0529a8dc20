// SPDX-License-Identifier: Apache-2.0
// Arm MPS2 with the AN386 image: a Cortex-M4F at 25 MHz. The file and the text are semihosting's,
// the line is UART 0's transmitter.
//
// Source: Arm, "Application Note AN386"; "Cortex-M System Design Kit Technical Reference Manual",
// chapter APB UART; "Armv7-M Architecture Reference Manual".
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

constexpr std::uintptr_t base = 0x40004000;
constexpr std::uint32_t transmit_full = 1U << 0;    // of the state register
constexpr std::uint32_t transmit_enable = 1U << 0;  // of the control register
constexpr std::uint32_t clock_hz = 25'000'000;
constexpr std::uint32_t baud = 115'200;  // the frames need 8,500

volatile std::uint32_t& data() {
  return device_register<base>();
}
volatile std::uint32_t& state() {
  return device_register<base + 0x04>();
}

void start() {
  device_register<base + 0x10>() = clock_hz / baud;
  device_register<base + 0x08>() = transmit_enable;
}

}  // namespace uart

semihosting::file recording;
std::uint16_t led_outputs;  // this board's lamps are not RGB

}  // namespace

namespace board {

bool open_file() {
  return recording.open_named_by_command_line();
}

std::size_t read_file(void* to, std::size_t bytes) {
  return recording.read(to, bytes);
}

void send(std::span<const std::uint8_t> bytes) {
  for (const std::uint8_t byte : bytes) {
    while ((uart::state() & uart::transmit_full) != 0) {
    }
    uart::data() = byte;
  }
}

int receive() {
  return -1;
}

void say(std::string_view line) {
  semihosting::write(line);
  semihosting::write("\n");
}

void set_leds(std::uint16_t state) {
  led_outputs = state;
}

std::uint16_t leds() {
  return led_outputs;
}

std::size_t stack_bytes_used() {
  return run_time::stack_bytes_used();
}

}  // namespace board

extern "C" {

[[noreturn]] void tyto_reset() {
  // No floating point before this: the FPU is off at reset.
  constexpr std::uint32_t full_access_cp10_cp11 = 0xFU << 20;
  device_register<0xE000ED88>() |= full_access_cp10_cp11;
  asm volatile("dsb\n isb" ::: "memory");

  run_time::start();
  uart::start();
  semihosting::exit(program());
}

[[noreturn]] void tyto_fault() {
  board::say("cortex-m4: a fault");
  semihosting::exit(1);
}

}  // extern "C"

namespace {

using handler = void (*)();

struct vector_table {
  const std::uint32_t* stack;
  handler reset;
  handler faults[14];  // NMI, the faults, and the system calls, none of which is expected
};

[[gnu::section(".vectors"), gnu::used]] const vector_table vectors = {
    tyto_stack_top,
    tyto_reset,
    {tyto_fault, tyto_fault, tyto_fault, tyto_fault, tyto_fault, tyto_fault, tyto_fault, tyto_fault,
     tyto_fault, tyto_fault, tyto_fault, tyto_fault, tyto_fault, tyto_fault}};

}  // namespace
