# SPDX-License-Identifier: Apache-2.0
# Bare metal: no operating system, no heap, no exceptions, no RTTI. TYTO_BARE_CPU picks the core.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # an executable would need a start-up file
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES TYTO_BARE_CPU)

set(TYTO_BARE_CPU cortex-a7 CACHE STRING
  "Core of the bare-metal build: cortex-a7, cortex-m4, cortex-m7 or cortex-m33")
if(TYTO_BARE_CPU STREQUAL "cortex-a7")
  set(cpu "-mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard")
elseif(TYTO_BARE_CPU STREQUAL "cortex-m4")
  set(cpu "-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard")
elseif(TYTO_BARE_CPU STREQUAL "cortex-m7")
  set(cpu "-mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard")
elseif(TYTO_BARE_CPU STREQUAL "cortex-m33")
  set(cpu "-mcpu=cortex-m33 -mfpu=fpv5-sp-d16 -mfloat-abi=hard")
else()
  message(FATAL_ERROR "TYTO_BARE_CPU is ${TYTO_BARE_CPU}; known are cortex-a7, cortex-m4, cortex-m7, cortex-m33")
endif()
set(CMAKE_CXX_FLAGS_INIT
  "${cpu} -ffreestanding -fno-exceptions -fno-rtti -ffunction-sections -fdata-sections -Wno-psabi")
