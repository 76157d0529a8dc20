// SPDX-License-Identifier: Apache-2.0
//
//   web_test.mjs PAGE_FOLDER TYTO_LISTEN WORK_FOLDER WAV...
//
// Plays each WAV (16 kHz, mono, 16 bits) to the page in headless Chromium: as a file, then the first
// as a fake microphone. What the page hears must be what tyto-listen hears, events, scores and times;
// of the microphone, in the very samples that came out of it, which the page offers to save.
import {execFileSync} from 'node:child_process';
import {createReadStream, existsSync, readFileSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import {basename, extname, join} from 'node:path';

import {openBrowser} from './web_driver.mjs';

const [folder, listen, work, ...wavs] = process.argv.slice(2);

const types = {'.html': 'text/html', '.css': 'text/css', '.js': 'text/javascript',
               '.json': 'application/json', '.wasm': 'application/wasm'};
const server = createServer((request, reply) => {
  const name = basename(new URL(request.url, 'http://page').pathname) || 'index.html';
  const path = join(folder, name);
  if (!existsSync(path)) {
    reply.writeHead(404).end();
    return;
  }
  reply.setHeader('Content-Type', types[extname(name)] ?? 'application/octet-stream');
  createReadStream(path).pipe(reply);
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}/`;

// "time label score" of each event, as tyto-listen prints them and as the page shows them.
const line = (time_s, label, score) => `${time_s} ${label} ${Math.round(score * 1e4) / 1e4}`;
const heardByProgram = (wav) =>
    execFileSync(listen, [wav, '--json'], {encoding: 'utf8'}).split('\n').filter(Boolean)
        .map((text) => JSON.parse(text)).map((e) => line(e.time_s, e.label, e.score));

const browser = await openBrowser([
  '--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  `--user-data-dir=${work}/profile`, '--autoplay-policy=no-user-gesture-required',
  '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream',
  `--use-file-for-fake-audio-capture=${wavs[0]}%noloop`,
]);
const heardByPage = async () => (await browser.run(
    `return [...document.querySelectorAll('#events tr')].map((r) => r.dataset.event).reverse()`))
    .map((text) => JSON.parse(text)).map((e) => line(e.time_ms / 1000, e.label, e.score));
const status = () => browser.run(`return document.getElementById('status').textContent`);
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
async function until(pattern) {
  for (let i = 0; i < 300; ++i) {
    if (pattern.test(await status())) return;
    await wait(100);
  }
  throw new Error(`the page says "${await status()}", not ${pattern}`);
}

let failed = 0;
let events = 0;
function compare(what, page, program) {
  events += page.length;
  const equal = JSON.stringify(page) === JSON.stringify(program);
  if (!equal) failed += 1;
  console.log(`${equal ? 'equal' : 'DIFFERENT'}: ${what}`);
  page.forEach((text) => console.log(`    ${text}`));
  if (!equal) program.forEach((text) => console.log(`  native: ${text}`));
}

try {
  await browser.open(url);
  await until(/^ready$/);

  const bad = join(work, 'not_audio.wav');
  writeFileSync(bad, 'no audio');
  await browser.type('#file', bad);
  await until(/no audio that this browser can decode/);

  for (const wav of wavs) {
    await browser.type('#file', wav);
    await until(new RegExp(`^${basename(wav)}: \\d+ events`));
    compare(basename(wav), await heardByPage(), heardByProgram(wav));
  }
  writeFileSync(join(work, 'page.png'), await browser.screenshot());

  await browser.click('#listen');
  await until(/^listening$/);
  const seconds = (readFileSync(wavs[0]).length - 44) / 32000;
  await wait(1000 * (seconds + 1.5));
  await browser.click('#listen');
  await until(/^stopped$/);
  const saved = await browser.runAsync(`
    const done = arguments[0];
    fetch(document.getElementById('recording').href).then((r) => r.arrayBuffer())
        .then((b) => done([...new Uint8Array(b)]))`);
  const heard = join(work, 'heard.wav');
  writeFileSync(heard, Buffer.from(saved));
  // The program hears a second of silence after the end; the page has stopped.
  const end = (saved.length - 44) / 32000;
  compare(`microphone, ${end.toFixed(1)} s`, await heardByPage(),
          heardByProgram(heard).filter((text) => parseFloat(text) <= end));
} finally {
  await browser.close();
  server.close();
}
if (events === 0) {
  console.log('nothing was heard at all');
  failed += 1;
}
console.log(`${events} events`);
process.exit(failed === 0 ? 0 : 1);
