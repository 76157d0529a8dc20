// SPDX-License-Identifier: Apache-2.0
// tyto.h over the C++ library. To be compiled freestanding, without exceptions and RTTI; what it
// then leaves undefined a C compiler's own libraries have.
#include "tyto.h"

#include <cstddef>
#include <cstdint>
#include <new>

#include "ds_cnn_s.hpp"

// Whoever compiles this hides everything (-fvisibility=hidden) but these functions.
#define TYTO_C_API extern "C" __attribute__((visibility("default")))

namespace {

using model = ds_cnn_s::model;
using network = model::network;
using detector = tyto::kws::detector<model>;

}  // namespace

struct tyto_detector {
  detector ears;
};

namespace {

// The C header states as numbers what C++ knows as types.
static_assert(TYTO_LABELS == model::label_count && TYTO_OUTPUT_BYTES == network::output_elements);
static_assert(TYTO_INPUT_BYTES == network::input_elements);
static_assert(TYTO_SAMPLE_RATE == detector::sample_rate &&
              TYTO_FRAME_SAMPLES == model::front_end::parameters.hop);
static_assert(sizeof(tyto_detector) <= TYTO_DETECTOR_BYTES &&
                  TYTO_DETECTOR_ALIGNMENT % alignof(tyto_detector) == 0,
              "tyto: tyto.h states too little memory for a detector on this target; cure: raise "
              "TYTO_DETECTOR_BYTES or TYTO_DETECTOR_ALIGNMENT");
static_assert(sizeof(network::arena) <= TYTO_NETWORK_BYTES &&
                  TYTO_NETWORK_ALIGNMENT % alignof(network::arena) == 0,
              "tyto: tyto.h states too little memory for the network on this target; cure: raise "
              "TYTO_NETWORK_BYTES or TYTO_NETWORK_ALIGNMENT");

// Whether `bytes` at `memory` hold a T.
template <class T>
int check_memory(const void* memory, std::size_t bytes) {
  if (memory == nullptr) return TYTO_ERROR_NULL;
  if (bytes < sizeof(T)) return TYTO_ERROR_SIZE;
  return reinterpret_cast<std::uintptr_t>(memory) % alignof(T) == 0 ? TYTO_OK
                                                                    : TYTO_ERROR_ALIGNMENT;
}

detector::settings_type from_c(const tyto_settings& s) {
  return {.hop_frames = s.hop_frames,
          .average_ms = s.average_ms,
          .strictness = s.strictness,
          .release = s.release,
          .release_ms = s.release_ms,
          .refractory_ms = s.refractory_ms};
}

tyto_quantization to_c(tyto::quantization q) {
  return {q.scale, q.zero_point};
}

}  // namespace

TYTO_C_API const char* tyto_status_text(int status) {
  switch (status) {
    case TYTO_OK:
      return "no error";
    case TYTO_ERROR_NULL:
      return "a pointer is NULL";
    case TYTO_ERROR_SIZE:
      return "the memory is too small";
    case TYTO_ERROR_ALIGNMENT:
      return "the memory is not aligned";
    case TYTO_ERROR_SETTINGS:
      return "a setting is out of range";
    case TYTO_ERROR_SELF_TEST:
      return "the network fails its self-test";
    default:
      return "unknown status";
  }
}

TYTO_C_API const char* tyto_version(void) {
  return TYTO_VERSION_STRING;
}

TYTO_C_API const char* tyto_label(std::int32_t label) {
  return label >= 0 && label < TYTO_LABELS ? model::labels[label] : nullptr;
}

TYTO_C_API std::size_t tyto_detector_bytes(void) {
  return sizeof(tyto_detector);
}

TYTO_C_API std::size_t tyto_detector_alignment(void) {
  return alignof(tyto_detector);
}

TYTO_C_API int tyto_default_settings(tyto_settings* settings) {
  if (settings == nullptr) return TYTO_ERROR_NULL;
  constexpr detector::settings_type s{};
  *settings = {s.hop_frames, s.average_ms, s.strictness, s.release, s.release_ms, s.refractory_ms};
  return TYTO_OK;
}

TYTO_C_API int tyto_detector_create(void* memory, std::size_t bytes, const tyto_settings* settings,
                                    tyto_detector** made) {
  if (made == nullptr) return TYTO_ERROR_NULL;
  if (const int status = check_memory<tyto_detector>(memory, bytes); status != TYTO_OK) {
    return status;
  }
  const detector::settings_type chosen =
      settings == nullptr ? detector::settings_type{} : from_c(*settings);
  if (!detector::valid(chosen)) return TYTO_ERROR_SETTINGS;
  *made = new (memory) tyto_detector{};
  if (!(*made)->ears.configure(chosen)) return TYTO_ERROR_SETTINGS;
  return TYTO_OK;
}

TYTO_C_API int tyto_detector_reset(tyto_detector* d) {
  if (d == nullptr) return TYTO_ERROR_NULL;
  d->ears.reset();
  return TYTO_OK;
}

TYTO_C_API int tyto_detector_push(tyto_detector* d, const std::int16_t* samples, std::size_t count,
                                  tyto_on_event* on_event, void* user) {
  if (d == nullptr || on_event == nullptr || (samples == nullptr && count != 0)) {
    return TYTO_ERROR_NULL;
  }
  d->ears.push({samples, count}, [&](const tyto::kws::event& e) {
    const tyto_event event{e.label, e.score, e.name, e.samples, e.time_ms};
    on_event(&event, user);
  });
  return TYTO_OK;
}

TYTO_C_API int tyto_detector_best(const tyto_detector* d, std::int32_t* label, float* score) {
  if (d == nullptr || label == nullptr || score == nullptr) return TYTO_ERROR_NULL;
  *label = d->ears.best_label();
  *score = d->ears.best_score();
  return TYTO_OK;
}

TYTO_C_API std::size_t tyto_network_bytes(void) {
  return sizeof(network::arena);
}

TYTO_C_API std::size_t tyto_network_alignment(void) {
  return alignof(network::arena);
}

TYTO_C_API tyto_quantization tyto_input_quantization(void) {
  return to_c(model::input_quantization);
}

TYTO_C_API tyto_quantization tyto_output_quantization(void) {
  return to_c(model::output_quantization);
}

TYTO_C_API int tyto_network_run(const std::int8_t* input, std::int8_t* output, void* memory,
                                std::size_t bytes) {
  if (input == nullptr || output == nullptr) return TYTO_ERROR_NULL;
  if (const int status = check_memory<network::arena>(memory, bytes); status != TYTO_OK) {
    return status;
  }
  network::run(input, output, *static_cast<network::arena*>(memory));
  return TYTO_OK;
}

TYTO_C_API int tyto_network_self_test(void* memory, std::size_t bytes) {
  if (const int status = check_memory<network::arena>(memory, bytes); status != TYTO_OK) {
    return status;
  }
  std::int8_t input[TYTO_INPUT_BYTES];
  std::int8_t output[TYTO_OUTPUT_BYTES];
  auto& arena = *static_cast<network::arena*>(memory);
  return tyto::graph::self_test<model>(input, output, arena) ? TYTO_OK : TYTO_ERROR_SELF_TEST;
}
