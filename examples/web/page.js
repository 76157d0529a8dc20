// SPDX-License-Identifier: Apache-2.0
// The page: where samples come from, and what is drawn of them. What is heard is ears.js's.
import {makeEars, toInt16} from './ears.js';
import {drawLevel, drawScores, drawSpectrogram, lineColour, newPictures} from './pictures.js';
import {readWav, writeWav} from './wav.js';

const at = (id) => document.getElementById(id);
const longestRecording = 600;  // seconds of the microphone that are kept for saving

let ears = null;
let pictures = null;
let microphone = null;  // {context, stream, pieces} while it runs

function say(text, isError = false) {
  at('status').textContent = text;
  at('status').className = isError ? 'error' : '';
}

function onEvent(event) {
  const row = at('events').insertRow(0);
  row.dataset.event = JSON.stringify(event);
  row.insertCell().textContent = (event.time_ms / 1000).toFixed(2) + ' s';
  row.insertCell().textContent = event.label;
  row.insertCell().textContent = event.score.toFixed(2);
  pictures.marks.push({label: event.label, column: pictures.columns});
}

function onChunk(samples) {
  drawLevel(at('level'), samples);
  drawSpectrogram(at('spectrogram'), ears.mel());
  drawScores(at('scores'), pictures, ears.scores());
}

function startAnew() {
  ears.reset();
  pictures = newPictures(ears.labels);
  at('events').replaceChildren();
}

// Any audio file as 16-bit samples at `rate`. A 16-bit mono WAV of that rate is taken as it is, to
// the bit; the rest goes through the browser's decoder and resampler.
async function audioSamples(file, rate) {
  const buffer = await file.arrayBuffer();
  const wav = readWav(buffer);
  if (wav && wav.rate === rate) return wav.samples;
  const probe = new OfflineAudioContext(1, 1, rate);
  const audio = await probe.decodeAudioData(buffer).catch(() => {
    throw new Error(`${file.name}: no audio that this browser can decode; try a WAV file`);
  });
  const mono = new Float32Array(audio.length);
  for (let c = 0; c < audio.numberOfChannels; ++c) {
    audio.getChannelData(c).forEach((x, i) => { mono[i] += x / audio.numberOfChannels; });
  }
  return toInt16(mono);
}

async function hearFile(file) {
  if (!file) return;
  stopMicrophone();
  try {
    const samples = await audioSamples(file, ears.sampleRate);
    startAnew();
    ears.push(samples, onEvent, onChunk);
    // A word at the very end still needs the window to pass over it.
    ears.push(new Int16Array(ears.sampleRate), onEvent);
    const seconds = samples.length / ears.sampleRate;
    say(`${file.name}: ${at('events').rows.length} events in ${seconds.toFixed(1)} s`);
  } catch (error) {
    say(error.message, true);
  }
}

async function startMicrophone() {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(
        {audio: {channelCount: 1, echoCancellation: false, noiseSuppression: false,
                 autoGainControl: false}});
    const context = new AudioContext({sampleRate: ears.sampleRate});
    await context.audioWorklet.addModule('microphone.js');
    const worklet = new AudioWorkletNode(context, 'microphone', {numberOfOutputs: 0});
    startAnew();
    microphone = {context, stream, pieces: []};
    worklet.port.onmessage = ({data}) => {
      if (!microphone) return;
      const samples = toInt16(data);
      if (microphone.pieces.length * samples.length < longestRecording * ears.sampleRate) {
        microphone.pieces.push(samples);
      }
      ears.push(samples, onEvent, onChunk);
    };
    context.createMediaStreamSource(stream).connect(worklet);
    await context.resume();
    at('listen').textContent = 'Stop';
    say('listening');
  } catch (error) {
    say(`no microphone: ${error.message}`, true);
  }
}

function stopMicrophone() {
  if (!microphone) return;
  microphone.stream.getTracks().forEach((track) => track.stop());
  microphone.context.close();
  offerRecording(microphone.pieces);
  microphone = null;
  at('listen').textContent = 'Listen';
  say('stopped');
}

// The samples that were heard, to the bit, as a file to keep.
function offerRecording(pieces) {
  const all = new Int16Array(pieces.reduce((sum, p) => sum + p.length, 0));
  pieces.reduce((begin, p) => { all.set(p, begin); return begin + p.length; }, 0);
  URL.revokeObjectURL(at('recording').href);
  at('recording').href = URL.createObjectURL(writeWav(all, ears.sampleRate));
  at('recording').hidden = false;
}

async function choose(model) {
  stopMicrophone();
  say(`loading ${model}`);
  const {default: factory} = await import(`./${model}.js`);
  ears = await makeEars(factory);
  startAnew();
  at('legend').replaceChildren(...ears.labels.map((label, i) => {
    const entry = document.createElement('span');
    entry.textContent = label;
    entry.style.color = lineColour(i, ears.labels.length);
    return entry;
  }));
  document.title = `tyto ${ears.version}: ${model}`;
  say('ready');
}

async function start() {
  const models = await (await fetch('models.json')).json();
  at('model').replaceChildren(...models.map((name) => new Option(name, name)));
  at('model').onchange = () => choose(at('model').value).catch((e) => say(e.message, true));
  at('file').onchange = () => hearFile(at('file').files[0]);
  at('listen').onclick = () => (microphone ? stopMicrophone() : startMicrophone());
  document.body.ondragover = (event) => event.preventDefault();
  document.body.ondrop = (event) => {
    event.preventDefault();
    hearFile(event.dataTransfer.files[0]);
  };
  await choose(models[0]);
}

start().catch((error) => say(error.message, true));
