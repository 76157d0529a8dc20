# SPDX-License-Identifier: Apache-2.0
# `cmake --install`, and what find_package(tyto) and pkg-config need: the targets tyto::tyto, the
# bundled models' (TYTO_MODELS), tyto::tyto-convert (where it was built), and the function
# tyto_add_model.
# Component `dev` knows no architecture; `tools` are the programs, and the one CMake file on them.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

# Not under lib/ARCHITECTURE: headers are for every one.
set(package_dir lib/cmake/tyto)

list(TRANSFORM TYTO_MODELS PREPEND tyto_ OUTPUT_VARIABLE model_targets)
install(TARGETS tyto ${model_targets} EXPORT tytoTargets)
install(DIRECTORY include/tyto TYPE INCLUDE COMPONENT dev)
install(FILES LICENSE DESTINATION share/doc/tyto COMPONENT dev)
install(DIRECTORY models DESTINATION share/tyto COMPONENT dev OPTIONAL)
install(EXPORT tytoTargets NAMESPACE tyto:: DESTINATION ${package_dir} COMPONENT dev)
if(TARGET tyto-convert)
  install(TARGETS tyto-convert EXPORT tytoTools COMPONENT tools)
  install(EXPORT tytoTools NAMESPACE tyto:: DESTINATION ${package_dir} COMPONENT tools)
endif()
foreach(program tyto-evaluate tyto-operate tyto-tune tyto-listen)
  if(TARGET ${program})
    install(TARGETS ${program} COMPONENT tools)
  endif()
endforeach()
# bash looks for a program's completion under its name.
foreach(program tyto-convert tyto-evaluate tyto-operate tyto-tune tyto-listen)
  if(TARGET ${program})
    install(FILES cmake/completion/tyto.bash DESTINATION share/bash-completion/completions
      RENAME ${program} COMPONENT tools)
  endif()
endforeach()

configure_package_config_file(cmake/tytoConfig.cmake.in tytoConfig.cmake
  INSTALL_DESTINATION ${package_dir})
# Headers know no architecture: a build for a Cortex-A7 may use what was installed on the host.
write_basic_package_version_file(tytoConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  ${CMAKE_CURRENT_BINARY_DIR}/tytoConfig.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/tytoConfigVersion.cmake
  cmake/TytoAddModel.cmake
  DESTINATION ${package_dir} COMPONENT dev)

configure_file(cmake/tyto.pc.in tyto.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/tyto.pc DESTINATION share/pkgconfig COMPONENT dev)
