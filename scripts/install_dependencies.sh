#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   install_dependencies.sh [--host-only] [--bench] [--speech] [--negatives] [--train] [--web] [--compilers] [--tidy]
#
# Installs the Debian packages that building and testing need, and does nothing when all are there.
# --host-only leaves out what only `scripts/test.sh` uses: cross compilers, emulator, clang.
# --bench adds what `scripts/bench.sh` compares with on the host: other libraries.
# --speech adds telephone prompts, what `scripts/demo.sh` has behind voices: music, and --negatives
# all that `scripts/negatives.sh` makes hours of audio without keywords from.
# --train adds what tyto-train is built with, and the voices that scripts/my_word.sh lets speak.
# --compilers adds those that only `scripts/compilers.sh` uses.
# --tidy adds what `scripts/clang_tidy.sh` uses.
# --web adds what `scripts/web.sh` and its test need: a compiler to WebAssembly and a browser.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"

host_packages=(
  g++ cmake ninja-build pkg-config ccache time curl
  libflatbuffers-dev flatbuffers-compiler libcli11-dev libfmt-dev
  libprotobuf-dev protobuf-compiler libonnx-dev
  libsndfile1-dev libsamplerate0-dev nlohmann-json3-dev libssl-dev
  libpugixml-dev libkainjow-mustache-dev libcapstone-dev
  libeigen3-dev libxsimd-dev doctest-dev libbenchmark-dev
  alsa-utils pocketsphinx-testdata # recorded speech, for the demonstration
)
test_packages=(
  clang-14 clang-format-14 libclang-rt-14-dev llvm-14
  g++-arm-linux-gnueabihf g++-aarch64-linux-gnu qemu-user qemu-system-arm
  gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib
  musl-tools doxygen
)
bench_packages=(libxnnpack-dev libpthreadpool-dev libdnnl-dev)
speech_packages=(asterisk-core-sounds-en-wav asterisk-moh-opsound-wav)
negatives_packages=(
  "${speech_packages[@]}" asterisk-core-sounds-{es,fr,it,ru}-wav hedgewars-data
  frozen-bubble-data neverball-data espeak-ng flite
)
train_packages=(libtorch-dev libopenblas0-pthread espeak-ng flite sox)
compilers_packages=(
  lld-14 {clang,lld}-{19,22} g++-riscv64-linux-gnu gcc-riscv64-unknown-elf emscripten nodejs qemu-user
)
tidy_packages=(clang-tidy-14)
web_packages=(emscripten nodejs chromium chromium-driver sox)

packages=("${host_packages[@]}" "${test_packages[@]}")
for option; do
  case $option in
    --host-only) packages=("${host_packages[@]}") ;;
    --bench | --speech | --negatives | --train | --web | --compilers | --tidy) ;;
    *)
      echo "usage: $0 [--host-only] [--bench] [--speech] [--negatives] [--train] [--web] [--compilers] [--tidy]" >&2
      exit 2
      ;;
  esac
done
[[ " $* " != *" --bench "* ]] || packages+=("${bench_packages[@]}")
[[ " $* " != *" --speech "* ]] || packages+=("${speech_packages[@]}")
[[ " $* " != *" --negatives "* ]] || packages+=("${negatives_packages[@]}")
[[ " $* " != *" --train "* ]] || packages+=("${train_packages[@]}")
[[ " $* " != *" --compilers "* ]] || packages+=("${compilers_packages[@]}")
[[ " $* " != *" --tidy "* ]] || packages+=("${tidy_packages[@]}")
[[ " $* " != *" --web "* ]] || packages+=("${web_packages[@]}")

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
if [[ ${#missing[@]} -eq 0 ]]; then
  exit 0
fi

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "These packages are missing, and neither root nor sudo is at hand: ${missing[*]}" >&2
    exit 1
  fi
  as_root=(sudo)
fi

echo "Installing: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq "$@" >"$log" 2>&1 || {
    cat "$log" >&2
    echo "apt-get $1 failed" >&2
    exit 1
  }
}
apt update
apt install --yes --no-install-recommends "${missing[@]}"
