// SPDX-License-Identifier: Apache-2.0
// The microphone's core: samples in, quantised feature frames out over the line.
#include <cstdint>
#include <span>

#include "boards/board.hpp"
#include "ds_cnn_s.hpp"
#include "protocol/frame_link.hpp"
#include "protocol/front_end_id.hpp"
#include "recording.hpp"
#include "report.hpp"

namespace {

using model = ds_cnn_s::model;
using front_end = tyto::audio::mfcc<model::front_end>;
using detector = tyto::kws::frame_detector<model>;  // for what a frame is; there is none here

front_end features;
two_core::frame_sender<front_end::coefficients> sender(two_core::front_end_id<model>());

}  // namespace

int program() {
  const auto send = [](std::span<const std::uint8_t> bytes) { board::send(bytes); };
  std::int64_t frames = 0;
  sender.start(send);
  const bool played =
      two_core::play_recording<front_end>([&](std::span<const std::int16_t> samples) {
        features.push(samples, [&](detector::features frame) {
          sender.frame(detector::quantized(frame), send);
          ++frames;
        });
      });
  if (!played) return 1;
  sender.end(send);
  board::say(two_core::totals_line("front core", frames, board::stack_bytes_used()).view());
  return 0;
}
