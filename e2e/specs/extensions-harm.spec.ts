import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goToExtension, openExtension } from '../fixtures/extension-frame.ts';
import { externalEngine, type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { putExtension } from '../fixtures/installed-extension.ts';
import { expect, test } from '../fixtures/pier.ts';
import { PierPage } from '../pages/pier-page.ts';

const FLOOD = '#!/bin/sh\necho $$ > "$1"; while :; do echo 0123456789012345678901234567890123456789; done\n';

let home: string;
let host: HeadlessHost;
let elsewhere: Server;
let elsewhereUrl: string;

test.beforeAll(async ({ dockerd }) => {
  elsewhere = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://x');
    const to = url.searchParams.get('to');
    if (to) response.writeHead(302, { location: to }).end();
    else if (url.pathname !== '/never') {
      const { origin, cookie, 'content-type': type } = request.headers;
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () =>
        response.end(JSON.stringify({ method: request.method, origin, cookie, type, body })),
      );
    }
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  home = mkdtempSync(join(tmpdir(), 'pier-harm-'));
  const pages = {
    alpha: '<h1>Page of alpha</h1>',
    beta: '<h1>Page of beta</h1>',
    stuck: '<script>for (;;);</script>',
    slow: `<script src="${elsewhereUrl}/never"></script>`,
    late: `<h1>Page of late</h1><img src="${elsewhereUrl}/never">`,
  };
  for (const [name, html] of Object.entries(pages)) {
    await putExtension(home, {
      id: `org_${name}`,
      title: name.replace(/^./, (first) => first.toUpperCase()),
      ui: { 'index.html': html },
      programs: { flood: FLOOD },
      ...(name === 'beta' && { permissions: { dockerCommands: false, hostPrograms: false } }),
    });
  }
  await putExtension(home, { id: 'org_broken', title: 'Broken', ui: { 'other.html': 'x' } });
  host = await startHost({ home, env: externalEngine(dockerd.socket) });
});

test.afterAll(async () => {
  await host.stop();
  elsewhere.closeAllConnections();
  elsewhere.close();
});

test('it asks any address, and nothing of the dashboard or of another extension', async ({
  page,
  quietConsole,
}) => {
  // Chromium tells of each request that fails.
  quietConsole.allow(/Failed to load resource|Content Security Policy|WebSocket connection|Unsafe attempt/);
  const beta = await openExtension(page, { url: host.url, id: 'org_beta', title: 'Beta' });
  const betaOrigin = await beta.evaluate(() => {
    localStorage.setItem('of', 'beta');
    return location.origin;
  });
  expect(
    await beta.evaluate(() =>
      window.ddClient.docker.cli.exec('ps').catch((error) => [error.code, error.stderr]),
    ),
  ).toEqual([126, expect.stringContaining('may not use docker commands')]);
  expect(await beta.evaluate(() => window.ddClient.listContainers().catch((error) => error.code))).toBe(
    'forbidden',
  );
  const frame = await openExtension(page, { url: host.url, id: 'org_alpha', title: 'Alpha' });
  const asked = await frame.evaluate(async (url) => {
    localStorage.setItem('of', `${localStorage.getItem('of')} alpha`);
    const json = { 'content-type': 'application/json', 'x-own': '1' };
    const posted = await fetch(`${url}/a`, { method: 'POST', body: '{"a":1}', headers: json });
    const led = await fetch(new Request(`${url}/a?to=${encodeURIComponent(`${url}/b`)}`));
    const xhr = await new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open('PUT', `${url}/x`);
      request.onload = () => resolve([request.responseURL, JSON.parse(request.responseText).body]);
      request.onerror = reject;
      request.send('put');
    });
    return {
      posted: await posted.json(),
      led: [led.url, led.redirected],
      xhr,
      stored: localStorage.getItem('of'),
    };
  }, elsewhereUrl);
  expect(asked).toEqual({
    posted: { method: 'POST', type: 'application/json', body: '{"a":1}' },
    led: [`${elsewhereUrl}/b`, true],
    xhr: [`${elsewhereUrl}/x`, 'put'],
    stored: 'null alpha',
  });
  // What it opens is a window of the browser.
  const [popup] = await Promise.all([
    page.waitForEvent('popup'),
    frame.evaluate((url) => void window.open(`${url}/opened`), elsewhereUrl),
  ]);
  await expect(popup).toHaveURL(`${elsewhereUrl}/opened`);
  await popup.close();
  const { port } = new URL(host.url);
  const forbidden = [
    `http://127.0.0.1:${port}/`,
    `http://localhost:${port}/`,
    `http://2130706433:${port}/`,
    `http://0.0.0.0:${port}/`,
    `http://[::ffff:127.0.0.1]:${port}/`,
    `http://x.localhost:${port}/`,
    `${betaOrigin}/index.html`,
    `${elsewhereUrl}/?to=${encodeURIComponent(`http://127.0.0.1:${port}/`)}`,
  ];
  const reached = await frame.evaluate(
    (urls) =>
      Promise.all(
        urls.map((url) =>
          fetch(url).then(
            (answer) => `${url} ${answer.status}`,
            () => 'refused',
          ),
        ),
      ),
    forbidden,
  );
  expect(reached).toEqual(forbidden.map(() => 'refused'));
  // By the browser's own ways around the script, and up to the page that shows it.
  const outcomes = await frame.evaluate(async (own) => {
    const plain = document.createElement('iframe');
    document.body.append(plain);
    const { contentWindow } = plain;
    const refused = (work: () => unknown) => {
      try {
        return String(work());
      } catch (error) {
        return (error as Error).name;
      }
    };
    const socket = await new Promise((resolve) => {
      const opened = new WebSocket(`${own.replace('http', 'ws')}rpc`);
      opened.onopen = () => resolve('open');
      opened.onerror = () => resolve('refused');
    });
    return {
      unpatched: await contentWindow?.fetch(own).then(
        () => 'reached',
        () => 'refused',
      ),
      document: refused(() => window.parent.document.title),
      away: refused(() => {
        (window.top as Window).location.href = 'about:blank';
      }),
      socket,
      cookies: document.cookie,
    };
  }, `http://127.0.0.1:${port}/`);
  expect(outcomes).toEqual({
    unpatched: 'refused',
    document: 'SecurityError',
    away: 'SecurityError',
    socket: 'refused',
    cookies: '',
  });
  // A second connection needs a ticket of its own, and the dashboard's calls are unknown on the first.
  const connections = await frame.evaluate(async () => {
    const attempt = (query: string) =>
      new Promise((resolve) => {
        const opened = new WebSocket(`ws://${location.host}/.pier/rpc${query}`);
        opened.onopen = () => resolve('open');
        opened.onerror = () => resolve('refused');
      });
    return [await attempt(''), await attempt('?ticket=x')];
  });
  expect(connections).toEqual(['refused', 'refused']);
});

test('one whose page is not there says so, with a way out', async ({ page, quietConsole }) => {
  quietConsole.allow(/Failed to load resource/);
  await new PierPage(page).open(host.url);
  await goToExtension(page, 'org_broken');
  await expect(page.getByRole('heading', { name: 'The page of Broken does not load' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Load again' })).toBeVisible();
  await page.getByRole('link', { name: 'Show all extensions' }).click();
  await expect(page.getByRole('list', { name: 'Extensions that are installed' })).toBeVisible();
  await goToExtension(page, 'nobody');
  await expect(page.getByRole('heading', { name: 'There is no such extension' })).toBeVisible();
});

test('one that hangs, floods or crashes harms itself alone', async ({ page, context, quietConsole }) => {
  test.setTimeout(120_000);
  // Each of these has the browser say something.
  quietConsole.allow(/./);
  const containers = page.getByRole('heading', { name: 'Containers', level: 2 });
  const toContainers = () => page.getByRole('link', { name: 'Containers' }).click();
  // Another window waits meanwhile for a page that never comes, and for one that does without its picture.
  const waiting = await context.newPage();
  await new PierPage(waiting).open(host.url);
  await goToExtension(waiting, 'org_late');
  await expect(waiting.getByTitle('Page of Late')).toHaveAttribute('data-hidden', 'false');
  await goToExtension(waiting, 'org_slow');
  await new PierPage(page).open(host.url);
  await goToExtension(page, 'org_stuck');
  await expect(page.getByRole('status', { name: 'Loading Stuck…' })).toBeVisible();
  await toContainers();
  await expect(containers).toBeVisible();
  // Words without end, of programs and to a person.
  const frame = await openExtension(page, { url: host.url, id: 'org_alpha', title: 'Alpha' });
  const pidFile = join(home, 'flood.pid');
  await frame.evaluate((path) => {
    const { extension, desktopUI } = window.ddClient;
    extension.host?.cli.exec('flood', [path], { stream: { onOutput: () => {} } });
    for (let i = 0; i < 1000; i += 1) desktopUI.toast.error(`failed ${i}`);
  }, pidFile);
  // Of many messages the last is to be seen.
  await expect(page.getByText(/^failed \d+/)).toHaveCount(1);
  const pidOf = () => (existsSync(pidFile) ? readFileSync(pidFile, 'utf8').trim() : '');
  await expect.poll(pidOf).not.toBe('');
  await toContainers();
  await expect(containers).toBeVisible();
  const pid = pidOf();
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  // More calls at once than any page needs: each has its answer, and others theirs meanwhile.
  const greedy = await openExtension(page, { url: host.url, id: 'org_alpha', title: 'Alpha' });
  const answers = greedy.evaluate(async () => {
    const calls = Array.from({ length: 500 }, () => window.ddClient.docker.listContainers());
    return (await Promise.allSettled(calls)).length;
  });
  await expect(waiting.getByRole('heading', { name: 'The page of Slow takes long' })).toBeVisible();
  await waiting.getByRole('link', { name: 'Containers' }).click();
  await expect(waiting.getByRole('heading', { name: 'Containers', level: 2 })).toBeVisible();
  expect(await answers).toBe(500);
  // A page that is gone, as one is whose process crashed.
  await greedy.evaluate(() => window.location.replace('about:blank'));
  await expect(page.getByRole('heading', { name: 'The page of Alpha has crashed' })).toBeVisible();
  await page.getByRole('button', { name: 'Load again' }).click();
  await expect(page.getByTitle('Page of Alpha')).toHaveAttribute('data-hidden', 'false');
});
