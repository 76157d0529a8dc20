#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   docs.sh
#
# Makes the site of docs/Doxyfile in build/docs. A warning of Doxygen is an error.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
cd "$(dirname "$0")/.."
command -v doxygen >/dev/null || scripts/install_dependencies.sh
TYTO_VERSION=$(sed -n 's/^#define TYTO_VERSION_\(MAJOR\|MINOR\|PATCH\) //p' include/tyto/config.hpp | paste -sd.)
export TYTO_VERSION
mkdir -p build/docs
doxygen docs/Doxyfile
echo "build/docs/index.html"
