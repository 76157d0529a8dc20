// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "common/error.hpp"
#include "convert/convert.hpp"
#include "convert/onnx_builder.hpp"
#include "convert/read/onnx/metadata.hpp"

using namespace tyto::test;
using namespace tyto::convert;
using std::string;

namespace {

const string own =
    "rate=16000,window=480,hop=320,nfft=512,spectrum=power,mel=40,low=0,high=4000,log=ln(x+1e-6),"
    "coefficients=10,frames=49";

string replaced(string text, const string& from, const string& to) {
  return text.replace(text.find(from), from.size(), to);
}

string refusal(const string& text) {
  try {
    parse_front_end_metadata(text);
  } catch (const error& e) {
    return e.what();
  }
  return "accepted";
}

lowered::model with_metadata(const string& key, const string& value) {
  onnx_builder b;
  b.node("Softmax", {b.input({1, 4})});
  auto* entry = b.model.add_metadata_props();
  entry->set_key(key);
  entry->set_value(value);
  return convert_model(b.bytes(), model_format::onnx);
}

}  // namespace

TEST_CASE("front end of the metadata") {
  CHECK(parse_front_end_metadata(own) == tyto::audio::tyto_480_320);
  CHECK(parse_front_end_metadata(
            "frames=49,coefficients=10,log=ln(max(x,1e-12)),mel=40,low=20,high=4000,nfft=1024,"
            "spectrum=magnitude,hop=320,window=640,rate=16000") == tyto::audio::tensorflow_640_320);
}

TEST_CASE("front ends that are not understood") {
  CHECK(refusal("mfcc") == "\"mfcc\" is no key=value");
  CHECK(refusal(replaced(own, "hop=320,", "")) == "hop is missing");
  CHECK(refusal(own + ",dither=1") == "\"dither\" is not known");
  CHECK(refusal(replaced(own, "window=480", "window=30 ms")) == "\"30 ms\" is no number");
  CHECK(refusal(replaced(own, "power", "energy")) ==
        "spectrum is \"energy\"; accepted: power, magnitude");
  CHECK(refusal(replaced(own, "ln(x+1e-6)", "log10(x)")) ==
        "log is \"log10(x)\"; accepted: ln(x+FLOOR), ln(max(x,FLOOR))");
  CHECK(refusal(replaced(own, "nfft=512", "nfft=1024")) ==
        "nfft is 1024; accepted: the next power of two of the window, 512");
  CHECK(refusal(replaced(own, "hop=320", "hop=0")) == "its numbers are out of range");
  CHECK(refusal(replaced(own, "frames=49", "frames=0")) == "frames is 0; accepted: at least 1");
}

TEST_CASE("metadata goes with the model; what is not understood is noted") {
  CHECK(with_metadata("front_end", own).front_end == tyto::audio::tyto_480_320);
  CHECK(with_metadata("labels", "a,b,c,d").labels == std::vector<string>{"a", "b", "c", "d"});
  const lowered::model other = with_metadata("front_end", "log mel\n");
  CHECK_FALSE(other.front_end.has_value());
  CHECK(other.notes ==
        std::vector<string>{
            "metadata front_end is not understood: \"log mel\\x0a\" is no key=value"});
  CHECK(with_metadata("labels", "a,,c,d").labels.empty());
  CHECK(with_metadata("author", "x").notes.empty());
  const lowered::model few = with_metadata("labels", "a,b");
  CHECK(few.labels.empty());
  CHECK(few.notes ==
        std::vector<string>{"the file names 2 labels for 4 outputs: they are left out"});
}
