# SPDX-License-Identifier: Apache-2.0
# The vcpkg port, with vcpkg.json at the top of the tree as its manifest. It installs this tree, so
# both serve as an overlay: --overlay-ports=TREE with TREE/portfile.cmake a copy of this file, or a
# registry's port that fetches a release into SOURCE_PATH first.
set(SOURCE_PATH ${CURRENT_PORT_DIR})

vcpkg_cmake_configure(SOURCE_PATH ${SOURCE_PATH} OPTIONS
  -DTYTO_BUILD_TESTS=OFF -DTYTO_BUILD_TOOLS=OFF -DTYTO_BUILD_EXAMPLES=OFF -DTYTO_BUILD_BENCH=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(PACKAGE_NAME tyto CONFIG_PATH lib/cmake/tyto)
file(REMOVE_RECURSE ${CURRENT_PACKAGES_DIR}/debug ${CURRENT_PACKAGES_DIR}/lib)
vcpkg_install_copyright(FILE_LIST ${SOURCE_PATH}/LICENSE)
