#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The library in the Arduino IDE's layout, its sketches compiled as the IDE does it (Arduino.h put
# before, C++ without exceptions and RTTI) against a stand-in for a core: for this machine, where the
# self-test runs, and for a Cortex-M4. The compiler takes each source as a whole but makes code of the
# self-test alone: the kernels' code is tested elsewhere.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$root/scripts/package_arduino.sh" "$work"
library=$work/tyto

for needed in library.properties src/tyto.h examples/SelfTest/SelfTest.ino examples/Listen/Listen.ino; do
  [[ -s $library/$needed ]] || {
    echo "arduino_test: the layout lacks $needed" >&2
    exit 1
  }
done
flags=(-std=gnu++20 -w -fno-exceptions -fno-rtti -I "$root/tests/package/arduino" -I "$library/src"
  -include Arduino.h -x c++)
for sketch in "$library"/examples/*/*.ino; do
  if [[ $(basename "$sketch" .ino) == SelfTest ]]; then
    g++ -O1 "${flags[@]}" -c "$sketch" -o "$work/SelfTest.o"
  else
    g++ -fsyntax-only -O1 "${flags[@]}" "$sketch"
  fi
  if command -v arm-none-eabi-g++ >/dev/null; then
    arm-none-eabi-g++ -mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard -mthumb -fsyntax-only -O1 \
      "${flags[@]}" "$sketch"
  fi
done
printf 'void setup();\nvoid loop();\nint main() {\n  setup();\n  loop();\n}\n' >"$work/main.cpp"
g++ "$work/main.cpp" "$work/SelfTest.o" -o "$work/self_test"
said=$("$work/self_test")
[[ $said == "tyto: self-test passed, "* ]] || {
  echo "arduino_test: the sketch says: $said" >&2
  exit 1
}
