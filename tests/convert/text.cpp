// SPDX-License-Identifier: Apache-2.0
#include "common/text.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

using namespace tyto::convert;
using std::string;

TEST_CASE("printable: one line, nothing that moves a cursor") {
  CHECK(printable("block_1/depthwise;add") == "block_1/depthwise;add");
  CHECK(printable("a\tb\r\n") == "a\\x09b\\x0d\\x0a");
  CHECK(printable(string("a\0b", 3)) == "a\\x00b");
  CHECK(printable("\x7f\x1b[2J") == "\\x7f\\x1b[2J");
  CHECK(printable("say \"hi\" \\") == "say \\x22hi\\x22 \\x5c");
}

TEST_CASE("printable: UTF-8 stays, what only looks like it does not") {
  CHECK(printable("J\xc3\xbcrgen \xe2\x82\xac \xf0\x9f\xa6\x89") ==
        "J\xc3\xbcrgen \xe2\x82\xac \xf0\x9f\xa6\x89");
  CHECK(printable("\xc3") == "\\xc3");                             // cut short
  CHECK(printable("\xc3(") == "\\xc3(");                           // no continuation
  CHECK(printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  CHECK(printable("\xe0\x80\xaf") == "\\xe0\\x80\\xaf");           // overlong
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond Unicode
  CHECK(printable("\xc2\x85") == "\\xc2\\x85");                    // a control character
  CHECK(printable("\xe2\x80\xae") == "\\xe2\\x80\\xae");           // turns the writing direction
}

TEST_CASE("printable: long text is cut between characters") {
  CHECK(printable("abcdef", 6) == "abcdef");
  CHECK(printable("abcdefg", 6) == "abcdef...");
  CHECK(printable("abcde\xc3\xbc", 6) == "abcde...");
  CHECK(printable("abc\n", 6) == "abc...");
}

TEST_CASE("string_literal: the same bytes in C++") {
  CHECK(string_literal("yes") == "\"yes\"");
  CHECK(string_literal("a\"b\\c") == "\"a\\\"b\\\\c\"");
  CHECK(string_literal("\xc3\xbc"
                       "1") == "\"\\303\\2741\"");
  CHECK(string_literal("?\?/") == "\"\\?\\?/\"");
}

TEST_CASE("float_literal: reads back as the same float") {
  CHECK(float_literal(0.25F) == "0.25F");
  CHECK(float_literal(3.0F) == "3.0F");
  CHECK(float_literal(1e-6F) == "1e-06F");
  CHECK(float_literal(-16777216.0F) == "-16777216.0F");
  const float largest = std::numeric_limits<float>::max();
  for (float f = std::numeric_limits<float>::denorm_min(); f < largest / 3; f *= 2.7182817F) {
    const string text = float_literal(f);
    CAPTURE(text);
    CHECK(text.back() == 'F');
    CHECK(std::strtof(text.c_str(), nullptr) == f);
  }
}

TEST_CASE("dimensions") {
  CHECK(dimensions(std::vector<int>{1, 49, 10, 1}) == "1x49x10x1");
  CHECK(dimensions(std::vector<int>{}) == "scalar");
  CHECK(dimensions(tyto::shape{3, 2, 1}) == "3x2x1");
}
