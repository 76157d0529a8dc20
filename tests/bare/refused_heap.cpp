// SPDX-License-Identifier: Apache-2.0
int* one_int();
int* one_int() {
  return new int(1);
}
