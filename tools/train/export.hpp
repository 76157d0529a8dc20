// SPDX-License-Identifier: Apache-2.0
// A trained network as files that tyto-convert reads.
#pragma once

#include <string>
#include <vector>

#include "train/ds_cnn.hpp"

namespace tyto::train {

// An ONNX model, opset 13, NCHW with a batch of one: batch normalisation folded into weights and
// biases, labels and front end in the metadata. Tensors are named as in the bundled models.
std::string onnx_of(const ds_cnn& network, const std::string& name,
                    const std::vector<std::string>& labels);

struct named_range {
  std::string tensor;
  float low = 0.0F, high = 0.0F;
};

// What each activation reaches on `features`, [clips][frames][coefficients], of which there must be
// some: all but 1 in 10,000 values lie within. The network must be in evaluation mode.
std::vector<named_range> ranges_of(ds_cnn& network, const torch::Tensor& features);

// As tyto-convert --ranges reads them; `model_sha256` is of the ONNX file.
std::string ranges_json(const std::vector<named_range>& ranges, const std::string& model_sha256);

}  // namespace tyto::train
