// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/expression.hpp"

#include <algorithm>
#include <utility>

#include "common/error.hpp"
#include "convert/ir/limits.hpp"

namespace tyto::convert {

namespace {

affine zeros(int size) {
  return {std::vector<float>(static_cast<std::size_t>(size), 0.0F), {}};
}

bool all_are(const std::vector<float>& values, float x) {
  return std::all_of(values.begin(), values.end(), [&](float v) { return v == x; });
}

void add_term(affine& to, affine::term term, float sign) {
  for (affine::term& other : to.terms) {
    if (other.atom != term.atom || other.diagonal != term.diagonal) continue;
    for (std::size_t i = 0; i < term.weights.size(); ++i)
      other.weights[i] += sign * term.weights[i];
    return;
  }
  for (float& w : term.weights)
    w *= sign;
  to.terms.push_back(std::move(term));
}

// By atom, so that equal sums are equal whatever was added first.
void sort_terms(affine& x) {
  std::sort(x.terms.begin(), x.terms.end(), [](const affine::term& a, const affine::term& b) {
    return std::pair(a.atom, a.diagonal) < std::pair(b.atom, b.diagonal);
  });
}

}  // namespace

affine expressions::counted(affine x) {
  constexpr auto most = limits::tensor_elements;
  numbers_ += x.size();
  for (const affine::term& term : x.terms)
    numbers_ += static_cast<std::int64_t>(term.weights.size());
  if (numbers_ > most) fail("its loop computes with more than {} numbers", most);
  sort_terms(x);
  return x;
}

int expressions::add(atom a) {
  const auto found = std::find(atoms_.begin(), atoms_.end(), a);
  if (found != atoms_.end()) return static_cast<int>(found - atoms_.begin());
  atoms_.push_back(std::move(a));
  return static_cast<int>(atoms_.size()) - 1;
}

affine expressions::value(int number) {
  const int size = at(number).size;
  affine x = zeros(size);
  x.terms.push_back({number, true, std::vector<float>(x.constant.size(), 1.0F)});
  return counted(std::move(x));
}

int expressions::sole_atom(const affine& x) {
  const bool sole = x.terms.size() == 1 && x.terms[0].diagonal &&
                    all_are(x.terms[0].weights, 1.0F) && all_are(x.constant, 0.0F);
  return sole ? x.terms[0].atom : -1;
}

int expressions::atom_of(const affine& x) {
  const int sole = sole_atom(x);
  return sole >= 0 ? sole : add({atom::sum, x.size(), 0, 0, counted(x)});
}

affine expressions::function(atom::type kind, const affine& x) {
  return value(add({kind, x.size(), 0, 0, counted(x)}));
}

affine expressions::product(const affine& x, const affine& y) {
  if (x.size() != y.size()) fail("it multiplies {} elements by {}", x.size(), y.size());
  const auto [first, second] = std::minmax({atom_of(x), atom_of(y)});
  return value(add({atom::product, x.size(), first, second, {}}));
}

affine expressions::scaled(const affine& x, const std::vector<float>& by) {
  affine scaled = zeros(x.size());
  scaled.terms.push_back({atom_of(x), true, by});
  return counted(std::move(scaled));
}

affine expressions::sum(const affine& x, const affine& y, float sign_of_y) {
  if (x.size() != y.size()) fail("it adds {} elements and {}", x.size(), y.size());
  affine sum = x;
  for (std::size_t i = 0; i < sum.constant.size(); ++i)
    sum.constant[i] += sign_of_y * y.constant[i];
  for (const affine::term& term : y.terms)
    add_term(sum, term, sign_of_y);
  return counted(std::move(sum));
}

affine expressions::times(const std::vector<int>& parts, const std::vector<float>& matrix,
                          int columns) {
  affine product = zeros(columns);
  auto row = matrix.begin();
  for (const int part : parts) {
    const auto elements = static_cast<std::ptrdiff_t>(at(part).size) * columns;
    if (elements > matrix.end() - row) fail("its matrix has too few rows");
    add_term(product, {part, false, {row, row + elements}}, 1.0F);
    row += elements;
  }
  if (row != matrix.end()) fail("its matrix has too many rows");
  return counted(std::move(product));
}

affine expressions::part(const affine& x, int begin, int count) {
  const int sole = sole_atom(x);
  if (sole >= 0 && (at(sole).kind == atom::logistic || at(sole).kind == atom::tanh)) {
    const affine argument = at(sole).of;
    return function(at(sole).kind, part(argument, begin, count));
  }
  const auto from = x.constant.begin() + begin;
  affine taken{{from, from + count}, {}};
  for (const affine::term& term : x.terms) {
    if (term.diagonal) fail("it splits more than a product with a matrix");
    affine::term columns{term.atom, false, {}};
    for (auto row = term.weights.begin(); row != term.weights.end(); row += x.size())
      columns.weights.insert(columns.weights.end(), row + begin, row + begin + count);
    taken.terms.push_back(std::move(columns));
  }
  return counted(std::move(taken));
}

}  // namespace tyto::convert
