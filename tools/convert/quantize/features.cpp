// SPDX-License-Identifier: Apache-2.0
#include "convert/quantize/features.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstring>
#include <numbers>

#include "common/error.hpp"
#include "common/files.hpp"
#include "common/text.hpp"
#include "tyto/audio/mfcc.hpp"
#include "tyto/host/audio_file.hpp"

namespace tyto::convert {

namespace {

using doubles = std::vector<double>;
using std::filesystem::path;

template <const audio::mfcc_parameters& Parameters>
struct front_end {
  static constexpr audio::mfcc_parameters parameters = Parameters;
};

// ---- the chain of mfcc_parameters.hpp in double

// In place, of a power of two of points: decimation in time.
void transform(std::vector<std::complex<double>>& x) {
  const std::size_t n = x.size();
  for (std::size_t i = 1, j = 0; i < n; ++i) {
    std::size_t bit = n >> 1;
    for (; (j & bit) != 0; bit >>= 1)
      j ^= bit;
    j ^= bit;
    if (i < j) std::swap(x[i], x[j]);
  }
  for (std::size_t length = 2; length <= n; length *= 2) {
    const double angle = -2 * std::numbers::pi / static_cast<double>(length);
    for (std::size_t k = 0; k < length / 2; ++k) {
      const auto turn = std::polar(1.0, angle * static_cast<double>(k));
      for (std::size_t begin = k; begin < n; begin += length) {
        const auto odd = turn * x[begin + length / 2];
        x[begin + length / 2] = x[begin] - odd;
        x[begin] += odd;
      }
    }
  }
}

class double_front_end {
 public:
  explicit double_front_end(const audio::mfcc_parameters& p) : p_(p) {}

  void frame(std::span<const std::int16_t> samples, std::vector<float>& out) const {
    const doubles energies = mel_energies(spectrum(samples));
    const double filters = p_.mel_filters;
    for (int k = 0; k < p_.coefficients; ++k) {
      double sum = 0.0;
      for (std::size_t j = 0; j < energies.size(); ++j) {
        sum += logarithm(energies[j]) *
               std::cos(std::numbers::pi * k * (static_cast<double>(j) + 0.5) / filters);
      }
      out.push_back(static_cast<float>(std::sqrt(2.0 / filters) * sum));
    }
  }

 private:
  [[nodiscard]] doubles spectrum(std::span<const std::int16_t> samples) const {
    std::vector<std::complex<double>> x(static_cast<std::size_t>(p_.fft_size()));
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double turn = 2 * std::numbers::pi * static_cast<double>(i) / p_.window;
      x[i] = (0.5 - 0.5 * std::cos(turn)) * samples[i] / 32768.0;
    }
    transform(x);
    doubles bins;
    for (std::size_t i = 0; i < static_cast<std::size_t>(p_.bins()); ++i) {
      const bool power = p_.spectrum == audio::spectrum_kind::power;
      bins.push_back(power ? std::norm(x[i]) : std::abs(x[i]));
    }
    return bins;
  }

  // Each bin gives to the filters whose centres it lies between, see mel_filter_bank.hpp.
  [[nodiscard]] doubles mel_energies(const doubles& bins) const {
    const double bin_hz = 0.5 * p_.sample_rate / (p_.bins() - 1);
    const double low = audio::mel(p_.low_hz);
    const double spacing = (audio::mel(p_.high_hz) - low) / (p_.mel_filters + 1);
    doubles energies(static_cast<std::size_t>(p_.mel_filters), 0.0);
    const auto give = [&](int filter, double value) {
      if (filter >= 0 && filter < p_.mel_filters)
        energies[static_cast<std::size_t>(filter)] += value;
    };
    const int first = static_cast<int>(1.5 + double{p_.low_hz} / bin_hz);
    const int last = static_cast<int>(double{p_.high_hz} / bin_hz);
    for (int bin = first; bin <= last; ++bin) {
      const double place = (audio::mel(bin * bin_hz) - low) / spacing;  // filter's centre + 1
      const int before = std::clamp(static_cast<int>(place), 0, p_.mel_filters);
      const double value = bins[static_cast<std::size_t>(bin)];
      give(before - 1, value * (before + 1 - place));
      give(before, value * (place - before));
    }
    return energies;
  }

  [[nodiscard]] double logarithm(double x) const {
    const double floor = p_.log_floor;
    return std::log(p_.log == audio::log_kind::clamp ? std::max(x, floor) : x + floor);
  }

  const audio::mfcc_parameters& p_;
};

std::span<const std::int16_t> frame_of(std::span<const std::int16_t> clip, std::size_t begin,
                                       std::size_t window) {
  if (begin >= clip.size()) return {};
  return clip.subspan(begin, std::min(window, clip.size() - begin));
}

network_inputs read_raw(const path& file, std::size_t elements) {
  constexpr std::int64_t most_bytes = std::int64_t{1} << 30;
  const std::vector<std::uint8_t> bytes = read_file(file, most_bytes);
  const std::size_t input_bytes = elements * sizeof(float);
  if (bytes.empty() || bytes.size() % input_bytes != 0) {
    fail("has {} bytes; accepted: float32 features, {} bytes for each of the network's inputs",
         bytes.size(), input_bytes);
  }
  network_inputs inputs;
  for (std::size_t at = 0; at < bytes.size(); at += input_bytes) {
    inputs.emplace_back(elements);
    std::memcpy(inputs.back().data(), bytes.data() + at, input_bytes);
  }
  return inputs;
}

}  // namespace

std::vector<float> clip_features_in_double(const audio::mfcc_parameters& parameters,
                                           std::span<const std::int16_t> clip, int frames) {
  const double_front_end front_end(parameters);
  std::vector<float> out;
  for (int i = 0; i < frames; ++i) {
    front_end.frame(
        frame_of(clip, static_cast<std::size_t>(i) * static_cast<std::size_t>(parameters.hop),
                 static_cast<std::size_t>(parameters.window)),
        out);
  }
  return out;
}

std::vector<float> clip_features(const audio::mfcc_parameters& parameters,
                                 std::span<const std::int16_t> clip, int frames) {
  std::vector<float> out(static_cast<std::size_t>(frames) *
                         static_cast<std::size_t>(parameters.coefficients));
  if (parameters == audio::tyto_480_320) {
    audio::clip_features<front_end<audio::tyto_480_320>>(clip, frames, out.data());
  } else if (parameters == audio::tensorflow_640_320) {
    audio::clip_features<front_end<audio::tensorflow_640_320>>(clip, frames, out.data());
  } else {
    out = clip_features_in_double(parameters, clip, frames);
  }
  return out;
}

int frames_of_input(const lowered::model& model, const audio::mfcc_parameters& parameters) {
  const int elements = model.input.dims.elements();
  if (elements % parameters.coefficients != 0) {
    fail("its network has {} inputs, no whole number of the front end's frames of {} coefficients",
         elements, parameters.coefficients);
  }
  return elements / parameters.coefficients;
}

std::vector<float> file_features(const path& file, const audio::mfcc_parameters& parameters,
                                 int frames) {
  return clip_features(parameters, host::read_recording(file, parameters.sample_rate), frames);
}

std::vector<path> wav_files(const path& folder) {
  std::vector<path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && entry.path().extension() == ".wav")
      files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

network_inputs read_calibration(const path& from, const lowered::model& model,
                                const audio::mfcc_parameters* front_end) {
  if (!std::filesystem::is_directory(from)) {
    return read_raw(from, static_cast<std::size_t>(model.input.dims.elements()));
  }
  if (front_end == nullptr) {
    fail(
        "is a folder of clips, and the model does not say what its features are; accepted: with "
        "--front-end, or a file of features");
  }
  const int frames = frames_of_input(model, *front_end);
  network_inputs inputs;
  for (const path& file : wav_files(from))
    inputs.push_back(file_features(file, *front_end, frames));
  if (inputs.empty()) fail("holds no .wav file; accepted: a folder with at least one");
  return inputs;
}

}  // namespace tyto::convert
