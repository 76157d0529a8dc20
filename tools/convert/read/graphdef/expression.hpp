// SPDX-License-Identifier: Apache-2.0
// What a loop's body computes of a row and of a state: vectors that are sums of atoms, each times a
// matrix or element by element, and of a constant. An atom is what no such sum expresses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tyto::convert {

struct affine {
  struct term {
    int atom = 0;
    bool diagonal = false;       // times one number an element
    std::vector<float> weights;  // [size] where diagonal, else [size of the atom][size]
    bool operator==(const term&) const = default;
  };

  std::vector<float> constant;  // [size]
  std::vector<term> terms;

  [[nodiscard]] int size() const { return static_cast<int>(constant.size()); }
  bool operator==(const affine&) const = default;
};

struct atom {
  enum type {
    row,       // number `first` of those that the loop reads
    state,     // before the step, of variable `first`
    logistic,  // of each element of `of`
    tanh,
    product,  // of atoms `first` and `second`, element by element
    sum       // `of` itself
  };

  type kind = row;
  int size = 0;
  int first = 0;
  int second = 0;
  affine of;
  bool operator==(const atom&) const = default;
};

// The atoms of a body: one for all nodes that compute the same.
class expressions {
 public:
  // The number of an atom.
  int add(atom a);
  [[nodiscard]] const atom& at(int number) const {
    return atoms_[static_cast<std::size_t>(number)];
  }

  // An atom as a sum of itself alone, and the other way around.
  affine value(int number);
  int atom_of(const affine& x);
  // The atom that `x` is, times 1 and nothing else; -1: none.
  [[nodiscard]] static int sole_atom(const affine& x);

  affine function(atom::type kind, const affine& x);  // logistic or tanh
  affine product(const affine& x, const affine& y);
  affine scaled(const affine& x, const std::vector<float>& by);  // a number an element
  affine sum(const affine& x, const affine& y, float sign_of_y);
  // The atoms, one behind the other, times a matrix of `columns`.
  affine times(const std::vector<int>& parts, const std::vector<float>& matrix, int columns);
  // `count` elements from `begin` on. Throws `error` where they are no sum of atoms.
  affine part(const affine& x, int begin, int count);

 private:
  affine counted(affine x);
  std::vector<atom> atoms_;
  std::int64_t numbers_ = 0;  // that all expressions hold
};

}  // namespace tyto::convert
