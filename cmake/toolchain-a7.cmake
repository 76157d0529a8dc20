# SPDX-License-Identifier: Apache-2.0
# Linux on a Cortex-A7 (hard float, NEON with fused multiply-add), run under QEMU's user emulation.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(CMAKE_CXX_COMPILER arm-linux-gnueabihf-g++)
# -Wno-psabi: notes on an argument passing rule that changed before GCC 7 concern nobody here.
set(CMAKE_CXX_FLAGS_INIT "-mcpu=cortex-a7 -mfpu=neon-vfpv4 -mfloat-abi=hard -Wno-psabi")
# Static, so that the emulator needs no Arm libraries on this machine.
set(CMAKE_EXE_LINKER_FLAGS_INIT "-static")
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-arm -cpu cortex-a7)
