import { axeFindingsInBoth } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/pier.ts';
import { AllLogsPage } from '../pages/all-logs-page.ts';

test.describe('the logs of everything', () => {
  test('are one view that can be narrowed, searched, linked to and kept', { tag: '@smoke' }, async ({
    pier,
    dockerd,
    host,
    browser,
  }) => {
    const { page } = pier;
    const { docker } = dockerd;
    const run = (name: string, script: string, args: string[] = []) =>
      docker.run(['run', '-d', '--name', name, ...args, 'busybox', 'sh', '-c', script]);
    const shop = ['--label', 'com.docker.compose.project=shop'];
    await page.getByRole('link', { name: 'Logs', exact: true }).click();
    const logs = new AllLogsPage(page);
    await expect(logs.view).toContainText('No output yet');

    await run('shop-web', 'echo request 1; echo request 2 failed >&2; sleep 600', shop);
    await run('shop-db', 'echo checkpoint; sleep 600', shop);
    await run('mailer', 'echo "<b>mail</b> sent"; sleep 600');
    await run('done', 'echo here and gone');
    // Those that started while one watched: with time, container and message.
    const failed = logs.line('request 2 failed');
    await expect(failed).toHaveText(/^\d{4}-\d\d-\d\d [\d:]{8}\.\d{3}shop-webrequest 2 failed$/);
    await expect(failed).toHaveAttribute('data-stream', 'stderr');
    for (const text of ['checkpoint', '<b>mail</b> sent', 'here and gone']) {
      await expect(logs.line(text)).toHaveCount(1);
    }
    await expect(page.getByText('3 running containers')).toBeVisible();
    const colorOf = (name: string) =>
      logs.view
        .getByRole('link', { name })
        .first()
        .evaluate((link) => getComputedStyle(link).color);
    expect(await colorOf('shop-web')).not.toBe(await colorOf('mailer'));

    await logs.choose('shop');
    await expect(logs.lines).toHaveCount(3);
    await logs.search.fill('/request \\d/');
    await expect(logs.found).toHaveText('2 lines');
    await logs.button('Show only lines that match').click();
    await expect(logs.lines).toHaveCount(2);
    await expect(page).toHaveURL(/#\/logs\?projects=shop&search=.*matches=1/);
    const link = page.url();
    await logs.openSaved();
    await logs.saved.getByRole('textbox', { name: 'Name of the search' }).fill('Requests of the shop');
    await page.keyboard.press('Enter');
    await expect(logs.saved.getByRole('link', { name: 'Requests of the shop' })).toBeVisible();
    await page.keyboard.press('Escape');

    // They are the installation's, not this browser's.
    const elsewhere = await browser.newContext();
    const second = new AllLogsPage(await elsewhere.newPage());
    await second.page.goto(host.url);
    await second.page.getByRole('link', { name: 'Logs', exact: true }).click();
    await second.openSaved();
    await second.saved.getByRole('link', { name: 'Requests of the shop' }).click();
    await expect(second.lines).toHaveCount(2);
    await elsewhere.close();

    // By its address, in a page of its own; and by its name from a view of everything.
    const other = new AllLogsPage(await page.context().newPage());
    await other.page.goto(link);
    await expect(other.lines).toHaveCount(2);
    await expect(other.search).toHaveValue('/request \\d/');
    await other.page.close();
    await page.goto(`${link.split('#')[0]}#/logs`);
    await expect(logs.line('<b>mail</b> sent')).toHaveCount(1);
    await page.reload();
    await logs.openSaved();
    await logs.saved.getByRole('link', { name: 'Requests of the shop' }).click();
    await expect(logs.lines).toHaveCount(2);
    await expect(logs.marks).toHaveCount(2);
    await logs.openSaved();
    await logs.saved.getByRole('button', { name: 'Forget Requests of the shop' }).click();
    await expect(logs.saved).toContainText('No saved searches yet');
    await page.keyboard.press('Escape');

    await logs.view.getByRole('link', { name: 'shop-web' }).first().click();
    await expect(pier.heading).toHaveText('shop-web');
    await page.goBack();
    await expect(logs.lines).toHaveCount(2);
  });

  test('nothing serious for axe, light and dark', async ({ pier, dockerd }) => {
    const { page } = pier;
    // Every colour that names have, and those of terminals.
    const script = `for i in 0 1 2 3 4 5 6 7 8 9; do printf "\\033[3\${i}mcolour\\033[0m match http://pier.example/\\n"; done; sleep 600`;
    for (let index = 0; index < 10; index++) {
      await dockerd.docker.run(['run', '-d', '--name', `c-${index}`, 'busybox', 'sh', '-c', script]);
    }
    await page.goto(`${page.url().split('#')[0]}#/logs?search=match`);
    const logs = new AllLogsPage(page);
    await expect(logs.found).toHaveText('100 lines');
    await page.keyboard.press('Escape');
    expect(await axeFindingsInBoth(page)).toEqual([]);
    await page.screenshot({ path: 'test-results/screenshots/light-all-logs.png' });
    await logs.openSaved();
    await expect(logs.saved).toBeVisible();
    expect(await axeFindingsInBoth(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.goto(`${page.url().split('#')[0]}#/containers/c-1/logs`);
    await expect(logs.line('colour').first()).toBeVisible();
    await logs.search.fill('colour');
    await page.keyboard.press('Enter');
    await expect(logs.current).toBeVisible();
    expect(await axeFindingsInBoth(page)).toEqual([]);
    await page.screenshot({ path: 'test-results/screenshots/light-container-logs.png' });
  });
});
