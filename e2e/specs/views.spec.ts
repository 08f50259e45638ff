import type { Locator, Page } from '@playwright/test';
import type { DockerCli } from '../fixtures/docker-cli.ts';
import { layoutFindings } from '../fixtures/layout.ts';
import { expect, test } from '../fixtures/pier.ts';

/** A picture of every view in both themes is left here. */
const PICTURES = 'test-results/views';
const SIZES = {
  wide: { width: 1440, height: 900 },
  small: { width: 1024, height: 640 },
  /** The wide one at 200 %. */
  zoomed: { width: 720, height: 450 },
};
const LONG = 'a-name-that-somebody-made-by-a-script-and-nobody-ever-meant-to-read-0123456789';

interface View {
  name: string;
  parts: string[];
  query?: string;
  /** Words that are there once it is whole. */
  ready: string | RegExp;
}

const views: View[] = [
  { name: 'containers', parts: ['containers'], ready: 'web-1' },
  ...['inspect', 'mounts', 'exec', 'files', 'stats', 'logs'].map((tab) => ({
    name: `container-${tab}`,
    parts: ['containers', 'web-1', tab],
    ready: {
      inspect: 'Config',
      mounts: '/cache',
      exec: 'terminal',
      files: 'etc',
      stats: 'CPU',
      logs: 'ready',
    }[tab] as string,
  })),
  { name: 'logs', parts: ['logs'], ready: 'ready' },
  { name: 'images', parts: ['images'], ready: 'busybox' },
  ...['layers', 'history', 'used-by', 'configuration', 'inspect'].map((tab) => ({
    name: `image-${tab}`,
    parts: ['images', 'busybox:latest', tab],
    ready: {
      layers: 'bin',
      history: 'Instruction',
      'used-by': 'web-1',
      configuration: 'Command',
      inspect: 'Id',
    }[tab] as string,
  })),
  { name: 'volumes', parts: ['volumes'], ready: 'harbour' },
  ...['data', 'used-by', 'exports', 'inspect'].map((tab) => ({
    name: `volume-${tab}`,
    parts: ['volumes', 'harbour', tab],
    ready: { data: 'kept', 'used-by': 'web-1', exports: 'schedule', inspect: 'Mountpoint' }[tab] as string,
  })),
  { name: 'networks', parts: ['networks'], ready: 'front' },
  { name: 'network-map', parts: ['networks'], query: '?view=map', ready: 'front' },
  { name: 'network-containers', parts: ['networks', 'front'], ready: 'web-1' },
  { name: 'network-inspect', parts: ['networks', 'front', 'inspect'], ready: 'IPAM' },
  { name: 'compose', parts: ['compose'], ready: 'shop' },
  { name: 'compose-services', parts: ['compose', 'shop'], ready: 'db' },
  { name: 'compose-configuration', parts: ['compose', 'shop', 'config'], ready: 'The file cannot be read' },
  { name: 'registries', parts: ['registries'], ready: 'Sign in' },
  { name: 'extensions', parts: ['extensions'], ready: 'No extensions' },
  { name: 'extensions', parts: ['extensions'], ready: 'Browse the marketplace' },
  { name: 'marketplace', parts: ['extensions'], query: '?view=browse', ready: 'Aqua Trivy' },
  { name: 'settings-resources', parts: ['settings', 'resources'], ready: 'set elsewhere' },
  { name: 'settings-network', parts: ['settings', 'network'], ready: 'This computer only' },
  { name: 'settings-docker', parts: ['settings', 'docker'], ready: 'docker compose' },
  { name: 'settings-extensions', parts: ['settings', 'extensions'], ready: 'Only Pier’s own catalogue' },
  { name: 'settings-app', parts: ['settings', 'app'], ready: 'shown in a browser here' },
  { name: 'settings-updates', parts: ['settings', 'updates'], ready: 'shown in a browser here' },
  { name: 'settings-appearance', parts: ['settings', 'appearance'], ready: 'Same as system' },
];

async function makeScene(docker: DockerCli): Promise<void> {
  const serve = 'echo ready on port 80; echo "a warning" >&2; trap exit TERM; while :; do sleep 0.2; done';
  await docker.run(['network', 'create', 'front']);
  await docker.run([
    ...['run', '-d', '--name', 'web-1', '--network', 'front', '--memory', '256m'],
    ...['-p', '127.0.0.1::80', '-p', '127.0.0.1::443', '-p', '127.0.0.1::8080'],
    ...['-v', 'harbour:/cache', '-v', '/usr/share:/data:ro', '--tmpfs', '/scratch', '-e', 'TZ=Europe/Oslo'],
    ...['busybox', 'sh', '-c', `echo x > /cache/kept; ${serve}`],
  ]);
  const project = '--label=com.docker.compose.project=shop';
  for (const service of ['db', 'worker'])
    await docker.run([
      ...['run', '-d', '--name', `shop-${service}-1`, project],
      ...[`--label=com.docker.compose.service=${service}`, 'busybox', 'sh', '-c', serve],
    ]);
  await docker.run(['tag', 'busybox', `registry.example.com:5000/${LONG}/${LONG}:1.0`]);
  await docker.run(['volume', 'create', LONG]);
  await docker.run(['network', 'create', LONG]);
  await docker.run(
    [
      ...['run', '--name', LONG, '--network', LONG, '-v', `${LONG}:/v`],
      ...[`registry.example.com:5000/${LONG}/${LONG}:1.0`, 'sh', '-c', 'exit 3'],
    ],
    { allowFailure: true },
  );
}

/** Nothing is being loaded, and what was to be drawn is drawn. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator('.mantine-Skeleton-root')).toHaveCount(0);
  await page.mouse.move(2, 2);
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => done()));
      }),
  );
}

test('every view opens by its address and is whole in every size', async ({ pier: _, dockerd, page }) => {
  test.setTimeout(180_000);
  await page.setViewportSize(SIZES.wide);
  await makeScene(dockerd.docker);
  const problems: string[] = [];
  const all = process.env.PIER_PICTURES === 'all';
  const queue = views.map(({ parts, query = '', ...view }) => ({
    ...view,
    hash: `#/${parts.map(encodeURIComponent).join('/')}${query}`,
  }));
  // What another area brings is looked at as well: a page, and the sections of one.
  const seen = new Set(queue.flatMap(({ hash }) => [hash, hash.split('/', 2).join('/')]));
  const addFrom = async (links: Locator) => {
    for (const link of await links.all()) {
      const hash = (await link.getAttribute('href')) ?? '';
      if (!hash.startsWith('#/') || seen.has(hash)) continue;
      seen.add(hash);
      queue.push({ name: hash.slice(2).replaceAll('/', '-'), hash, ready: /./ });
    }
  };
  await addFrom(page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link'));
  for (const { name, hash, ready } of queue) {
    await page.evaluate((to) => {
      window.location.hash = to;
    }, hash);
    // Also as the first that a window opens, which takes longer; one view is opened so each time.
    if (all || hash === queue[0]?.hash) await page.reload();
    const shown = page.getByRole('main').getByText(ready).filter({ visible: true });
    await expect(shown.first(), name).toBeVisible();
    expect(new URL(page.url()).hash, name).toBe(hash);
    if (ready instanceof RegExp || name.startsWith('settings-'))
      await addFrom(page.getByRole('main').getByRole('navigation').getByRole('link'));
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport);
      await settle(page);
      for (const finding of await layoutFindings(page)) problems.push(`${name}, ${size}: ${finding}`);
      if (!all && size !== 'wide') continue;
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        const suffix = all ? `-${size}` : '';
        await page.screenshot({
          path: `${PICTURES}/${name}${suffix}-${colorScheme}.png`,
          animations: 'disabled',
        });
      }
    }
    await page.setViewportSize(SIZES.wide);
  }
  expect(problems).toEqual([]);
});

/** What is followed, view by view: none of it while nobody can see the window. */
const LIVE = [
  ['containers'],
  ['containers', 'busy', 'logs'],
  ['containers', 'busy', 'stats'],
  ['containers', 'busy', 'files'],
  ['logs'],
  ['images'],
  ['volumes'],
  ['networks'],
  ['compose'],
  ['settings', 'resources'],
];

test('a window that nobody sees asks for nothing and is told nothing', async ({ pier, dockerd, page }) => {
  test.slow();
  const { docker } = dockerd;
  await docker.run([
    ...['run', '-d', '--name', 'busy', 'busybox', 'sh', '-c'],
    'while :; do echo line; usleep 50000; done',
  ]);
  let frames = 0;
  page.on('websocket', (socket) => {
    socket.on('framereceived', () => (frames += 1));
    socket.on('framesent', () => (frames += 1));
  });
  const setVisibility = (state: 'visible' | 'hidden') =>
    page.evaluate((to) => {
      Object.defineProperty(document, 'visibilityState', { value: to, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, state);
  const framesIn = async (milliseconds: number) => {
    const before = frames;
    await page.waitForTimeout(milliseconds);
    return frames - before;
  };
  await page.reload();
  await pier.containers.button('Show logs', 'busy').click();
  await expect(pier.logs.lines.first()).toBeVisible();
  expect(await framesIn(1000)).toBeGreaterThan(3);
  await setVisibility('hidden');
  await page.waitForTimeout(2500);
  const rename = async (to: string) => {
    await docker.run(['rename', 'busy', 'other']);
    await docker.run(['rename', 'other', to]);
  };
  for (const parts of LIVE) {
    await pier.goTo(...parts);
    // What a view asks once is answered first.
    const told = async () => {
      const counting = framesIn(500);
      if (parts.length === 1) await rename('busy');
      return counting;
    };
    await expect.poll(told, { message: parts.join('/'), intervals: [0], timeout: 5000 }).toBe(0);
  }

  await pier.goTo('containers');
  await docker.run(['rename', 'busy', 'renamed']);
  await setVisibility('visible');
  await expect(pier.containers.row('renamed')).toBeVisible();
  expect(await framesIn(1500)).toBeGreaterThan(1);
});
