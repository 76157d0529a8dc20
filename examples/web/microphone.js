// SPDX-License-Identifier: Apache-2.0
// Runs in the browser's audio thread: hands on what the microphone gives, a tenth of a second at a
// time.
class Microphone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.piece = new Float32Array(1600);
    this.filled = 0;
  }

  process([input]) {
    if (!input.length) return true;
    for (const x of input[0]) {
      this.piece[this.filled++] = x;
      if (this.filled === this.piece.length) {
        this.port.postMessage(this.piece.slice());
        this.filled = 0;
      }
    }
    return true;
  }
}

registerProcessor('microphone', Microphone);
