// SPDX-License-Identifier: Apache-2.0
// Files that are small and would be large in memory, nested deeply, or no protobuf at all.
#include "convert/read/wire_budget.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <string>
#include <vector>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/graphdef_builder.hpp"
#include "convert/ir/limits.hpp"
#include "convert/onnx_builder.hpp"
#include "convert/read/onnx/wire.hpp"

using namespace tyto::test;
using namespace tyto::convert;

using bytes = std::vector<std::uint8_t>;

namespace {

constexpr wire_field leaf_fields[] = {{1, 48, nullptr}};
constexpr wire_message leaf{leaf_fields};
constexpr wire_field root_fields[] = {{1, 100, &leaf}, {2, 16, nullptr, 8}};
constexpr wire_message root{root_fields};

std::string refusal(const bytes& file, std::size_t most = 1000) {
  try {
    check_wire(file, root, most);
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

std::string refusal(const bytes& file, model_format format) {
  try {
    convert_model(file, format);
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

// Field `number` with `data`, its size written in front.
std::string field(int number, const std::string& data) {
  std::string out;
  const auto varint = [&](std::size_t v) {
    for (; v >= 0x80; v >>= 7)
      out += static_cast<char>(v | 0x80);
    out += static_cast<char>(v);
  };
  varint(static_cast<std::size_t>(number) << 3 | 2);
  varint(data.size());
  return out + data;
}

bytes as_bytes(const std::string& text) {
  return {text.begin(), text.end()};
}

// Peak of this process's memory in kilobytes.
long peak_kb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

const std::string damaged = "is damaged or cut short: its bytes are no whole protobuf message";

}  // namespace

TEST_CASE("whole messages pass, and what they would take is counted") {
  CHECK(refusal(bytes{}) == "accepted");
  CHECK(refusal(as_bytes(field(1, ""))) == "accepted");
  CHECK(refusal(as_bytes(field(1, field(1, "abc"))), 100 + 48 + 3) == "accepted");
  CHECK(refusal(as_bytes(field(1, field(1, "abc"))), 100 + 48 + 2) ==
        "holds so many small parts that reading them would take over 0 MB");
  CHECK(refusal(as_bytes(field(2, "abcd")), 16 + 32) == "accepted");
  CHECK(refusal(as_bytes(field(2, "abcd")), 16 + 31) != "accepted");
  CHECK(refusal(as_bytes(field(9, "abcd")), 20) == "accepted");  // unknown: kept as it is
  CHECK(refusal({0x18, 0x05}) == "accepted");                    // a number
  CHECK(refusal({0x19, 1, 2, 3, 4, 5, 6, 7, 8}) == "accepted");
  CHECK(refusal({0x1d, 1, 2, 3, 4}) == "accepted");
}

TEST_CASE("what is no message is refused") {
  CHECK(refusal({0x0a}) == damaged);
  CHECK(refusal({0x0a, 0x05, 1}) == damaged);
  CHECK(refusal({0x0a, 0x01, 0x0a}) == damaged);  // the part inside is cut short
  CHECK(refusal({0x19, 1, 2}) == damaged);
  CHECK(refusal({0x1d, 1}) == damaged);
  CHECK(refusal({0x18}) == damaged);
  CHECK(refusal({0x02, 0x00}) == damaged);  // field 0
  CHECK(refusal({0x0b, 0x0c}) == damaged);  // a group
  CHECK(refusal(bytes(12, 0xff)) == damaged);
  CHECK(refusal({0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}) == damaged);
}

TEST_CASE("millions of empty messages do not exhaust memory") {
  const long before = peak_kb();
  for (const auto format : {model_format::graphdef, model_format::onnx}) {
    // GraphDef.node, and ModelProto.graph.node.
    std::string nodes;
    for (int i = 0; i < 8'000'000; ++i)
      nodes += {0x0a, 0x00};
    const std::string file = format == model_format::onnx ? field(7, nodes) : nodes;
    CHECK(refusal(as_bytes(file), format) ==
          "holds so many small parts that reading them would take over 256 MB");
  }
  // Inside of one node: attributes, inputs; inside of a tensor: dimensions.
  const auto many = [](const std::string& part) {
    std::string all;
    for (int i = 0; i < 4'000'000; ++i)
      all += part;
    return all;
  };
  const std::string limit = "holds so many small parts that reading them would take over 256 MB";
  CHECK(refusal(as_bytes(field(1, many({0x2a, 0x00}))), model_format::graphdef) == limit);
  CHECK(refusal(as_bytes(field(1, many({0x1a, 0x00}))), model_format::graphdef) != "accepted");
  CHECK(refusal(as_bytes(field(7, field(5, many({0x6a, 0x00})))), model_format::onnx) == limit);
  CHECK(refusal(as_bytes(field(7, field(5, many({0x08, 0x01})))), model_format::onnx) !=
        "accepted");
  CHECK(peak_kb() - before < 600 * 1024);
}

TEST_CASE("messages in messages in messages are refused") {
  // AttributeProto.g.node.attribute.g ...
  std::string nested;
  for (int i = 0; i < 100'000 && nested.size() < 3'000'000; ++i) {
    nested = field(1, field(5, field(6, nested)));
    if (nested.size() > 60'000) break;
  }
  CHECK(refusal(as_bytes(field(7, nested)), model_format::onnx) ==
        "is nested deeper than 32 messages, more than any model needs");
  // Of a type: sequences of sequences.
  std::string type;
  for (int i = 0; i < 2000; ++i)
    type = field(4, field(1, type));
  CHECK(refusal(as_bytes(field(7, field(11, field(2, type)))), model_format::onnx) ==
        "is nested deeper than 32 messages, more than any model needs");
  // Unknown fields are not looked into, however deep.
  std::string unknown;
  for (int i = 0; i < 20'000; ++i)
    unknown = field(15, unknown);
  CHECK(refusal(as_bytes(unknown), model_format::graphdef) ==
        "is no TensorFlow GraphDef: it holds no nodes");
}

TEST_CASE("a constant of one number and many elements, copied again and again, is refused") {
  SUBCASE("GraphDef: filled constants") {
    graphdef_builder b;
    b.placeholder({1, 4096});
    std::string x = "input";
    for (int i = 0; i < 100; ++i) {
      const std::string name = "w" + std::to_string(i);
      b.tensor(name, 1, {4096, 4096}).add_float_val(1.0F);
      x = b.node("MatMul", "m" + std::to_string(i), {x, name});
    }
    const std::string message = refusal(b.bytes(), model_format::graphdef);
    CAPTURE(message);
    CHECK(message.starts_with("node 10 (MatMul \"m4"));
    CHECK(message.ends_with("bytes of constants; accepted: up to 268435456"));
  }
  SUBCASE("GraphDef: arithmetic on them") {
    graphdef_builder b;
    b.placeholder({1, 4});
    b.tensor("c0", 1, {4096, 4096}).add_float_val(1.0F);
    for (int i = 0; i < 100; ++i) {
      b.node("Neg", "c" + std::to_string(i + 1), {"c" + std::to_string(i)});
    }
    b.node("MatMul", "m", {"input", "c100"});
    const std::string message = refusal(b.bytes(), model_format::graphdef);
    CAPTURE(message);
    CHECK(message.starts_with("node 2 (Neg \"c1\"): up to here constants make "));
  }
  SUBCASE("ONNX: transposed constants") {
    onnx_builder b;
    std::string c = b.floats({1 << 12, 1 << 10}, std::vector<float>(1 << 22, 0.0F));
    for (int i = 0; i < 100; ++i) {
      c = b.node("Transpose", {c});
    }
    b.node("MatMul", {b.input({1, 1 << 12}), c});
    const std::string message = refusal(b.bytes(), model_format::onnx);
    CHECK(message.starts_with("node 15 (Transpose "));
    CHECK(message.find("the constants, and what is made of them, take ") != std::string::npos);
  }
}
