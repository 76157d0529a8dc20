#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   size.sh [--check]
#
# What the bundled model takes on a Cortex-A7 with Linux, on one without and on a Cortex-M4F: flash by
# the linker's account, RAM by sizeof and by running. Updates the tables in bench/size.md and docs/device.md
# and bench/memory_map.svg; with --check it writes nothing. Fails when a budget is passed:
#
#   samples to events   64 KB of flash, 24 KB of RAM       (TYTO_FLASH_BUDGET, TYTO_RAM_BUDGET)
#   the network alone   48 KB of flash, 9.5 KB of arena    (TYTO_NETWORK_FLASH_BUDGET, TYTO_ARENA_BUDGET)
#
# The variables are in bytes. Stacks are painted with a pattern before the program runs on recorded
# speech in an emulator; what no longer has the pattern then was used. No interrupt adds to it.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
flash_budget=${TYTO_FLASH_BUDGET:-$((64 * 1024))}
ram_budget=${TYTO_RAM_BUDGET:-$((24 * 1024))}
network_flash_budget=${TYTO_NETWORK_FLASH_BUDGET:-$((48 * 1024))}
arena_budget=${TYTO_ARENA_BUDGET:-$((95 * 1024 / 10))}

write=yes
case ${1:-} in
  "") ;;
  --check) write=no ;;
  *)
    echo "size.sh: unknown option $1; usage: size.sh [--check]" >&2
    exit 2
    ;;
esac

"$root/scripts/install_dependencies.sh" >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
host=$("$root/scripts/build_firmware.sh" host join_recordings)
"$host/join_recordings" audio.wav /usr/share/sounds/alsa/{Front_Left,Rear_Right}.wav

targets=(linux bare m4)
declare -A name=([linux]="Cortex-A7, Linux" [bare]="Cortex-A7, bare metal" [m4]="Cortex-M4F, bare metal")
declare -A kind=([linux]=a7 [bare]=bare [m4]=m4)
declare -A of # of[TARGET.WHAT]: bytes

# run TARGET PROGRAM: what it says, on standard output
run() {
  local program=${folder[$1]}/$2
  local -a emulator=(timeout 300)
  local semihosting=enable=on,target=native,arg=$2,arg=audio.wav
  case $1 in
    linux) emulator+=(qemu-arm -cpu cortex-a7 "$program" audio.wav) ;;
    bare) emulator+=(qemu-system-arm -M mcimx6ul-evk -display none -monitor none -serial stdio
      -semihosting-config "$semihosting" -kernel "$program.elf") ;;
    m4) emulator+=(qemu-system-arm -M mps2-an386 -display none -monitor none -serial null
      -semihosting-config "$semihosting" -kernel "$program.elf") ;;
  esac
  "${emulator[@]}" </dev/null 2>&1
}

# file TARGET PROGRAM: what is measured. A Linux program is mostly libc: of it, its own object alone.
file() {
  if [[ $1 == linux ]]; then
    echo "${folder[$1]}/CMakeFiles/$2.dir/$2.cpp.o"
  else
    echo "${folder[$1]}/$2.elf"
  fi
}

# sections FILE: bytes of flash and of variables (initialised ones are in both)
sections() {
  local section type size flags flash=0 variables=0
  while read -r section type _ _ size _ flags _; do
    [[ $flags == *A* && $section != .stack ]] || continue
    size=$((16#$size))
    if [[ $type != NOBITS ]]; then flash=$((flash + size)); fi
    if [[ $section =~ ^\.(data|bss) && $section != .data.rel.ro* ]]; then
      variables=$((variables + size))
    fi
  done < <(arm-none-eabi-readelf --sections --wide "$1" | sed -nE 's/^ *\[ *[1-9][0-9]*\] +//p')
  echo "$flash $variables"
}

# constants FILE: bytes of weights (with biases and multipliers) and of the front end's tables
constants() {
  arm-none-eabi-readelf --symbols --wide "$1" | awk '
    $4 != "OBJECT" || seen[$8]++ { next }
    $8 ~ /4tyto(5audio|4math)/ { if ($8 ~ /^_ZN/) tables += $3; next }
    $8 ~ /8ds_cnn_s/ && $8 !~ /4tyto3kws|8ds_cnn_s5model|two_core/ { weights += $3 }
    END { print weights + 0, tables + 0 }'
}

# number TEXT PATTERN: the number that PATTERN, a sed expression, holds in its group
number() {
  local found
  found=$(sed -nE "s/.*$2.*/\\1/p" <<<"$1" | head -n 1)
  [[ -n $found ]] || {
    printf 'size.sh: no %s in:\n%s\n' "$2" "$1" >&2
    exit 1
  }
  echo "$found"
}

declare -A folder
for t in "${targets[@]}"; do
  folder[$t]=$("$root/scripts/build_firmware.sh" "${kind[$t]}" one_core network_alone)

  read -r of[$t.flash] variables < <(sections "$(file "$t" one_core)")
  read -r of[$t.weights] of[$t.tables] < <(constants "$(file "$t" one_core)")
  of[$t.code]=$((of[$t.flash] - of[$t.weights] - of[$t.tables]))

  said=$(run "$t" one_core)
  grep -q ^event <<<"$said" || {
    printf 'size.sh: %s heard nothing:\n%s\n' "$t" "$said" >&2
    exit 1
  }
  detector=$(number "$said" 'detector ([0-9]+) bytes')
  of[$t.arena]=$(number "$said" 'arena ([0-9]+)')
  of[$t.front_end]=$(number "$said" 'front end ([0-9]+)')
  of[$t.rest]=$((detector - of[$t.arena] - of[$t.front_end]))
  of[$t.others]=$((variables - detector))
  of[$t.stack]=$(number "$said" 'frames, stack ([0-9]+)')
  of[$t.ram]=$((variables + of[$t.stack]))

  read -r of[$t.network_flash] _ < <(sections "$(file "$t" network_alone)")
  said=$(run "$t" network_alone)
  of[$t.network_arena]=$(number "$said" 'arena ([0-9]+)')
  of[$t.network_stack]=$(number "$said" 'stack ([0-9]+)')
done

# row TITLE WHAT [BUDGET]
row() {
  local line="| $1 |" t
  for t in "${targets[@]}"; do
    line+=" $(sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta' <<<"${of[$t.$2]}") |"
  done
  local budget=${3:-}
  echo "$line ${budget:+$(sed -E ':a; s/^([0-9]+)([0-9]{3})/\1,\2/; ta' <<<"$budget")} |"
}

heads() { # heads LAST: the head of a table with a column a target
  echo "| | ${name[linux]} | ${name[bare]} | ${name[m4]} | $1 |"
  echo "|---|---:|---:|---:|---:|"
}

table() {
  heads budget
  echo "| **samples to events, flash** | | | | |"
  row "code" code
  row "weights, biases, multipliers" weights
  row "tables of the front end" tables
  row "together" flash "$flash_budget"
  echo "| **samples to events, RAM** | | | | |"
  row "arena" arena
  row "front end" front_end
  row "window, posteriors, rest of the detector" rest
  row "other variables: samples of one hop" others
  row "stack, the most that was used" stack
  row "together" ram "$ram_budget"
  echo "| **the network alone** | | | | |"
  row "flash" network_flash "$network_flash_budget"
  row "arena" network_arena "$arena_budget"
  row "stack" network_stack
}

summary() {
  heads budget
  row "samples to events, flash" flash "$flash_budget"
  row "samples to events, RAM with the stack" ram "$ram_budget"
  row "the network alone, flash" network_flash "$network_flash_budget"
  row "the network alone, arena" network_arena "$arena_budget"
}

# What the history keeps of each target: flash, RAM, the network's flash and arena.
history_row() {
  local line="|" t
  for t in "${targets[@]}"; do
    line+=" ${of[$t.flash]} ${of[$t.ram]} ${of[$t.network_flash]} ${of[$t.network_arena]} |"
  done
  echo "$line"
}

# One line an area: target, memory, label, bytes, colour.
areas() {
  local t
  for t in "${targets[@]}"; do
    cat <<END
$t;flash;code;${of[$t.code]};#4c78a8
$t;flash;weights;${of[$t.weights]};#f58518
$t;flash;tables;${of[$t.tables]};#54a24b
$t;RAM;stack;${of[$t.stack]};#e45756
$t;RAM;arena;${of[$t.arena]};#72b7b2
$t;RAM;front end;${of[$t.front_end]};#eeca3b
$t;RAM;rest of the detector;${of[$t.rest]};#b279a2
$t;RAM;other variables;${of[$t.others]};#9d755d
END
  done
}

# Two bars a target, each as wide as its budget.
memory_map() {
  areas | awk -F';' -v flash_budget="$flash_budget" -v ram_budget="$ram_budget" \
    -v linux="${name[linux]}" -v bare="${name[bare]}" -v m4="${name[m4]}" '
    function text(x, y, size, anchor, what) {
      printf "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" text-anchor=\"%s\">%s</text>\n", x, y, size,
        anchor, what
    }
    function end_bar() {
      if (!bar) return
      printf "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#333\"/>\n",
        left, top, width, height
      text(left + width + 8, top + 17, 12, "start",
        sprintf("%.1f of %.0f KB", used / 1024, budget / 1024))
    }
    BEGIN {
      left = 80; width = 640; height = 26
      title["linux"] = linux; title["bare"] = bare; title["m4"] = m4
      print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 830 320\" font-family=\"sans-serif\">"
      print "<rect width=\"830\" height=\"320\" fill=\"#fff\"/>"
      y = 8
    }
    $1 != target { end_bar(); bar = 0; target = $1; y += 22; text(8, y, 14, "start", title[target]) }
    $2 != memory {
      end_bar(); bar = 1; memory = $2; top = y + 8; y = top + height; used = 0
      budget = memory == "flash" ? flash_budget : ram_budget
      text(left - 8, top + 17, 12, "end", memory)
    }
    {
      x = left + used * width / budget; w = $4 * width / budget; used += $4
      printf "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\">", x, top, w, height, $5
      printf "<title>%s: %d bytes</title></rect>\n", $3, $4
      if (w > 8 * length($3) + 4) text(x + w / 2, top + 17, 12, "middle", $3)
    }
    !($3 in colour) { colour[$3] = $5; legend[++legends] = $3 }
    END {
      end_bar()
      x = left
      for (i = 1; i <= legends; ++i) {
        printf "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>\n", x, y + 16,
          colour[legend[i]]
        text(x + 17, y + 26, 12, "start", legend[i])
        x += 34 + 6.5 * length(legend[i])
      }
      print "</svg>"
    }'
}

failures=0
# budget WHAT BYTES BUDGET
budget() {
  if (($2 > $3)); then
    echo "size.sh: $1 takes $2 bytes, $(($2 - $3)) more than its budget of $3" >&2
    failures=$((failures + 1))
  fi
}
for t in "${targets[@]}"; do
  budget "${name[$t]}: samples to events, flash," "${of[$t.flash]}" "$flash_budget"
  budget "${name[$t]}: samples to events, RAM," "${of[$t.ram]}" "$ram_budget"
  budget "${name[$t]}: the network alone, flash," "${of[$t.network_flash]}" "$network_flash_budget"
  budget "${name[$t]}: the network's arena" "${of[$t.network_arena]}" "$arena_budget"
done

table
((failures == 0)) || exit 1
if [[ $write == yes ]]; then
  memory_map >"$root/bench/memory_map.svg"
  table | "$root/scripts/put_part.sh" "$root/bench/size.md" size
  summary | "$root/scripts/put_part.sh" "$root/docs/device.md" size
  # A row a day at most, and none when nothing has changed.
  if ! grep -qF -- "$(history_row)" "$root/bench/size.md"; then
    today=$(date -u +%F)
    {
      echo "| day | ${name[linux]} | ${name[bare]} | ${name[m4]} |"
      echo "|---|---|---|---|"
      sed -n '/^<!-- history: begin -->$/,/^<!-- history: end -->$/p' "$root/bench/size.md" |
        grep '^| [0-9]' | grep -v "^| $today " || true
      echo "| $today $(history_row)"
    } | "$root/scripts/put_part.sh" "$root/bench/size.md" history
  fi
fi
