// SPDX-License-Identifier: Apache-2.0
// Small ONNX models that say something plain in the roundabout way that an exporter has: what a
// peer gives for them is in onnx_idioms.txt. Each output is a handful of numbers.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "convert/onnx_builder.hpp"

namespace tyto::test {

struct onnx_idiom {
  std::string name;
  onnx_builder model;
};

class onnx_idioms {
 public:
  static std::vector<onnx_idiom> all() {
    onnx_idioms made;
    made.pads_and_pools();
    made.readers();
    made.shapes();
    made.constants();
    made.one_axis();
    made.means();
    return std::move(made.all_);
  }

 private:
  using int64s = std::vector<std::int64_t>;

  // A model of an image of two channels, 7 x 6, or of what `dims` say.
  template <class Build>
  void add(const std::string& name, Build build, const std::vector<int>& dims = {1, 2, 7, 6}) {
    onnx_builder b;
    build(b, b.input(dims));
    all_.push_back({name, std::move(b)});
  }

  static std::string head(onnx_builder& b, const std::string& x, int channels) {
    return b.dense(b.node("Flatten", {b.node("GlobalAveragePool", {x})}), channels, 3);
  }
  static std::string average(onnx_builder& b, const std::string& x, const int64s& pads,
                             int counts) {
    const std::string out = b.node("AveragePool", {x});
    b.set("kernel_shape", int64s{3, 3}).set("strides", int64s{2, 2});
    b.set("pads", pads).set("count_include_pad", counts);
    return out;
  }

  void pads_and_pools() {
    add("average that counts its padding", [](onnx_builder& b, const std::string& x) {
      average(b, b.conv(x, 2, 2), {1, 1, 1, 1}, 1);
    });
    add("average that counts a padding of one side", [](onnx_builder& b, const std::string& x) {
      average(b, b.conv(x, 2, 2), {0, 1, 1, 0}, 1);
    });
    add("average that does not count its padding", [](onnx_builder& b, const std::string& x) {
      average(b, b.conv(x, 2, 2), {1, 1, 1, 1}, 0);
    });
    add("average of what a Pad has made larger", [](onnx_builder& b, const std::string& x) {
      average(b, b.node("Pad", {b.conv(x, 2, 2), b.integers({0, 0, 1, 1, 0, 0, 1, 1})}),
              {0, 0, 0, 0}, 0);
    });
    add("average of what a Pad has left as it was", [](onnx_builder& b, const std::string& x) {
      average(b, b.node("Pad", {b.conv(x, 2, 2), b.integers(int64s(8, 0))}), {0, 0, 0, 0}, 1);
    });
    add("largest of what a Pad of zeros has made larger", [](onnx_builder& b,
                                                             const std::string& x) {
      b.node("MaxPool", {b.node("Pad", {b.conv(x, 2, 2), b.integers({0, 0, 1, 1, 0, 0, 1, 1})})});
      b.set("kernel_shape", int64s{3, 3}).set("strides", int64s{2, 2});
    });
  }

  void readers() {
    add("two convolutions of the input", [](onnx_builder& b, const std::string& x) {
      const std::string y = b.conv(x, 2, 2, 3, 2);
      b.node("Add", {y, b.conv(x, 2, 2, 1, 2)});
    });
    add("a convolution of the input, and the input", [](onnx_builder& b, const std::string& x) {
      head(b, b.node("Add", {x, b.conv(x, 2, 2)}), 2);
    });
    add("an image flattened in two orders", [](onnx_builder& b, const std::string& x) {
      const std::string flat = b.dense(b.node("Flatten", {x}), 84, 3);
      b.node("Add", {flat, head(b, b.conv(x, 2, 4), 4)});
    });
  }

  static std::string size(onnx_builder& b, const std::string& x, int axis) {
    const std::string at = b.integers({axis});
    return b.node("Gather", {b.node("Shape", {x}), at});
  }

  void shapes() {
    add("x.view(x.size(0), -1)", [](onnx_builder& b, const std::string& x) {
      const std::string y = b.relu(b.conv(x, 2, 4, 3, 2));
      const std::string to = b.node("Concat", {size(b, y, 0), b.integers({-1})});
      b.set("axis", 0);
      b.dense(b.node("Reshape", {y, to}), 48, 3);
    });
    add("x.view(x.size(0), x.size(1) * x.size(2) * x.size(3))",
        [](onnx_builder& b, const std::string& x) {
          const std::string y = b.relu(b.conv(x, 2, 4, 3, 2));
          const std::string all =
              b.node("Mul", {b.node("Mul", {size(b, y, 1), size(b, y, 2)}), size(b, y, 3)});
          const std::string to = b.node("Concat", {size(b, y, 0), all});
          b.set("axis", 0);
          b.dense(b.node("Reshape", {y, to}), 48, 3);
        });
    add("x.flatten(2).transpose(1, 2), and a matrix for each row", [](onnx_builder& b,
                                                                      const std::string& x) {
      const std::string rows = b.node("Reshape", {b.conv(x, 2, 4, 3, 2), b.integers({0, 0, -1})});
      const std::string turned = b.node("Transpose", {rows});
      b.set("perm", int64s{0, 2, 1});
      b.node("MatMul", {turned, b.randoms({4, 2})});
    });
    add("rows of a channel, and a matrix for each", [](onnx_builder& b, const std::string& x) {
      const std::string rows = b.node("Reshape", {b.conv(x, 2, 4, 3, 2), b.integers({0, 0, -1})});
      b.node("MatMul", {rows, b.randoms({12, 2})});
    });
  }

  void constants() {
    add("weights that are a product", [](onnx_builder& b, const std::string& x) {
      const std::string w = b.node("Mul", {b.randoms({2, 2, 3, 3}), b.randoms({2, 1, 1, 1})});
      head(b, b.node("Conv", {x, w}), 2);
    });
    add("weights cut out backwards", [](onnx_builder& b, const std::string& x) {
      const std::string w =
          b.node("Slice", {b.randoms({4, 2, 3, 3}), b.integers({-1, -1}),
                           b.integers({std::numeric_limits<std::int64_t>::min(), -4}),
                           b.integers({0, 3}), b.integers({-2, -1})});
      head(b, b.node("Conv", {x, w}), 2);
    });
  }

  void one_axis() {
    const auto conv = [](onnx_builder& b, const std::string& x, int from, int to, int groups) {
      const std::string out =
          b.node("Conv", {x, b.randoms({to, from / groups, 3}), b.randoms({to})});
      b.set("group", groups);
      return out;
    };
    const std::vector<int> row{1, 4, 11};
    add(
        "one axis: dilated, causal",
        [&](onnx_builder& b, const std::string& x) {
          const std::string y = conv(b, x, 4, 6, 1);
          b.set("dilations", int64s{2}).set("pads", int64s{4, 0});
          head(b, b.relu(y), 6);
        },
        row);
    add(
        "one axis: strides, a channel by itself, the largest",
        [&](onnx_builder& b, const std::string& x) {
          const std::string y = conv(b, x, 4, 4, 4);
          b.set("strides", int64s{2}).set("pads", int64s{1, 1});
          const std::string most = b.node("MaxPool", {y});
          b.set("kernel_shape", int64s{2}).set("strides", int64s{2});
          b.dense(b.node("Flatten", {most}), 12, 3);
        },
        row);
    add(
        "one axis: averages that count their padding",
        [&](onnx_builder& b, const std::string& x) {
          const std::string y = b.node("AveragePool", {conv(b, x, 4, 2, 1)});
          b.set("kernel_shape", int64s{3}).set("strides", int64s{2}).set("pads", int64s{1, 1});
          b.set("count_include_pad", 1);
          b.dense(b.node("Flatten", {y}), 10, 3);
        },
        row);
    add(
        "one axis: a residual sum",
        [&](onnx_builder& b, const std::string& x) {
          const std::string y = conv(b, x, 4, 4, 1);
          b.set("pads", int64s{1, 1});
          head(b, b.node("Add", {b.relu(y), x}), 4);
        },
        row);
    add("one axis: a residual sum, as long as it is wide",
        [&](onnx_builder& b, const std::string& x) {
          const std::string y = conv(b, x, 4, 4, 1);
          b.set("pads", int64s{1, 1});
          head(b, b.node("Add", {x, b.relu(y)}), 4);
        },
        {1, 4, 4});
    add(
        "one axis: the last step",
        [&](onnx_builder& b, const std::string& x) {
          const std::string y = conv(b, x, 4, 6, 1);
          const std::string last = b.node("Gather", {y, b.integers({-1})});
          b.set("axis", 2);
          b.dense(b.node("Flatten", {last}), 6, 3);
        },
        row);
  }

  void means() {
    const auto mean = [](onnx_builder& b, const std::string& x, const int64s& axes, int keep) {
      const std::string out = b.node("ReduceMean", {x});
      b.set("axes", axes).set("keepdims", keep);
      return out;
    };
    add("x.mean(3).mean(2)", [&](onnx_builder& b, const std::string& x) {
      b.dense(mean(b, mean(b, b.conv(x, 2, 4), {3}, 0), {2}, 0), 4, 3);
    });
    add("x.mean(-1).mean(-1)", [&](onnx_builder& b, const std::string& x) {
      b.dense(mean(b, mean(b, b.conv(x, 2, 4), {-1}, 0), {-1}, 0), 4, 3);
    });
    add("x.mean(2).mean(2)", [&](onnx_builder& b, const std::string& x) {
      b.dense(mean(b, mean(b, b.conv(x, 2, 4), {2}, 0), {2}, 0), 4, 3);
    });
    add("x.mean(2, True).mean(3, True)", [&](onnx_builder& b, const std::string& x) {
      const std::string both = mean(b, mean(b, b.conv(x, 2, 4), {2}, 1), {3}, 1);
      b.dense(b.node("Flatten", {both}), 4, 3);
    });
    add("x.mean(1, True), then a convolution", [&](onnx_builder& b, const std::string& x) {
      head(b, b.conv(mean(b, x, {1}, 1), 1, 4), 4);
    });
    add("x.mean(2)", [&](onnx_builder& b, const std::string& x) {
      b.dense(b.node("Flatten", {mean(b, b.conv(x, 2, 2), {2}, 0)}), 12, 3);
    });
  }

  std::vector<onnx_idiom> all_;
};

}  // namespace tyto::test
