// SPDX-License-Identifier: Apache-2.0
// As much of the W3C WebDriver protocol as web_test.mjs needs, over Debian's chromedriver.
import {spawn} from 'node:child_process';

const elementKey = 'element-6066-11e4-a52e-4f735466cecf';  // fixed by the protocol

export async function openBrowser(browserArguments) {
  const driver = spawn('chromedriver', ['--port=0'], {stdio: ['ignore', 'pipe', 'inherit']});
  const port = await new Promise((resolve, reject) => {
    let text = '';
    driver.stdout.on('data', (data) => {
      text += data;
      const started = /successfully on port (\d+)/.exec(text);
      if (started) resolve(Number(started[1]));
    });
    driver.on('exit', () => reject(new Error(`chromedriver ended: ${text}`)));
  });

  async function call(method, path, body) {
    const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
      method, body: body === undefined ? undefined : JSON.stringify(body),
    });
    const {value} = await reply.json();
    if (!reply.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
    return value;
  }

  const {sessionId} = await call('POST', '/session', {
    capabilities: {
      alwaysMatch: {browserName: 'chrome', 'goog:chromeOptions': {args: browserArguments}},
    },
  });
  const session = `/session/${sessionId}`;
  const find = async (selector) => (await call(
      'POST', `${session}/element`, {using: 'css selector', value: selector}))[elementKey];

  return {
    open: (url) => call('POST', `${session}/url`, {url}),
    run: (script, ...args) => call('POST', `${session}/execute/sync`, {script, args}),
    runAsync: (script, ...args) => call('POST', `${session}/execute/async`, {script, args}),
    click: async (selector) => call('POST', `${session}/element/${await find(selector)}/click`, {}),
    type: async (selector, text) =>
        call('POST', `${session}/element/${await find(selector)}/value`, {text}),
    screenshot: async () => Buffer.from(await call('GET', `${session}/screenshot`), 'base64'),
    close: async () => {
      await call('DELETE', session);
      driver.removeAllListeners('exit');
      driver.kill();
    },
  };
}
