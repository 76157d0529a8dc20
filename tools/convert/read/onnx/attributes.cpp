// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/attributes.hpp"

#include "common/error.hpp"

namespace tyto::convert {

const onnx::AttributeProto* onnx_attributes::find(std::string_view name) const {
  for (const onnx::AttributeProto& attribute : node_.attribute()) {
    if (attribute.name() == name) return &attribute;
  }
  return nullptr;
}

const onnx::AttributeProto* onnx_attributes::find(std::string_view name, int type,
                                                  const char* kind) const {
  const onnx::AttributeProto* found = find(name);
  if (found != nullptr && found->type() != type) fail("its attribute {} is no {}", name, kind);
  return found;
}

std::int64_t onnx_attributes::integer(std::string_view name, std::int64_t otherwise) const {
  const auto* found = find(name, onnx::AttributeProto::INT, "whole number");
  return found == nullptr ? otherwise : found->i();
}

float onnx_attributes::real(std::string_view name, float otherwise) const {
  const auto* found = find(name, onnx::AttributeProto::FLOAT, "number");
  return found == nullptr ? otherwise : found->f();
}

std::string onnx_attributes::text(std::string_view name, std::string_view otherwise) const {
  const auto* found = find(name, onnx::AttributeProto::STRING, "text");
  return found == nullptr ? std::string(otherwise) : found->s();
}

std::vector<std::int64_t> onnx_attributes::integers(std::string_view name,
                                                    std::vector<std::int64_t> otherwise) const {
  const auto* found = find(name, onnx::AttributeProto::INTS, "list of whole numbers");
  if (found == nullptr) return otherwise;
  return {found->ints().begin(), found->ints().end()};
}

}  // namespace tyto::convert
