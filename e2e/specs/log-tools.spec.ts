import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures/pier.ts';
import { LogTools } from '../pages/log-tools.ts';
import type { PierPage } from '../pages/pier-page.ts';

/** Opens a container's own page, as a link to it would. */
async function openLogs({ page }: PierPage, name: string): Promise<LogTools> {
  await page.evaluate((hash) => {
    window.location.hash = hash;
  }, `#/containers/${name}/logs`);
  return new LogTools(page);
}

test.describe('the tools of a log', () => {
  test('search it plainly and by expression, forward and back, and show matches only', {
    tag: '@smoke',
  }, async ({ pier, dockerd }) => {
    const script =
      'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo "item-$i."; done; printf "say \\033[31mer\\033[0mror (1)\\n" >&2; echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab';
    await dockerd.docker.run(['run', '--name', 'searched', 'busybox', 'sh', '-c', script]);
    const { page } = pier;
    const log = await openLogs(pier, 'searched');
    await expect(log.line('aaab')).toBeVisible();

    await log.view.focus();
    await page.keyboard.press('Control+f');
    await expect(log.search).toBeFocused();
    await page.keyboard.type('ITEM-7');
    // 7, 70 to 79, 700 to 799.
    await expect(log.found).toHaveText('111 lines');
    await page.keyboard.press('Shift+Enter');
    await expect(log.found).toHaveText('111 of 111');
    await expect(log.current).toContainText('item-799.');
    await expect(log.current.locator('mark')).toHaveText('item-7');
    await page.keyboard.press('Enter');
    await expect(log.found).toHaveText('1 of 111');
    await expect(log.current).toHaveText('item-7.');
    await page.keyboard.press('Enter');
    await expect(log.current).toHaveText('item-70.');
    await log.button('Match case').click();
    await expect(log.found).toHaveText('No lines match');

    // An expression, by its slashes and by the button; what is shown is searched, not what colours it.
    await log.search.fill('/^item-\\d{4}\\.$/');
    await expect(log.found).toHaveText('2,001 lines');
    await log.search.fill('error \\(\\d\\)$');
    await log.button('Regular expression').click();
    await expect(log.found).toHaveText('1 line');
    await log.button('Show only lines that match').click();
    await expect(log.lines).toHaveCount(1);
    await expect(log.marks).toHaveText(['er', 'ror (1)']);
    await log.search.fill('nothing like it');
    await expect(log.view).toContainText('No lines match this search');
    await log.search.fill('item-(');
    await expect(log.found).toContainText('Not a regular expression');
    await expect(log.search).toHaveAttribute('aria-invalid', 'true');

    // One that would take for ever takes the page nowhere.
    await log.search.fill('(a+)+$');
    await expect(log.found).toContainText('takes too long', { timeout: 30_000 });
    await log.search.fill('item-1\\.');
    await expect(log.found).toHaveText('1 line');
    await page.keyboard.press('Escape');
    await expect(log.search).toHaveValue('');
    await page.keyboard.press('Escape');
    await expect(log.view).toBeFocused();

    await log.showStream('stderr');
    await expect(log.lines).toHaveCount(1);
    await expect(log.lines).toContainText('say error (1)');
    await log.search.fill('item');
    await expect(log.found).toHaveText('No lines match');
  });

  test('wrap, link, copy and save what it says, however hostile', async ({ pier, dockerd, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const long = 'word-'.repeat(150);
    const script = [
      'i=0; while [ $i -lt 300 ]; do i=$((i+1)); echo "row $i"; done',
      `echo '${long}'`,
      `echo 'see https://pier.example/a?b=1, not javascript://pier.example/%0aalert(1)'`,
      'head -c 1000000 /dev/zero | tr "\\0" x',
      'echo; printf "\\033[2J\\033[32mlast\\033[0m\\n"',
    ].join('; ');
    await dockerd.docker.run(['run', '--name', 'wide', 'busybox', 'sh', '-c', script]);
    const { page } = pier;
    const log = await openLogs(pier, 'wide');
    await expect(log.line('last')).toBeVisible();

    await log.search.fill('word-');
    await page.keyboard.press('Enter');
    const row = log.line('word-word');
    await expect(row).toBeVisible();
    const heightOf = () => row.evaluate((element) => element.getBoundingClientRect().height);
    expect(await heightOf()).toBe(20);
    await log.button('Wrap long lines').click();
    expect(await heightOf()).toBeGreaterThan(60);
    const overflow = () => log.view.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(await overflow()).toBe(0);
    // Through lines of every height, to the end and back to the begin.
    await log.view.focus();
    await page.keyboard.press('End');
    await expect(log.line('last')).toBeInViewport();
    for (let i = 0; i < 5; i++) await page.keyboard.press('PageUp');
    await page.mouse.move(700, 500);
    await page.mouse.wheel(0, -500);
    await expect(log.button('Jump to newest')).toBeVisible();
    await page.keyboard.press('Home');
    await expect(log.line(/^row 1$/)).toBeInViewport();
    await page.keyboard.press('ArrowDown');
    await expect(log.line(/^row 2$/)).toBeInViewport();

    await log.search.fill('not javascript');
    await page.keyboard.press('Enter');
    const link = log.line('see https').getByRole('link');
    await expect(link).toHaveText(['https://pier.example/a?b=1']);
    await expect(link).toHaveAttribute('rel', /noreferrer/);
    await expect(link).toHaveAttribute('target', '_blank');
    await log.search.fill('');

    // A selection reaches further than what is drawn.
    await log.view.focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    const copied = (await clipboard()).split('\n');
    expect(copied[0]).toBe('row 1');
    expect(copied.at(-2)).toBe('last');
    expect(copied.join('')).toHaveLength((await clipboard()).replaceAll('\n', '').length);

    const downloading = page.waitForEvent('download');
    await log.button('Download the whole log').click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('wide.log');
    const file = (await readFile((await download.path()) ?? '', 'utf8')).split('\n');
    expect(file).toHaveLength(305);
    expect(file.slice(0, 301)).toEqual([
      ...Array.from({ length: 300 }, (_, index) => `row ${index + 1}`),
      long,
    ]);
    expect(file[302]).toBe('x'.repeat(1_000_000));
    expect(file.slice(303)).toEqual(['last', '']);

    await log.button('Wrap long lines').click();
    await log.button('Clear the view').click();
    await expect(log.lines).toHaveCount(0);
  });

  test('hold still while one reads, select what flows by, and load what is older', async ({
    pier,
    dockerd,
    context,
  }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const script =
      'i=0; while [ $i -lt 12000 ]; do i=$((i+1)); echo "old $i"; done; while :; do i=$((i+1)); echo "new $i"; sleep 0.05; done';
    await dockerd.docker.run(['run', '-d', '--name', 'flowing', 'busybox', 'sh', '-c', script]);
    await expect
      .poll(async () => (await dockerd.docker.run(['logs', '--tail', '1', 'flowing'])).stdout)
      .toContain('new');
    const { page } = pier;
    const log = await openLogs(pier, 'flowing');
    await expect(log.line('new').first()).toBeVisible();

    await log.button('Pause').click();
    await expect(log.button('Jump to newest')).toBeVisible();
    const visible = () => log.lines.first().textContent();
    const held = await visible();
    const lastOf = () => log.view.evaluate((element) => element.scrollHeight);
    const before = await lastOf();
    await expect.poll(lastOf).toBeGreaterThan(before);
    expect(await visible()).toBe(held);
    await log.button('Follow the newest lines').click();
    await expect.poll(visible).not.toBe(held);

    // From a line on that is long out of sight when the selection ends.
    await log.view.focus();
    await page.keyboard.press('Home');
    await expect(log.button('Load older lines')).toBeVisible();
    const first = await log.lines.first().textContent();
    const box = await log.lines.first().locator('[data-text]').boundingBox();
    await page.mouse.move((box?.x ?? 0) + 1, (box?.y ?? 0) + 10);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + 60);
    for (let i = 0; i < 4; i++) await page.mouse.wheel(0, 600);
    await expect(log.lines.first()).not.toBeInViewport();
    await page.mouse.move((box?.x ?? 0) + 61, (box?.y ?? 0) + 200);
    await page.mouse.up();
    await page.keyboard.press('Control+c');
    const copied = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
    expect(copied[0]).toBe(first);
    const number = Number(first?.split(' ')[1]);
    expect(copied.length).toBeGreaterThan(60);
    expect(copied.slice(1, -1)).toEqual(copied.slice(1, -1).map((_, index) => `old ${number + 1 + index}`));

    await log.view.focus();
    await page.keyboard.press('Home');
    await log.button('Load older lines').click();
    // What was at the top is still in sight, and above it what was not there.
    await expect(log.line(`old ${number - 1}`)).toBeInViewport();
    await expect(log.line(first ?? '')).toBeInViewport();
    await log.view.focus();
    await page.keyboard.press('Home');
    await expect(log.line(/^old 1$/)).toBeInViewport();
    await expect(log.button('Load older lines')).toHaveCount(0);
  });

  test('are read on when the engine is back, of one container and of all', async ({ openFake, dockerd }) => {
    test.slow();
    const pier = await openFake({ endpoint: dockerd.endpoint });
    const script = 'echo begun; while :; do sleep 0.2; echo tick; done';
    const args = ['run', '-d', '--name', 'steady', '--restart', 'always', 'busybox', 'sh', '-c', script];
    try {
      await dockerd.docker.run(args);
      await expect(pier.containers.row('steady')).toBeVisible();
      const log = await openLogs(pier, 'steady');
      const page = await pier.page.context().newPage();
      await page.goto(`${pier.page.url().split('#')[0]}#/logs`);
      const all = new LogTools(page);
      for (const each of [log, all]) {
        await expect(each.line('begun')).toHaveCount(1);
        await each.search.fill('begun');
        await each.button('Show only lines that match').click();
      }
      await dockerd.down();
      await expect(page.getByText('The engine does not answer').first()).toBeVisible();
      await expect(all.line('begun')).toHaveCount(1);
      await dockerd.boot();
      for (const each of [log, all]) await expect(each.line('begun')).toHaveCount(2, { timeout: 60_000 });
      await page.close();
    } finally {
      await dockerd.docker.run(['rm', '-f', 'steady'], { allowFailure: true });
    }
  });
});
