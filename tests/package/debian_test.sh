#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   debian_test.sh BUILD
#
# The Debian packages that cpack makes of a build: what is in them, and that a program compiles with the
# one by pkg-config and converts a model with the other.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
  echo "debian_test: $1" >&2
  exit 1
}
(cd "$work" && cpack --config "$1/CPackConfig.cmake" -B "$work/packages" >"$work/log" 2>&1) || {
  cat "$work/log"
  fail "cpack failed"
}
dev=("$work"/packages/libtyto-dev_*_all.deb)
tools=("$work"/packages/tyto-tools_*.deb)
[[ -e ${dev[0]} && -e ${tools[0]} ]] || fail "not the packages: $(ls "$work/packages")"
mkdir "$work/unpacked"
dpkg-deb -x "${dev[0]}" "$work/unpacked"
if find "$work/unpacked" -type f -perm -u+x | grep -q .; then fail "programs in ${dev[0]}"; fi
dpkg-deb -x "${tools[0]}" "$work/unpacked"
[[ -x $work/unpacked/usr/bin/tyto-convert ]] || fail "no tyto-convert in ${tools[0]}"
[[ -f $work/unpacked/usr/share/bash-completion/completions/tyto-convert ]] || fail "no completion in ${tools[0]}"
dpkg-deb --field "${tools[0]}" Depends | grep -q libc6 || fail "no dependencies in ${tools[0]}"

export PKG_CONFIG_PATH=$work/unpacked/usr/share/pkgconfig
read -ra flags < <(pkg-config --cflags tyto)
[[ $(pkg-config --modversion tyto) =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "no version by pkg-config"
model=$work/unpacked/usr/share/tyto/models/ds_cnn_s
"$work/unpacked/usr/bin/tyto-convert" "$model/ds_cnn_s_int8.tflite" -o "$work/mine.hpp" --quiet
g++ -std=c++20 -fsyntax-only -x c++ "${flags[@]}" "$work/mine.hpp"
g++ -std=c++20 -O1 "${flags[@]}" "$root/tests/package/component/main.cpp" -o "$work/program"
"$work/program"
