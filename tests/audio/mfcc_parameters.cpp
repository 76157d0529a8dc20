// SPDX-License-Identifier: Apache-2.0
#include "tyto/audio/mfcc_parameters.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "front_ends.hpp"
#include "tyto/audio/front_end.hpp"

using namespace tyto::audio;

static_assert(tensorflow_640_320.fft_size() == 1024 && tensorflow_640_320.bins() == 513);
static_assert(tyto_480_320.fft_size() == 512 && tyto_480_320.bins() == 257);
static_assert(tensorflow_640_320.frames(16000) == 49 && tyto_480_320.frames(16000) == 49);
static_assert(tyto_480_320.frames(479) == 0 && tyto_480_320.frames(480) == 1);
static_assert(tyto_480_320.frames(799) == 1 && tyto_480_320.frames(800) == 2);
static_assert(tyto_480_320.samples(1) == 480 && tyto_480_320.samples(49) == 15840);
static_assert(tensorflow_640_320 == tensorflow_640_320);
static_assert(tensorflow_640_320 != tyto_480_320);
static_assert(front_end<tyto::test::tyto_front_end>);
static_assert(!front_end<int>);
static_assert(checked_parameters<tyto::test::odd_front_end> ==
              tyto::test::odd_front_end::parameters);

namespace {

template <class T>
mfcc_fault fault_with(T mfcc_parameters::*field, T value) {
  mfcc_parameters p = tyto_480_320;
  p.*field = value;
  return find_fault(p);
}

}  // namespace

TEST_CASE("find_fault names the field") {
  using p = mfcc_parameters;
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  constexpr float inf = std::numeric_limits<float>::infinity();
  CHECK(find_fault(tyto_480_320) == mfcc_fault::none);
  CHECK(find_fault(tensorflow_640_320) == mfcc_fault::none);
  CHECK(find_fault(tyto::test::odd_front_end::parameters) == mfcc_fault::none);
  CHECK(fault_with(&p::sample_rate, 0) == mfcc_fault::sample_rate);
  CHECK(fault_with(&p::sample_rate, 400000) == mfcc_fault::sample_rate);
  CHECK(fault_with(&p::sample_rate, 7999) == mfcc_fault::band);
  CHECK(fault_with(&p::sample_rate, 8000) == mfcc_fault::none);
  CHECK(fault_with(&p::window, -1) == mfcc_fault::window);
  CHECK(fault_with(&p::window, 3) == mfcc_fault::window);
  CHECK(fault_with(&p::window, 4097) == mfcc_fault::window);
  CHECK(fault_with(&p::hop, 0) == mfcc_fault::hop);
  CHECK(fault_with(&p::hop, 480) == mfcc_fault::none);
  CHECK(fault_with(&p::hop, 481) == mfcc_fault::hop);
  CHECK(fault_with(&p::spectrum, static_cast<spectrum_kind>(2)) == mfcc_fault::spectrum);
  CHECK(fault_with(&p::log, static_cast<log_kind>(2)) == mfcc_fault::log);
  CHECK(fault_with(&p::low_hz, -1.0F) == mfcc_fault::band);
  CHECK(fault_with(&p::low_hz, 4000.0F) == mfcc_fault::band);
  CHECK(fault_with(&p::low_hz, nan) == mfcc_fault::band);
  CHECK(fault_with(&p::high_hz, 8000.0F) == mfcc_fault::none);
  CHECK(fault_with(&p::high_hz, 8001.0F) == mfcc_fault::band);
  CHECK(fault_with(&p::high_hz, nan) == mfcc_fault::band);
  CHECK(fault_with(&p::mel_filters, 0) == mfcc_fault::mel_filters);
  CHECK(fault_with(&p::mel_filters, 128) == mfcc_fault::mel_filters);
  CHECK(fault_with(&p::mel_filters, 9) == mfcc_fault::coefficients);
  CHECK(fault_with(&p::log_floor, 0.0F) == mfcc_fault::log_floor);
  CHECK(fault_with(&p::log_floor, nan) == mfcc_fault::log_floor);
  CHECK(fault_with(&p::log_floor, inf) == mfcc_fault::log_floor);
  CHECK(fault_with(&p::coefficients, 0) == mfcc_fault::coefficients);
  CHECK(fault_with(&p::coefficients, 40) == mfcc_fault::none);
  CHECK(fault_with(&p::coefficients, 41) == mfcc_fault::coefficients);
}
