// SPDX-License-Identifier: Apache-2.0
int measure();
const int& first_measure();
const int& first_measure() {
  static const int value = measure();  // initialised at first use: needs a guard variable
  return value;
}
