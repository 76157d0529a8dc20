// SPDX-License-Identifier: Apache-2.0
// A detector in WebAssembly as an object. No DOM in here: it runs in a page or a worker.

// The module `factory` is what em++ -sMODULARIZE makes of ears.cpp; see scripts/web.sh.
export async function makeEars(factory, options = {}) {
  const module = await factory(options);
  const text = (pointer) => module.UTF8ToString(pointer);
  const labelCount = module._tyto_label_count();
  const labels = Array.from({length: labelCount}, (_, i) => text(module._tyto_label(i)));
  const chunk = module._tyto_chunk_samples();
  const eventBytes = 16;  // int32 label, float32 score, float64 time in ms
  module._tyto_reset();

  return {
    version: text(module._tyto_version()),
    sampleRate: module._tyto_sample_rate(),
    chunk,
    labels,

    reset() { module._tyto_reset(); },

    // Hears samples (Int16Array, any length). Calls onEvent({label, score, time_ms}) for each event
    // and onChunk(samples) after each piece of at most `chunk` samples.
    push(samples, onEvent, onChunk = () => {}) {
      for (let begin = 0; begin < samples.length; begin += chunk) {
        const piece = samples.subarray(begin, begin + chunk);
        module.HEAP16.set(piece, module._tyto_samples() >> 1);
        const count = module._tyto_push(piece.length);
        for (let i = 0; i < count; ++i) {
          const at = module._tyto_events() + i * eventBytes;
          onEvent({
            label: labels[module.HEAP32[at >> 2]],
            score: module.HEAPF32[(at >> 2) + 1],
            time_ms: module.HEAPF64[(at >> 3) + 1],
          });
        }
        onChunk(piece);
      }
    },

    // Averaged posteriors, one a label, [0, 1].
    scores() { return labels.map((_, i) => module._tyto_score(i)); },

    // The newest frame's mel energies in dB below full scale, lowest frequency first. A view: copy
    // what is to be kept.
    mel() {
      const at = module._tyto_mel() >> 2;
      return module.HEAPF32.subarray(at, at + module._tyto_mel_count());
    },
  };
}

// Float samples in [-1, 1] as the 16-bit samples that a microphone's converter would give.
export function toInt16(floats) {
  return Int16Array.from(floats, (x) => Math.max(-32768, Math.min(32767, Math.round(x * 32768))));
}
