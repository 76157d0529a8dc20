// SPDX-License-Identifier: Apache-2.0
#include "convert/read/onnx/metadata.hpp"

#include <charconv>
#include <map>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

namespace {

// Parts between commas that are outside of parentheses.
std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  int depth = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i == text.size() ? ',' : text[i];
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == ',' && (depth <= 0 || i == text.size())) {
      parts.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  return parts;
}

template <class T>
T number(std::string_view text) {
  T value{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size()) {
    fail("\"{}\" is no number", printable(text));
  }
  return value;
}

class fields {
 public:
  explicit fields(std::string_view text) {
    for (const std::string_view part : split(text)) {
      const std::size_t equals = part.find('=');
      if (equals == std::string_view::npos) fail("\"{}\" is no key=value", printable(part));
      values_[part.substr(0, equals)] = part.substr(equals + 1);
    }
  }

  std::string_view take(std::string_view key) {
    const auto found = values_.find(key);
    if (found == values_.end()) fail("{} is missing", key);
    const std::string_view value = found->second;
    values_.erase(found);
    return value;
  }

  void check_all_taken() const {
    if (!values_.empty()) fail("\"{}\" is not known", printable(values_.begin()->first));
  }

 private:
  std::map<std::string_view, std::string_view> values_;
};

// ln(x+FLOOR) or ln(max(x,FLOOR))
void parse_log(std::string_view text, audio::mfcc_parameters& p) {
  constexpr std::string_view add = "ln(x+";
  constexpr std::string_view clamp = "ln(max(x,";
  if (text.starts_with(add) && text.ends_with(")")) {
    p.log = audio::log_kind::add;
    p.log_floor = number<float>(text.substr(add.size(), text.size() - add.size() - 1));
  } else if (text.starts_with(clamp) && text.ends_with("))")) {
    p.log = audio::log_kind::clamp;
    p.log_floor = number<float>(text.substr(clamp.size(), text.size() - clamp.size() - 2));
  } else {
    fail("log is \"{}\"; accepted: ln(x+FLOOR), ln(max(x,FLOOR))", printable(text));
  }
}

std::vector<std::string> parse_labels(std::string_view text) {
  std::vector<std::string> labels;
  for (const std::string_view label : split(text)) {
    if (label.empty() || printable(label, 4 * label.size()) != label) {
      fail("\"{}\" is no plain text", printable(label));
    }
    labels.emplace_back(label);
  }
  return labels;
}

}  // namespace

audio::mfcc_parameters parse_front_end_metadata(std::string_view text) {
  fields all(text);
  audio::mfcc_parameters p{};
  p.sample_rate = number<int>(all.take("rate"));
  p.window = number<int>(all.take("window"));
  p.hop = number<int>(all.take("hop"));
  const std::string_view spectrum = all.take("spectrum");
  if (spectrum != "power" && spectrum != "magnitude") {
    fail("spectrum is \"{}\"; accepted: power, magnitude", printable(spectrum));
  }
  p.spectrum = spectrum == "power" ? audio::spectrum_kind::power : audio::spectrum_kind::magnitude;
  p.mel_filters = number<int>(all.take("mel"));
  p.low_hz = number<float>(all.take("low"));
  p.high_hz = number<float>(all.take("high"));
  parse_log(all.take("log"), p);
  p.coefficients = number<int>(all.take("coefficients"));
  const int points = number<int>(all.take("nfft"));
  const int frames = number<int>(all.take("frames"));
  all.check_all_taken();
  if (audio::find_fault(p) != audio::mfcc_fault::none) fail("its numbers are out of range");
  if (points != p.fft_size()) {
    fail("nfft is {}; accepted: the next power of two of the window, {}", points, p.fft_size());
  }
  if (frames < 1) fail("frames is {}; accepted: at least 1", frames);
  return p;
}

void read_onnx_metadata(const onnx::ModelProto& model, ir::graph& graph) {
  for (const onnx::StringStringEntryProto& entry : model.metadata_props()) {
    try {
      if (entry.key() == "labels") graph.labels = parse_labels(entry.value());
      if (entry.key() == "front_end") graph.front_end = parse_front_end_metadata(entry.value());
    } catch (const error& e) {
      graph.notes.push_back(
          fmt::format("metadata {} is not understood: {}", entry.key(), e.what()));
    }
  }
}

}  // namespace tyto::convert
