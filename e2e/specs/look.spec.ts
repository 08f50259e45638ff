import { axeFindingsInBoth } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/pier.ts';

test('the theme is chosen, kept, and follows the system where it may', async ({ pier }) => {
  const { page } = pier;
  const root = page.locator('html');
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark');
  const dark = await background();
  await pier.chooseTheme('Light');
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'light');
  expect(await background()).not.toBe(dark);
  await page.reload();
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'light');
  await pier.chooseTheme('Same as system');
  await expect(root).toHaveAttribute('data-mantine-color-scheme', 'dark');
});

test('nothing serious for axe in any view, light and dark', async ({ pier, dockerd, openFake }) => {
  test.slow();
  const { page, containers, runDialog } = pier;
  const { docker } = dockerd;
  await expect(pier.heading).toHaveText('No containers yet');
  expect(await axeFindingsInBoth(page)).toEqual([]);

  await docker.run([
    'run',
    '-d',
    '--name',
    'up',
    '-p',
    '127.0.0.1:0:80',
    'busybox',
    'sh',
    '-c',
    'printf "\\033[31mred\\033[0m \\033[90mgrey\\033[0m\\n"; echo err >&2; sleep 600',
  ]);
  await docker.run(['run', '--name', 'failed', 'busybox', 'false'], { allowFailure: true });
  await docker.run(['create', '--name', 'broken', 'busybox', '/none']);
  await containers.button('Start', 'broken').click();
  await expect(pier.failure('Could not start broken')).toBeVisible();
  await containers.button('Show logs', 'up').click();
  await expect(pier.logs.line('grey')).toBeVisible();
  expect(await axeFindingsInBoth(page)).toEqual([]);

  const project = '--label=com.docker.compose.project=<b>shop</b>';
  await docker.run(['run', '-d', '--name', 'member', project, 'busybox', 'sleep', '600']);
  await expect(containers.project('<b>shop</b>')).toContainText('1 of 1 running');
  await containers.select('up').check();
  await containers.row('up').getByRole('button', { name: 'Actions of up' }).click();
  await expect(page.getByRole('menuitem', { name: /^Remove/ })).toBeVisible();
  expect(await axeFindingsInBoth(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await containers.runButton.click();
  await runDialog.addPort('x', '');
  await runDialog.addVariable('A', 'b');
  await runDialog.addVolume('v', '/v');
  await runDialog.command.fill('echo hi');
  await runDialog.submit.click();
  await expect(runDialog.problem('Name an image')).toBeVisible();
  expect(await axeFindingsInBoth(page)).toEqual([]);
  for (const [section, add] of [
    ['Networking', 'Add network'],
    ['Security', 'Add device'],
  ] as const) {
    await runDialog.section(section);
    await runDialog.addRow(add);
    expect(await axeFindingsInBoth(page)).toEqual([]);
  }

  const failed = await openFake({
    guestFails: {
      code: 'guest_failed',
      message: 'Mount the data disk: it is damaged.',
      hint: 'Try again.',
    },
    bootSteps: [{ id: 'disk', title: 'Checking the data disk', ms: 10 }],
    consoleLines: ['one', 'two'],
  });
  await expect(failed.heading).toHaveText('The engine could not run');
  await expect(page.locator('pre')).toBeVisible();
  expect(await axeFindingsInBoth(page)).toEqual([]);
});
