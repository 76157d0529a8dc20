// SPDX-License-Identifier: Apache-2.0
// Attributes of ONNX nodes, checked.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "onnx.pb.h"

namespace tyto::convert {

// An attribute that is not there has the default that the operator documents; one of another kind
// than asked for is an error.
class onnx_attributes {
 public:
  explicit onnx_attributes(const onnx::NodeProto& node) : node_(node) {}

  // nullptr where it is not there.
  [[nodiscard]] const onnx::AttributeProto* find(std::string_view name) const;

  [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
  [[nodiscard]] float real(std::string_view name, float otherwise) const;
  [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise) const;
  [[nodiscard]] std::vector<std::int64_t> integers(std::string_view name,
                                                   std::vector<std::int64_t> otherwise) const;

 private:
  [[nodiscard]] const onnx::AttributeProto* find(std::string_view name, int type,
                                                 const char* kind) const;

  const onnx::NodeProto& node_;
};

}  // namespace tyto::convert
