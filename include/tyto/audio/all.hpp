// SPDX-License-Identifier: Apache-2.0
// The front ends.
#pragma once

#include "tyto/audio/clip_features.hpp"
#include "tyto/audio/dct.hpp"
#include "tyto/audio/extractor.hpp"
#include "tyto/audio/fft.hpp"
#include "tyto/audio/frame_stream.hpp"
#include "tyto/audio/front_end.hpp"
#include "tyto/audio/hann_window.hpp"
#include "tyto/audio/mel.hpp"
#include "tyto/audio/mel_filter_bank.hpp"
#include "tyto/audio/mfcc.hpp"
#include "tyto/audio/mfcc_kernel.hpp"
#include "tyto/audio/mfcc_parameters.hpp"
#include "tyto/audio/micro_front_end.hpp"
#include "tyto/audio/micro_parameters.hpp"
#include "tyto/audio/sample_ring.hpp"
#include "tyto/audio/spectrum.hpp"
