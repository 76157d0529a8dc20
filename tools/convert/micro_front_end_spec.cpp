// SPDX-License-Identifier: Apache-2.0
#include "convert/micro_front_end_spec.hpp"

#include <charconv>
#include <string>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

namespace {

using audio::micro_fault;
using audio::micro_parameters;

constexpr std::string_view micro_keys =
    "sample_rate, window, hop, channels, low_hz, high_hz, even_smoothing_q14, odd_smoothing_q14, "
    "least_signal_q14, clamp_noise, pcan_strength, pcan_offset";

template <class T>
void set_micro_field(T& field, std::string_view key, std::string_view text) {
  T value{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size()) {
    fail("--front-end: {}={} is no {}", key, printable(text),
         std::is_same_v<T, int> ? "whole number" : "number");
  }
  field = value;
}

// False when there is no such field.
bool set_micro_field(micro_parameters& p, std::string_view key, std::string_view value) {
  int micro_parameters::*const integers[] = {&micro_parameters::sample_rate,
                                             &micro_parameters::window,
                                             &micro_parameters::hop,
                                             &micro_parameters::channels,
                                             &micro_parameters::even_smoothing_q14,
                                             &micro_parameters::odd_smoothing_q14,
                                             &micro_parameters::least_signal_q14};
  constexpr std::string_view integer_names[] = {
      "sample_rate",       "window",          "hop", "channels", "even_smoothing_q14",
      "odd_smoothing_q14", "least_signal_q14"};
  for (std::size_t i = 0; i < std::size(integers); ++i) {
    if (key != integer_names[i]) continue;
    set_micro_field(p.*integers[i], key, value);
    return true;
  }
  float micro_parameters::*const floats[] = {&micro_parameters::low_hz, &micro_parameters::high_hz,
                                             &micro_parameters::pcan_strength,
                                             &micro_parameters::pcan_offset};
  constexpr std::string_view float_names[] = {"low_hz", "high_hz", "pcan_strength", "pcan_offset"};
  for (std::size_t i = 0; i < std::size(floats); ++i) {
    if (key != float_names[i]) continue;
    set_micro_field(p.*floats[i], key, value);
    return true;
  }
  if (key != "clamp_noise") return false;
  if (value != "0" && value != "1") {
    fail("--front-end: clamp_noise={}; accepted: 0, 1", printable(value));
  }
  p.clamp_noise = value == "1";
  return true;
}

void check(const micro_parameters& p) {
  switch (audio::find_fault(p)) {
    case micro_fault::none:
      return;
    case micro_fault::sample_rate:
      fail("--front-end: sample_rate={}; accepted: 1 to {}", p.sample_rate,
           audio::micro_limits::sample_rate);
    case micro_fault::window:
      fail("--front-end: window={}; accepted: 65 to 128, 257 to 512, 1025 to 2048", p.window);
    case micro_fault::hop:
      fail("--front-end: hop={}; accepted: 1 to window, {}", p.hop, p.window);
    case micro_fault::channels:
      fail("--front-end: channels={}; accepted: 1 to {}", p.channels,
           audio::micro_limits::channels);
    case micro_fault::band:
      fail("--front-end: low_hz={}, high_hz={}; accepted: 0 <= low_hz < high_hz <= sample_rate / 2",
           p.low_hz, p.high_hz);
    case micro_fault::smoothing:
      fail(
          "--front-end: even_smoothing_q14={}, odd_smoothing_q14={}, least_signal_q14={}; "
          "accepted: 0 to {} each",
          p.even_smoothing_q14, p.odd_smoothing_q14, p.least_signal_q14,
          audio::micro_limits::one_q14);
    case micro_fault::pcan:
      fail("--front-end: pcan_strength={}, pcan_offset={}; accepted: 0 to {}, {} to {}",
           p.pcan_strength, p.pcan_offset, audio::micro_limits::strongest_pcan,
           audio::micro_limits::smallest_offset, audio::micro_limits::largest_offset);
  }
}

}  // namespace

bool asks_for_micro_front_end(std::string_view spec) {
  return spec.substr(0, spec.find_first_of(",=")).starts_with("micro");
}

micro_parameters parse_micro_front_end(std::string_view spec) {
  const std::size_t comma = spec.find(',');
  const std::string_view name = spec.substr(0, comma);
  micro_parameters p = audio::micro_480_160;
  if (name == "micro_480_320") {
    p = audio::micro_480_320;
  } else if (name != "micro" && name != "micro_480_160") {
    fail("--front-end: {} is not known; accepted: micro, micro_480_160, micro_480_320",
         printable(name));
  }
  std::string_view rest = comma == std::string_view::npos ? "" : spec.substr(comma + 1);
  bool more = comma != std::string_view::npos;
  while (more) {
    const std::size_t end = rest.find(',');
    const std::string_view part = rest.substr(0, end);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos ||
        !set_micro_field(p, part.substr(0, equals), part.substr(equals + 1))) {
      fail("--front-end: {} is not known; accepted: key=value with the keys {}", printable(part),
           micro_keys);
    }
    more = end != std::string_view::npos;
    if (more) rest.remove_prefix(end + 1);
  }
  check(p);
  return p;
}

}  // namespace tyto::convert
