# SPDX-License-Identifier: Apache-2.0
# The table of instruction sets, architectures.txt, as lists:
#
#   TYTO_ARCHITECTURES  all
#   TYTO_ARCH_HERE      those whose headers compile for the machine of this build
#   TYTO_ARCH_NAMED     of these, those that a program includes by name: kernels of a library's vectors
include_guard()

set(TYTO_MACHINE ${CMAKE_SYSTEM_PROCESSOR})
if(TYTO_BARE_CPU)
  set(TYTO_MACHINE ${TYTO_BARE_CPU})
endif()

set(TYTO_ARCHITECTURES)
set(TYTO_ARCH_HERE)
set(TYTO_ARCH_NAMED)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${CMAKE_CURRENT_LIST_DIR}/architectures.txt)
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/architectures.txt rows REGEX "^[a-z]")
foreach(row IN LISTS rows)
  if(NOT row MATCHES "^([a-z0-9_]+)  +([^ ]+)  +(native|named)  ")
    message(FATAL_ERROR "cmake/architectures.txt: a row is a name, machines, native or named: ${row}")
  endif()
  set(name ${CMAKE_MATCH_1})
  set(machines ${CMAKE_MATCH_2})
  set(for ${CMAKE_MATCH_3})
  list(APPEND TYTO_ARCHITECTURES ${name})
  if(NOT TYTO_MACHINE MATCHES "${machines}")
    continue()
  endif()
  if(for STREQUAL "native")
    list(APPEND TYTO_ARCH_HERE ${name})
  elseif(NOT CMAKE_SYSTEM_NAME STREQUAL "Generic")
    list(APPEND TYTO_ARCH_HERE ${name})
    list(APPEND TYTO_ARCH_NAMED ${name})
  endif()
endforeach()
