// SPDX-License-Identifier: Apache-2.0
//
//   join_recordings OUT.wav IN...
//
// One 16 kHz mono 16-bit WAV file of any audio files, half a second of silence before each and a
// second after the last, so that the detector's window passes over all of it.
#include <sndfile.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tyto/host/audio_file.hpp"

namespace {

constexpr int sample_rate = 16000;

std::vector<std::int16_t> join(int count, char** names) {
  std::vector<std::int16_t> all;
  for (int i = 0; i < count; ++i) {
    const std::vector<std::int16_t> one = tyto::host::read_audio(names[i], sample_rate);
    all.resize(all.size() + sample_rate / 2);
    all.insert(all.end(), one.begin(), one.end());
  }
  all.resize(all.size() + sample_rate);
  return all;
}

void write_wav(const std::string& name, const std::vector<std::int16_t>& samples) {
  SF_INFO info{};
  info.samplerate = sample_rate;
  info.channels = 1;
  info.format = SF_FORMAT_WAV | SF_FORMAT_PCM_16;
  SNDFILE* file = sf_open(name.c_str(), SFM_WRITE, &info);
  const auto count = static_cast<sf_count_t>(samples.size());
  const bool written = file != nullptr && sf_write_short(file, samples.data(), count) == count;
  if (sf_close(file) != 0 || !written) throw std::runtime_error(name + ": cannot be written");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: join_recordings OUT.wav IN...\n";
    return 2;
  }
  try {
    write_wav(argv[1], join(argc - 2, argv + 2));
  } catch (const std::exception& error) {
    std::cerr << "join_recordings: " << error.what() << '\n';
    return 2;
  }
}
