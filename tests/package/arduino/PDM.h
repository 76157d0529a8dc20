// SPDX-License-Identifier: Apache-2.0
// What a sketch sees of a board's microphone.
#pragma once

struct pdm_microphone {
  void onReceive(void (*)()) {}
  int begin(int, int) { return 1; }
  int read(void*, unsigned) { return 0; }
};
inline pdm_microphone PDM;
