import { readFileSync } from 'node:fs';
import { axeFindingsInBoth } from '../fixtures/axe.ts';
import { createContainer } from '../fixtures/create-container.ts';
import { layoutFindings } from '../fixtures/layout.ts';
import { expect, test } from '../fixtures/pier.ts';

test('inspect is a tree by mouse and keys, is searched and copied from, and keeps up with its container', async ({
  pier,
  dockerd,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { page, container } = pier;
  const { inspect } = container;
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  const hostile = '<img src=x onerror=alert(1)>\u202egnp.exe';
  const args = [
    '--label',
    `hostile=${hostile}`,
    '--label',
    `long=${'y'.repeat(50_000)}`,
    '-e',
    'NEEDLE=here',
  ];
  await dockerd.docker.run(['run', '-d', '--name', 'web', ...args, 'busybox', 'sleep', '100000']);
  await container.open('web', 'inspect');
  await expect(inspect.row('/State')).toHaveAttribute('aria-expanded', 'true');
  await expect(inspect.row('/State/Running')).toContainText('true');

  // Opened, closed and walked by keys.
  await inspect.tree.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(inspect.rows).toHaveCount(1);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(inspect.active).toHaveAttribute('data-pointer', '/Id');
  await page.keyboard.press('Control+c');
  expect(await copied()).toMatch(/^[0-9a-f]{64}$/);

  // Found in what was closed; Enter goes on, Shift+Enter back.
  await inspect.button('Close all').click();
  await inspect.search.fill('needle');
  await expect(inspect.matches).toHaveText('– of 1');
  await inspect.search.press('Enter');
  await expect(inspect.active).toContainText('NEEDLE=here');
  await expect(inspect.active.locator('mark')).toHaveText('NEEDLE');
  await expect(inspect.path).toHaveText('.Config.Env[0]');
  await inspect.button('Copy path').click();
  expect(await copied()).toBe('.Config.Env[0]');
  await inspect.button('Copy value').click();
  expect(await copied()).toBe('NEEDLE=here');
  await inspect.search.fill('name');
  await inspect.search.press('Shift+Enter');
  await expect(inspect.matches).toHaveText(/^(\d+) of \1$/);
  await inspect.search.fill('no such thing');
  await expect(inspect.matches).toHaveText('No match');
  await expect(inspect.button('Next match')).toBeDisabled();

  // Text of others stays text, and huge text is cut.
  await inspect.search.fill('onerror');
  await inspect.search.press('Enter');
  await expect(inspect.active).toContainText('"<img src=x onerror=alert(1)>\\u202egnp.exe"');
  await inspect.search.fill('long');
  await inspect.search.press('Enter');
  await expect(inspect.row('/Config/Labels/long')).toContainText('50,000 characters');
  await inspect.tree.focus();
  await page.keyboard.press('ArrowRight');
  await expect(inspect.row('/Config/Labels/long')).toContainText('30,000 more characters are not shown');
  await inspect.button('Copy everything as JSON').click();
  expect(JSON.parse(await copied()).Config.Labels.long).toHaveLength(50_000);
  expect(await axeFindingsInBoth(page)).toEqual([]);

  // What is open stays so while the container changes; what was known stays when it is gone.
  await inspect.search.fill('Status');
  await inspect.search.press('Enter');
  await expect(inspect.row('/State/Status')).toContainText('"running"');
  await dockerd.docker.run(['kill', 'web']);
  await expect(inspect.row('/State/Status')).toContainText('"exited"');
  await dockerd.docker.run(['rm', 'web']);
  await expect(page.getByText('Removed', { exact: true })).toBeVisible();
  await expect(inspect.row('/State/Status')).toContainText(/"(exited|removing)"/);
});

test('labels that a terminal or a browser would act on, and one of a megabyte, are text in lists and in Inspect', async ({
  pier,
  dockerd,
}) => {
  const { page, container, containers } = pier;
  const { inspect } = container;
  const escapes = '\u001b[31mred\u001b]0;title\u0007<b>bold</b>';
  const Labels = {
    escapes,
    huge: 'x'.repeat(1024 * 1024),
    'com.docker.compose.project': `${escapes}${'p'.repeat(1024 * 1024)}`,
  };
  await createContainer(dockerd.socket, 'web', { Image: 'busybox', Cmd: ['true'], Labels });
  await pier.goTo('containers');
  const group = containers.grid.locator('[data-group]');
  await expect(group).toContainText('<b>bold</b>');
  await expect(group.locator('b')).toHaveCount(0);
  await expect(containers.row('web')).toBeInViewport();
  expect(await layoutFindings(page)).toEqual([]);
  await group.getByRole('button', { name: /^Remove/ }).hover();
  await expect(page.getByRole('tooltip')).toBeInViewport({ ratio: 1 });
  await expect(group.getByRole('link')).toBeInViewport();
  await containers.filter.fill('web');
  await expect(containers.row('web')).toBeInViewport();
  await containers.row('web').getByRole('link').first().click();
  await container.choose('Inspect');
  await inspect.search.fill('escapes');
  await inspect.search.press('Enter');
  await expect(inspect.active).toContainText('\\u001b[31mred\\u001b]0;title\\u0007<b>bold</b>');
  await inspect.search.fill('huge');
  await inspect.search.press('Enter');
  await expect(inspect.active).toContainText('1,048,576 characters');
  await page.keyboard.press('Escape');
  expect(await layoutFindings(page)).toEqual([]);
});

test('mounts tell folders, volumes and memory, and what may be written', async ({ pier, dockerd }) => {
  const { page, container } = pier;
  const volumes = [
    '-v',
    '/usr/share:/data:ro',
    '-v',
    'harbour:/cache',
    '-v',
    '/anonymous',
    '--tmpfs',
    '/scratch',
  ];
  await dockerd.docker.run(['create', '--name', 'mounted', ...volumes, 'busybox']);
  await dockerd.docker.run(['create', '--name', 'bare', 'busybox']);
  await container.open('mounted', 'mounts');
  const row = (target: string) => container.mounts.locator(`[data-name="${target}"]`);
  await expect(row('/data')).toContainText(/Folder.*\/usr\/share.*Read only/);
  await expect(row('/cache').getByRole('link', { name: 'harbour' })).toHaveAttribute(
    'href',
    '#/volumes/harbour',
  );
  await expect(row('/cache')).toContainText('Read and write');
  await expect(row('/anonymous')).toContainText('anonymous');
  await expect(row('/scratch')).toContainText(/Memory.*Gone when the container stops/);
  expect(await axeFindingsInBoth(page)).toEqual([]);
  await container.open('bare', 'mounts');
  await expect(container.message).toHaveText('Nothing is mounted');
  await dockerd.docker.run(['rm', '-v', 'mounted']);
  await dockerd.docker.run(['volume', 'rm', 'harbour']);
});

test('stats are drawn live with their history, told in words, listed by process and exported', async ({
  pier,
  dockerd,
}) => {
  test.slow();
  const { page, container } = pier;
  const { stats } = container;
  const script = 'while true; do i=0; while [ $i -lt 2000 ]; do i=$((i+1)); done; sleep 0.1; done';
  await dockerd.docker.run(['run', '-d', '--name', 'busy', '--memory', '64m', 'busybox', 'sh', '-c', script]);
  await container.open('busy', 'stats');
  await expect(stats.charts).toHaveCount(4);
  await expect.poll(() => stats.text('Memory')).toMatch(/^Memory: Memory [\d.]+ [KM]B, at most/);
  await expect.poll(() => stats.text('CPU')).toMatch(/^CPU: CPU [\d.]+ %, at most [\d.]+ %$/);
  expect(await stats.text('Network')).toMatch(/^Network: Received .*\/s, at most .*; Sent .*\/s/);
  await expect(page.getByText(/% of 64 MB$/)).toBeVisible();
  await expect(stats.status).toContainText('Measured since');
  const row = stats.processes.locator('[data-name]').first();
  await expect(row).toContainText('sh -c while true');
  expect(await axeFindingsInBoth(page)).toEqual([]);

  // A tab's switch leaves no gap: the history is there at once.
  const since = await stats.status.textContent();
  await container.choose('Inspect');
  await expect(container.inspect.tree).toBeVisible();
  await page.reload();
  await container.choose('Stats');
  await expect(stats.charts).toHaveCount(4);
  await expect(stats.status).toContainText(since?.split(' · ')[0] ?? 'none');

  // Pointing at a moment shows its values in all charts.
  await stats.chart('CPU').hover({ position: { x: 400, y: 60 } });
  await page.getByText('1 hour', { exact: true }).click();

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^busy-stats-[\dT-]+\.csv$/);
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\r\n');
  expect(lines[0]).toMatch(/^time,cpu_percent,memory_bytes/);
  expect(lines.length).toBeGreaterThan(3);
  expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z,[\d.]+,\d+,67108864,/);

  await dockerd.docker.run(['kill', 'busy']);
  await expect(stats.status).toHaveText('Not running: these are the last readings');
  await expect(stats.charts).toHaveCount(4);
  await expect(stats.processes).toHaveCount(0);
  await page.locator('section').getByRole('button', { name: 'Start' }).click();
  await expect(stats.status).toContainText('Measured since');
  await expect(stats.processes).toBeVisible();
  await dockerd.docker.run(['rm', '-f', 'busy']);
  await expect(stats.status).toHaveText('Removed: these are the last readings');
  await expect(stats.charts).toHaveCount(4);

  await dockerd.docker.run(['create', '--name', 'idle', 'busybox', 'sleep', '100000']);
  await container.open('idle', 'stats');
  await expect(container.message).toHaveText('idle is not running');
  await page.locator('section').getByRole('button', { name: 'Start' }).click();
  await expect(stats.charts).toHaveCount(4);
});

test('an engine that goes away under a tab leaves what is known, and is followed back', async ({
  openFake,
  dockerd,
}) => {
  test.slow();
  await dockerd.docker.run([
    'run',
    '-d',
    '--restart',
    'always',
    '--name',
    'steady',
    'busybox',
    'sleep',
    '100000',
  ]);
  const { container } = await openFake({ endpoint: dockerd.endpoint });
  await container.open('steady', 'exec');
  await container.exec.openButton.click();
  await container.exec.run('echo "still $((40 + 2))"');
  await expect(container.exec.lines).toContainText('still 42');
  await container.choose('Stats');
  await expect(container.stats.charts).toHaveCount(4);
  await dockerd.down('SIGKILL');
  await expect(container.stats.status).toHaveText('The engine does not answer');
  await expect(container.stats.charts).toHaveCount(4);
  await container.choose('Exec');
  await expect(container.exec.lines).toContainText('still 42');
  await expect(container.exec.footer).toHaveText('The engine went away, and the terminal with it');
  await container.choose('Inspect');
  await expect(container.message).toHaveText('Could not inspect the container');
  await dockerd.boot();
  // By itself, when the list has the container again.
  await expect(container.inspect.tree).toBeVisible();
  await container.choose('Stats');
  await expect(container.stats.status).toContainText('Measured since');
  await dockerd.docker.run(['rm', '-f', 'steady']);
});
