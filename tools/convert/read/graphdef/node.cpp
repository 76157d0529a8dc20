// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/node.hpp"

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

namespace {

void check_kind(bool right, std::string_view name, const char* kind) {
  if (!right) fail("its attribute {} is no {}", name, kind);
}

}  // namespace

std::string describe_node(const graphdef::Graph& graph, std::size_t node) {
  const graphdef::Node& n = graph.node(static_cast<int>(node));
  return fmt::format("node {} ({} \"{}\")", node, printable(n.op()), printable(n.name()));
}

std::vector<graphdef_reference> data_inputs(const graphdef::Node& node) {
  std::vector<graphdef_reference> all;
  for (const std::string_view input : node.input()) {
    if (input.starts_with('^')) continue;
    const std::size_t colon = input.rfind(':');
    if (colon == std::string_view::npos) {
      all.push_back({input});
    } else {
      all.push_back({input.substr(0, colon), input.substr(colon + 1)});
    }
  }
  return all;
}

const graphdef::AttrValue* graphdef_attributes::find(std::string_view name) const {
  for (const graphdef::Node::Attr& attr : node_.attr()) {
    if (attr.key() == name) return &attr.value();
  }
  return nullptr;
}

std::int64_t graphdef_attributes::integer(std::string_view name, std::int64_t otherwise) const {
  const graphdef::AttrValue* value = find(name);
  if (value == nullptr) return otherwise;
  check_kind(value->has_i(), name, "whole number");
  return value->i();
}

float graphdef_attributes::real(std::string_view name, float otherwise) const {
  const graphdef::AttrValue* value = find(name);
  if (value == nullptr) return otherwise;
  check_kind(value->has_f(), name, "number");
  return value->f();
}

bool graphdef_attributes::flag(std::string_view name, bool otherwise) const {
  const graphdef::AttrValue* value = find(name);
  if (value == nullptr) return otherwise;
  check_kind(value->has_b(), name, "truth value");
  return value->b();
}

std::string graphdef_attributes::text(std::string_view name, std::string_view otherwise) const {
  const graphdef::AttrValue* value = find(name);
  if (value == nullptr) return std::string(otherwise);
  check_kind(value->has_s(), name, "text");
  return value->s();
}

std::vector<std::int64_t> graphdef_attributes::integers(std::string_view name) const {
  const graphdef::AttrValue* value = find(name);
  if (value == nullptr) return {};
  check_kind(value->has_list(), name, "list of whole numbers");
  return {value->list().i().begin(), value->list().i().end()};
}

int graphdef_attributes::type(std::string_view name, int otherwise) const {
  const graphdef::AttrValue* value = find(name);
  if (value == nullptr) return otherwise;
  check_kind(value->has_type(), name, "element type");
  return value->type();
}

}  // namespace tyto::convert
