// SPDX-License-Identifier: Apache-2.0
// Listens to the microphone of a board with PDM.h (Nano 33 BLE Sense, Nano RP2040 Connect) and writes
// each word that it hears to the serial line; the lamp flashes.
// Needs -std=gnu++20: see docs/packaging.md.
#include <PDM.h>
#include <tyto.h>

static tyto::kws::detector<ds_cnn_stream::model> ears;
static tyto::audio::sample_ring<2048> ring;  // 128 ms: what comes while the network runs

static void microphone_has_data() {
  static std::int16_t samples[256];
  const int bytes = PDM.read(samples, sizeof samples);
  ring.write({samples, static_cast<std::size_t>(bytes) / sizeof samples[0]});
}

static void heard(const tyto::kws::event& event) {
  Serial.print(event.name);
  Serial.print(' ');
  Serial.println(event.score);
  digitalWrite(LED_BUILTIN, HIGH);
}

void setup() {
  Serial.begin(115200);
  pinMode(LED_BUILTIN, OUTPUT);
  PDM.onReceive(microphone_has_data);
  if (!PDM.begin(1, 16000)) {
    Serial.println("no microphone");
    while (true) {
    }
  }
}

void loop() {
  digitalWrite(LED_BUILTIN, LOW);
  ears.drain(ring, heard);
}
