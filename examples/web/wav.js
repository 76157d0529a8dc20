// SPDX-License-Identifier: Apache-2.0
// WAV files of 16-bit mono samples, read and written without loss. What else a browser can play goes
// through its own decoder (see audioSamples in page.js).

// The samples of a WAV file (ArrayBuffer) as {rate, samples}, or null where it is no 16-bit mono PCM.
export function readWav(buffer) {
  const view = new DataView(buffer);
  const tag = (at) => String.fromCharCode(...new Uint8Array(buffer, at, 4));
  if (buffer.byteLength < 12 || tag(0) !== 'RIFF' || tag(8) !== 'WAVE') return null;
  let format = null;
  for (let at = 12; at + 8 <= buffer.byteLength;) {
    const size = view.getUint32(at + 4, true);
    const body = at + 8;
    if (tag(at) === 'fmt ' && size >= 16 && body + 16 <= buffer.byteLength) {
      format = {
        pcm: view.getUint16(body, true) === 1,
        channels: view.getUint16(body + 2, true),
        rate: view.getUint32(body + 4, true),
        bits: view.getUint16(body + 14, true),
      };
    } else if (tag(at) === 'data') {
      if (!format || !format.pcm || format.channels !== 1 || format.bits !== 16) return null;
      const count = Math.min(size, buffer.byteLength - body) >> 1;
      const samples = new Int16Array(count);
      for (let i = 0; i < count; ++i) samples[i] = view.getInt16(body + 2 * i, true);
      return {rate: format.rate, samples};
    }
    at = body + size + size % 2;
  }
  return null;
}

// A WAV file of mono samples (Int16Array), as a Blob.
export function writeWav(samples, rate) {
  const buffer = new ArrayBuffer(44 + 2 * samples.length);
  const view = new DataView(buffer);
  const tag = (at, text) => [...text].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  tag(0, 'RIFF');
  view.setUint32(4, 36 + 2 * samples.length, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);  // PCM
  view.setUint16(22, 1, true);  // mono
  view.setUint32(24, rate, true);
  view.setUint32(28, 2 * rate, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((s, i) => view.setInt16(44 + 2 * i, s, true));
  return new Blob([buffer], {type: 'audio/wav'});
}
