// SPDX-License-Identifier: Apache-2.0
// Level, spectrogram and posteriors, each on a canvas, one column a tenth of a second.

export function newPictures(labels) {
  return {labels, columns: 0, last: null, marks: []};
}

export function lineColour(i, count) {
  return `hsl(${Math.round(360 * i / count)} 65% 45%)`;
}

// Root mean square in dB against full scale, 60 dB wide.
export function drawLevel(canvas, samples) {
  const draw = canvas.getContext('2d');
  const power = samples.reduce((sum, s) => sum + s * s, 0) / Math.max(1, samples.length);
  const db = 10 * Math.log10(Math.max(power / 32768 ** 2, 1e-10));
  draw.clearRect(0, 0, canvas.width, canvas.height);
  draw.fillStyle = db > -3 ? '#c33' : '#3a7';
  draw.fillRect(0, 0, canvas.width * Math.max(0, 1 + db / 60), canvas.height);
}

function shiftLeft(canvas, draw, pixels) {
  draw.globalCompositeOperation = 'copy';
  draw.drawImage(canvas, -pixels, 0);
  draw.globalCompositeOperation = 'source-over';
}

const columnPixels = 4;

// Energies in dB: black at -80, white at -10. The lowest frequency is at the bottom.
export function drawSpectrogram(canvas, mel) {
  const draw = canvas.getContext('2d');
  shiftLeft(canvas, draw, columnPixels);
  const height = canvas.height / mel.length;
  mel.forEach((db, i) => {
    const light = Math.max(0, Math.min(1, (db + 80) / 70));
    draw.fillStyle = `hsl(${Math.round(260 - 220 * light)} 70% ${Math.round(8 + 72 * light)}%)`;
    draw.fillRect(canvas.width - columnPixels, canvas.height - (i + 1) * height, columnPixels,
                  height + 1);
  });
}

// One line a label; a mark and the word where an event was.
export function drawScores(canvas, pictures, scores) {
  const draw = canvas.getContext('2d');
  shiftLeft(canvas, draw, columnPixels);
  const right = canvas.width;
  const y = (score) => canvas.height - 4 - score * (canvas.height - 20);
  scores.forEach((score, i) => {
    draw.strokeStyle = lineColour(i, scores.length);
    draw.lineWidth = 2;
    draw.beginPath();
    draw.moveTo(right - columnPixels, y(pictures.last ? pictures.last[i] : score));
    draw.lineTo(right, y(score));
    draw.stroke();
  });
  for (const mark of pictures.marks.filter((m) => m.column === pictures.columns)) {
    draw.fillStyle = lineColour(pictures.labels.indexOf(mark.label), pictures.labels.length);
    draw.fillRect(right - 1, 14, 1, canvas.height - 14);
    draw.textAlign = 'right';
    draw.font = '12px sans-serif';
    draw.fillText(mark.label, right, 11);
  }
  pictures.last = scores;
  pictures.columns += 1;
}
