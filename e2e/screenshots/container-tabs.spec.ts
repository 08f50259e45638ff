import { expect, test } from '../fixtures/pier.ts';

const FOLDER = 'test-results/screenshots';
const SIZES = {
  wide: { width: 1440, height: 900 },
  small: { width: 1024, height: 640 },
  zoomed: { width: 720, height: 450 },
};

for (const scheme of ['light', 'dark'] as const) {
  test(`the tabs of a container, ${scheme}`, async ({ pier, dockerd, page }) => {
    test.slow();
    const { container } = pier;
    await page.emulateMedia({ colorScheme: scheme });
    const take = async (name: string) => {
      for (const [size, viewport] of Object.entries(SIZES)) {
        await page.setViewportSize(viewport);
        await page.mouse.move(2, 400);
        await expect(page.getByRole('tooltip')).toHaveCount(0);
        // Charts and terminals take their new size a moment later.
        await page.waitForTimeout(500);
        await page.screenshot({ path: `${FOLDER}/${scheme}-${name}-${size}.png`, animations: 'disabled' });
      }
    };
    const script =
      'ping -q 127.0.0.1 >/dev/null & while true; do i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done; head -c 20000000 /dev/zero >/tmp/x; sleep 0.3; done';
    const args = [
      '-v',
      '/usr/share:/data:ro',
      '-v',
      'harbour:/cache',
      '-v',
      '/anonymous',
      '--tmpfs',
      '/scratch',
    ];
    await dockerd.docker.run([
      ...['run', '-d', '--name', 'web', '--memory', '256m', '-e', 'TZ=Europe/Oslo', '-p', '127.0.0.1:0:80'],
      ...[...args, '--label', 'com.example.tide=high', 'busybox', 'sh', '-c', script],
    ]);
    await container.open('web', 'stats');
    await expect(container.stats.charts).toHaveCount(4);

    await container.choose('Inspect');
    await container.inspect.search.fill('oslo');
    await container.inspect.search.press('Enter');
    await expect(container.inspect.active).toContainText('Oslo');
    await take('container-inspect');
    await container.choose('Mounts');
    await expect(container.mounts).toContainText('/scratch');
    await take('container-mounts');
    await container.choose('Exec');
    await expect(container.message).toBeVisible();
    await take('container-exec-empty');
    await container.exec.openButton.click();
    const colors =
      'for i in 0 1 2 3 4 5 6 7; do printf "\\033[3%dm colour \\033[9%dm bright \\033[4%dm ground \\033[0m\\n" $i $i $i; done';
    await container.exec.run(colors);
    await container.exec.run('ls -l / && echo https://example.com/tides');
    await expect(container.exec.lines).toContainText('example.com/tides');
    await take('container-exec');
    await container.exec.options.click();
    await page.getByRole('dialog').getByRole('combobox', { name: 'User' }).fill('nosuch');
    await page.getByRole('dialog').getByRole('button', { name: 'Open terminal' }).click();
    await expect(page.getByText(/has no such user/)).toBeVisible();
    await take('container-exec-form');
    await page.keyboard.press('Escape');
    await container.exec.button('End this terminal and its process').click();
    await expect(container.exec.footer).toHaveText('Was ended from here');
    await take('container-exec-ended');
    await container.choose('Stats');
    await expect(container.stats.processes).toBeVisible();
    await take('container-stats');
    await dockerd.docker.run(['kill', 'web']);
    await expect(container.stats.status).toContainText('Not running');
    await take('container-stats-stopped');
    await dockerd.docker.run(['rm', '-fv', 'web']);
    await dockerd.docker.run(['volume', 'rm', 'harbour']);
  });
}
