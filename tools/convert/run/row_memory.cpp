// SPDX-License-Identifier: Apache-2.0
#include "convert/run/row_memory.hpp"

#include <cstring>
#include <utility>

namespace tyto::convert {

namespace {

std::size_t row_elements(const lowered::model& model, std::size_t index) {
  const shape s = index == 0 ? model.input.dims : lowered::output_of(model.layers[index - 1]);
  return static_cast<std::size_t>(s.row_elements());
}

const lowered::memory_of_rows& memory_of(const lowered::model& model, std::size_t index) {
  return index == 0 ? model.input_memory : model.layers[index - 1].memory;
}

template <class T>
std::vector<T> from_bytes(const std::vector<std::uint8_t>& bytes) {
  std::vector<T> elements(bytes.size() / sizeof(T));
  if (!elements.empty()) std::memcpy(elements.data(), bytes.data(), bytes.size());
  return elements;
}

// `zero`: real zero as it is stored.
template <class T>
std::vector<T> first(const lowered::memory_of_rows& m, std::size_t row_elements, T zero) {
  if (!m.initial.empty()) return from_bytes<T>(m.initial);
  return std::vector<T>(static_cast<std::size_t>(m.kept) * row_elements, zero);
}

values first_of(const lowered::memory_of_rows& m, std::size_t row_elements) {
  if (m.type == ir::element_type::float32) return first<float>(m, row_elements, 0.0F);
  if (m.type == ir::element_type::int16) {
    return first<std::int16_t>(m, row_elements, static_cast<std::int16_t>(m.zero));
  }
  return first<std::int8_t>(m, row_elements, static_cast<std::int8_t>(m.zero));
}

}  // namespace

kept_rows first_rows(const lowered::model& model) {
  kept_rows rows;
  for (std::size_t i = 0; i <= model.layers.size(); ++i) {
    const lowered::memory_of_rows& m = memory_of(model, i);
    rows.push_back(first_of(m, row_elements(model, i)));
  }
  return rows;
}

row_memory::row_memory(const lowered::model& model, values input, kept_rows& rows)
    : model_(model), rows_(rows), outputs_(model.layers.size() + 1) {
  outputs_[0] = std::move(input);
}

values row_memory::rows_of(const lowered::source& from) const {
  const std::size_t index = index_of(from.layer);
  const std::size_t row = row_elements(model_, index);
  // Of the rows that are kept, the newest `from.kept` are this source's.
  const auto older =
      static_cast<std::size_t>(memory_of(model_, index).kept - from.kept + from.first_row);
  return std::visit(
      [&]<class T>(const std::vector<T>& kept) -> values {
        std::vector<T> all = kept;
        if (const auto* made = std::get_if<std::vector<T>>(&outputs_[index])) {
          all.insert(all.end(), made->begin(), made->end());
        }
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(older * row);
        return std::vector<T>(
            begin, begin + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(from.rows) * row));
      },
      rows_[index]);
}

void row_memory::keep() {
  for (std::size_t i = 0; i < outputs_.size(); ++i) {
    if (memory_of(model_, i).kept == 0) continue;
    std::visit(
        [&]<class T>(std::vector<T>& kept) {
          const std::size_t size = kept.size();
          const auto& made = std::get<std::vector<T>>(outputs_[i]);
          kept.insert(kept.end(), made.begin(), made.end());
          kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(size));
        },
        rows_[i]);
  }
}

}  // namespace tyto::convert
