# SPDX-License-Identifier: Apache-2.0
# tyto_warnings: linked by the project's own targets only, never by a user's.
include_guard(GLOBAL)

add_library(tyto_warnings INTERFACE)
target_compile_options(tyto_warnings INTERFACE
  -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wundef
  $<$<BOOL:${TYTO_WERROR}>:-Werror>)
# At -O3 GCC 12 sees overlapping copies in std::string's operator+ (its bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(tyto_warnings INTERFACE -Wno-restrict)
endif()
