// SPDX-License-Identifier: Apache-2.0
// A wake word as the tool measures it gives what it gives as a wake word.
#include "operate/wake_word.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "support/reference_dir.hpp"
#ifdef TYTO_TEST_REFERENCE_MODELS
#include "tyto/host/audio_file.hpp"
#include "v2_okay_nabu.hpp"
#endif

namespace tyto::test {

#ifdef TYTO_TEST_REFERENCE_MODELS

TEST_SUITE("reference") {
  TEST_CASE("a wake word is measured by its own probabilities") {
    using model = v2_okay_nabu::model;
    using stream = operate::wake_word_stream<model>;
    static_assert(operate::wake_word_model<model>);
    static_assert(stream::hop_of(1) == 3 && stream::hop_of(4) == 6);
    CHECK(std::string(operate::two_labels<model>::labels[1]) == "v2_okay_nabu");

    std::vector<std::int16_t> samples(16000);
    const auto spoken =
        host::read_audio(*reference_file("micro_frontend/okay_nabu_1.wav"), stream::sample_rate);
    samples.insert(samples.end(), spoken.begin(), spoken.end());
    static kws::wake_words<model> ears;
    kws::model_extractor<model> front_end;
    stream measured(3);
    int runs = 0;
    int largest = 0;
    std::int64_t heard = 0;
    front_end.push(samples, [&](stream::features frame) {
      // As many samples as this frame ends with.
      const std::int64_t end = heard == 0 ? front_end.window : heard + front_end.hop;
      ears.push(std::span<const std::int16_t>(samples).subspan(
                    static_cast<std::size_t>(heard), static_cast<std::size_t>(end - heard)),
                [](const kws::event&) {});
      heard = end;
      measured.push(stream::quantized(frame), [&](const stream::run& r) {
        ++runs;
        CHECK(r.posteriors[1] + 128 == ears.probability(0));
        CHECK(r.posteriors[0] == -1 - r.posteriors[1]);
        CHECK((r.ratios[1] > 0) == (r.posteriors[1] > r.posteriors[0]));
        largest = std::max<int>(largest, r.posteriors[1] + 128);
      });
    });
    CHECK(runs == static_cast<int>((samples.size() - 480) / 160 + 1) / 3);
    CHECK(largest > 240);
  }
}

#else

TEST_SUITE("reference") {
  TEST_CASE("a wake word is measured by its own probabilities") {
    print_skipped("wake words");
  }
}

#endif

}  // namespace tyto::test
