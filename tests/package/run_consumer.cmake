# SPDX-License-Identifier: Apache-2.0
# Configures, builds and runs the consumer with a tyto that is installed or a subdirectory.
function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
if(WAY STREQUAL "installed")
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/prefix)
  set(tyto -DCMAKE_PREFIX_PATH=${SCRATCH}/prefix)
else()
  # (Left to itself it would make a converter of its own, which takes minutes.)
  set(tyto -DTYTO_SUBDIRECTORY=${SOURCE} -DTYTO_CONVERT=${CONVERTER})
endif()
run(${CMAKE_COMMAND} -G ${GENERATOR} -S ${CONSUMER} -B ${SCRATCH}/build
  -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER} -DMODEL=${MODEL} ${tyto})
run(${CMAKE_COMMAND} --build ${SCRATCH}/build --parallel 2)
run(${SCRATCH}/build/consumer)
