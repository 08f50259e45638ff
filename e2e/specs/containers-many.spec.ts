import { expect, test } from '../fixtures/pier.ts';

const SERVE = ['sh', '-c', 'trap exit TERM; while :; do sleep 0.2; done'];
/** Enough that they do not fit into a window by far. */
const COUNT = 150;

test.describe('many containers at once', () => {
  test('are chosen by mouse and keys, acted on together, and told of in one summary', async ({
    pier,
    dockerd,
  }) => {
    const { docker } = dockerd;
    const { containers, page } = pier;
    for (const name of ['a1', 'a2', 'a3'])
      await docker.run(['run', '-d', '--name', name, 'busybox', ...SERVE]);
    await docker.run(['create', '--name', 'broken', 'busybox', '/no/such/program']);
    await containers.sortBy('Name');
    await expect.poll(() => containers.names()).toEqual(['a1', 'a2', 'a3', 'broken']);

    await containers.select('a1').click();
    await containers.select('a3').click({ modifiers: ['Shift'] });
    await expect(containers.bulkBar.getByRole('status')).toHaveText('3 selected');
    await containers.bulkBar.getByRole('button', { name: 'Pause' }).click();
    for (const name of ['a1', 'a2', 'a3']) await expect(containers.state(name)).toHaveText('Paused');
    await expect(page.getByText('Paused 3 containers')).toBeVisible();
    await containers.show('Paused');
    expect(page.url()).toContain('state=paused');
    await page.reload();
    await expect.poll(() => containers.names()).toEqual(['a1', 'a2', 'a3']);
    const saved = page.getByRole('dialog', { name: 'Saved searches' });
    await page.getByRole('button', { name: 'Saved searches' }).click();
    await saved.getByRole('textbox', { name: 'Name of the search' }).fill('Those that rest');
    await page.keyboard.press('Enter');
    await expect(saved.getByRole('link', { name: 'Those that rest' })).toBeVisible();
    await page.keyboard.press('Escape');
    await containers.show('All');
    await expect(containers.rows).toHaveCount(4);
    await page.getByRole('button', { name: 'Saved searches' }).click();
    await saved.getByRole('link', { name: 'Those that rest' }).click();
    await expect.poll(() => containers.names()).toEqual(['a1', 'a2', 'a3']);
    await page.getByRole('button', { name: 'Saved searches' }).click();
    await saved.getByRole('button', { name: 'Forget Those that rest' }).click();
    await expect(saved).toContainText('No saved searches yet');
    await page.keyboard.press('Escape');
    await containers.show('All');

    await containers.row('broken').focus();
    await page.keyboard.press('Control+a');
    await expect(containers.bulkBar.getByRole('status')).toHaveText('4 selected');
    await containers.bulkBar.getByRole('button', { name: 'Resume (3)' }).click();
    for (const name of ['a1', 'a2', 'a3']) await expect(containers.state(name)).toHaveText('Running');
    await containers.bulkBar.getByRole('button', { name: 'Stop (3)' }).click();
    for (const name of ['a1', 'a2', 'a3']) await expect(containers.state(name)).toHaveText(/^Exited/);

    await containers.bulkBar.getByRole('button', { name: 'Start', exact: true }).click();
    const summary = page.getByRole('alert').filter({ hasText: 'Started 3 containers, 1 failed' });
    await expect(summary).toContainText('broken: Cannot start');
    await expect(containers.row('broken').getByRole('button', { name: /^Last action failed/ })).toBeVisible();

    await containers.bulkBar.getByRole('button', { name: /^Remove/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove 4 containers?' });
    await expect(dialog.getByRole('listitem')).toHaveText([
      'a1 · running',
      'a2 · running',
      'a3 · running',
      'broken',
    ]);
    await expect(dialog).toContainText('3 of them are running');
    await dialog.getByRole('button', { name: 'Kill and remove' }).click();
    await expect(pier.heading).toHaveText('No containers yet');
    expect((await docker.run(['ps', '-aq'])).stdout).toBe('');
  });

  test('a compose project is one group, with actions for the whole of it', async ({ pier, dockerd }) => {
    const { docker } = dockerd;
    const { containers, page } = pier;
    for (const service of ['web', 'db']) {
      const labels = ['project=shop', `service=${service}`].map(
        (each) => `--label=com.docker.compose.${each}`,
      );
      await docker.run(['run', '-d', '--name', `shop-${service}-1`, ...labels, 'busybox', ...SERVE]);
    }
    await docker.run(['create', '--name', 'alone', 'busybox', 'true']);
    const project = containers.project('shop');
    await expect(project).toContainText('2 of 2 running');
    await expect(project.getByRole('link')).toHaveAttribute('href', '#/compose/shop');
    await containers.filter.fill('shop-web');
    await expect.poll(() => containers.names()).toEqual(['shop-web-1']);
    // The whole project, though the filter shows a part of it.
    await project.getByRole('button', { name: 'Stop all of shop' }).click();
    await expect(project).toContainText('0 of 2 running');
    await containers.filter.fill('');
    for (const name of ['shop-web-1', 'shop-db-1'])
      await expect(containers.state(name)).toHaveText(/^Exited/);

    await project.focus();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => containers.names()).toEqual(['alone']);
    await expect(project).toHaveAttribute('aria-expanded', 'false');
    await page.reload();
    await expect(project).toHaveAttribute('aria-expanded', 'false');
    await project.focus();
    await page.keyboard.press('Enter');
    await expect(containers.row('shop-web-1')).toBeVisible();
    await project.getByRole('button', { name: 'Start all of shop', exact: true }).click();
    await expect(project).toContainText('2 of 2 running');
    await project.getByRole('button', { name: 'Remove all of shop' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Kill and remove' }).click();
    await expect(project).toHaveCount(0);
    await expect(containers.row('alone')).toBeVisible();
  });

  test('what those in sight use is measured, and columns are chosen for good', async ({ pier, dockerd }) => {
    const { containers, page } = pier;
    await dockerd.docker.run([
      ...['run', '-d', '--name', 'busy', '--memory', '64m', 'busybox'],
      ...['sh', '-c', 'while :; do :; done'],
    ]);
    await dockerd.docker.run(['create', '--name', 'still', 'busybox', 'true']);
    const cpu = await containers.cell('busy', 'CPU');
    await expect(cpu).toHaveText(/^([1-9]\d*|\d\.\d) %$/);
    await expect((await containers.cell('busy', 'Memory')).locator('span')).toHaveAttribute(
      'title',
      /^\d+(\.\d)? [KM]B of 64 MB$/,
    );
    await expect(await containers.cell('still', 'CPU')).toHaveText('');

    await dockerd.docker.run(['run', '-d', '--name', 'idle', 'busybox', 'sleep', '600']);
    await containers.sortBy('CPU');
    // By what each uses, whether its row is in sight or not; what uses nothing comes last.
    await expect.poll(() => containers.names()).toEqual(['busy', 'idle', 'still']);
    await containers.sortBy('CPU');
    await page.mouse.move(2, 2);
    await expect.poll(() => containers.names()).toEqual(['still', 'idle', 'busy']);

    await page.getByRole('button', { name: 'Choose columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Image' }).click();
    await page.keyboard.press('Escape');
    await expect(containers.grid.getByRole('columnheader', { name: 'Image' })).toHaveCount(0);
    await page.reload();
    await expect(containers.row('busy')).toBeVisible();
    await expect(containers.grid.getByRole('columnheader', { name: 'Image' })).toHaveCount(0);
  });

  test(`${COUNT} containers: only those in sight are drawn, and all can be reached`, async ({
    pier,
    dockerd,
  }) => {
    test.slow();
    const names = Array.from({ length: COUNT }, (_, index) => `load-${index + 1}`);
    // The engine makes one after the other; a handful of clients keep it busy.
    const queue = [...names];
    const work = async () => {
      for (let name = queue.shift(); name; name = queue.shift()) {
        await dockerd.docker.run(['create', '--name', name, 'busybox', 'true']);
      }
    };
    await Promise.all(Array.from({ length: 6 }, work));

    const { containers, page } = pier;
    await expect(containers.grid).toHaveAttribute('aria-rowcount', String(COUNT + 1));
    expect(await containers.rows.count()).toBeLessThan(60);
    await containers.sortBy('Name');
    await expect(containers.row('load-1')).toBeVisible();
    await containers.row('load-1').focus();
    await page.keyboard.press('End');
    await expect(containers.row(`load-${COUNT}`)).toBeFocused();
    await containers.filter.fill(`load-${COUNT - 1}`);
    await expect(containers.rows).toHaveCount(1);
  });
});
