#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   two_core.sh [--fault KIND:PACKET]... [AUDIO...]
#
# Plays speech to a Cortex-M4F, which sends feature frames over a serial line to a Cortex-A7, which
# shows the keywords it hears as four lamps and text. Both run in emulators, the A7 twice: as a Linux
# program and as bare metal. Prints what both said, and compares with the same audio on one core of
# either kind.
#
# AUDIO is any files libsndfile reads; a voice of alsa-utils if there are none. --fault makes the
# line drop, repeat, flip (a byte of) or cut packet number PACKET; the first frame is packet 3.
#
# TYTO_TWO_CORE_SECONDS is how long each emulator may take, 300 if it is not set.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
seconds=${TYTO_TWO_CORE_SECONDS:-300}

usage() { # usage REASON
  echo "two_core.sh: $1; usage: two_core.sh [--fault KIND:PACKET]... [AUDIO...]" >&2
  exit 2
}

faults=()
audio=()
while (($# > 0)); do
  case $1 in
    --fault)
      [[ ${2:-} =~ ^(drop|repeat|flip|cut):[0-9]+$ ]] ||
        usage "--fault needs drop:N, repeat:N, flip:N or cut:N"
      faults+=("$2")
      shift
      ;;
    -h | --help)
      print_help
      exit 0
      ;;
    -*) usage "unknown option $1" ;;
    *)
      [[ -r $1 ]] || usage "$1 cannot be read"
      audio+=("$(realpath "$1")")
      ;;
  esac
  shift
done

"$root/scripts/install_dependencies.sh" >&2
if ((${#audio[@]} == 0)); then
  audio=(/usr/share/sounds/alsa/{Front,Rear,Side}_{Left,Right}.wav)
fi

host=$("$root/scripts/build_firmware.sh" host join_recordings faulty_line)
m4=$("$root/scripts/build_firmware.sh" m4 front_core one_core)
bare=$("$root/scripts/build_firmware.sh" bare network_core)
a7=$("$root/scripts/build_firmware.sh" a7 network_core one_core)

# Whatever was started ends with this script, and each emulator after a time of its own as well.
running=()
work=$(mktemp -d)
clean_up() {
  ((${#running[@]} == 0)) || kill "${running[@]}" 2>/dev/null || true
  wait
  rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

limited() { exec timeout --kill-after=5 "$seconds" "$@"; }

cortex_m4() { # cortex_m4 PROGRAM: its line is standard output, its text standard error
  limited qemu-system-arm -M mps2-an386 -display none -monitor none -serial stdio \
    -semihosting-config enable=on,target=native,arg="$1",arg=audio.wav \
    -kernel "$m4/$1.elf" </dev/null
}

cortex_a7_linux() { # its line is standard input
  limited qemu-arm -cpu cortex-a7 "$a7/network_core"
}

cortex_a7_bare() { # the same; its text is the other direction of its serial port
  limited qemu-system-arm -M mcimx6ul-evk -display none -monitor none \
    -chardev stdio,id=line,signal=off -serial chardev:line \
    -semihosting-config enable=on,target=native -kernel "$bare/network_core.elf"
}

# wait_for WHO PID: its exit status must be 0
wait_for() {
  local status=0
  wait "$2" || status=$?
  if ((status != 0)); then
    cat "$work"/*.txt >&2
    echo "two_core.sh: the $1 ended with status $status" >&2
    exit 1
  fi
}

# both NAME OTHER: runs the two cores and prints what they say
both() {
  local name=$1 other=$2
  rm -f sent received
  mkfifo sent received
  cortex_m4 front_core >sent 2>front.txt &
  local front=$!
  "$host/faulty_line" "${faults[@]}" <sent >received &
  local line=$!
  "$other" <received >"$name.txt" 2>&1 &
  local network=$!
  running=("$front" "$line" "$network")
  wait_for "Cortex-M4F" "$front"
  wait_for line "$line"
  wait_for "Cortex-A7 ($name)" "$network"
  running=()
  sed 's/^/  M4F  /' front.txt
  sed 's/^/  A7   /' "$name.txt"
}

cd "$work"
"$host/join_recordings" audio.wav "${audio[@]}"
echo "Speech: ${#audio[@]} files"
echo "Cortex-M4F (QEMU mps2-an386) to Cortex-A7, a Linux program (qemu-arm):"
both linux cortex_a7_linux
echo "Cortex-M4F (QEMU mps2-an386) to Cortex-A7, bare metal (QEMU mcimx6ul-evk):"
both bare cortex_a7_bare

# alone NAME LABEL COMMAND...: runs one core and prints what it says
alone() {
  local name=$1 label=$2
  shift 2
  "$@" >"$name.txt" 2>&1 &
  running=($!)
  wait_for "$label (one core)" "${running[0]}"
  running=()
  sed "s/^/  $label /" "$name.txt"
}

echo "One Cortex-A7, samples to events, Linux (qemu-arm):"
alone one "A7  " limited qemu-arm -cpu cortex-a7 "$a7/one_core" audio.wav
echo "One Cortex-M4F, samples to events (QEMU mps2-an386):"
alone m4 "M4F " cortex_m4 one_core

grep ^event one.txt >one.events || true
grep ^event m4.txt >m4.events || true
cmp -s one.events m4.events || {
  diff one.events m4.events >&2 || true
  echo "two_core.sh: a Cortex-A7 and a Cortex-M4F hear something else" >&2
  exit 1
}
for two in linux bare; do
  grep ^event $two.txt >$two.events || true
  if cmp -s one.events $two.events; then
    echo "Two cores ($two): the same events, byte for byte: $(wc -l <one.events)"
  elif ((${#faults[@]} == 0)); then
    diff one.events $two.events >&2 || true
    echo "two_core.sh: two cores ($two) and one hear something else" >&2
    exit 1
  else
    echo "Two cores ($two), on a faulty line: other events than one core"
  fi
done
