# SPDX-License-Identifier: Apache-2.0
#
#   tyto_add_model(NAME SOURCE model [LABELS labels.txt | label...] [FRONT_END spec]
#                  [QUANTIZE scheme RANGES ranges.json] [MANIFEST wake_word.json] [STREAM]
#                  [TUNED choices.hpp])
#
# Converts a model at build time and makes the INTERFACE target NAME; who links it can write
# #include "NAME.hpp". SOURCE is what tyto-convert reads: a .tflite, .onnx or .pb file. It and a
# LABELS file are relative to the calling CMakeLists.txt; LABELS may also be the labels themselves,
# in the order of the network's outputs. FRONT_END is what `tyto-convert --front-end` takes: a name
# or key=value,... MANIFEST is the JSON file that comes with a wake word, STREAM makes a stream of a
# network of whole windows, as `tyto-convert --stream` does. TUNED is a header of tyto-tune, made for
# this NAME, with the fastest of the kernels' choices.
#
# The converter is a program of the host: the file TYTO_CONVERT where that is set, else the target
# tyto::tyto-convert of this build or of the installed package, else one built on the side.
include_guard(GLOBAL)

function(tyto_add_model name)
  set(usage "tyto_add_model(${name})")
  cmake_parse_arguments(PARSE_ARGV 1 arg "STREAM"
    "SOURCE;FRONT_END;QUANTIZE;RANGES;MANIFEST;TUNED" "LABELS")
  if(DEFINED arg_UNPARSED_ARGUMENTS)
    list(JOIN arg_UNPARSED_ARGUMENTS " " unknown)
    message(FATAL_ERROR "${usage}: unknown: ${unknown}; known are SOURCE, LABELS, FRONT_END, "
      "QUANTIZE, RANGES, MANIFEST, STREAM, TUNED")
  endif()
  if(DEFINED arg_KEYWORDS_MISSING_VALUES)
    list(JOIN arg_KEYWORDS_MISSING_VALUES " " empty)
    message(FATAL_ERROR "${usage}: no value after: ${empty}")
  endif()
  string(MAKE_C_IDENTIFIER "${name}" identifier)
  if(NOT name STREQUAL identifier)
    message(FATAL_ERROR "${usage}: the name becomes a C++ namespace; try ${identifier}")
  endif()
  if(NOT DEFINED arg_SOURCE)
    message(FATAL_ERROR "${usage}: SOURCE model.tflite is missing")
  endif()
  cmake_path(ABSOLUTE_PATH arg_SOURCE)
  if(NOT EXISTS "${arg_SOURCE}" OR IS_DIRECTORY "${arg_SOURCE}")
    message(FATAL_ERROR "${usage}: SOURCE ${arg_SOURCE}: no such file")
  endif()

  set(folder ${CMAKE_CURRENT_BINARY_DIR}/tyto_models/${name})
  set(header ${folder}/${name}.hpp)
  file(MAKE_DIRECTORY ${folder})
  set(options)
  set(inputs ${arg_SOURCE})
  if(DEFINED arg_LABELS)
    _tyto_labels_file(labels)
    list(APPEND options --labels ${labels})
    list(APPEND inputs ${labels})
  endif()
  if(DEFINED arg_FRONT_END)
    list(APPEND options --front-end ${arg_FRONT_END})
  endif()
  if(DEFINED arg_QUANTIZE)
    list(APPEND options --quantize ${arg_QUANTIZE})
  endif()
  if(DEFINED arg_RANGES)
    cmake_path(ABSOLUTE_PATH arg_RANGES)
    if(NOT EXISTS "${arg_RANGES}" OR IS_DIRECTORY "${arg_RANGES}")
      message(FATAL_ERROR "${usage}: RANGES ${arg_RANGES}: no such file")
    endif()
    list(APPEND options --ranges ${arg_RANGES})
    list(APPEND inputs ${arg_RANGES})
  endif()
  if(DEFINED arg_MANIFEST)
    cmake_path(ABSOLUTE_PATH arg_MANIFEST)
    list(APPEND options --manifest ${arg_MANIFEST})
    list(APPEND inputs ${arg_MANIFEST})
  endif()
  if(arg_STREAM)
    list(APPEND options --stream)
  endif()

  if(DEFINED arg_TUNED)
    _tyto_tuned_header(header)
  endif()

  _tyto_find_converter(converter)
  add_custom_command(OUTPUT ${header}
    COMMAND ${converter} ${arg_SOURCE} -o ${header} --name ${name} ${options}
    DEPENDS ${inputs} ${converter}
    COMMENT "Converting ${arg_SOURCE} to ${name}.hpp"
    VERBATIM)
  add_custom_target(${name}_header DEPENDS ${header})
  add_library(${name} INTERFACE)
  add_dependencies(${name} ${name}_header)
  target_include_directories(${name} INTERFACE ${folder})
  target_link_libraries(${name} INTERFACE tyto::tyto)
endfunction()

# Makes the header NAME.hpp one that includes the choices before the model, as they must be, and
# `result` another, which the model is converted to.
function(_tyto_tuned_header result)
  cmake_path(ABSOLUTE_PATH arg_TUNED)
  if(NOT EXISTS "${arg_TUNED}" OR IS_DIRECTORY "${arg_TUNED}")
    message(FATAL_ERROR "${usage}: TUNED ${arg_TUNED}: no such file")
  endif()
  file(STRINGS ${arg_TUNED} namespaces REGEX "^namespace ${name} {")
  if(NOT namespaces)
    message(FATAL_ERROR "${usage}: TUNED ${arg_TUNED} was made for another model; run tyto-tune on "
      "${name}.hpp")
  endif()
  set(model ${folder}/untuned/${name}.hpp)
  file(MAKE_DIRECTORY ${folder}/untuned)
  file(CONFIGURE OUTPUT ${header} @ONLY CONTENT
    "#pragma once\n#include \"${arg_TUNED}\"\n#include \"${model}\"\n")
  set(${result} ${model} PARENT_SCOPE)
endfunction()

# Sets `result` to the labels file: the one given, or one made of the labels given.
function(_tyto_labels_file result)
  list(LENGTH arg_LABELS count)
  if(count EQUAL 1)
    cmake_path(ABSOLUTE_PATH arg_LABELS OUTPUT_VARIABLE file)
    if(NOT EXISTS "${file}" OR IS_DIRECTORY "${file}")
      message(FATAL_ERROR "${usage}: LABELS ${file}: no such file (nor two labels or more)")
    endif()
  else()
    set(file ${folder}/labels.txt)
    list(JOIN arg_LABELS "\n" lines)
    file(CONFIGURE OUTPUT ${file} CONTENT "${lines}\n" @ONLY) # rewritten only when it changes
  endif()
  set(${result} ${file} PARENT_SCOPE)
endfunction()

# Sets `result` to the converter's path, usable as a command and as what a command depends on.
function(_tyto_find_converter result)
  if(TYTO_CONVERT)
    if(NOT EXISTS "${TYTO_CONVERT}")
      message(FATAL_ERROR "${usage}: TYTO_CONVERT is ${TYTO_CONVERT}: no such file")
    endif()
    set(${result} ${TYTO_CONVERT} PARENT_SCOPE)
    return()
  endif()
  if(NOT TARGET tyto::tyto-convert)
    include(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/TytoHostConvert.cmake OPTIONAL)
  endif()
  if(NOT TARGET tyto::tyto-convert)
    message(FATAL_ERROR "${usage}: this tyto was installed without tyto-convert; set TYTO_CONVERT "
      "to the path of one that runs on this machine")
  endif()
  # The path, not the target: CMake would run a target under CMAKE_CROSSCOMPILING_EMULATOR.
  set(${result} $<TARGET_FILE:tyto::tyto-convert> PARENT_SCOPE)
endfunction()
