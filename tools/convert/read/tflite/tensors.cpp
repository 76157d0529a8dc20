// SPDX-License-Identifier: Apache-2.0
#include "convert/read/tflite/tensors.hpp"

#include <bit>
#include <cstring>
#include <map>

#include "common/error.hpp"
#include "convert/ir/describe.hpp"
#include "convert/ir/limits.hpp"
#include "convert/read/tflite/vector.hpp"

namespace tyto::convert {

namespace {

std::string type_name(tflite::TensorType type) {
  const std::string known = tflite::EnumNameTensorType(type);
  return known.empty() ? fmt::format("element type {}", static_cast<int>(type)) : known;
}

ir::element_type element_type(tflite::TensorType type) {
  switch (type) {
    case tflite::TensorType_INT8:
      return ir::element_type::int8;
    case tflite::TensorType_INT16:
      return ir::element_type::int16;
    case tflite::TensorType_UINT8:
      return ir::element_type::uint8;
    case tflite::TensorType_INT32:
      return ir::element_type::int32;
    case tflite::TensorType_INT64:
      return ir::element_type::int64;
    case tflite::TensorType_FLOAT32:
      return ir::element_type::float32;
    default:
      return ir::element_type::other;
  }
}

// The signature is the shape with -1 for what is not known before the model runs. A batch that is
// not known is 1 here, as the shape says.
std::string dynamic_fault(const tflite::Tensor& t) {
  const auto fault = [](int axis, int dim) {
    return fmt::format(
        "has a dynamic shape: dimension {} is {}; accepted: fixed dimensions, but for the batch",
        axis, dim);
  };
  for (int i = 0; i < count(t.shape()); ++i) {
    if (element(t.shape(), i) < 0) return fault(i, element(t.shape(), i));
  }
  for (int i = 1; i < count(t.shape_signature()); ++i) {
    if (element(t.shape_signature(), i) < 0) return fault(i, element(t.shape_signature(), i));
  }
  return "";
}

std::string fault_of(const tflite::Tensor& t) {
  if (t.is_variable()) return variable_fault;
  if (t.sparsity() != nullptr) return "is sparse; accepted: dense tensors";
  const auto* q = t.quantization();
  if (q != nullptr && q->details_type() != tflite::QuantizationDetails_NONE) {
    return "has a quantisation scheme of its own; accepted: scale and zero point";
  }
  return dynamic_fault(t);
}

class tensor_reader {
 public:
  tensor_reader(const tflite::Model& model, std::size_t& bytes_left, ir::graph& graph)
      : model_(model), bytes_left_(bytes_left), graph_(graph) {}

  void read(const tflite::Tensor& source) {
    ir::tensor t;
    if (source.name() != nullptr) {
      take_bytes(source.name()->size());
      t.name = source.name()->str();
    }
    t.type = element_type(source.type());
    t.type_name = type_name(source.type());
    copy(source.shape(), t.dims);
    if (const auto* q = source.quantization(); q != nullptr) {
      copy(q->scale(), t.quantized.scale);
      copy(q->zero_point(), t.quantized.zero_point);
      t.quantized.axis = q->quantized_dimension();
    }
    graph_.tensors.push_back(std::move(t));
    graph_.tensors.back().buffer = read_buffer(source.buffer());
  }

 private:
  // The graph's buffer for the file's; absent for an empty one.
  int read_buffer(std::uint32_t index) {
    if (index == 0) return ir::absent;
    const std::string name = describe_tensor(graph_, static_cast<int>(graph_.tensors.size()) - 1);
    if (index >= static_cast<std::uint32_t>(count(model_.buffers()))) {
      fail("{} names buffer {}, of {}", name, index, count(model_.buffers()));
    }
    const tflite::Buffer& buffer = *element(model_.buffers(), static_cast<int>(index));
    if (buffer.offset() > 1 || buffer.size() > 1) {
      fail("{} has its data behind the file's tables; accepted: data in a buffer", name);
    }
    if (count(buffer.data()) == 0) return ir::absent;
    const auto [known, is_new] =
        buffers_.try_emplace(index, static_cast<int>(graph_.buffers.size()));
    if (is_new) copy(buffer.data(), graph_.buffers.emplace_back());
    return known->second;
  }

  template <class Source, class T>
  void copy(const flatbuffers::Vector<Source>* from, std::vector<T>& to) {
    static_assert(sizeof(Source) == sizeof(T) && std::endian::native == std::endian::little);
    if (count(from) == 0) return;
    take_bytes(sizeof(T) * from->size());
    to.resize(from->size());
    // The verifier aligns a vector to its count's four bytes, which is not enough for all elements.
    std::memcpy(to.data(), from->Data(), sizeof(T) * from->size());
  }

  // Tables may share what they point to, so that a small file could ask for much memory.
  void take_bytes(std::size_t bytes) {
    if (bytes > bytes_left_) fail("is damaged: its tables hold many times the bytes of the file");
    bytes_left_ -= bytes;
  }

  const tflite::Model& model_;
  std::size_t& bytes_left_;
  std::map<std::uint32_t, int> buffers_;  // of the file, and the graph's for them
  ir::graph& graph_;
};

}  // namespace

std::vector<std::string> read_tensors(const tflite::Model& model, const tflite::SubGraph& subgraph,
                                      std::size_t& bytes_left, ir::graph& graph) {
  const int tensors = count(subgraph.tensors());
  if (tensors > limits::tensors)
    fail("has {} tensors; accepted: up to {}", tensors, limits::tensors);
  tensor_reader reader(model, bytes_left, graph);
  std::vector<std::string> faults;
  for (int i = 0; i < tensors; ++i) {
    const tflite::Tensor& t = *element(subgraph.tensors(), i);
    reader.read(t);
    faults.push_back(fault_of(t));
  }
  return faults;
}

}  // namespace tyto::convert
