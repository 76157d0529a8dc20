// SPDX-License-Identifier: Apache-2.0
#include "convert/read/graphdef/front_end.hpp"

#include "common/error.hpp"

namespace tyto::convert {

namespace {

// Speech models are trained at this rate; a graph that decodes a WAV file does not say it.
constexpr int usual_sample_rate = 16000;

int attribute_in_range(const graphdef_attributes& attributes, const char* name,
                       std::int64_t otherwise, std::int64_t most) {
  const std::int64_t value = attributes.integer(name, otherwise);
  if (value < 1 || value > most) fail("its {} is {}; accepted: 1 to {}", name, value, most);
  return static_cast<int>(value);
}

[[noreturn]] void refuse(const audio::mfcc_parameters& p, audio::mfcc_fault fault) {
  using audio::mfcc_fault;
  namespace limit = audio::mfcc_limits;
  switch (fault) {
    case mfcc_fault::window:
      fail("its spectrogram has windows of {} samples; accepted: {} to {}", p.window,
           limit::shortest_window, limit::longest_window);
    case mfcc_fault::hop:
      fail("its spectrogram's stride is {}; accepted: 1 to its window, {}", p.hop, p.window);
    case mfcc_fault::band:
      fail("it filters {} to {} Hz; accepted: 0 <= lower < upper <= half the sample rate, {}",
           p.low_hz, p.high_hz, p.sample_rate / 2);
    case mfcc_fault::mel_filters:
      fail("its filterbank_channel_count is {}; accepted: 1 to {}", p.mel_filters,
           limit::mel_filters);
    case mfcc_fault::coefficients:
      fail("its dct_coefficient_count is {}; accepted: 1 to filterbank_channel_count, {}",
           p.coefficients, p.mel_filters);
    default:
      fail("its sample rate is {}; accepted: 1 to {}", p.sample_rate, limit::sample_rate);
  }
}

}  // namespace

void read_decode_wav(const graphdef::Node& node, graphdef_audio& clip) {
  const graphdef_attributes attributes(node);
  constexpr std::int64_t longest = 1 << 24;
  clip.samples = attribute_in_range(attributes, "desired_samples", -1, longest);
  const std::int64_t channels = attributes.integer("desired_channels", -1);
  if (channels != 1 && channels != -1) {
    fail("its desired_channels is {}; accepted: 1 (mono)", channels);
  }
}

void read_audio_spectrogram(const graphdef::Node& node, graphdef_audio& clip) {
  const graphdef_attributes attributes(node);
  constexpr int most = 1 << 20;
  clip.window = attribute_in_range(attributes, "window_size", 0, most);
  clip.hop = attribute_in_range(attributes, "stride", 0, most);
  if (!attributes.flag("magnitude_squared", false)) {
    fail(
        "its magnitude_squared is false, so that Mfcc takes the root of magnitudes; accepted: true "
        "(Mfcc's filters then sum magnitudes)");
  }
}

graphdef_front_end read_mfcc(const graphdef::Node& node, const graphdef_audio& clip) {
  const graphdef_attributes attributes(node);
  constexpr int most = 1 << 20;
  graphdef_front_end front;
  audio::mfcc_parameters& p = front.parameters;
  p = audio::tensorflow_640_320;  // the parts that no attribute gives
  p.sample_rate = clip.sample_rate.value_or(usual_sample_rate);
  p.window = clip.window;
  p.hop = clip.hop;
  p.low_hz = attributes.real("lower_frequency_limit", 20.0F);
  p.high_hz = attributes.real("upper_frequency_limit", 4000.0F);
  p.mel_filters = attribute_in_range(attributes, "filterbank_channel_count", 40, most);
  p.coefficients = attribute_in_range(attributes, "dct_coefficient_count", 13, most);
  const audio::mfcc_fault fault = audio::find_fault(p);
  if (fault != audio::mfcc_fault::none) refuse(p, fault);
  if (!clip.samples) {
    fail("the length of its clip is not known; accepted: DecodeWav with desired_samples");
  }
  front.frames = p.frames(*clip.samples);
  if (front.frames < 1) {
    fail("its clip of {} samples is shorter than one window of {}", *clip.samples, p.window);
  }
  return front;
}

}  // namespace tyto::convert
