// SPDX-License-Identifier: Apache-2.0
// Nodes of a GraphDef: their attributes, checked.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "graphdef.pb.h"

namespace tyto::convert {

// TensorFlow's numbers of the element types that are looked at.
namespace graphdef_type {
inline constexpr int float32 = 1;
inline constexpr int int32 = 3;
inline constexpr int string = 7;
inline constexpr int int64 = 9;
}  // namespace graphdef_type

// node 3 (Conv2D "its name")
[[nodiscard]] std::string describe_node(const graphdef::Graph& graph, std::size_t node);

// An input is `name`, `name:k` for output k, or `^name` for what has to run before.
struct graphdef_reference {
  std::string_view name;
  std::string_view output = "0";
};

// The inputs that are data.
[[nodiscard]] std::vector<graphdef_reference> data_inputs(const graphdef::Node& node);

// Attributes by name. An attribute that is not there has the default that the operator documents;
// one of another kind than asked for is an error.
class graphdef_attributes {
 public:
  explicit graphdef_attributes(const graphdef::Node& node) : node_(node) {}

  // nullptr where it is not there.
  [[nodiscard]] const graphdef::AttrValue* find(std::string_view name) const;

  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  [[nodiscard]] float real(std::string_view name, float otherwise) const;
  [[nodiscard]] bool flag(std::string_view name, bool otherwise) const;
  [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise) const;
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view name) const;
  [[nodiscard]] int type(std::string_view name, int otherwise) const;

 private:
  const graphdef::Node& node_;
};

}  // namespace tyto::convert
