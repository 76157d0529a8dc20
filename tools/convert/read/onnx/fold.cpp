// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/fold.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/graph_builder.hpp"
#include "convert/read/onnx/fold_values.hpp"

namespace tyto::convert {

namespace {

using kind = onnx_constant::kind;
using integers = std::vector<std::int64_t>;

constexpr std::size_t most_integers = 16;
constexpr std::int64_t largest_folded = std::int64_t{1} << 24;

bool is_integer(const onnx_constant& c) {
  return c.type == kind::int64 || c.type == kind::int32;
}

class folder {
 public:
  folder(const onnx::NodeProto& node, const std::vector<onnx_value>& inputs)
      : node_(node), attributes_(node), inputs_(inputs) {}

  [[nodiscard]] onnx_constant_pointer run() const {
    const std::string& op = node_.op_type();
    if (op == "Shape" && inputs_.size() == 1) return shape();
    if (op == "Size" && inputs_.size() == 1) return number_of_elements();
    const bool constants =
        !inputs_.empty() && std::all_of(inputs_.begin(), inputs_.end(), [](const onnx_value& v) {
          return v.constant != nullptr && v.constant->quantized.scale.empty();
        });
    if (!constants) return nullptr;
    if (op == "Cast" && inputs_.size() == 1) return cast();
    if (op == "Concat") return concat();
    if (op == "ConstantOfShape" && inputs_.size() == 1) return filled();
    if (op == "Gather" && inputs_.size() == 2) return gather();
    if (op == "Slice" && inputs_.size() >= 3) return slice();
    if (op == "Expand" && inputs_.size() == 2) {
      return expanded(constant(0), integers_of(constant(1)));
    }
    if (op.starts_with("Reduce")) return reduction(op);
    if (inputs_.size() == 1) return elementwise(op, constant(0));
    if (inputs_.size() == 2) return arithmetic(op);
    return nullptr;
  }

 private:
  [[nodiscard]] const onnx_constant& constant(std::size_t i) const { return *inputs_[i].constant; }

  [[nodiscard]] onnx_constant_pointer shape() const {
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

  [[nodiscard]] onnx_constant_pointer number_of_elements() const {
    const std::int64_t count = checked_elements(inputs_[0].dims);
    return with_dims(*make_onnx_constant(integers{count}), {});
  }

  // Of float to an integer what is behind the point goes.
  [[nodiscard]] onnx_constant_pointer cast() const {
    const std::int64_t to = attributes_.integer("to", onnx::TensorProto::FLOAT);
    const bool to_float = to == onnx::TensorProto::FLOAT;
    const bool to_integer = to == onnx::TensorProto::INT64 || to == onnx::TensorProto::INT32;
    const onnx_constant& c = constant(0);
    if (c.type == kind::float32 && to_float) return inputs_[0].constant;
    if (is_integer(c) && to_integer) return inputs_[0].constant;
    if (c.type == kind::float32 && to_integer && c.elements() <= most_integers) {
      integers values;
      for (const float value : floats_of(c)) {
        if (!(std::abs(value) <= largest_folded)) fail("it casts {} to an integer", value);
        values.push_back(static_cast<std::int64_t>(value));
      }
      return with_dims(*make_onnx_constant(values), c.dims);
    }
    if (c.type == kind::int8 && to_float) {
      std::vector<float> values;
      for (const std::uint8_t byte : c.bytes) {
        const int stored = static_cast<std::int8_t>(byte);
        values.push_back(static_cast<float>(c.was_uint8 ? stored + 128 : stored));
      }
      return make_onnx_constant(c.dims, values);
    }
    if (is_integer(c) && to_float) {
      std::vector<float> values;
      for (const std::int64_t value : integers_of(c))
        values.push_back(static_cast<float>(value));
      return make_onnx_constant(c.dims, values);
    }
    return nullptr;
  }

  [[nodiscard]] onnx_constant_pointer concat() const {
    std::vector<const onnx_constant*> parts;
    for (const onnx_value& part : inputs_) {
      if (part.constant->dims.empty()) return nullptr;
      parts.push_back(part.constant.get());
    }
    return joined(parts, attributes_.integer("axis", 0));
  }

  [[nodiscard]] onnx_constant_pointer filled() const {
    const onnx::AttributeProto* value = attributes_.find("value");
    const onnx_constant_pointer one = value == nullptr
                                          ? make_onnx_constant({1}, std::vector<float>{0.0F})
                                          : read_onnx_tensor(value->t());
    return expanded(*one, integers_of(constant(0)));
  }

  [[nodiscard]] onnx_constant_pointer gather() const {
    if (constant(0).dims.empty() || !is_integer(constant(1))) return nullptr;
    return taken(constant(0), attributes_.integer("axis", 0), integers_of(constant(1)),
                 constant(1).dims);
  }

  [[nodiscard]] onnx_constant_pointer slice() const {
    const integers begins = clamped_integers(constant(1));
    const integers ends = clamped_integers(constant(2));
    integers axes(begins.size());
    std::iota(axes.begin(), axes.end(), 0);
    if (inputs_.size() > 3) axes = integers_of(constant(3));
    if (begins.size() != ends.size() || axes.size() != begins.size()) return nullptr;
    integers steps(begins.size(), 1);
    if (inputs_.size() > 4) steps = clamped_integers(constant(4));
    if (steps.size() != begins.size()) return nullptr;
    onnx_constant_pointer left = inputs_[0].constant;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const auto rank = static_cast<std::int64_t>(left->dims.size());
      const std::int64_t axis = axes[i] < 0 ? axes[i] + rank : axes[i];
      if (axis < 0 || axis >= rank) fail("its axis is {} of {} dimensions", axes[i], rank);
      const std::int64_t size = left->dims[static_cast<std::size_t>(axis)];
      const std::int64_t step = steps[i];
      if (step == 0) fail("its step is 0; accepted: another number");
      // Backwards, the end may stand before the first element.
      const std::int64_t least = step > 0 ? 0 : -1;
      const auto place = [&](std::int64_t x) {
        return std::clamp<std::int64_t>(x < 0 ? x + size : x, least, size + least);
      };
      integers kept;
      const std::int64_t end = place(ends[i]);
      for (std::int64_t at = place(begins[i]); step > 0 ? at < end : at > end; at += step)
        kept.push_back(at);
      if (kept.empty()) fail("it leaves nothing");
      left = taken(*left, axis, kept, {static_cast<int>(kept.size())});
    }
    return left;
  }

  [[nodiscard]] onnx_constant_pointer reduction(const std::string& op) const {
    const onnx_constant& c = constant(0);
    integers listed = attributes_.integers("axes", {});
    if (inputs_.size() == 2) listed = integers_of(constant(1));
    std::vector<int> axes;
    const auto rank = static_cast<std::int64_t>(c.dims.size());
    for (const std::int64_t axis : listed) {
      if (axis < -rank || axis >= rank) fail("its axis is {} of {} dimensions", axis, rank);
      axes.push_back(static_cast<int>(axis < 0 ? axis + rank : axis));
    }
    const bool keep = attributes_.integer("keepdims", 1) != 0;
    if (op == "ReduceProd" && is_integer(c) && rank == 1) {
      std::int64_t product = 1;
      for (const std::int64_t x : integers_of(c)) {
        product *= x;
        if (std::abs(product) > largest_folded) fail("its product is over {}", largest_folded);
      }
      return with_dims(*make_onnx_constant(integers{product}),
                       keep ? std::vector<int>{1} : std::vector<int>{});
    }
    return reduced(op, c, axes, keep);
  }

  template <class T>
  static T result(const std::string& op, T a, T b) {
    if (op == "Add") return static_cast<T>(a + b);
    if (op == "Sub") return static_cast<T>(a - b);
    if (op == "Mul") return static_cast<T>(a * b);
    if constexpr (std::is_floating_point_v<T>) {
      if (op == "Max") return std::max(a, b);
      if (op == "Min") return std::min(a, b);
      if (op == "Pow") return std::pow(a, b);
    } else {
      if (b == 0) fail("it divides by 0");
    }
    return static_cast<T>(a / b);
  }

  [[nodiscard]] onnx_constant_pointer arithmetic(const std::string& op) const {
    const bool basic = op == "Add" || op == "Sub" || op == "Mul" || op == "Div";
    if (!basic && op != "Pow" && op != "Max" && op != "Min") return nullptr;
    const onnx_constant& a = constant(0);
    const onnx_constant& b = constant(1);
    if (!basic && (is_integer(a) || is_integer(b))) return nullptr;
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
