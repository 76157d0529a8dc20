// SPDX-License-Identifier: Apache-2.0
// A process: the file is the first argument, the line standard input or output, the text standard
// error. For a real line, a serial port in raw mode: `stty -F /dev/ttymxc1 115200 raw`.
#include <fcntl.h>
#include <ucontext.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

#include "boards/board.hpp"
#include "boards/painted_stack.hpp"

namespace {

const char* file_name;
int file = -1;
std::uint16_t led_outputs;
int exit_status = 1;

// program() runs on this stack, to be measured.
alignas(16) std::uint32_t stack[16 * 1024];
ucontext_t caller;
ucontext_t callee;

void run_program() {
  exit_status = program();
}

std::size_t read_all(int from, void* to, std::size_t bytes) {
  std::size_t got = 0;
  while (got < bytes) {
    const ssize_t n = read(from, static_cast<char*>(to) + got, bytes - got);
    if (n == 0 || (n < 0 && errno != EINTR)) break;
    if (n > 0) got += static_cast<std::size_t>(n);
  }
  return got;
}

void write_all(int to, const void* from, std::size_t bytes) {
  std::size_t written = 0;
  while (written < bytes) {
    const ssize_t n = write(to, static_cast<const char*>(from) + written, bytes - written);
    if (n < 0 && errno != EINTR) _exit(1);  // whom it was for is gone
    if (n > 0) written += static_cast<std::size_t>(n);
  }
}

}  // namespace

namespace board {

bool open_file() {
  if (file_name != nullptr) file = open(file_name, O_RDONLY | O_CLOEXEC);
  return file >= 0;
}

std::size_t read_file(void* to, std::size_t bytes) {
  return read_all(file, to, bytes);
}

void send(std::span<const std::uint8_t> bytes) {
  write_all(STDOUT_FILENO, bytes.data(), bytes.size());
}

int receive() {
  static std::uint8_t buffer[256];
  static std::size_t size = 0;
  static std::size_t next = 0;
  if (next == size) {
    ssize_t n = 0;
    do {
      n = read(STDIN_FILENO, buffer, sizeof buffer);
    } while (n < 0 && errno == EINTR);
    if (n <= 0) return -1;
    size = static_cast<std::size_t>(n);
    next = 0;
  }
  return buffer[next++];
}

void say(std::string_view line) {
  write_all(STDERR_FILENO, line.data(), line.size());
  write_all(STDERR_FILENO, "\n", 1);
}

void set_leds(std::uint16_t state) {
  led_outputs = state;
}

std::uint16_t leds() {
  return led_outputs;
}

std::size_t stack_bytes_used() {
  return painted_stack::bytes_used(std::begin(stack), std::end(stack));
}

}  // namespace board

int main(int argc, char** argv) {
  if (argc > 1) file_name = argv[1];
  painted_stack::fill(std::begin(stack), std::end(stack));
  if (getcontext(&callee) != 0) return 1;
  callee.uc_stack.ss_sp = stack;
  callee.uc_stack.ss_size = sizeof stack;
  callee.uc_link = &caller;
  makecontext(&callee, run_program, 0);
  if (swapcontext(&caller, &callee) != 0) return 1;
  return exit_status;
}
