// SPDX-License-Identifier: Apache-2.0
#include "convert/micro_front_end_spec.hpp"

#include <doctest/doctest.h>

#include <string>

#include "common/error.hpp"
#include "convert/emit/micro_front_end.hpp"

using namespace tyto::convert;

namespace {

std::string refusal(std::string_view spec) {
  try {
    parse_micro_front_end(spec);
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("the micro front end by name, and what differs") {
  CHECK(asks_for_micro_front_end("micro"));
  CHECK(asks_for_micro_front_end("micro_480_320,channels=32"));
  CHECK(!asks_for_micro_front_end("tyto_480_320"));
  CHECK(!asks_for_micro_front_end(""));
  CHECK(parse_micro_front_end("micro") == tyto::audio::micro_480_160);
  CHECK(parse_micro_front_end("micro,hop=320") == tyto::audio::micro_480_320);
  CHECK(parse_micro_front_end("micro_480_320") == tyto::audio::micro_480_320);
  auto p = tyto::audio::micro_480_160;
  p.channels = 32;
  p.low_hz = 60.5F;
  p.clamp_noise = true;
  CHECK(parse_micro_front_end("micro,channels=32,low_hz=60.5,clamp_noise=1") == p);
}

TEST_CASE("micro front ends that are refused") {
  CHECK(refusal("micro_400") ==
        "--front-end: micro_400 is not known; accepted: micro, micro_480_160, micro_480_320");
  CHECK(refusal("micro,window=200") ==
        "--front-end: window=200; accepted: 65 to 128, 257 to 512, 1025 to 2048");
  CHECK(refusal("micro,hop=0") == "--front-end: hop=0; accepted: 1 to window, 480");
  CHECK(refusal("micro,hop=x") == "--front-end: hop=x is no whole number");
  CHECK(refusal("micro,mel=4").starts_with("--front-end: mel=4 is not known; accepted: key=value"));
  CHECK(refusal("micro,").starts_with("--front-end: "));
}

TEST_CASE("the micro front end in a header") {
  auto p = tyto::audio::micro_480_320;
  p.low_hz = 60.5F;
  const std::string text = micro_front_end_text(p, "  ");
  CHECK(text.find("tyto::audio::micro_parameters parameters{") != std::string::npos);
  CHECK(text.find("      .hop = 320,\n") != std::string::npos);
  CHECK(text.find(".low_hz = 60.5F,") != std::string::npos);
  CHECK(text.find(".high_hz = 7500.0F,") != std::string::npos);
  CHECK(text.find(".clamp_noise = false,") != std::string::npos);
}
