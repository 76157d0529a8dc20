# SPDX-License-Identifier: Apache-2.0
# tyto_host: what a program that includes <tyto/host/...> links.
include_guard(GLOBAL)

find_package(PkgConfig REQUIRED)
pkg_check_modules(sndfile REQUIRED IMPORTED_TARGET GLOBAL sndfile)
pkg_check_modules(samplerate REQUIRED IMPORTED_TARGET GLOBAL samplerate)

add_library(tyto_host INTERFACE)
target_link_libraries(tyto_host INTERFACE tyto PkgConfig::sndfile PkgConfig::samplerate)
