// SPDX-License-Identifier: Apache-2.0
#include "convert/lower/streaming.hpp"

#include <numeric>
#include <vector>

#include "common/error.hpp"
#include "common/text.hpp"
#include "tyto/graph/row_by_row.hpp"

namespace tyto::convert {

namespace {

constexpr int reads_all_rows = 0;

class rows_per_row {
 public:
  explicit rows_per_row(const lowered::model& model) : model_(model) {
    for (const lowered::layer& l : model.layers)
      of_.push_back(of_layer(l));
  }

  // By how many rows of the network's input each layer's window moves for one of its own rows;
  // reads_all_rows for those behind the first that does.
  [[nodiscard]] const std::vector<int>& of() const { return of_; }

 private:
  [[nodiscard]] int height_of(int layer) const {
    return layer == graph::network_input_index
               ? model_.input.dims.height
               : lowered::output_of(model_.layers[static_cast<std::size_t>(layer)]).height;
  }
  [[nodiscard]] int before(int layer) const {
    return layer == graph::network_input_index ? 1 : of_[static_cast<std::size_t>(layer)];
  }

  [[nodiscard]] int of_layer(const lowered::layer& l) const {
    const auto slid = std::visit(
        [](const auto& s) {
          return graph::is_row_by_row(s) ? graph::window_of_spec(s) : window{{0, 0}, {0, 0}, {}};
        },
        l.spec);
    if (slid.size.height == 0) return reads_all_rows;
    for (const lowered::source& s : l.inputs) {
      if (height_of(s.layer) != lowered::input_of(l).height) return reads_all_rows;
      if (before(s.layer) == reads_all_rows) return reads_all_rows;
    }
    if (slid.pad.top != 0 || slid.pad.bottom != 0) {
      fail(
          "cannot stream: layer {} ({}) pads its rows in time (top {}, bottom {}), so that a row "
          "changes with its place in the window; accepted: a model without padding in time (or "
          "the whole window, without --stream)",
          l.name, printable(l.source_tensor), slid.pad.top, slid.pad.bottom);
    }
    return before(l.inputs.front().layer) * slid.stride.height;
  }

  const lowered::model& model_;
  std::vector<int> of_;
};

}  // namespace

int stream_rows(const lowered::model& model, int rows) {
  if (lowered::has_state(model)) {
    fail("keeps its state already and streams as it is; accepted: no --stream for it");
  }
  const rows_per_row strides(model);
  const int height = model.input.dims.height;
  int least = 1;
  for (const int stride : strides.of()) {
    if (stride != reads_all_rows) least = std::lcm(least, stride);
  }
  if (least > height) {
    fail("cannot stream: its strides make a step of {} rows, its window has {}", least, height);
  }
  if (rows == 0) return least;
  if (rows > height || rows % least != 0) {
    fail(
        "--step-rows {}: accepted: a multiple of {}, its strides in time, up to the window's {} "
        "rows",
        rows, least, height);
  }
  return rows;
}

}  // namespace tyto::convert
