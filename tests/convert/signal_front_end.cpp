// SPDX-License-Identifier: Apache-2.0
#include "convert/read/tflite/signal_front_end.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "common/error.hpp"
#include "support/read_file.hpp"
#include "support/reference_dir.hpp"
#include "tyto/audio/micro_front_end.hpp"

using namespace tyto::convert;

namespace {

struct front_end {
  static constexpr tyto::audio::micro_parameters parameters = tyto::audio::micro_480_160;
};

std::vector<std::uint8_t> file_bytes(const std::filesystem::path& path) {
  const auto bytes = tyto::test::read_bytes(path);
  return {bytes.begin(), bytes.end()};
}

std::string refusal(const std::vector<std::uint8_t>& bytes) {
  try {
    return read_signal_front_end(bytes) ? "accepted" : "no front end";
  } catch (const error& e) {
    return e.what();
  }
}

}  // namespace

TEST_CASE("what is no TensorFlow Lite file is no front end") {
  CHECK(refusal({}) == "no front end");
  CHECK(refusal({1, 2, 3, 4, 5, 6, 7, 8, 9}) == "no front end");
}

TEST_CASE("a file of Signal operators is a front end" * doctest::test_suite("reference")) {
  const auto path = tyto::test::reference_file("zoo/audio_preprocessor_int8.tflite");
  if (!path) {
    tyto::test::print_skipped("zoo/audio_preprocessor_int8.tflite");
    return;
  }
  auto bytes = file_bytes(*path);
  const auto parameters = read_signal_front_end(bytes);
  REQUIRE(parameters.has_value());
  CHECK(*parameters == front_end::parameters);

  // Its own outputs, of random frames in sequence.
  auto base = *path;
  const auto in = tyto::test::read_bytes(base.replace_extension(".in"));
  const auto out = tyto::test::read_bytes(base.replace_extension(".out"));
  REQUIRE(in.size() == 40 * 960);
  REQUIRE(out.size() == std::size_t{40 * 40});
  using kernel = tyto::audio::micro::kernel<front_end, tyto::arch::scalar>;
  kernel::scratch work{};
  kernel::channel_values noise{};
  for (std::size_t i = 0; i < 40; ++i) {
    std::int16_t samples[480];
    std::memcpy(samples, in.data() + 960 * i, sizeof samples);
    kernel::channel_values amplitudes{};
    kernel::feature_values features{};
    kernel::amplitudes(samples, work, amplitudes);
    kernel::features(amplitudes, noise, features);
    CAPTURE(i);
    CHECK(std::equal(features.begin(), features.end(),
                     reinterpret_cast<const std::int8_t*>(out.data()) + 40 * i));
  }

  // Another window, other gains, other filters: each is noticed. 2851 and 32636 are entries of the
  // filters' and of the gains' tables, found as they stand in the file.
  const auto changed = [&](std::string_view from, std::string_view to) {
    auto other = bytes;
    const auto found = std::search(other.begin(), other.end(), from.begin(), from.end());
    REQUIRE(found != other.end());
    std::copy(to.begin(), to.end(), found);
    return refusal(other);
  };
  CHECK(changed("SignalPCAN", "SignalPCAM").find("is not the operator") != std::string::npos);
  CHECK(changed("smoothing_bits", "smoothing_bitz").find("has no option smoothing_bits") !=
        std::string::npos);
  const std::int16_t weight = 2851;
  const std::int16_t heavier = 2852;
  const auto as_text = [](const std::int16_t& value) {
    return std::string_view(reinterpret_cast<const char*>(&value), sizeof value);
  };
  CHECK(changed(as_text(weight), as_text(heavier)).find("has other filters than 40") !=
        std::string::npos);
}
