// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/cell.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/error.hpp"

namespace tyto::convert {

namespace {

constexpr const char* accepted =
    "accepted: the cells of TensorFlow's BasicLSTMCell, LSTMCell (peepholes, projection) and "
    "GRUCell";

class cell_finder {
 public:
  explicit cell_finder(loop_body& body) : body_(body), atoms_(body.atoms) {}

  std::vector<graphdef_cell> all() {
    std::vector<graphdef_cell> found;
    std::vector<bool> known(body_.variables.size(), false);
    for (int number = 0; number < static_cast<int>(known.size()); ++number) {
      if (!is_state(number)) continue;
      std::optional<graphdef_cell> cell = gru(number);
      if (!cell) cell = lstm(number);
      if (!cell) continue;
      known[index(cell->hidden)] = true;
      if (cell->carried >= 0) known[index(cell->carried)] = true;
      found.push_back(std::move(*cell));
    }
    for (int number = 0; number < static_cast<int>(known.size()); ++number) {
      if (is_state(number) && !known[index(number)]) {
        fail("its loop's state {} is of no known cell; {}", number, accepted);
      }
    }
    return in_order(std::move(found));
  }

 private:
  static std::size_t index(int i) { return static_cast<std::size_t>(i); }
  [[nodiscard]] bool is_state(int number) const {
    return body_.variables[index(number)].kind == loop_body::variable::state;
  }
  [[nodiscard]] const affine& next(int number) const { return body_.variables[index(number)].next; }

  int state_atom(int number) {
    return atoms_.add({atom::state, next(number).size(), number, 0, {}});
  }

  // The two products that `x` is the sum of, else nothing.
  [[nodiscard]] std::optional<std::pair<atom, atom>> two_products(const affine& x) const {
    if (x.terms.size() != 2) return std::nullopt;
    const auto product = [&](std::size_t i) {
      const affine alone{x.constant, {x.terms[i]}};
      const int sole = expressions::sole_atom(alone);
      return sole >= 0 && atoms_.at(sole).kind == atom::product ? &atoms_.at(sole) : nullptr;
    };
    if (product(0) == nullptr || product(1) == nullptr) return std::nullopt;
    return std::pair{*product(0), *product(1)};
  }

  // The other factor of a product with atom `one`; -1: it has no such factor.
  static int other_factor(const atom& product, int one) {
    if (product.first == one) return product.second;
    return product.second == one ? product.first : -1;
  }

  // The factor of a kind, and the other one.
  [[nodiscard]] std::optional<std::pair<int, int>> factors(const atom& product,
                                                           atom::type kind) const {
    if (atoms_.at(product.first).kind == kind) return std::pair{product.first, product.second};
    if (atoms_.at(product.second).kind == kind) return std::pair{product.second, product.first};
    return std::nullopt;
  }

  // Whether atom `x` is 1 minus atom `y`.
  [[nodiscard]] bool is_complement(int x, int y) const {
    const atom& sum = atoms_.at(x);
    if (sum.kind != atom::sum || sum.of.terms.size() != 1) return false;
    const affine::term& term = sum.of.terms[0];
    const auto all = [](const std::vector<float>& v, float value) {
      return std::all_of(v.begin(), v.end(), [&](float one) { return one == value; });
    };
    return term.atom == y && term.diagonal && all(term.weights, -1.0F) &&
           all(sum.of.constant, 1.0F);
  }

  // A gate of `cell`: what is left of its sum beside the terms of the state is that of the input.
  // False where it is no such gate, or takes another input than the gates before.
  bool add_gate(graphdef_cell& cell, int function, int state, bool negated,
                std::vector<float>* peephole = nullptr, int peeped = -1) {
    const affine& sum = atoms_.at(function).of;
    recurrent_weights& w = cell.weights;
    const affine::term* of_source = nullptr;
    const affine::term* of_state = nullptr;
    const affine::term* of_peeped = nullptr;
    for (const affine::term& term : sum.terms) {
      const affine::term*& place = term.diagonal        ? of_peeped
                                   : term.atom == state ? of_state
                                                        : of_source;
      if (place != nullptr || (term.diagonal && term.atom != peeped)) return false;
      place = &term;
    }
    if (of_source == nullptr || (cell.source >= 0 && cell.source != of_source->atom) ||
        sum.size() != w.units) {
      return false;
    }
    cell.source = of_source->atom;
    w.inputs = atoms_.at(cell.source).size;
    const float sign = negated ? -1.0F : 1.0F;
    const auto add_rows = [&](std::vector<float>& to, const affine::term* term, int columns) {
      for (int u = 0; u < w.units; ++u) {
        for (int i = 0; i < columns; ++i) {
          to.push_back(term == nullptr ? 0.0F : sign * term->weights[index(i * w.units + u)]);
        }
      }
    };
    add_rows(w.from_input, of_source, w.inputs);
    add_rows(w.from_state, of_state, atoms_.at(state).size);
    for (const float b : sum.constant)
      w.bias.push_back(sign * b);
    if (peephole != nullptr) {
      for (int u = 0; u < w.units; ++u)
        peephole->push_back(of_peeped == nullptr ? 0.0F : of_peeped->weights[index(u)]);
    }
    return true;
  }

  // h' = z h + (1 - z) n, either of z and 1 - z a logistic.
  std::optional<graphdef_cell> gru(int number) {
    const affine& sum = next(number);
    const auto products = two_products(sum);
    if (!products) return std::nullopt;
    const int h = state_atom(number);
    const bool first_keeps = other_factor(products->first, h) >= 0;
    const atom& keeps = first_keeps ? products->first : products->second;
    const atom& takes = first_keeps ? products->second : products->first;
    const int of_state = other_factor(keeps, h);
    const auto candidate = factors(takes, atom::tanh);
    if (of_state < 0 || !candidate) return std::nullopt;
    const auto [n, of_candidate] = *candidate;
    const bool negated = is_complement(of_state, of_candidate);
    if (!negated && !is_complement(of_candidate, of_state)) return std::nullopt;

    graphdef_cell cell;
    cell.hidden = number;
    cell.result = atoms_.atom_of(sum);
    cell.weights.layer.kind = ir::recurrent_kind::gru;
    cell.weights.layer.reset_after = false;
    cell.weights.units = cell.weights.outputs = sum.size();
    const int z = negated ? of_candidate : of_state;
    const auto reset = reset_state(n, h);
    if (atoms_.at(z).kind != atom::logistic || !reset) return std::nullopt;
    if (!add_gate(cell, z, h, negated) || !add_gate(cell, reset->second, h, false) ||
        !add_gate(cell, n, reset->first, false)) {
      return std::nullopt;
    }
    cell.weights.bias.resize(4 * index(cell.weights.units), 0.0F);
    return cell;
  }

  // Of the terms of a GRU's candidate the atom r h, and r.
  [[nodiscard]] std::optional<std::pair<int, int>> reset_state(int candidate, int h) const {
    for (const affine::term& term : atoms_.at(candidate).of.terms) {
      const atom& a = atoms_.at(term.atom);
      const int r = a.kind == atom::product ? other_factor(a, h) : -1;
      if (r >= 0 && atoms_.at(r).kind == atom::logistic) return std::pair{term.atom, r};
    }
    return std::nullopt;
  }

  // c' = f c + i g, number the variable of c.
  std::optional<graphdef_cell> lstm(int number) {
    const affine& sum = next(number);
    const auto products = two_products(sum);
    if (!products) return std::nullopt;
    const int c = state_atom(number);
    const bool first_keeps = other_factor(products->first, c) >= 0;
    const int f = other_factor(first_keeps ? products->first : products->second, c);
    const auto taken = factors(first_keeps ? products->second : products->first, atom::tanh);
    if (f < 0 || !taken) return std::nullopt;
    const auto [g, i] = *taken;
    const auto is_gate = [&](int a) { return atoms_.at(a).kind == atom::logistic; };
    if (!is_gate(f) || !is_gate(i)) return std::nullopt;
    const int now = atoms_.atom_of(sum);
    for (int other = 0; other < static_cast<int>(body_.variables.size()); ++other) {
      if (other == number || !is_state(other)) continue;
      graphdef_cell cell;
      cell.hidden = other;
      cell.carried = number;
      cell.weights.units = sum.size();
      cell.weights.outputs = next(other).size();
      const int o = output_gate(other, number, cell.weights.projection);
      if (o < 0) continue;
      const int h = state_atom(other);
      std::vector<float> peepholes;
      if (add_gate(cell, i, h, false, &peepholes, c) &&
          add_gate(cell, f, h, false, &peepholes, c) && add_gate(cell, g, h, false) &&
          add_gate(cell, o, h, false, &peepholes, now)) {
        cell.result = atoms_.atom_of(next(other));
        const auto is_zero = [](float p) { return p == 0.0F; };
        if (!std::all_of(peepholes.begin(), peepholes.end(), is_zero)) {
          cell.weights.peepholes = std::move(peepholes);
        }
        return cell;
      }
    }
    return std::nullopt;
  }

  // h' = o tanh(c'), or times a matrix; -1: it is another.
  int output_gate(int hidden, int carried, std::vector<float>& projection) const {
    const affine& sum = next(hidden);
    int product = expressions::sole_atom(sum);
    const auto is_zero = [](float x) { return x == 0.0F; };
    if (product < 0 && sum.terms.size() == 1 && !sum.terms[0].diagonal &&
        std::all_of(sum.constant.begin(), sum.constant.end(), is_zero)) {
      product = sum.terms[0].atom;
      projection = sum.terms[0].weights;
    }
    if (product < 0 || atoms_.at(product).kind != atom::product) return -1;
    const auto made = factors(atoms_.at(product), atom::tanh);
    const bool fits = made && atoms_.at(made->first).of == next(carried) &&
                      atoms_.at(made->second).kind == atom::logistic;
    return fits ? made->second : -1;
  }

  // ---- one behind the other

  [[nodiscard]] std::vector<graphdef_cell> in_order(std::vector<graphdef_cell> cells) const {
    std::vector<graphdef_cell> order;
    const auto is_ready = [&](const graphdef_cell& cell) {
      const auto gives = [&](const graphdef_cell& other) { return other.result == cell.source; };
      return atoms_.at(cell.source).kind == atom::row ||
             std::any_of(order.begin(), order.end(), gives);
    };
    while (!cells.empty()) {
      const auto ready = std::find_if(cells.begin(), cells.end(), is_ready);
      if (ready == cells.end()) {
        fail("its loop's cell takes neither rows nor what another cell gives; {}", accepted);
      }
      order.push_back(std::move(*ready));
      cells.erase(ready);
    }
    return order;
  }

  loop_body& body_;
  expressions& atoms_;
};

}  // namespace

std::vector<graphdef_cell> find_cells(loop_body& body) {
  return cell_finder(body).all();
}

}  // namespace tyto::convert
