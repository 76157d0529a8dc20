# SPDX-License-Identifier: Apache-2.0
#
#   tyto_header_only(PACKAGE TARGET FOLDER)
#
# Makes tyto_dep::PACKAGE from a header-only package whose headers lie in FOLDER of the include
# directory of its TARGET. It works for a cross build too, where two things go wrong otherwise:
# - the package's CMake file may lie under the host's multiarch folder, which a cross build does not
#   search, although headers know no architecture;
# - its include directory is often /usr/include, and with that on the command line a cross compiler
#   takes the host's libc. So the new target has a directory of its own, with one link to FOLDER.
# It also drops what the package would link: Debian's xsimd asks for xtl, which it does not need.
include_guard(GLOBAL)

function(tyto_header_only package target folder)
  if(TARGET tyto_dep::${package})
    return()
  endif()
  file(GLOB hints /usr/lib/*/cmake/${package})
  find_package(${package} REQUIRED CONFIG HINTS ${hints})
  get_target_property(include ${target} INTERFACE_INCLUDE_DIRECTORIES)
  if(NOT EXISTS "${include}/${folder}")
    message(FATAL_ERROR "${package}: no ${folder} in ${include}")
  endif()

  set(alone ${PROJECT_BINARY_DIR}/header_only/${package})
  file(MAKE_DIRECTORY ${alone})
  file(CREATE_LINK ${include}/${folder} ${alone}/${folder} SYMBOLIC)
  add_library(tyto_dep::${package} INTERFACE IMPORTED GLOBAL)
  target_include_directories(tyto_dep::${package} INTERFACE ${alone})
endfunction()
