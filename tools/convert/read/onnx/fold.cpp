// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/fold.hpp"

#include <algorithm>
#include <type_traits>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

namespace {

using kind = onnx_constant::kind;
using integers = std::vector<std::int64_t>;

bool is_integer(const onnx_constant& c) {
  return c.type == kind::int64 || c.type == kind::int32;
}

class folder {
 public:
  folder(const onnx::NodeProto& node, const std::vector<onnx_value>& inputs)
      : node_(node), attributes_(node), inputs_(inputs) {}

  onnx_constant_pointer run() const {
    const std::string& op = node_.op_type();
    if (op == "Shape" && inputs_.size() == 1) return shape();
    const bool constants =
        !inputs_.empty() && std::all_of(inputs_.begin(), inputs_.end(),
                                        [](const onnx_value& v) { return v.constant != nullptr; });
    if (!constants) return nullptr;
    if (op == "Cast" && inputs_.size() == 1) return cast();
    if (op == "Concat") return concat();
    if (op == "Gather" && inputs_.size() == 2) return gather();
    if (op == "Slice" && inputs_.size() >= 3) return slice();
    if (inputs_.size() == 2) return arithmetic(op);
    return nullptr;
  }

 private:
  const onnx_constant& constant(std::size_t i) const { return *inputs_[i].constant; }

  onnx_constant_pointer shape() const {
    const std::vector<int>& dims = inputs_[0].dims;
    const auto rank = static_cast<std::int64_t>(dims.size());
    const auto place = [&](std::int64_t axis) {
      return std::clamp<std::int64_t>(axis < 0 ? axis + rank : axis, 0, rank);
    };
    const std::int64_t begin = place(attributes_.integer("start", 0));
    const std::int64_t end = place(attributes_.integer("end", rank));
    integers listed;
    for (std::int64_t i = begin; i < end; ++i)
      listed.push_back(dims[static_cast<std::size_t>(i)]);
    return make_onnx_constant(listed);
  }

  // Between integers, or of float to float: the number stays.
  onnx_constant_pointer cast() const {
    const std::int64_t to = attributes_.integer("to", onnx::TensorProto::FLOAT);
    const bool to_float = to == onnx::TensorProto::FLOAT;
    const bool to_integer = to == onnx::TensorProto::INT64 || to == onnx::TensorProto::INT32;
    const onnx_constant& c = constant(0);
    if (c.type == kind::float32 && to_float) return inputs_[0].constant;
    if (is_integer(c) && to_integer) return inputs_[0].constant;
    if (is_integer(c) && to_float) {
      std::vector<float> values;
      for (const std::int64_t value : integers_of(c))
        values.push_back(static_cast<float>(value));
      return make_onnx_constant(c.dims, values);
    }
    return nullptr;
  }

  onnx_constant_pointer concat() const {
    integers all;
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
      if (!is_integer(constant(i)) || constant(i).dims.size() > 1) return nullptr;
      const integers part = integers_of(constant(i));
      all.insert(all.end(), part.begin(), part.end());
    }
    return make_onnx_constant(all);
  }

  onnx_constant_pointer gather() const {
    if (!is_integer(constant(0)) || constant(0).dims.size() != 1 || !is_integer(constant(1))) {
      return nullptr;
    }
    const integers from = integers_of(constant(0));
    integers taken;
    for (std::int64_t index : integers_of(constant(1))) {
      const auto size = static_cast<std::int64_t>(from.size());
      if (index < -size || index >= size) fail("it takes number {} of {}", index, size);
      taken.push_back(from[static_cast<std::size_t>(index < 0 ? index + size : index)]);
    }
    return with_dims(*make_onnx_constant(taken), constant(1).dims);
  }

  onnx_constant_pointer slice() const {
    if (!is_integer(constant(0)) || constant(0).dims.size() != 1) return nullptr;
    const integers from = integers_of(constant(0));
    const auto only = [&](std::size_t i) { return clamped_integers(constant(i)).at(0); };
    const auto size = static_cast<std::int64_t>(from.size());
    const auto place = [&](std::int64_t x) {
      return std::clamp<std::int64_t>(x < 0 ? x + size : x, 0, size);
    };
    if (constant(1).elements() != 1 || constant(2).elements() != 1) return nullptr;
    if (inputs_.size() > 4 && only(4) != 1) return nullptr;
    const std::int64_t begin = place(only(1));
    const std::int64_t end = place(only(2));
    return make_onnx_constant(integers(from.begin() + begin, from.begin() + std::max(begin, end)));
  }

  template <class T>
  static T result(const std::string& op, T a, T b) {
    if (op == "Add") return static_cast<T>(a + b);
    if (op == "Sub") return static_cast<T>(a - b);
    if (op == "Mul") return static_cast<T>(a * b);
    if constexpr (std::is_integral_v<T>) {
      if (b == 0) fail("it divides by 0");
    }
    return static_cast<T>(a / b);
  }

  onnx_constant_pointer arithmetic(const std::string& op) const {
    if (op != "Add" && op != "Sub" && op != "Mul" && op != "Div") return nullptr;
    const onnx_constant& a = constant(0);
    const onnx_constant& b = constant(1);
    if (is_integer(a) && is_integer(b)) {
      const integers x = integers_of(a);
      const integers y = integers_of(b);
      if (x.size() != y.size() && x.size() != 1 && y.size() != 1) return nullptr;
      integers all;
      for (std::size_t i = 0; i < std::max(x.size(), y.size()); ++i)
        all.push_back(result(op, x[x.size() == 1 ? 0 : i], y[y.size() == 1 ? 0 : i]));
      return with_dims(*make_onnx_constant(all), x.size() >= y.size() ? a.dims : b.dims);
    }
    if (a.type != kind::float32 || b.type != kind::float32) return nullptr;
    return floats(op, a, b);
  }

  // As NumPy repeats dimensions.
  static onnx_constant_pointer floats(const std::string& op, const onnx_constant& a,
                                      const onnx_constant& b) {
    const std::size_t rank = std::max(a.dims.size(), b.dims.size());
    std::vector<int> da(rank - a.dims.size(), 1);
    std::vector<int> db(rank - b.dims.size(), 1);
    da.insert(da.end(), a.dims.begin(), a.dims.end());
    db.insert(db.end(), b.dims.begin(), b.dims.end());
    std::vector<int> dims(rank);
    for (std::size_t i = 0; i < rank; ++i) {
      if (da[i] != db[i] && da[i] != 1 && db[i] != 1) {
        fail("its inputs are {} and {}; accepted: dimensions that are equal or 1",
             dimensions(a.dims), dimensions(b.dims));
      }
      dims[i] = std::max(da[i], db[i]);
    }
    const std::vector<float> x = floats_of(a);
    const std::vector<float> y = floats_of(b);
    std::vector<float> all(static_cast<std::size_t>(checked_elements(dims)));
    for (std::size_t i = 0; i < all.size(); ++i) {
      std::size_t rest = i;
      std::size_t at_x = 0;
      std::size_t at_y = 0;
      std::size_t step_x = 1;
      std::size_t step_y = 1;
      for (std::size_t axis = rank; axis-- > 0;) {
        const std::size_t index = rest % static_cast<std::size_t>(dims[axis]);
        rest /= static_cast<std::size_t>(dims[axis]);
        if (da[axis] > 1) at_x += index * step_x;
        if (db[axis] > 1) at_y += index * step_y;
        step_x *= static_cast<std::size_t>(da[axis]);
        step_y *= static_cast<std::size_t>(db[axis]);
      }
      all[i] = result(op, x[at_x], y[at_y]);
    }
    return make_onnx_constant(dims, all);
  }

  const onnx::NodeProto& node_;
  onnx_attributes attributes_;
  const std::vector<onnx_value>& inputs_;
};

}  // namespace

onnx_constant_pointer folded(const onnx::NodeProto& node, const std::vector<onnx_value>& inputs) {
  return folder(node, inputs).run();
}

}  // namespace tyto::convert
