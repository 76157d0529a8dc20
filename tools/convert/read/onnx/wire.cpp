// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/wire.hpp"

#include "onnx.pb.h"

namespace tyto::convert {

namespace {

constexpr std::size_t text_bytes = 48;     // of a std::string that is a message's field
constexpr std::size_t pointer_bytes = 32;  // of an element of a list that may have doubled

template <class Message>
constexpr std::size_t size = sizeof(Message) + pointer_bytes;

constexpr wire_field text(int number) {
  return {number, text_bytes, nullptr};
}
// A packed list, and how many bytes one byte of it may become.
constexpr wire_field packed(int number, std::size_t growth) {
  return {number, 16, nullptr, growth};
}

template <class Message>
constexpr wire_field part(int number, const wire_message& message) {
  return {number, size<Message>, &message};
}

extern const wire_message graph_message;

const wire_field entry_fields[] = {text(1), text(2)};
const wire_message entry_message{entry_fields};

const wire_field segment_fields[] = {{1, 0, nullptr}};
const wire_message segment_message{segment_fields};

const wire_field tensor_fields[] = {
    packed(1, 16), part<onnx::TensorProto::Segment>(3, segment_message),
    packed(4, 2),  packed(5, 8),
    text(6),       packed(7, 16),
    text(8),       text(9),
    packed(10, 2), packed(11, 16),
    text(12),      part<onnx::StringStringEntryProto>(13, entry_message)};
const wire_message tensor_message{tensor_fields};

const wire_field sparse_fields[] = {part<onnx::TensorProto>(1, tensor_message),
                                    part<onnx::TensorProto>(2, tensor_message), packed(3, 16)};
const wire_message sparse_message{sparse_fields};

const wire_field dimension_fields[] = {text(2), text(3)};
const wire_message dimension_message{dimension_fields};
const wire_field shape_fields[] = {part<onnx::TensorShapeProto::Dimension>(1, dimension_message)};
const wire_message shape_message{shape_fields};

extern const wire_message type_message;
const wire_field tensor_type_fields[] = {part<onnx::TensorShapeProto>(2, shape_message)};
const wire_message tensor_type_message{tensor_type_fields};
const wire_field sequence_fields[] = {part<onnx::TypeProto>(1, type_message)};
const wire_message sequence_message{sequence_fields};
const wire_field map_fields[] = {part<onnx::TypeProto>(2, type_message)};
const wire_message map_message{map_fields};
const wire_field type_fields[] = {part<onnx::TypeProto::Tensor>(1, tensor_type_message),
                                  part<onnx::TypeProto::Sequence>(4, sequence_message),
                                  part<onnx::TypeProto::Map>(5, map_message),
                                  text(6),
                                  part<onnx::TypeProto::SparseTensor>(8, tensor_type_message),
                                  part<onnx::TypeProto::Optional>(9, sequence_message)};
const wire_message type_message{type_fields};

const wire_field attribute_fields[] = {text(1),
                                       text(4),
                                       part<onnx::TensorProto>(5, tensor_message),
                                       part<onnx::GraphProto>(6, graph_message),
                                       packed(7, 2),
                                       packed(8, 16),
                                       text(9),
                                       part<onnx::TensorProto>(10, tensor_message),
                                       part<onnx::GraphProto>(11, graph_message),
                                       text(13),
                                       part<onnx::TypeProto>(14, type_message),
                                       part<onnx::TypeProto>(15, type_message),
                                       text(21),
                                       part<onnx::SparseTensorProto>(22, sparse_message),
                                       part<onnx::SparseTensorProto>(23, sparse_message)};
const wire_message attribute_message{attribute_fields};

const wire_field node_fields[] = {
    text(1), text(2), text(3), text(4), part<onnx::AttributeProto>(5, attribute_message),
    text(6), text(7)};
const wire_message node_message{node_fields};

const wire_field value_fields[] = {text(1), part<onnx::TypeProto>(2, type_message), text(3)};
const wire_message value_message{value_fields};

const wire_field annotation_fields[] = {text(1),
                                        part<onnx::StringStringEntryProto>(2, entry_message)};
const wire_message annotation_message{annotation_fields};

const wire_field graph_fields[] = {part<onnx::NodeProto>(1, node_message),
                                   text(2),
                                   part<onnx::TensorProto>(5, tensor_message),
                                   text(10),
                                   part<onnx::ValueInfoProto>(11, value_message),
                                   part<onnx::ValueInfoProto>(12, value_message),
                                   part<onnx::ValueInfoProto>(13, value_message),
                                   part<onnx::TensorAnnotation>(14, annotation_message),
                                   part<onnx::SparseTensorProto>(15, sparse_message)};
const wire_message graph_message{graph_fields};

const wire_field opset_fields[] = {text(1)};
const wire_message opset_message{opset_fields};

const wire_field training_fields[] = {part<onnx::GraphProto>(1, graph_message),
                                      part<onnx::GraphProto>(2, graph_message),
                                      part<onnx::StringStringEntryProto>(3, entry_message),
                                      part<onnx::StringStringEntryProto>(4, entry_message)};
const wire_message training_message{training_fields};

const wire_field function_fields[] = {text(1),
                                      text(4),
                                      text(5),
                                      text(6),
                                      part<onnx::NodeProto>(7, node_message),
                                      text(8),
                                      part<onnx::OperatorSetIdProto>(9, opset_message),
                                      text(10)};
const wire_message function_message{function_fields};

const wire_field model_fields[] = {text(2),
                                   text(3),
                                   text(4),
                                   text(6),
                                   part<onnx::GraphProto>(7, graph_message),
                                   part<onnx::OperatorSetIdProto>(8, opset_message),
                                   part<onnx::StringStringEntryProto>(14, entry_message),
                                   part<onnx::TrainingInfoProto>(20, training_message),
                                   part<onnx::FunctionProto>(25, function_message)};

}  // namespace

constinit const wire_message onnx_model_message{model_fields};

}  // namespace tyto::convert
