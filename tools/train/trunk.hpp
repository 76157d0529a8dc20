// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "train/ds_cnn.hpp"
#include "train/examples.hpp"

namespace tyto::train {

// Gives `network` the convolutions of a trained one, an ONNX file as onnx_of() writes it, padded or
// not; the dense layer too where it has as many labels. Batch normalisation, which the file has
// folded in, is taken apart again by the statistics of examples, so that the network first computes
// what the file's does. Throws std::runtime_error for another width or other tensors.
void start_from(ds_cnn& network, const std::filesystem::path& onnx, const examples& from);

}  // namespace tyto::train
