// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/strided_slice.hpp"

#include <algorithm>

#include "common/error.hpp"
#include "common/text.hpp"
#include "convert/ir/limits.hpp"
#include "convert/read/graphdef/constant.hpp"

namespace tyto::convert {

graphdef_slice read_strided_slice(const graphdef::Node& node, const std::vector<int>& from,
                                  const graphdef::Tensor& begin, const graphdef::Tensor& end,
                                  const graphdef::Tensor& step) {
  const std::vector<int> begins = constant_integers(begin);
  const std::vector<int> ends = constant_integers(end);
  const std::vector<int> steps = constant_integers(step);
  if (begins.size() > from.size() || ends.size() != begins.size() ||
      steps.size() != begins.size()) {
    fail(
        "it has {} begins, {} ends and {} strides for {}; accepted: as many of each, up to one "
        "an axis",
        begins.size(), ends.size(), steps.size(), dimensions(from));
  }
  const graphdef_attributes attributes(node);
  const auto mask = [&](const char* name, std::size_t axis) {
    return (attributes.integer(name, 0) >> axis & 1) != 0;
  };
  if (attributes.integer("ellipsis_mask", 0) != 0 || attributes.integer("new_axis_mask", 0) != 0) {
    fail("its ellipsis_mask or new_axis_mask is set; accepted: 0");
  }
  graphdef_slice s;
  for (std::size_t axis = 0; axis < from.size(); ++axis) {
    const int extent = from[axis];
    const bool named = axis < begins.size();
    const bool one = named && mask("shrink_axis_mask", axis);
    const int by = named && !one ? steps[axis] : 1;
    if (by < 1 || by > limits::window)
      fail("a stride is {}; accepted: 1 to {}", by, limits::window);
    const auto place = [&](int p) { return std::clamp(p < 0 ? p + extent : p, 0, extent); };
    const bool from_start = !named || (!one && mask("begin_mask", axis));
    const int first = from_start ? 0 : place(begins[axis]);
    const bool to_end = !named || (!one && mask("end_mask", axis));
    const int last = to_end ? extent : one ? std::min(first + 1, extent) : place(ends[axis]);
    if (last <= first) fail("it takes nothing of axis {}, of {} elements", axis, extent);
    s.taken.begin.push_back(first);
    s.taken.step.push_back(by);
    s.taken.size.push_back((last - first + by - 1) / by);
    if (!one) s.dims.push_back(s.taken.size.back());
  }
  return s;
}

}  // namespace tyto::convert
