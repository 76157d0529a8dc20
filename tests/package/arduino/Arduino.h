// SPDX-License-Identifier: Apache-2.0
// What a sketch sees of an Arduino core, with the macros of the least careful ones: names that a
// library must not trip over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>

#define PI 3.1415926535897932384626433832795
#define HALF_PI 1.5707963267948966192313216916398
#define EULER 2.718281828459045235360287471352
#define HIGH 0x1
#define LOW 0x0
#define INPUT 0x0
#define OUTPUT 0x1
#define DEFAULT 1
#define EXTERNAL 0
#define INTERNAL 3
#define SERIAL 0x0
#define LED_BUILTIN 13
#define B0 0
#define B1 1
#define F(text) (text)
#define constrain(x, low, high) ((x) < (low) ? (low) : ((x) > (high) ? (high) : (x)))
#define radians(degrees) ((degrees)*0.0174532925)
#define sq(x) ((x) * (x))
#define bit(b) (1UL << (b))
#define lowByte(w) ((std::uint8_t)((w)&0xff))
#define interrupts()
#define noInterrupts()

struct serial_line {
  void begin(unsigned long) {}
  template <class T>
  void print(T) {}
  void print(const char* text) { std::fputs(text, stdout); }
  template <class T>
  void println(T) {}
  void println(const char* text) { std::puts(text); }
};
inline serial_line Serial;

inline unsigned long micros() {
  return 0;
}
inline void delay(unsigned long) {}
inline void pinMode(int, int) {}
inline void digitalWrite(int, int) {}
