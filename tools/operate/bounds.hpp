// SPDX-License-Identifier: Apache-2.0
// How sure a count is: intervals that hold the truth with 95 % confidence.
#pragma once

namespace operate {

struct interval {
  double low;
  double high;
};

// The mean of a Poisson distribution that gave `count` events: exact, 2.5 % on either side.
interval poisson_interval(int count);

// The rate an hour of which `count` events in `hours` speak.
interval rate_interval(int count, double hours);

// The share of which `part` out of `whole` speaks: Wilson's interval.
interval share_interval(int part, int whole);

}  // namespace operate
