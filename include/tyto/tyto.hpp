// SPDX-License-Identifier: Apache-2.0
// tyto: keyword spotting on small chips. The one header to include.
#pragma once

#include "tyto/arch/native.hpp"
#include "tyto/audio/all.hpp"
#include "tyto/config.hpp"
#include "tyto/graph/all.hpp"
#include "tyto/kws/detector.hpp"
#include "tyto/kws/wake_word.hpp"
#include "tyto/ops/all.hpp"
