# SPDX-License-Identifier: Apache-2.0
# tyto::tyto-convert where this build cannot make it itself, because it is a cross build or was told
# to leave out the tools: a build of its own, with the host's compiler (TYTO_HOST_CXX names another).
include_guard(GLOBAL)
include(ExternalProject)

cmake_path(GET CMAKE_CURRENT_LIST_DIR PARENT_PATH source)
set(build ${CMAKE_BINARY_DIR}/tyto_host)
set(program ${build}/tools/convert/tyto-convert)
set(TYTO_HOST_CXX "" CACHE FILEPATH "Compiler for programs that run on this machine")
set(compiler)
if(TYTO_HOST_CXX)
  set(compiler -DCMAKE_CXX_COMPILER=${TYTO_HOST_CXX})
endif()

ExternalProject_Add(tyto_host_convert
  PREFIX ${build}
  SOURCE_DIR ${source}
  BINARY_DIR ${build}
  CMAKE_ARGS
    -DCMAKE_BUILD_TYPE=Release
    ${compiler}
    -DTYTO_BUILD_TOOLS=ON
    -DTYTO_BUILD_TESTS=OFF -DTYTO_BUILD_EXAMPLES=OFF -DTYTO_BUILD_BENCH=OFF -DTYTO_WERROR=OFF
  BUILD_COMMAND ${CMAKE_COMMAND} --build ${build} --target tyto-convert --parallel 2
  BUILD_ALWAYS ON # its own build knows whether there is anything to do
  BUILD_BYPRODUCTS ${program}
  INSTALL_COMMAND ""
  EXCLUDE_FROM_ALL ON)

add_executable(tyto::tyto-convert IMPORTED GLOBAL)
set_target_properties(tyto::tyto-convert PROPERTIES IMPORTED_LOCATION ${program})
add_dependencies(tyto::tyto-convert tyto_host_convert)
