import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectBackend, withBackend } from '../../electron/cli/connect.ts';
import type { PierClient } from '../../shared/contract/index.ts';
import { pierFiles } from '../../vm/files.ts';
import { axeFindings } from '../fixtures/axe.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../fixtures/docker-plugins.ts';
import { openExtension, shownFrame } from '../fixtures/extension-frame.ts';
import { importExtension, SOCKET_SERVER } from '../fixtures/extension-image.ts';
import { externalEngine, type HeadlessHost, startHost } from '../fixtures/headless-host.ts';
import { putExtension } from '../fixtures/installed-extension.ts';
import { expect, test } from '../fixtures/pier.ts';
import { PierPage } from '../pages/pier-page.ts';

declare global {
  interface Window {
    seen: Record<string, unknown>;
    __ddMuiV5Themes: Record<string, { palette: { mode: string; docker: object } }>;
    __ddMuiV6Themes: Window['__ddMuiV5Themes'];
  }
}

/** The first script of its page looks at what is there before it. */
const PAGE = `<!DOCTYPE html>
<!-- <head> of another -->
<html lang="en"><head><title>Alpha</title>
<script>
  window.seen = {
    client: typeof window.ddClient.docker.cli.exec,
    themes: window.__ddMuiV5Themes.light.palette.mode + window.__ddMuiV6Themes.dark.palette.mode,
    scripts: document.scripts.length,
    search: location.search,
  };
</script>
<style>body { color: rgb(1, 1, 1) } @media (prefers-color-scheme: dark) { body { color: rgb(2, 2, 2) } }</style>
<script type="module" crossorigin src="./assets/main.js"></script>
</head><body><h1>Page of alpha</h1></body></html>`;

const TOOL = '#!/bin/sh\necho "args $# $1"; [ "$1" = fail ] && { echo no >&2; exit 3; }; exit 0\n';
const FOREVER = '#!/bin/sh\necho $$ > "$1"; trap "" HUP; while :; do echo tick; sleep 0.05; done\n';

let home: string;
let host: HeadlessHost;

test.beforeAll(async ({ dockerd }) => {
  home = mkdtempSync(join(tmpdir(), 'pier-extensions-'));
  await putExtension(home, {
    id: 'org_alpha',
    title: 'Alpha',
    entry: 'index.html?v1',
    ui: { 'index.html': PAGE, 'assets/main.js': 'window.seen.module = import.meta.url;' },
    programs: { tool: TOOL, forever: FOREVER },
  });
  await putExtension(home, {
    id: 'org_beta',
    title: 'Beta',
    ui: { 'index.html': '<h1>Page of beta</h1>' },
    programs: { secret: TOOL },
    permissions: { dockerCommands: false, hostPrograms: false },
  });
  host = await startHost({ home, env: externalEngine(dockerd.socket) });
});

test.afterAll(async ({ dockerd }) => {
  // Others go on with this engine.
  await dockerd.docker.run(['rm', '-f', 'shown'], { allowFailure: true });
  await host.stop();
});

test('an extension is a page of the dashboard, and has what it needs before its first script', async ({
  page,
}) => {
  await new PierPage(page).open(host.url);
  const navigation = page.getByRole('navigation', { name: 'Main navigation' });
  await navigation.getByRole('link', { name: 'Extensions' }).click();
  await expect(page.getByRole('list', { name: 'Extensions that are installed' })).toContainText('Alpha');
  expect(await axeFindings(page)).toEqual([]);
  await navigation.getByRole('link', { name: 'Alpha' }).click();
  const frame = await shownFrame(page, 'Alpha');
  await expect(frame.getByRole('heading')).toHaveText('Page of alpha');
  expect(await frame.evaluate(() => window.seen)).toMatchObject({
    client: 'function',
    themes: 'lightdark',
    scripts: 1,
    search: '?v1',
    module: expect.stringContaining('/assets/main.js'),
  });
  // The theme is the dashboard's, in scripts and in style sheets, and follows it.
  await frame.evaluate(async () => {
    // As libraries add rules: they are in no document.
    const rule = (property: string) => `@media (prefers-color-scheme: dark) { body { ${property}: 7px } }`;
    document.styleSheets[0]?.insertRule(rule('margin-left'), 0);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rule('margin-right'));
    document.adoptedStyleSheets.push(sheet);
    const late = document.head.appendChild(document.createElement('style'));
    await new Promise(requestAnimationFrame);
    late.append(rule('margin-top'));
    const whole = document.createElement('style');
    whole.media = '(prefers-color-scheme: dark)';
    whole.textContent = 'body { margin-bottom: 7px }';
    document.head.append(whole);
  });
  const theme = () =>
    frame.evaluate(() => [
      matchMedia('(prefers-color-scheme: dark)').matches,
      getComputedStyle(document.body).color,
      getComputedStyle(document.body).margin,
      getComputedStyle(document.documentElement).colorScheme,
    ]);
  await expect.poll(theme).toEqual([false, 'rgb(1, 1, 1)', '8px', 'light']);
  await page.getByRole('button', { name: 'Theme' }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect.poll(theme).toEqual([true, 'rgb(2, 2, 2)', '7px', 'dark']);
  // A link's parameters reach the page, beside its own.
  await page.evaluate(() => {
    window.location.hash = '#/extensions/org%2Falpha?code=a%20b';
  });
  await expect
    .poll(async () => (await shownFrame(page, 'Alpha')).evaluate(() => window.seen.search))
    .toBe('?v1&code=a+b');
  expect(
    await (await shownFrame(page, 'Alpha')).evaluate(
      () => matchMedia('(prefers-color-scheme: dark)').matches,
    ),
  ).toBe(true);
});

test('its calls work on the engine, on its own programs and on the dashboard', async ({ page, dockerd }) => {
  const { docker } = dockerd;
  await docker.run(['run', '-d', '--name', 'shown', '--label', 'a=b c', 'busybox', 'sleep', '600']);
  const [id = ''] = (await docker.run(['inspect', '-f', '{{.Id}}', 'shown'])).stdout.split('\n');
  const frame = await openExtension(page, { url: host.url, id: 'org_alpha', title: 'Alpha' });
  const results = await frame.evaluate(async () => {
    const { docker: engine, extension, host: computer } = window.ddClient;
    const caught = (work: Promise<unknown> | undefined) =>
      work?.then(
        () => 'done',
        (error: { code: unknown; stderr: string; cmd: string }) => [error.code, error.stderr, error.cmd],
      );
    const ps = await engine.cli.exec('ps', ['-a', '--filter', '"label=a=b c"', '--format', '"{{ json . }}"']);
    const lines: string[] = [];
    const exit = await new Promise((onClose) => {
      engine.cli.exec('inspect', ['shown', '--format', '{{ .Name }}\n{{ .Config.Image }}'], {
        stream: {
          onOutput: (data) => lines.push((data as { stdout: string }).stdout),
          onClose,
          splitOutputLines: true,
        },
      });
    });
    return {
      image: extension.image,
      vm: 'vm' in extension,
      platform: computer.platform,
      ps: ps.parseJsonLines().map(({ Names }) => Names),
      lines,
      exit,
      listed: ((await engine.listContainers({ all: true })) as { Names: string[] }[]).map(
        ({ Names }) => Names,
      ),
      images: ((await engine.listImages()) as { RepoTags: string[] }[]).flatMap(({ RepoTags }) => RepoTags),
      tool: (await extension.host?.cli.exec('tool', ['"a b"']))?.stdout,
      failed: await caught(extension.host?.cli.exec('tool', ['fail'])),
      escaped: await caught(extension.host?.cli.exec('../../org_beta/host/secret')),
      others: await caught(extension.host?.cli.exec('secret')),
      otherEngine: await caught(engine.cli.exec('-H', ['tcp://127.0.0.1:1', 'ps'])),
    };
  });
  expect(results).toMatchObject({
    image: 'org/alpha:1.0',
    vm: false,
    platform: process.platform,
    ps: ['shown'],
    lines: ['/shown', 'busybox'],
    exit: 0,
    listed: [['/shown']],
    images: expect.arrayContaining(['busybox:latest']),
    tool: 'args 1 a b\n',
    failed: [3, 'no\n', 'tool fail'],
    escaped: [127, expect.stringContaining('no program of that name'), '../../org_beta/host/secret'],
    others: [127, expect.stringContaining('no program of that name'), 'secret'],
    otherEngine: [126, expect.stringContaining("'-H' is not open"), 'docker -H tcp://127.0.0.1:1 ps'],
  });
  // What it runs ends with its page.
  const pidFile = join(home, 'forever.pid');
  await frame.evaluate((path) => {
    window.ddClient.extension.host?.cli.exec('forever', [path], { stream: {} });
  }, pidFile);
  await expect.poll(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8') !== '').toBe(true);
  const pid = readFileSync(pidFile, 'utf8').trim();
  // Messages, and places of the dashboard.
  await frame.evaluate(() => window.ddClient.desktopUI.toast.warning('mind <b>this</b>'));
  await expect(page.getByText('mind <b>this</b>')).toBeVisible();
  expect(
    await frame.evaluate(() =>
      window.ddClient.desktopUI.navigate.viewVolume('none').catch((error) => `${error}`),
    ),
  ).toContain('none');
  const dialog = frame.evaluate(() =>
    window.ddClient.desktopUI.dialog.showOpenDialog({ properties: ['openDirectory'], defaultPath: '/usr' }),
  );
  await page
    .getByRole('dialog', { name: 'Choose a folder' })
    .getByRole('button', { name: 'Choose this folder' })
    .click();
  expect(await dialog).toEqual({ canceled: false, filePaths: ['/usr'] });
  const several = frame.evaluate(() =>
    window.ddClient.desktopUI.dialog.showOpenDialog({
      title: 'Tables',
      message: 'What is to be compared.',
      buttonLabel: 'Compare',
      defaultPath: '/etc',
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: 'Settings', extensions: ['conf'] },
        { name: 'All', extensions: ['*'] },
      ],
    }),
  );
  const tables = page.getByRole('dialog', { name: 'Tables' });
  await expect(tables).toContainText('What is to be compared.');
  await expect(tables.getByRole('button', { name: 'nsswitch.conf' })).toBeVisible();
  await expect(tables.getByRole('button', { name: 'passwd', exact: true })).toBeHidden();
  await tables.getByRole('combobox', { name: 'Kind of file' }).selectOption('All');
  await tables.getByRole('button', { name: 'group', exact: true }).click();
  await tables.getByRole('button', { name: 'passwd', exact: true }).click();
  await tables.getByRole('button', { name: 'Compare' }).click();
  expect(await several).toEqual({ canceled: false, filePaths: ['/etc/group', '/etc/passwd'] });
  await frame.evaluate(() => void window.ddClient.desktopUI.navigate.viewContainerLogs('shown'));
  await expect(page).toHaveURL(new RegExp(`#/containers/${id}/logs`));
  await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
});

test('its containers are reached by commands and by their socket, and end with it', async ({
  page,
  dockerd,
}) => {
  test.setTimeout(PLUGINS_TIMEOUT_MS);
  await ensureDockerPlugins();
  await importExtension(dockerd.docker, {
    name: 'org/gamma:2.0',
    metadata: {
      ui: { 'dashboard-tab': { title: 'Gamma', src: 'index.html', root: '/ui' } },
      vm: { image: `\${DESKTOP_PLUGIN_IMAGE}`, exposes: { socket: 'gamma.sock' } },
    },
    files: { 'ui/index.html': '<h1>Page of gamma</h1>', 'server.pl': SOCKET_SERVER },
    command: ['/server.pl', '/run/guest-services/gamma.sock'],
  });
  const reference = 'org/gamma:2.0';
  const connection = await connectBackend(pierFiles(home).run.pierSocket);
  if (!connection) throw new Error('The host does not answer.');
  await withBackend(connection, async ({ client }) => {
    await client.extensions.install({ source: { kind: 'image', reference } });
    await stateOf(client, 'org_gamma', 'running');
    const frame = await openExtension(page, { url: host.url, id: 'org_gamma', title: 'Gamma' });
    const results = await frame.evaluate(async () => {
      const { vm } = window.ddClient.extension;
      const { service, cli } = vm as Required<NonNullable<typeof vm>>;
      const failed = await service.get('/status/404').then(
        () => [],
        ({ name, statusCode }) => [name, statusCode],
      );
      const lines: object[] = [];
      const exit = await new Promise((onClose) => {
        const script = '$| = 1; print "a\\nb"; print STDERR "c\\n"; exit 4';
        cli.exec('/usr/bin/perl', ['-e', script], {
          stream: { onOutput: (data) => lines.push(data), onClose, splitOutputLines: true },
        });
      });
      const missing = await cli.exec('/nothing').catch((error) => error.code);
      const big = (await service.get('/big/6000000')) as string;
      const posted = await service.post('/a?b=/c d', { x: [1] });
      const perl = await cli.exec('/usr/bin/perl', ['-e', '"print 6*7"']);
      return {
        image: window.ddClient.extension.image,
        failed,
        lines: lines.map((line) => JSON.stringify(line)).sort(),
        exit,
        missing,
        big: big.length,
        posted,
        perl: perl.stdout,
        legacy: await window.ddClient.backend
          ?.execInVMExtension("/usr/bin/perl -e 'print 1'")
          .then(({ stdout }) => stdout),
      };
    });
    expect(results).toMatchObject({
      image: reference,
      failed: ['Not Found', 404],
      lines: ['{"stderr":"c"}', '{"stdout":"a"}', '{"stdout":"b"}'],
      exit: 4,
      missing: expect.anything(),
      big: 6_000_000,
      posted: { method: 'POST', url: '/a?b=/c%20d', body: '{"x":[1]}' },
      perl: '42',
      legacy: '1',
    });
    await client.extensions.setEnabled({ id: 'org_gamma', enabled: false });
    await expect(page.getByRole('heading', { name: 'Gamma is disabled' })).toBeVisible();
    await stateOf(client, 'org_gamma', 'off');
    await page.getByRole('button', { name: 'Enable' }).click();
    await shownFrame(page, 'Gamma');
    await stateOf(client, 'org_gamma', 'running');
    await client.extensions.remove({ id: 'org_gamma' });
    await expect(page.getByRole('heading', { name: 'There is no such extension' })).toBeVisible();
  });
});

/** Resolves when the backend of an extension is in a state. */
async function stateOf(client: PierClient, id: string, state: string): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  for await (const { extensions, busy } of client.extensions.watch({}, { signal })) {
    if (busy.length === 0 && extensions.find((each) => each.id === id)?.backend?.state === state) return;
  }
}
