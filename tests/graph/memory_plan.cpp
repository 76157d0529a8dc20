// SPDX-License-Identifier: Apache-2.0
// The memory plan against a simulation that knows nothing of how it was made: every byte of the
// arena remembers who wrote it, layers run row by row in the planned order, scratch memory is
// trampled on, and whatever a layer reads must still be what its producer wrote.
#include "tyto/graph/memory_plan.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "support/random.hpp"

namespace {

using tyto::index_range;
using tyto::row_order;
using tyto::shape;
using tyto::window;
using tyto::graph::buffer_request;
using tyto::graph::network_input_index;
using tyto::graph::placement;

enum class reading {
  by_rows,      // through a window, row by row
  elementwise,  // element i of every input for element i of the output
  whole         // anything at any time
};

struct planned_layer {
  reading how = reading::whole;
  shape input;
  shape output;
  window w{{1, 1}, {1, 1}, {}};
  int element_bytes = 1;
  buffer_request request;

  [[nodiscard]] index_range rows_read(int y) const { return w.rows(y, input.height); }
  [[nodiscard]] std::int64_t input_row_bytes() const {
    return std::int64_t{input.row_elements()} * element_bytes;
  }
  [[nodiscard]] std::int64_t output_row_bytes() const {
    return std::int64_t{output.row_elements()} * element_bytes;
  }
};

// What the network would ask for this layer.
void fill_request(planned_layer& layer) {
  buffer_request& r = layer.request;
  r.output_bytes = layer.output.height * layer.output_row_bytes();
  if (layer.how == reading::by_rows) {
    r.with_input =
        tyto::graph::row_overlap(layer, layer.input_row_bytes(), layer.output_row_bytes());
  }
  r.with_input.in_place = layer.how == reading::elementwise;
}

class simulation {
 public:
  simulation(const std::vector<planned_layer>& layers, const std::vector<placement>& plan,
             std::int64_t arena_bytes)
      : layers_(layers), plan_(plan), memory_(static_cast<std::size_t>(arena_bytes)) {}

  // Empty, or what went wrong first.
  std::string run() {
    for (int i = 0; i < count() && error_.empty(); ++i)
      run_layer(i);
    return error_;
  }

 private:
  struct tag {
    int layer = -1;  // who wrote the byte; -1 is nobody of interest
    std::int64_t byte = 0;
  };

  [[nodiscard]] int count() const { return static_cast<int>(layers_.size()); }
  [[nodiscard]] const planned_layer& layer(int i) const {
    return layers_[static_cast<std::size_t>(i)];
  }
  [[nodiscard]] const placement& at(int i) const { return plan_[static_cast<std::size_t>(i)]; }

  void fail(int i, const std::string& what) {
    if (error_.empty()) error_ = "layer " + std::to_string(i) + ": " + what;
  }

  // Bytes [begin, end) of layer j's output are where it put them.
  void must_hold(int reader, int j, std::int64_t begin, std::int64_t end) {
    if (j == network_input_index) return;
    for (std::int64_t b = begin; b < end && error_.empty(); ++b) {
      const tag t = memory_[static_cast<std::size_t>(at(j).offset + b)];
      if (t.layer != j || t.byte != b) {
        fail(reader, "byte " + std::to_string(b) + " of layer " + std::to_string(j) +
                         " was overwritten by layer " + std::to_string(t.layer));
      }
    }
  }

  void inputs_must_hold(int i, std::int64_t begin, std::int64_t end) {
    for (int k = 0; k < layer(i).request.input_count; ++k) {
      must_hold(i, layer(i).request.inputs[k], begin, end);
    }
  }

  void write(int i, std::int64_t begin, std::int64_t end) {
    if (layer(i).request.caller_owned) return;
    for (std::int64_t b = begin; b < end; ++b) {
      memory_[static_cast<std::size_t>(at(i).offset + b)] = {i, b};
    }
  }

  void trample_scratch(int i) {
    for (std::int64_t b = 0; b < layer(i).request.scratch_bytes; ++b) {
      memory_[static_cast<std::size_t>(at(i).scratch_offset + b)] = {};
    }
  }

  bool fits(int i) {
    const auto inside = [&](std::int64_t offset, std::int64_t bytes) {
      return offset >= 0 && offset % tyto::graph::arena_alignment == 0 &&
             offset + bytes <= static_cast<std::int64_t>(memory_.size());
    };
    const buffer_request& r = layer(i).request;
    if (!r.caller_owned && !inside(at(i).offset, r.output_bytes)) fail(i, "output outside");
    if (r.scratch_bytes > 0 && !inside(at(i).scratch_offset, r.scratch_bytes)) {
      fail(i, "scratch outside");
    }
    return error_.empty();
  }

  void run_layer(int i) {
    if (!fits(i)) return;
    const planned_layer& l = layer(i);
    const std::int64_t input_bytes = l.input.height * l.input_row_bytes();
    trample_scratch(i);
    inputs_must_hold(i, 0, input_bytes);
    switch (l.how) {
      case reading::by_rows:
        run_rows(i);
        break;
      case reading::elementwise:
        run_elements(i);
        break;
      case reading::whole:
        write(i, 0, l.request.output_bytes);
        inputs_must_hold(i, 0, input_bytes);
        break;
    }
    trample_scratch(i);
    if (!l.request.caller_owned) must_hold(i, i, 0, l.request.output_bytes);
  }

  // A row's input must outlive the row: a kernel may write any part of it before it has read all.
  void run_rows(int i) {
    const planned_layer& l = layer(i);
    for (int row = 0; row < l.output.height; ++row) {
      const int y = at(i).order == row_order::top_down ? row : l.output.height - 1 - row;
      const index_range rows = l.rows_read(y);
      const std::int64_t begin = rows.begin * l.input_row_bytes();
      const std::int64_t end = begin + rows.size() * l.input_row_bytes();
      write(i, y * l.output_row_bytes(), (y + 1) * l.output_row_bytes());
      trample_scratch(i);
      inputs_must_hold(i, begin, end);
    }
  }

  void run_elements(int i) {
    const planned_layer& l = layer(i);
    for (std::int64_t b = 0; b < l.request.output_bytes; b += l.element_bytes) {
      inputs_must_hold(i, b, b + l.element_bytes);
      write(i, b, b + l.element_bytes);
    }
  }

  const std::vector<planned_layer>& layers_;
  const std::vector<placement>& plan_;
  std::vector<tag> memory_;
  std::string error_;
};

// Arena bytes that hold a tensor still needed, or scratch, while layer i runs: byte by byte.
std::int64_t bytes_in_use(const std::vector<planned_layer>& layers,
                          const std::vector<placement>& plan, int i, std::int64_t arena_bytes) {
  std::vector<bool> used(static_cast<std::size_t>(arena_bytes));
  const auto mark = [&](std::int64_t offset, std::int64_t bytes) {
    for (std::int64_t b = offset; b < offset + bytes; ++b)
      used[static_cast<std::size_t>(b)] = true;
  };
  for (int j = 0; j <= i; ++j) {
    const buffer_request& r = layers[static_cast<std::size_t>(j)].request;
    bool needed = j == i;
    for (int reader = i; reader < static_cast<int>(layers.size()); ++reader) {
      const buffer_request& q = layers[static_cast<std::size_t>(reader)].request;
      needed = needed || std::count(q.inputs, q.inputs + q.input_count, j) > 0;
    }
    if (needed && !r.caller_owned) mark(plan[static_cast<std::size_t>(j)].offset, r.output_bytes);
  }
  mark(plan[static_cast<std::size_t>(i)].scratch_offset,
       layers[static_cast<std::size_t>(i)].request.scratch_bytes);
  return std::count(used.begin(), used.end(), true);
}

struct planned {
  std::vector<placement> placements;
  std::int64_t bytes = 0;
};

planned plan(const std::vector<planned_layer>& layers) {
  std::vector<buffer_request> requests;
  for (const planned_layer& l : layers)
    requests.push_back(l.request);
  planned p{std::vector<placement>(layers.size()), 0};
  p.bytes = tyto::graph::plan_memory(requests, p.placements);
  return p;
}

// Plans, simulates, and checks what the plan says of itself.
std::int64_t check_plan(const std::vector<planned_layer>& layers) {
  const planned p = plan(layers);
  CHECK(simulation(layers, p.placements, p.bytes).run() == "");
  CHECK(p.bytes % tyto::graph::arena_alignment == 0);
  std::int64_t needed = 0;
  for (int i = 0; i < static_cast<int>(layers.size()); ++i) {
    const std::size_t at = static_cast<std::size_t>(i);
    CHECK(p.placements[at].bytes_in_use == bytes_in_use(layers, p.placements, i, p.bytes));
    needed = std::max(needed, p.placements[at].bytes_in_use);
  }
  CHECK(p.bytes >= needed);
  return p.bytes;
}

// ---- writing networks ----

class builder {
 public:
  explicit builder(shape input, int element_bytes = 1)
      : input_(input), element_bytes_(element_bytes) {}

  // All return the new layer's index.
  int windowed(int from, const window& w, int channels) {
    planned_layer l;
    l.how = reading::by_rows;
    l.w = w;
    return append(l, {from}, w.output(output_of(from), channels));
  }
  int same(int from, int size, int stride, int channels) {
    const shape in = output_of(from);
    const auto pads = [&](int extent) {
      const int out = (extent + stride - 1) / stride;
      const int total = std::max((out - 1) * stride + size - extent, 0);
      return std::pair{total / 2, total - total / 2};
    };
    const auto [top, bottom] = pads(in.height);
    const auto [left, right] = pads(in.width);
    return windowed(from, {{size, size}, {stride, stride}, {top, bottom, left, right}}, channels);
  }
  int add(int a, int b) {
    planned_layer l;
    l.how = reading::elementwise;
    return append(l, {a, b}, output_of(a));
  }
  int elementwise(int from) {
    planned_layer l;
    l.how = reading::elementwise;
    return append(l, {from}, output_of(from));
  }
  int whole(int from, shape output) { return append({}, {from}, output); }

  void scratch(int layer, std::int64_t bytes) {
    layers_[static_cast<std::size_t>(layer)].request.scratch_bytes = bytes;
  }

  [[nodiscard]] shape output_of(int layer) const {
    return layer == network_input_index ? input_ : layers_[static_cast<std::size_t>(layer)].output;
  }
  [[nodiscard]] int count() const { return static_cast<int>(layers_.size()); }

  // The last layer writes to the caller's memory.
  std::vector<planned_layer> network() {
    layers_.back().request.caller_owned = true;
    return layers_;
  }

 private:
  int append(planned_layer l, std::initializer_list<int> inputs, shape output) {
    l.input = output_of(*inputs.begin());
    l.output = output;
    l.element_bytes = element_bytes_;
    for (const int i : inputs)
      l.request.inputs[l.request.input_count++] = i;
    fill_request(l);
    layers_.push_back(l);
    return count() - 1;
  }

  shape input_;
  int element_bytes_;
  std::vector<planned_layer> layers_;
};

std::vector<planned_layer> random_network(tyto::test::random& r) {
  builder b({r.between(1, 20), r.between(1, 20), r.between(1, 8)}, r.one_in(5) ? 4 : 1);
  const int layers = r.between(1, 25);
  const bool branches = r.one_in(2);
  while (b.count() < layers) {
    const int last = b.count() - 1;
    const int from = branches && r.one_in(4) ? r.between(network_input_index, last) : last;
    const shape in = b.output_of(from);
    int made = 0;
    switch (r.between(0, 5)) {
      case 0: {  // residual, where there is something of the same shape
        std::vector<int> alike;
        for (int j = network_input_index; j <= last; ++j) {
          if (b.output_of(j) == in) alike.push_back(j);
        }
        made = b.add(
            from,
            alike[static_cast<std::size_t>(r.between(0, static_cast<int>(alike.size()) - 1))]);
        break;
      }
      case 1:
        made = b.elementwise(from);
        break;
      case 2:
        made = b.whole(from, {r.between(1, 6), r.between(1, 6), r.between(1, 32)});
        break;
      default: {
        window w;
        do {
          w.size = {r.between(1, 5), r.between(1, 5)};
          w.stride =
              r.one_in(3) ? tyto::extent{r.between(1, 3), r.between(1, 3)} : tyto::extent{1, 1};
          w.pad = {r.between(0, w.size.height), r.between(0, w.size.height),
                   r.between(0, w.size.width), r.between(0, w.size.width)};
        } while (w.output(in, 1).height < 1 || w.output(in, 1).width < 1);
        made = b.windowed(from, w, r.between(1, 16));
      }
    }
    if (r.one_in(4)) b.scratch(made, r.between(1, 600));
  }
  return b.network();
}

std::int64_t sum_of_outputs(const std::vector<planned_layer>& layers) {
  std::int64_t sum = 0;
  for (const planned_layer& l : layers) {
    sum += (l.request.output_bytes + 15) / 16 * 16 + (l.request.scratch_bytes + 15) / 16 * 16;
  }
  return sum;
}

}  // namespace

TEST_CASE("memory plan: nothing that is still needed is overwritten, in random networks") {
  tyto::test::random r(1);
  int overlapping = 0;
  for (int i = 0; i < 600; ++i) {
    CAPTURE(i);
    const auto layers = random_network(r);
    const std::int64_t bytes = check_plan(layers);
    CHECK(bytes <= sum_of_outputs(layers));
    // That the simulation sees outputs over inputs at all:
    const planned p = plan(layers);
    for (std::size_t k = 1; k < layers.size(); ++k) {
      const int from = layers[k].request.inputs[0];
      if (from < 0 || layers[k].request.caller_owned) continue;
      const std::int64_t start = p.placements[static_cast<std::size_t>(from)].offset;
      const std::int64_t end = start + layers[static_cast<std::size_t>(from)].request.output_bytes;
      const std::int64_t own = p.placements[k].offset;
      if (own < end && start < own + layers[k].request.output_bytes) ++overlapping;
    }
  }
  CHECK(overlapping > 1000);
}

TEST_CASE("memory plan: the simulation sees a plan that is one step too tight") {
  // A chain of 3 x 3 layers. Whichever layer is moved towards its input, something breaks.
  builder b({25, 5, 64});
  int last = b.same(network_input_index, 3, 1, 64);
  for (int i = 0; i < 4; ++i)
    last = b.same(last, 3, 1, 64);
  const auto layers = b.network();
  const planned p = plan(layers);
  REQUIRE(simulation(layers, p.placements, p.bytes).run() == "");
  int broken = 0;
  for (std::size_t i = 1; i + 1 < layers.size(); ++i) {
    auto moved = p.placements;
    const std::int64_t towards_input = moved[i].offset < moved[i - 1].offset ? 16 : -16;
    moved[i].offset += towards_input;
    if (simulation(layers, moved, p.bytes + 16).run() != "") ++broken;
    moved = p.placements;
    moved[i].order =
        moved[i].order == row_order::top_down ? row_order::bottom_up : row_order::top_down;
    if (simulation(layers, moved, p.bytes).run() != "") ++broken;
  }
  CHECK(broken == 6);
}

TEST_CASE("memory plan: a DS-CNN needs one activation and two of its rows") {
  builder b({49, 10, 1});
  int last = b.windowed(network_input_index, {{10, 4}, {2, 2}, {4, 5, 1, 1}}, 64);
  for (int block = 0; block < 4; ++block) {
    last = b.same(last, 3, 1, 64);
    last = b.windowed(last, {{1, 1}, {1, 1}, {}}, 64);
  }
  last = b.whole(last, {1, 1, 64});
  last = b.whole(last, {1, 1, 12});
  b.elementwise(last);
  CHECK(b.output_of(0) == shape{25, 5, 64});
  CHECK(check_plan(b.network()) == 25 * 5 * 64 + 2 * 5 * 64);  // 8640
}

TEST_CASE("memory plan: ResNet-8 keeps no more than its residual needs") {
  builder b({32, 32, 3});
  int last = b.same(network_input_index, 3, 1, 16);
  for (const auto& [channels, stride] : {std::pair{16, 1}, {32, 2}, {64, 2}}) {
    const int block = last;
    last = b.same(b.same(block, 3, stride, channels), 3, 1, channels);
    const int shortcut = stride == 1 ? block : b.same(block, 1, stride, channels);
    last = b.add(last, shortcut);
  }
  last = b.whole(last, {1, 1, 64});
  last = b.whole(last, {1, 1, 10});
  b.elementwise(last);
  // In the first block the shortcut and a convolution's output live side by side, 16 KB each; the
  // second convolution adds two rows (32 * 16 bytes) to its input.
  CHECK(check_plan(b.network()) == 2 * 32 * 32 * 16 + 2 * 32 * 16);
}

TEST_CASE("memory plan: forty layers of a MobileNet") {
  builder b({96, 96, 3});
  int last = b.same(network_input_index, 3, 2, 8);
  int channels = 8;
  for (int block = 0; block < 19; ++block) {
    const int stride = block % 4 == 1 && block < 14 ? 2 : 1;
    last = b.same(last, 3, stride, channels);
    if (block % 4 == 0) channels *= 2;
    last = b.windowed(last, {{1, 1}, {1, 1}, {}}, std::min(channels, 128));
    channels = std::min(channels, 128);
  }
  b.whole(last, {1, 1, 2});
  // The first pointwise layer doubles 48 x 48 x 8: output and input need its size and one row.
  CHECK(check_plan(b.network()) <= 48 * 48 * 16 + 48 * 16);
}

TEST_CASE("memory plan: the caller's memory is not planned") {
  builder one({7, 7, 3});
  one.same(network_input_index, 3, 1, 16);
  CHECK(check_plan(one.network()) == 0);

  builder two({7, 7, 3});
  two.same(two.same(network_input_index, 3, 1, 5), 3, 1, 64);
  CHECK(check_plan(two.network()) == 256);  // 245 bytes, aligned
}

TEST_CASE("memory plan: scratch is beside what lives, and nothing keeps it") {
  builder b({8, 8, 2});
  const int first = b.same(network_input_index, 3, 1, 2);
  b.scratch(first, 1000);
  const int second = b.same(first, 3, 1, 2);
  b.scratch(second, 500);
  b.scratch(b.same(second, 3, 1, 2), 20);
  CHECK(check_plan(b.network()) == 128 + 1008);
}

TEST_CASE("memory plan: more tensors alive than the search looks at") {
  // Twelve branches from one layer, all alive at once, then added up.
  builder b({4, 4, 4});
  const int root = b.same(network_input_index, 3, 1, 4);
  std::vector<int> branches;
  for (int i = 0; i < 12; ++i)
    branches.push_back(b.same(root, 3, 1, 4 + 4 * (i % 2)));
  int even = branches[0];
  int odd = branches[1];
  for (std::size_t i = 2; i < branches.size(); i += 2) {
    even = b.add(even, branches[i]);
    odd = b.add(odd, branches[i + 1]);
  }
  b.add(b.same(odd, 1, 1, 4), even);
  const std::int64_t alive = 64 + 6 * 64 + 6 * 128;
  const std::int64_t bytes = check_plan(b.network());
  CHECK(bytes >= alive - 64);
  CHECK(bytes <= alive + 2 * 4 * 8);  // two rows
}

TEST_CASE("row gaps by hand") {
  struct spec {
    shape input;
    shape output;
    window w;
    constexpr index_range rows_read(int y) const { return w.rows(y, input.height); }
  };
  // 3 x 3, same size, rows of 10 bytes: row y + 1 is read for row y, row y - 1 too.
  constexpr auto same = tyto::graph::row_overlap(
      spec{{5, 10, 1}, {5, 10, 1}, {{3, 3}, {1, 1}, {1, 1, 1, 1}}}, 10, 10);
  CHECK(same.by_rows);
  CHECK(same.gap_down == 20);
  CHECK(same.gap_up == 20);
  // Pointwise to half the channels: row 0 is read while it is written.
  constexpr auto half =
      tyto::graph::row_overlap(spec{{5, 10, 2}, {5, 10, 1}, {{1, 1}, {1, 1}, {}}}, 20, 10);
  CHECK(half.gap_down == 10);
  CHECK(half.gap_up == 60);  // the last row ends at 100, and its output starts at 40
  // A 2 x 2 pool of stride 2: output row 0 needs input rows 0 and 1.
  constexpr auto pool =
      tyto::graph::row_overlap(spec{{6, 4, 1}, {3, 2, 1}, {{2, 2}, {2, 2}, {}}}, 4, 2);
  CHECK(pool.gap_down == 2);
  CHECK(pool.gap_up == 20);
}
