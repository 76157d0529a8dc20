// SPDX-License-Identifier: Apache-2.0
// Everything a model header needs to describe a network.
#pragma once

#include "tyto/graph/history.hpp"
#include "tyto/graph/incremental_turns.hpp"
#include "tyto/graph/memory_plan.hpp"
#include "tyto/graph/network.hpp"
#include "tyto/graph/self_test.hpp"
#include "tyto/graph/source_operator.hpp"
#include "tyto/graph/stream.hpp"
#include "tyto/graph/streamed.hpp"
