// SPDX-License-Identifier: Apache-2.0
#include "common/sha256.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

#include "common/error.hpp"

namespace tyto::convert {

std::string sha256(std::span<const std::uint8_t> bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    fail("the system's crypto library cannot compute SHA-256");
  }
  std::string text;
  for (unsigned i = 0; i < length; ++i)
    text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace tyto::convert
