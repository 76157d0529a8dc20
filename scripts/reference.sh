#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
#
#   reference.sh [--mirror URL] [--files LIST] [FOLDER]
#
# Fetches public models that the tests convert and run where they find them, from the repositories of
# those who made them, into FOLDER (else $TYTO_REFERENCE_DIR, else ../shared/reference). A file counts
# only with the SHA-256 that reference_files.txt (or LIST) states for it; what is there already, with
# that sum, is left alone. --mirror takes them from another place with the same layout
# (URL/OWNER/REPOSITORY/HEAD/PATH), a file:// one for instance.
#
# Exit status: 0 when every file is there, 1 when one could not be had, 2 for a wrong command line.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/help.sh"
here=$(cd "$(dirname "$0")" && pwd)

mirror=https://raw.githubusercontent.com
list=$here/reference_files.txt
folder=${TYTO_REFERENCE_DIR:-$here/../../shared/reference}
usage() {
  echo "usage: $0 [--mirror URL] [--files LIST] [FOLDER]" >&2
  exit 2
}
while [[ $# -gt 0 ]]; do
  case $1 in
    --mirror | --files)
      [[ $# -ge 2 ]] || usage
      if [[ $1 == --mirror ]]; then mirror=$2; else list=$2; fi
      shift 2
      ;;
    -*) usage ;;
    *)
      [[ $# -eq 1 ]] || usage
      folder=$1
      shift
      ;;
  esac
done
[[ -r $list ]] || {
  echo "reference.sh: $list: cannot be read" >&2
  exit 2
}

sum_of() { sha256sum "$1" | cut -d ' ' -f 1; }

missing=0
while read -r sum to repository path; do
  [[ $sum != "#"* ]] || continue
  file=$folder/$to
  if [[ -e $file && $(sum_of "$file") == "$sum" ]]; then
    echo "there     $to"
    continue
  fi
  mkdir -p "$(dirname "$file")"
  part=$(mktemp "$file.XXXXXX")
  if ! curl --fail --silent --show-error --location --output "$part" "$mirror/$repository/HEAD/$path"; then
    echo "reference.sh: $to: cannot be fetched from $mirror/$repository/HEAD/$path" >&2
    missing=1
  elif [[ $(sum_of "$part") != "$sum" ]]; then
    echo "reference.sh: $to: has SHA-256 $(sum_of "$part"), needs $sum; it was changed where it comes from" >&2
    missing=1
  else
    chmod 644 "$part"
    mv "$part" "$file"
    echo "fetched   $to"
  fi
  rm -f "$part"
done <"$list"
exit "$missing"
