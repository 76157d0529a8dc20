// SPDX-License-Identifier: Apache-2.0
// A budget of one's own: g++ says what there is, both say what was allowed.
// expect: (reduces to .\(8640 <= 4096\)|arena_bytes <= 4 \* 1024)
// one error
#include "../../models/ds_cnn_s/ds_cnn_s.hpp"

#ifdef TYTO_MUST_COMPILE
static_assert(ds_cnn_s::network::arena_bytes <= 10 * 1024);
#else
static_assert(ds_cnn_s::network::arena_bytes <= 4 * 1024);
#endif
