import { execFile } from 'node:child_process';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { type Browser, chromium, type Frame, type Page } from '@playwright/test';
import { connectBackend, withBackend } from '../../electron/cli/connect.ts';
import { followTask } from '../../electron/cli/follow-task.ts';
import { Tell } from '../../electron/cli/tell.ts';
import type { DdClient } from '../../shared/dd-client/dd-client.ts';
import { pierCache, pierFiles } from '../../vm/files.ts';
import { ensureDockerPlugins } from '../fixtures/docker-plugins.ts';
import { startDockerd, type TestDockerd } from '../fixtures/dockerd.ts';
import { importExtension, SOCKET_SERVER } from '../fixtures/extension-image.ts';
import { externalEngine, type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { quantile } from '../fixtures/quantile.ts';
import { weightyPage } from '../fixtures/weighty-page.ts';
import config from '../playwright.config.ts';

const OPENINGS = 25;
const CALLS = 200;
/** Each starts a program. */
const COMMANDS = 60;
/** Not counted, of each. */
const WARM_UP = 3;

const TAB_LIMIT_MS = 500;
const CALL_LIMIT_MS = 5;

const DOCKER = '/usr/bin/docker';
const SOCKET = 'bench.sock';
const PROJECT = 'bench_extension-desktop-extension';

declare global {
  interface Window {
    ddClient: DdClient;
    /** Of the last click, in milliseconds since the epoch. */
    clickedAt: number;
    /** When nothing is over the frame any more that the last click opened: painted, in the same. */
    revealed: Promise<number>;
  }
}

/**
 * An installed extension in the browser host, against the same without Pier, in turns. Its tab, from the click to the
 * first paint of its page, against a plain frame of that page from a plain server. Its calls, from the page and back,
 * against HTTP to the engine's socket, the docker command by itself, and HTTP to the socket of its backend. Not
 * `within_limits` where a tab takes 500 ms more, or a call 5 ms.
 */
export async function bench(options: { json: boolean }): Promise<Record<string, unknown>> {
  const say = (line: string) => {
    if (!options.json) process.stdout.write(`${line}\n`);
  };
  await ensureDockerPlugins();
  const dockerd = await startDockerd();
  let host: HeadlessHost | undefined;
  let plain: Server | undefined;
  let browser: Browser | undefined;
  try {
    // One and the same docker command, with the same configuration.
    const { HOME = '', DOCKER_CONFIG = '' } = dockerd.docker.env;
    const env = { ...externalEngine(dockerd.socket), HOME, DOCKER_CONFIG, PIER_CACHE: pierCache() };
    host = await startHost({ env });
    await installExtension(dockerd, host);
    plain = await servePlain();
    browser = await chromium.launch(config.use?.launchOptions);
    const openTab = await dashboard(await browser.newPage(), host.url);
    const openFrame = await plainPage(await browser.newPage(), plain);
    const openings = await inTurns(OPENINGS, { over: async () => (await openTab()).ms, bare: openFrame });
    const { frame } = await openTab();
    const socket = join(await volumePath(dockerd), SOCKET);
    const list = await inTurns(CALLS, {
      over: () => callMs(frame, 'list'),
      bare: getter(dockerd.socket, '/containers/json'),
    });
    const exec = await inTurns(COMMANDS, { over: () => callMs(frame, 'exec'), bare: runDocker(dockerd) });
    const get = await inTurns(CALLS, { over: () => callMs(frame, 'get'), bare: getter(socket, '/x') });

    const tabOver = openings.over - openings.bare;
    const calls = { list_containers: list, docker_exec: exec, service_get: get };
    const callOver = mapValues(calls, ({ over, bare }) => round(over - bare));
    const greatest = Math.max(...Object.values(callOver));
    say(
      `a tab's first paint after ${round(openings.over)} ms, a plain frame's after ${round(openings.bare)}`,
    );
    say(`more by: ${round(tabOver)} ms (at most ${TAB_LIMIT_MS})`);
    for (const [name, { over, bare }] of Object.entries(calls))
      say(`${name}: ${round(over)} ms, without Pier ${round(bare)}; more by at most ${CALL_LIMIT_MS}`);
    return {
      bench: 'extensions',
      within_limits: tabOver <= TAB_LIMIT_MS && greatest <= CALL_LIMIT_MS,
      tab_over_iframe_ms: round(tabOver),
      call_over_ms: callOver,
      call_over_ms_max: greatest,
      tab_ms_p50: round(openings.over),
      iframe_ms_p50: round(openings.bare),
      call_ms_p50: mapValues(calls, ({ over }) => round(over)),
      call_without_ms_p50: mapValues(calls, ({ bare }) => round(bare)),
    };
  } finally {
    await browser?.close();
    plain?.close();
    await host?.stop();
    await dockerd.stop();
  }
}

async function installExtension(dockerd: TestDockerd, host: HeadlessHost): Promise<void> {
  const ui = Object.entries(weightyPage()).map(([path, content]) => [`ui/${path}`, content]);
  await importExtension(dockerd.docker, {
    name: 'bench/extension:1.0',
    metadata: {
      icon: 'ui/icon.svg',
      ui: { 'dashboard-tab': { title: 'Weighty', src: 'index.html', root: '/ui' } },
      vm: { image: `\${DESKTOP_PLUGIN_IMAGE}`, exposes: { socket: SOCKET } },
    },
    files: { ...Object.fromEntries(ui), 'server.pl': SOCKET_SERVER },
    command: ['/server.pl', `/run/guest-services/${SOCKET}`],
  });
  const connection = await connectBackend(pierFiles(host.home).run.pierSocket);
  if (!connection) throw new Error('The host does not answer.');
  await withBackend(connection, async ({ client }) => {
    const source = { kind: 'image' as const, reference: 'bench/extension:1.0' };
    await followTask(connection, new Tell({ json: true }), () => client.extensions.install({ source }));
    const signal = AbortSignal.timeout(120_000);
    for await (const { extensions, busy } of client.extensions.watch({}, { signal })) {
      if (busy.length === 0 && extensions[0]?.backend?.state === 'running') break;
    }
  });
}

/** Milliseconds at the median of each side. Both meet the same machine: one after the other, again and again. */
async function inTurns(
  rounds: number,
  sides: { over: () => Promise<number>; bare: () => Promise<number> },
): Promise<{ over: number; bare: number }> {
  const times = { over: [] as number[], bare: [] as number[] };
  for (let i = 0; i < WARM_UP + rounds; i++) {
    for (const side of ['over', 'bare'] as const) {
      const ms = await sides[side]();
      if (i >= WARM_UP) times[side].push(ms);
    }
  }
  return { over: quantile(times.over, 0.5), bare: quantile(times.bare, 0.5) };
}

/** @returns what opens the extension's tab by a click in the navigation, from another place each time */
async function dashboard(page: Page, url: string): Promise<() => Promise<{ ms: number; frame: Frame }>> {
  await openPage(page, url);
  const link = (name: string) =>
    page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link', { name });
  return async () => {
    await link('Volumes').click();
    await page.getByTitle('Page of Weighty').waitFor({ state: 'detached' });
    return openedBy(page, () => link('Weighty').click(), 'Page of Weighty');
  };
}

/** @returns what opens the page in a frame by a click on a button of a page that has nothing else */
async function plainPage(page: Page, server: Server): Promise<() => Promise<number>> {
  await openPage(page, `http://127.0.0.1:${(server.address() as AddressInfo).port}/plain`);
  return async () => {
    await page.evaluate(() => document.querySelector('iframe')?.remove());
    return (await openedBy(page, () => page.getByRole('button').click(), 'Plain')).ms;
  };
}

async function openPage(page: Page, url: string): Promise<void> {
  // The loader of this file wraps named functions in a helper that the page does not have.
  await page.addInitScript('globalThis.__name = (named) => named');
  await page.goto(url);
  await page.evaluate(() => {
    window.addEventListener(
      'click',
      ({ timeStamp }) => {
        window.clickedAt = performance.timeOrigin + timeStamp;
        window.revealed = new Promise((resolve) => {
          const look = () => {
            if (document.querySelector('iframe:not([data-hidden="true"])'))
              requestAnimationFrame(() =>
                setTimeout(() => resolve(performance.timeOrigin + performance.now())),
              );
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        });
      },
      true,
    );
  });
}

/** From the click to the first paint of what is in the frame, by the browser's own account, with nothing over it. */
async function openedBy(
  page: Page,
  click: () => Promise<void>,
  title: string,
): Promise<{ ms: number; frame: Frame }> {
  await click();
  const element = await page.getByTitle(title).elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error('There is no frame.');
  await frame.getByRole('heading').waitFor();
  const painted = await frame.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          const paint = list.getEntriesByName('first-contentful-paint')[0];
          if (paint) resolve(performance.timeOrigin + paint.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  const { clickedAt, revealedAt } = await page.evaluate(async () => ({
    clickedAt: window.clickedAt,
    revealedAt: await window.revealed,
  }));
  return { ms: Math.max(painted, revealedAt) - clickedAt, frame };
}

/** A plain server of the same page, and of one that has a button to open it. */
async function servePlain(): Promise<Server> {
  const types: Record<string, string> = {
    ...{ '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' },
  };
  const files = new Map(Object.entries(weightyPage()));
  files.set(
    'plain',
    `<!DOCTYPE html><title>Plain</title><button onclick="this.after(Object.assign(document.createElement('iframe'),
      {title: 'Plain', src: '/index.html', width: 1000, height: 600}))">Open</button>`,
  );
  const server = createServer(({ url = '' }, response) => {
    const content = files.get(url.slice(1));
    if (content === undefined) return response.writeHead(404).end();
    const type = types[extname(url)] ?? 'text/html';
    return response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** One call, timed where the page makes it. */
function callMs(frame: Frame, call: 'list' | 'exec' | 'get'): Promise<number> {
  return frame.evaluate(async (kind) => {
    const { docker, extension } = window.ddClient;
    const began = performance.now();
    if (kind === 'list') await docker.listContainers();
    else if (kind === 'exec') await docker.cli.exec('version', ['--format', '"{{ json . }}"']);
    else await extension.vm?.service?.get('/x');
    return performance.now() - began;
  }, call);
}

/** Asks a unix socket over a connection that is kept, and reads the JSON. */
function getter(socketPath: string, path: string): () => Promise<number> {
  const agent = new Agent({ keepAlive: true });
  return async () => {
    const began = performance.now();
    await new Promise<void>((resolve, reject) => {
      const sent = request({ agent, socketPath, path }, async (response) => {
        JSON.parse(await text(response));
        resolve();
      });
      sent.on('error', reject);
      sent.end();
    });
    return performance.now() - began;
  };
}

function runDocker({ docker }: TestDockerd): () => Promise<number> {
  return async () => {
    const began = performance.now();
    await promisify(execFile)(DOCKER, ['version', '--format', '{{ json . }}'], { env: docker.env });
    return performance.now() - began;
  };
}

/** Where the folder of the backend's socket is on this computer. */
async function volumePath({ docker }: TestDockerd): Promise<string> {
  const name = `${PROJECT}_guest-services`;
  return (await docker.run(['volume', 'inspect', '-f', '{{.Mountpoint}}', name])).stdout.trim();
}

function mapValues<A, B>(values: Record<string, A>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
