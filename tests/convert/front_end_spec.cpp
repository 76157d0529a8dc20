// SPDX-License-Identifier: Apache-2.0
#include "convert/front_end_spec.hpp"

#include <doctest/doctest.h>

#include <string>

#include "common/error.hpp"

using namespace tyto::convert;
using std::string;

namespace {

string refusal(std::string_view spec) {
  try {
    parse_front_end(spec);
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

const string all_fields =
    "sample_rate=8000,window=256,hop=128,spectrum=magnitude,low_hz=20.5,high_hz=3800,"
    "mel_filters=20,log=clamp,log_floor=1e-9,coefficients=13";

}  // namespace

TEST_CASE("front ends by name") {
  CHECK(parse_front_end("tyto_480_320") == tyto::audio::tyto_480_320);
  CHECK(parse_front_end("tensorflow_640_320") == tyto::audio::tensorflow_640_320);
}

TEST_CASE("front ends by field") {
  const tyto::audio::mfcc_parameters expected{.sample_rate = 8000,
                                              .window = 256,
                                              .hop = 128,
                                              .spectrum = tyto::audio::spectrum_kind::magnitude,
                                              .low_hz = 20.5F,
                                              .high_hz = 3800.0F,
                                              .mel_filters = 20,
                                              .log = tyto::audio::log_kind::clamp,
                                              .log_floor = 1e-9F,
                                              .coefficients = 13};
  CHECK(parse_front_end(all_fields) == expected);
}

TEST_CASE("a name and what differs") {
  tyto::audio::mfcc_parameters expected = tyto::audio::tyto_480_320;
  expected.coefficients = 12;
  expected.log = tyto::audio::log_kind::clamp;
  CHECK(parse_front_end("tyto_480_320,coefficients=12,log=clamp") == expected);
}

TEST_CASE("front ends that are refused") {
  const string keys =
      "coefficients, high_hz, hop, log, log_floor, low_hz, mel_filters, sample_rate, spectrum, "
      "window";
  const string known =
      " is not known; accepted: tyto_480_320, tensorflow_640_320, or key=value with the keys " +
      keys;
  CHECK(refusal("") == "--front-end: " + known);
  CHECK(refusal("librosa") == "--front-end: librosa" + known);
  CHECK(refusal("windows=480") == "--front-end: windows=480" + known);
  CHECK(refusal("tyto_480_320,window") == "--front-end: window" + known);
  CHECK(refusal("window=480") == "--front-end: coefficients is missing; needed are " + keys);
  CHECK(refusal("tyto_480_320,window=400,window=400") == "--front-end: window is given twice");
  CHECK(refusal("tyto_480_320,window=4e2") == "--front-end: window=4e2 is no whole number");
  CHECK(refusal("tyto_480_320,window=") == "--front-end: window= is no whole number");
  CHECK(refusal("tyto_480_320,low_hz=low") == "--front-end: low_hz=low is no number");
  CHECK(refusal("tyto_480_320,hop=99999999999") ==
        "--front-end: hop=99999999999 is no whole number");
  CHECK(refusal("tyto_480_320,spectrum=loud") ==
        "--front-end: spectrum=loud is not known; accepted: magnitude, power");
  CHECK(refusal("tyto_480_320,log=10") == "--front-end: log=10 is not known; accepted: add, clamp");
}

TEST_CASE("every rule of validity has its message") {
  const auto with = [](const string& field) { return refusal("tyto_480_320," + field); };
  CHECK(with("sample_rate=0") == "--front-end: sample_rate=0; accepted: 1 to 384000");
  CHECK(with("window=5000") == "--front-end: window=5000; accepted: 4 to 4096");
  CHECK(with("hop=481") == "--front-end: hop=481; accepted: 1 to window, 480");
  CHECK(with("high_hz=8001") ==
        "--front-end: low_hz=0, high_hz=8001; accepted: 0 <= low_hz < high_hz <= sample_rate / 2");
  CHECK(with("low_hz=nan") ==
        "--front-end: low_hz=nan, high_hz=4000; accepted: 0 <= low_hz < high_hz <= sample_rate / "
        "2");
  CHECK(with("mel_filters=128") == "--front-end: mel_filters=128; accepted: 1 to 127");
  CHECK(with("log_floor=0").starts_with("--front-end: log_floor=0; accepted: "));
  CHECK(with("coefficients=41") == "--front-end: coefficients=41; accepted: 1 to mel_filters, 40");
}
