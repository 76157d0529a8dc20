#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A file as Doxygen should read it.
#
# Headers: plain comments become Doxygen's, word for word (what it would take for a command is
# escaped); a template that inherits from itself, which it takes for an endless loop, loses that base.
# Pages: a link to a file that is no page of the site becomes its text and its path.
case $1 in
  *.md)
    exec sed -E 's#\[([^]]*)\]\(((\.\./)*(bench|tools|examples|models|include|tests|scripts|cmake)/[^)]*|LICENSE|\.\./LICENSE)\)#\1 (`\2`)#g' "$1"
    ;;
esac
exec awk '
  /^[ \t]*\/\/ SPDX/ { print ""; next }
  /^[ \t]*\/\/($|[^\/])/ {
    indent = $0; sub(/\/\/.*/, "", indent)
    text = $0; sub(/^[ \t]*\/\//, "", text)
    gsub(/[\\@<>#&%$|"]/, "\\\\&", text)
    print indent "///" text; next
  }
  { gsub(/ : ([a-z_]+::)*[a-z_]+<[^;{]*(Arch::parent|- 1, Rest\.\.\.|\/ 2)> *\{/, " {"); print }
' "$1"
