// SPDX-License-Identifier: Apache-2.0
// What an ONNX file's metadata says of labels and front end.
//
//   labels      silence,unknown,yes,no
//   front_end   rate=16000,window=480,hop=320,nfft=512,spectrum=power,mel=40,low=0,high=4000,
//               log=ln(x+1e-6),coefficients=10,frames=49     (or log=ln(max(x,1e-12)))
#pragma once

#include <string_view>

#include "convert/ir/ir.hpp"
#include "onnx.pb.h"

namespace tyto::convert {

// Sets graph.labels and graph.front_end. What is not understood is noted, not refused: another
// program may mean something else by the same key.
void read_onnx_metadata(const onnx::ModelProto& model, ir::graph& graph);

// The parameters that `text` lists. Throws `error`.
audio::mfcc_parameters parse_front_end_metadata(std::string_view text);

}  // namespace tyto::convert
