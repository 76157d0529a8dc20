# SPDX-License-Identifier: Apache-2.0
# Sourced by every script before it does anything: --help as the first argument prints the comment at
# the script's top, as print_help does, and an option that is not in there is refused.
print_help() {
  sed -n '/^#!/d; /^# SPDX/d; /^[^#]/q; s/^#$//; s/^# //; p' "$0" | sed '/./,$!d'
  grep -q '^# Exit status' "$0" ||
    printf '\n%s\n' "Exit status: 0 when it is done, 1 when something fails, 2 for a wrong command line."
}

case ${1:-} in
  -h | --help)
    print_help
    exit 0
    ;;
  -?*)
    grep -q -e "[[ ]$1\b" < <(sed '/^[^#]/q' "$0") || {
      echo "$(basename "$0"): unknown option $1; $(basename "$0") --help lists what there is" >&2
      exit 2
    }
    ;;
esac
