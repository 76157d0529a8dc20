// SPDX-License-Identifier: Apache-2.0
//
//   faulty_line FAULT:PACKET... <BYTES >BYTES
//
// A line that does what it is told to some of its packets, which are counted from 0, the first
// start packet:
//
//   drop:N      packet N never arrives            flip:N   a byte of packet N arrives wrong
//   repeat:N    packet N arrives twice            cut:N    packet N arrives without its last bytes
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <system_error>

namespace {

using faults = std::map<long, std::string>;

bool parse(std::string_view text, faults& all) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const std::string_view kind = text.substr(0, colon);
  const std::string_view number = text.substr(colon + 1);
  long packet = -1;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), packet);
  if (error != std::errc{} || end != number.data() + number.size() || packet < 0) return false;
  if (kind != "drop" && kind != "repeat" && kind != "flip" && kind != "cut") return false;
  all[packet] = kind;
  return true;
}

// What arrives of a packet, its final zero included.
std::string passed(std::string packet, const std::string& fault) {
  constexpr std::size_t middle = 6;
  if (fault == "drop") return {};
  if (fault == "repeat") return packet + packet;
  if (fault == "flip") packet[middle] = static_cast<char>(packet[middle] == 0x10 ? 0x11 : 0x10);
  if (fault == "cut") packet.erase(packet.size() - 4, 3);
  return packet;
}

}  // namespace

int main(int argc, char** argv) {
  faults all;
  for (int i = 1; i < argc; ++i) {
    if (!parse(argv[i], all)) {
      std::cerr << "faulty_line: " << argv[i] << ": no fault; such as drop:17, repeat, flip, cut\n";
      return 2;
    }
  }
  long number = 0;
  std::string packet;
  for (int byte = std::getchar(); byte != EOF; byte = std::getchar()) {
    packet += static_cast<char>(byte);
    if (byte != 0) continue;
    const bool empty = packet.size() == 1;
    const auto fault = empty ? all.end() : all.find(number++);
    const std::string out = fault == all.end() ? packet : passed(packet, fault->second);
    if (std::fwrite(out.data(), 1, out.size(), stdout) != out.size()) return 1;
    std::fflush(stdout);
    packet.clear();
  }
}
