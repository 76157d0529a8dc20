#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   size_test.sh
#
# The budgets hold on every target, and one that is passed fails, by name. Skipped where an emulator
# or a cross compiler is not installed.
set -euo pipefail

size=$(cd "$(dirname "$0")/../.." && pwd)/scripts/size.sh

for tool in qemu-system-arm qemu-arm arm-none-eabi-g++ arm-linux-gnueabihf-g++; do
  if ! command -v "$tool" >/dev/null; then
    echo "SKIPPED: no $tool on this machine (sizes for the device)"
    exit 77
  fi
done

"$size" --check

status=0
said=$(TYTO_FLASH_BUDGET=1000 TYTO_RAM_BUDGET=1000 TYTO_NETWORK_FLASH_BUDGET=1000 \
  TYTO_ARENA_BUDGET=1000 "$size" --check 2>&1) || status=$?
for what in "samples to events, flash," "samples to events, RAM," "the network alone, flash," \
  "the network's arena"; do
  count=$(grep -Ec "^size.sh: Cortex-.*: $what takes [0-9]+ bytes, [0-9]+ more than its budget of 1000\$" \
    <<<"$said" || true)
  if [[ $status -ne 1 || $count -ne 3 ]]; then
    printf 'size_test: status %d, %d targets pass a budget of 1000 for %s:\n%s\n' "$status" "$count" \
      "$what" "$said" >&2
    exit 1
  fi
done
