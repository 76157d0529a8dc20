// SPDX-License-Identifier: Apache-2.0
// expect: what a detector is to call with each event is a Sink, which does not take one; needed
// something to call as sink\(const tyto::kws::event&\); cure: expect: event_sink<.*my_sink, false>
#include "tyto/kws/decision.hpp"

// What somebody who expects a label and a score writes.
struct my_sink {
#ifdef TYTO_MUST_COMPILE
  void operator()(const tyto::kws::event& /*heard*/) {}
#else
  void operator()(int /*label*/, float /*score*/) {}
#endif
};

// What a detector's push asks of its sink.
tyto::kws::sink_check<my_sink> check;
