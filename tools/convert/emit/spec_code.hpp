// SPDX-License-Identifier: Apache-2.0
// Specs and the values in them as C++ initialisers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "convert/lower/lowered.hpp"

namespace tyto::convert {

// Columns before the fields of a spec.
inline constexpr std::size_t field_indent = 6;

// Type and fields of a spec.
struct spec_code {
  std::string type;
  std::vector<std::string> fields;
};

spec_code spec_code_of(const lowered::layer& layer);

std::string code(shape s);
std::string code(padding p);
std::string code(quantization q);

template <class T>
inline constexpr const char* element_name = std::is_same_v<T, float>          ? "float"
                                            : std::is_same_v<T, std::uint8_t> ? "std::uint8_t"
                                            : std::is_same_v<T, std::int16_t> ? "std::int16_t"
                                            : std::is_same_v<T, std::int32_t> ? "std::int32_t"
                                                                              : "std::int8_t";
// Of one end of the network.
const char* element_name_of(ir::element_type type);

// `items` with commas, on lines that start with `indent`.
std::string wrapped(const std::vector<std::string>& items, const std::string& indent);

}  // namespace tyto::convert
