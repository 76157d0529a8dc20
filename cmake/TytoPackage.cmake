# SPDX-License-Identifier: Apache-2.0
# `cpack` in the build folder makes Debian packages: libtyto-dev, headers, the bundled model and what
# find_package and pkg-config need; tyto-tools, the programs.
include_guard(GLOBAL)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME tyto)
set(CPACK_PACKAGE_CONTACT "The tyto authors <tyto@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL dev)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libtyto-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_SUGGESTS tyto-tools)
set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME tyto-tools)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION sound)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SHLIBDEPS ON)
if(TARGET tyto-convert)
  list(APPEND CPACK_COMPONENTS_ALL tools)
endif()
include(CPack)
