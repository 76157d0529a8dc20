# SPDX-License-Identifier: Apache-2.0
# `cmake --install`, and what find_package(tyto) needs: the targets tyto::tyto, tyto::ds_cnn_s and
# tyto::tyto-convert (where it was built), and the function tyto_add_model.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/tyto)

install(TARGETS tyto tyto_ds_cnn_s EXPORT tytoTargets)
install(DIRECTORY include/tyto TYPE INCLUDE)
install(FILES LICENSE DESTINATION share/doc/tyto)
install(DIRECTORY models DESTINATION share/tyto OPTIONAL)
if(TARGET tyto-convert)
  install(TARGETS tyto-convert EXPORT tytoTargets)
endif()
install(EXPORT tytoTargets NAMESPACE tyto:: DESTINATION ${package_dir})

configure_package_config_file(cmake/tytoConfig.cmake.in tytoConfig.cmake
  INSTALL_DESTINATION ${package_dir})
# Headers know no architecture: a build for a Cortex-A7 may use what was installed on the host.
write_basic_package_version_file(tytoConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/tytoConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/tytoConfigVersion.cmake
  cmake/TytoAddModel.cmake
  DESTINATION ${package_dir})
