// SPDX-License-Identifier: Apache-2.0
#include "convert/emit/identifier.hpp"

#include <doctest/doctest.h>

#include "common/error.hpp"

using namespace tyto::convert;

TEST_CASE("an identifier from a file's name") {
  CHECK(identifier_of("ds_cnn_s_int8.tflite") == "ds_cnn_s_int8");
  CHECK(identifier_of("pretrainedResnet_quant.tflite") == "pretrainedResnet_quant");
  CHECK(identifier_of("my model (v1.2).tflite") == "my_model_v1_2");
  CHECK(identifier_of("01.tflite") == "model_01");
  CHECK(identifier_of("__x__.tflite") == "x");
  CHECK(identifier_of(".tflite") == "model");
  CHECK(identifier_of("class.tflite") == "class_model");
  CHECK(identifier_of("std") == "std_model");
  CHECK(identifier_of("\xc3\xbc.tflite") == "model");
}

TEST_CASE("every name made from a file's name is accepted") {
  for (const char* name : {"a", "_", "7", "int", "a__b", "tyto", "x.y.z", "a-", ""}) {
    CAPTURE(name);
    CHECK_NOTHROW(check_identifier(identifier_of(name)));
  }
}

TEST_CASE("names that cannot name a namespace") {
  CHECK_NOTHROW(check_identifier("ds_cnn_s"));
  CHECK_NOTHROW(check_identifier("model"));
  for (const char* name : {"", "9lives", "a-b", "a b", "a::b", "\xc3\xbc"}) {
    CAPTURE(name);
    CHECK_THROWS_AS(check_identifier(name), error);
  }
  CHECK_THROWS_WITH_AS(check_identifier("a b"),
                       "--name \"a b\" is no C++ identifier; accepted: letters, digits and "
                       "underscores, no digit first",
                       error);
  CHECK_THROWS_WITH_AS(check_identifier("co_await"),
                       "--name \"co_await\" has a meaning of its own in C++; accepted: any other "
                       "identifier",
                       error);
  CHECK_THROWS_WITH_AS(check_identifier("tyto"),
                       "--name \"tyto\" has a meaning of its own in C++; accepted: any other "
                       "identifier",
                       error);
  CHECK_THROWS_WITH_AS(check_identifier("a__b"),
                       "--name \"a__b\" is reserved in C++; accepted: no underscore first, no two "
                       "together",
                       error);
}
