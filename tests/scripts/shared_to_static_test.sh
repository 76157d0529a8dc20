#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   shared_to_static_test.sh SHARED_TO_STATIC
#
# A shared library made static works in a static program: calls in and out of it, its data, its
# pointers, its constructors, in A32 and T32.
set -euo pipefail
export LC_ALL=C

convert=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
compiler=(arm-linux-gnueabihf-g++ -std=c++20 -O2 -mcpu=cortex-a7 -mfpu=neon-vfpv4)

cat >library.cpp <<'END'
#include <cstring>
extern int doubled(int);                 // defined by the program
static int constructed = 0;
struct at_start { at_start() { constructed = 40; } } instance;
int counter = 7;                         // data with a value
static int zero[1000];                   // data without
static const char* const words[] = {"one", "two", "three"};  // pointers to be relocated
int call(int (*f)(int), int x) { return f(x) + doubled(x); }
const char* word(int i) { ++counter; return words[i]; }
int total() { zero[999] += 2; return constructed + zero[999] + static_cast<int>(std::strlen(words[2])); }
struct base { virtual ~base() = default; virtual int value() { return 1; } };
struct derived : base { int value() override { return 2; } };
base* make() { static derived d; return &d; }
int value(base* b) { return b->value(); }
END
cat >program.cpp <<'END'
#include <cstdio>
extern int counter;
int call(int (*)(int), int);
const char* word(int);
int total();
struct base;
base* make();
int value(base*);
int doubled(int x) { return 2 * x; }
static int negative(int x) { return -x; }
int main() {
  std::printf("%d %s %s %d %d %d\n", call(negative, 21), word(1), word(0), counter, total(), value(make()));
}
END
for set in -marm -mthumb; do
  "${compiler[@]}" "$set" -fPIC -shared -Wl,-z,undefs library.cpp -o liblibrary.so
  "$convert" liblibrary.so library.S
  "${compiler[@]}" -c library.S -o library.o
  for program_set in -marm -mthumb; do
    "${compiler[@]}" "$program_set" -static program.cpp library.o -Wl,--no-warn-rwx-segments -o program
    output=$(qemu-arm -cpu cortex-a7 ./program)
    if [[ $output != "21 two one 9 47 2" ]]; then
      echo "library $set, program $program_set: printed '$output'" >&2
      exit 1
    fi
  done
done

# refused FILE MESSAGE
refused() {
  local status=0
  "$convert" "$1" refused.S 2>error || status=$?
  if [[ $status -ne 2 ]] || ! grep -Fq "$2" error; then
    echo "not refused with status 2 and '$2', but with $status: $(cat error)" >&2
    exit 1
  fi
}
refused program.cpp "is no shared library for 32-bit Arm"
refused absent.so "cannot be read"
head -c 3000 liblibrary.so >cut.so
refused cut.so "truncated"
echo "shared-to-static: a static program runs what it made"
