// SPDX-License-Identifier: Apache-2.0
#include "convert/front_end_spec.hpp"

#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/error.hpp"
#include "common/text.hpp"

namespace tyto::convert {

namespace {

using audio::mfcc_fault;
using audio::mfcc_parameters;

std::optional<mfcc_parameters> named(std::string_view name) {
  if (name == "tyto_480_320") return audio::tyto_480_320;
  if (name == "tensorflow_640_320") return audio::tensorflow_640_320;
  return std::nullopt;
}

template <class T>
T number(std::string_view key, std::string_view text) {
  T value{};
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc{} || end != text.data() + text.size()) {
    fail("--front-end: {}={} is no {}", key, printable(text),
         std::is_same_v<T, int> ? "whole number" : "number");
  }
  return value;
}

template <class T>
T choice(std::string_view key, std::string_view text,
         const std::map<std::string_view, T>& choices) {
  const auto found = choices.find(text);
  if (found != choices.end()) return found->second;
  std::vector<std::string_view> names;
  for (const auto& [name, value] : choices)
    names.push_back(name);
  fail("--front-end: {}={} is not known; accepted: {}", key, printable(text),
       fmt::join(names, ", "));
}

using setter = std::function<void(mfcc_parameters&, std::string_view key, std::string_view value)>;

template <class T>
setter set(T mfcc_parameters::*field) {
  return [field](mfcc_parameters& p, std::string_view key, std::string_view value) {
    p.*field = number<T>(key, value);
  };
}

const std::map<std::string_view, setter>& setters() {
  static const std::map<std::string_view, setter> all{
      {"sample_rate", set(&mfcc_parameters::sample_rate)},
      {"window", set(&mfcc_parameters::window)},
      {"hop", set(&mfcc_parameters::hop)},
      {"spectrum",
       [](mfcc_parameters& p, std::string_view key, std::string_view value) {
         p.spectrum = choice<audio::spectrum_kind>(key, value,
                                                   {{"magnitude", audio::spectrum_kind::magnitude},
                                                    {"power", audio::spectrum_kind::power}});
       }},
      {"low_hz", set(&mfcc_parameters::low_hz)},
      {"high_hz", set(&mfcc_parameters::high_hz)},
      {"mel_filters", set(&mfcc_parameters::mel_filters)},
      {"log",
       [](mfcc_parameters& p, std::string_view key, std::string_view value) {
         p.log = choice<audio::log_kind>(
             key, value, {{"clamp", audio::log_kind::clamp}, {"add", audio::log_kind::add}});
       }},
      {"log_floor", set(&mfcc_parameters::log_floor)},
      {"coefficients", set(&mfcc_parameters::coefficients)}};
  return all;
}

std::string keys() {
  std::string all;
  for (const auto& [key, set_field] : setters())
    all += (all.empty() ? "" : ", ") + std::string(key);
  return all;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t comma = text.find(',');
    parts.push_back(text.substr(0, comma));
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

void check(const mfcc_parameters& p) {
  namespace limit = audio::mfcc_limits;
  switch (audio::find_fault(p)) {
    case mfcc_fault::none:
      return;
    case mfcc_fault::sample_rate:
      fail("--front-end: sample_rate={}; accepted: 1 to {}", p.sample_rate, limit::sample_rate);
    case mfcc_fault::window:
      fail("--front-end: window={}; accepted: {} to {}", p.window, limit::shortest_window,
           limit::longest_window);
    case mfcc_fault::hop:
      fail("--front-end: hop={}; accepted: 1 to window, {}", p.hop, p.window);
    case mfcc_fault::band:
      fail("--front-end: low_hz={}, high_hz={}; accepted: 0 <= low_hz < high_hz <= sample_rate / 2",
           p.low_hz, p.high_hz);
    case mfcc_fault::mel_filters:
      fail("--front-end: mel_filters={}; accepted: 1 to {}", p.mel_filters, limit::mel_filters);
    case mfcc_fault::log_floor:
      fail("--front-end: log_floor={}; accepted: {} to {}", p.log_floor, limit::smallest_floor,
           limit::largest_floor);
    case mfcc_fault::coefficients:
      fail("--front-end: coefficients={}; accepted: 1 to mel_filters, {}", p.coefficients,
           p.mel_filters);
    case mfcc_fault::spectrum:
    case mfcc_fault::log:
      break;  // choice() gives enumerators only
  }
  fail("--front-end: its spectrum or log is not known");
}

}  // namespace

mfcc_parameters parse_front_end(std::string_view spec) {
  std::vector<std::string_view> parts = split(spec);
  std::optional<mfcc_parameters> base = named(parts.front());
  if (base) parts.erase(parts.begin());
  mfcc_parameters p = base.value_or(mfcc_parameters{});
  std::set<std::string_view> seen;
  for (const std::string_view part : parts) {
    const std::size_t equals = part.find('=');
    const std::string_view key = part.substr(0, equals);
    const auto found = setters().find(key);
    if (equals == std::string_view::npos || found == setters().end()) {
      fail(
          "--front-end: {} is not known; accepted: tyto_480_320, tensorflow_640_320, or key=value "
          "with the keys {}",
          printable(part), keys());
    }
    if (!seen.insert(key).second) fail("--front-end: {} is given twice", key);
    found->second(p, key, part.substr(equals + 1));
  }
  for (const auto& [key, set_field] : setters()) {
    if (!base && !seen.contains(key))
      fail("--front-end: {} is missing; needed are {}", key, keys());
  }
  check(p);
  return p;
}

}  // namespace tyto::convert
