# SPDX-License-Identifier: Apache-2.0
# Sourced by the scripts that compile a program for a user's model (listen.sh, operate.sh):
#
#   model_header MODEL FOLDER [OPTION...]   makes FOLDER/NAME/NAME.hpp of MODEL and sets $name. MODEL
#                                           is a header that tyto-convert made, or a file that it
#                                           reads; OPTIONs go to tyto-convert
#
#   check_listens HEADER MODEL              exits where a program cannot listen with the model
#
#   take_convert_option WORD...             where WORD is an option of tyto-convert: sets $taken to
#                                           the words that it is with its value, else to 0
model_header() {
  local model=$1 folder=$2 root
  shift 2
  root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  name=$(basename "${model%.*}" | tr -c 'A-Za-z0-9_\n' '_')
  [[ $name != [0-9]* ]] || name=model_$name
  mkdir -p "$folder/$name"
  if [[ $model == *.hpp ]]; then
    cp -p "$model" "$folder/$name/$name.hpp"
  else
    "$("$root/scripts/build_convert.sh")" "$model" --name "$name" -o "$folder/$name/$name.hpp" \
      --quiet "$@"
  fi
}

check_listens() {
  if ! grep -q 'struct front_end' "$1"; then
    echo "$2: says no front end, so it is not known what its input is made of; cure: --front-end" >&2
    exit 2
  fi
  if ! grep -Eq 'label_count|using stream' "$1"; then
    echo "$2: has no labels; cure: --labels FILE, one label an output, one a line" >&2
    exit 2
  fi
}

take_convert_option() {
  case $1 in
    --stream) taken=1 ;;
    --labels | --front-end | --manifest | --operating-point | --quantize | --ranges | --calibrate | \
      --shape | --state | --step-rows)
      taken=2
      ;;
    *) taken=0 ;;
  esac
}
