/* SPDX-License-Identifier: Apache-2.0
 *
 *   c_api [HOP_FRAMES [STRICTNESS [AVERAGE_MS]]] <SAMPLES
 *
 * The bundled detector from C: raw 16 kHz S16LE on standard input, a line an event on standard
 * output. Compiled and linked by a C compiler, with tyto.o and nothing of a C++ runtime:
 *
 *   g++ -std=c++20 -O2 -ffreestanding -fno-exceptions -fno-rtti -fvisibility=hidden \
 *     -I include -I models/ds_cnn_s -c examples/c_api/tyto.cpp -o tyto.o
 *   gcc -std=c11 -O2 examples/c_api/main.c tyto.o -o c_api
 */
#include <stdio.h>
#include <stdlib.h>

#include "tyto.h"

static _Alignas(TYTO_DETECTOR_ALIGNMENT) unsigned char memory[TYTO_DETECTOR_BYTES];

static void print_event(const tyto_event* event, void* user) {
  ++*(int*)user;
  printf("%8.3f s  %-5s %.3f\n", (double)event->time_ms / 1000, event->name, (double)event->score);
}

static int fail(const char* doing, int status) {
  fprintf(stderr, "c_api: %s: %s\n", doing, tyto_status_text(status));
  return 1;
}

int main(int argc, char** argv) {
  /* The same memory serves the network alone before the detector moves in. */
  int status = tyto_network_self_test(memory, sizeof memory);
  if (status != TYTO_OK) return fail("self-test", status);

  tyto_settings settings;
  tyto_default_settings(&settings);
  if (argc > 1) settings.hop_frames = atoi(argv[1]);
  if (argc > 2) settings.strictness = (float)atof(argv[2]);
  if (argc > 3) settings.average_ms = atoi(argv[3]);

  tyto_detector* ears;
  status = tyto_detector_create(memory, sizeof memory, &settings, &ears);
  if (status != TYTO_OK) return fail("create", status);

  int events = 0;
  int16_t samples[160]; /* 10 ms */
  for (size_t n; (n = fread(samples, sizeof *samples, 160, stdin)) > 0;) {
    status = tyto_detector_push(ears, samples, n, print_event, &events);
    if (status != TYTO_OK) return fail("push", status);
  }
  printf("tyto %s: %d events; the detector takes %zu bytes\n", tyto_version(), events,
         tyto_detector_bytes());
  return 0;
}
