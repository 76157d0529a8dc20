/* SPDX-License-Identifier: Apache-2.0
 *
 * tyto's bundled model for C: the keyword detector, and its network alone.
 *
 * The library behind it is one object file, tyto.o, compiled from tyto.cpp. Of its environment it
 * needs memcpy, memset, memmove and memcmp, and nothing of a C++ runtime: a C compiler links it. It
 * has no heap and no variables; all state is in memory that you supply, so that its RAM is what you
 * declare:
 *
 *   static _Alignas(TYTO_DETECTOR_ALIGNMENT) unsigned char memory[TYTO_DETECTOR_BYTES];
 *   tyto_detector *ears;
 *   int status = tyto_detector_create(memory, sizeof memory, NULL, &ears);
 *
 * C99, for any libc. Functions return TYTO_OK or one of the errors below unless they say otherwise,
 * and an error changes nothing. Two threads may call them at once for different memory, not for the
 * same.
 */
#ifndef TYTO_H
#define TYTO_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Errors are int and not of an enum type: its size depends on the compiler's options on Arm. */
enum {
  TYTO_OK = 0,
  TYTO_ERROR_NULL = -1,      /* a pointer is NULL that must not be */
  TYTO_ERROR_SIZE = -2,      /* memory or a buffer has another size than it must have */
  TYTO_ERROR_ALIGNMENT = -3, /* memory is not aligned as it must be */
  TYTO_ERROR_SETTINGS = -4,  /* a setting is out of its range */
  TYTO_ERROR_SELF_TEST = -5  /* the network computes something else than it should */
};

/* What a status means, in a few English words. Never NULL. */
const char* tyto_status_text(int status);

/* "major.minor.patch" of the library. */
const char* tyto_version(void);

/* ---- The model ------------------------------------------------------------------------------ */

enum {
  TYTO_LABELS = 12,         /* outputs of the network, each with a label */
  TYTO_SAMPLE_RATE = 16000, /* Hz */
  TYTO_FRAME_SAMPLES = 320, /* samples from one frame of features to the next: 20 ms */
  TYTO_INPUT_BYTES = 490,   /* 49 frames of 10 features, the oldest frame first: [49][10] */
  TYTO_OUTPUT_BYTES = 12    /* one posterior a label */
};

/* Text of label 0..TYTO_LABELS-1 ("yes"); NULL out of that range. */
const char* tyto_label(int32_t label);

/* ---- The detector: samples in, events out --------------------------------------------------- */

/* Bytes of memory that hold a detector on every target, and their alignment. What this target
 * really takes is a little less: tyto_detector_bytes(). */
#define TYTO_DETECTOR_BYTES 14592
#define TYTO_DETECTOR_ALIGNMENT 16

size_t tyto_detector_bytes(void);
size_t tyto_detector_alignment(void);

typedef struct tyto_detector tyto_detector;

/* A keyword fires when the logarithm of how much likelier it is than silence and other words
 * together (-8..8), averaged, reaches the threshold that the model has for it. Times are rounded up
 * to whole runs of the network. */
typedef struct tyto_settings {
  int32_t hop_frames;    /* frames of 20 ms between two runs of the network, 1..49 */
  int32_t average_ms;    /* time that is averaged over: 1 ms to 32 runs of the network */
  float strictness;      /* added to the thresholds, -16..16: fewer false events and more misses */
  float release;         /* posterior that a keyword must fall under to fire again, (0, 1] ... */
  int32_t release_ms;    /* ... in its average over this time: 1 ms to 32 runs of the network */
  int32_t refractory_ms; /* least time between two events, milliseconds, at least 0 */
} tyto_settings;

/* One utterance of one keyword. */
typedef struct tyto_event {
  int32_t label;    /* 0..TYTO_LABELS-1 */
  float score;      /* how sure, [0, 1]: 1 / (1 + exp(-what passed the threshold)) */
  const char* name; /* tyto_label(label) */
  int64_t samples;  /* samples heard since create or reset when the detector was sure */
  int64_t time_ms;  /* the same in milliseconds */
} tyto_event;

/* Called once an event, from within tyto_detector_push. The event is valid during the call; `user`
 * is what was given to push. It must not call push or reset for the same detector. */
typedef void tyto_on_event(const tyto_event* event, void* user);

/* Writes the settings that a detector has when none are given.
 * TYTO_ERROR_NULL: settings is NULL. */
int tyto_default_settings(tyto_settings* settings);

/* Makes a detector in `memory`, `bytes` long, which is its until the caller uses it for something
 * else; nothing needs to be released. `settings` may be NULL: the defaults. Writes the handle.
 * TYTO_ERROR_NULL: memory or detector is NULL. TYTO_ERROR_SIZE: bytes is under
 * tyto_detector_bytes(). TYTO_ERROR_ALIGNMENT: memory is no multiple of tyto_detector_alignment().
 * TYTO_ERROR_SETTINGS: see tyto_settings. */
int tyto_detector_create(void* memory, size_t bytes, const tyto_settings* settings,
                         tyto_detector** detector);

/* Starts anew, as if silence had come before.
 * TYTO_ERROR_NULL: detector is NULL. */
int tyto_detector_reset(tyto_detector* detector);

/* Takes `count` samples, 16-bit mono at TYTO_SAMPLE_RATE, any number: how a recording is cut into
 * calls changes nothing. Calls on_event(event, user) for each event, in order. Once every
 * hop_frames frames a call runs the network, and takes its time. TYTO_ERROR_NULL: detector or
 * on_event is NULL, or samples is and count is not 0. */
int tyto_detector_push(tyto_detector* detector, const int16_t* samples, size_t count,
                       tyto_on_event* on_event, void* user);

/* Writes the label with the highest averaged posterior at the network's last run, and that average,
 * [0, 1]: for a display; events have their own rule. label 0 and score 0 before the first run.
 * TYTO_ERROR_NULL: a pointer is NULL. */
int tyto_detector_best(const tyto_detector* detector, int32_t* label, float* score);

/* ---- The network alone: features in, posteriors out ----------------------------------------- */

/* Bytes of working memory that are enough on every target, and their alignment; what this target
 * really takes: tyto_network_bytes(). Between two runs it may serve for anything. */
#define TYTO_NETWORK_BYTES 9728
#define TYTO_NETWORK_ALIGNMENT 16

size_t tyto_network_bytes(void);
size_t tyto_network_alignment(void);

/* What the stored bytes mean: real = scale * (stored - zero_point). */
typedef struct tyto_quantization {
  float scale;
  int32_t zero_point;
} tyto_quantization;

tyto_quantization tyto_input_quantization(void);  /* of MFCC features */
tyto_quantization tyto_output_quantization(void); /* of posteriors, [0, 1) */

/* Runs the network: TYTO_INPUT_BYTES from input, TYTO_OUTPUT_BYTES to output. input, output and
 * memory must not overlap.
 * TYTO_ERROR_NULL: a pointer is NULL. TYTO_ERROR_SIZE: bytes is under tyto_network_bytes().
 * TYTO_ERROR_ALIGNMENT: memory is no multiple of tyto_network_alignment(). */
int tyto_network_run(const int8_t* input, int8_t* output, void* memory, size_t bytes);

/* Runs the network on an input made on the spot and compares with the output that the converter
 * computed by itself: a check for the start of a device. 512 bytes of stack beside
 * tyto_network_run. Errors as there; TYTO_ERROR_SELF_TEST when the outputs differ. */
int tyto_network_self_test(void* memory, size_t bytes);

#ifdef __cplusplus
}
#endif

#endif
