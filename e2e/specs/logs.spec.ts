import { expect, test } from '../fixtures/pier.ts';

test.describe('logs', () => {
  test('follow live output, and mark what was written to stderr', { tag: '@smoke' }, async ({
    pier,
    dockerd,
  }) => {
    const script = 'echo first; echo oops >&2; n=0; while :; do n=$((n+1)); echo tick-$n; sleep 0.3; done';
    await dockerd.docker.run(['run', '-d', '--name', 'talker', 'busybox', 'sh', '-c', script]);
    await pier.containers.button('Show logs', 'talker').click();
    const { logs } = pier;
    await expect(logs.line('first')).toHaveAttribute('data-stream', 'stdout');
    await expect(logs.line('oops')).toHaveAttribute('data-stream', 'stderr');
    await expect(logs.line(/^tick-3$/)).toBeVisible();
    await logs.button('Timestamps').click();
    await expect(logs.line('first').locator('time')).toHaveText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/);

    // A restart writes on into the same view, and no line twice.
    await dockerd.docker.run(['restart', '-t', '0', 'talker']);
    await expect(logs.line('first')).toHaveCount(2);
    await dockerd.docker.run(['kill', 'talker']);
    await expect(logs.panel).toContainText('The container has ended');
    await dockerd.docker.run(['rm', 'talker']);
    await expect(logs.panel).toContainText('The container was removed');
    await logs.button('Close logs').click();
    await expect(logs.panel).toHaveCount(0);
  });

  test('go on through restarts that nobody sees', async ({ pier, dockerd }) => {
    const script = 'echo begun; sleep 2';
    await dockerd.docker.run([
      'run',
      '-d',
      '--name',
      'again',
      '--restart',
      'always',
      'busybox',
      'sh',
      '-c',
      script,
    ]);
    await pier.containers.button('Show logs', 'again').click();
    const { logs } = pier;
    await expect.poll(() => logs.line('begun').count(), { timeout: 30_000 }).toBeGreaterThan(2);
    await expect(logs.panel).not.toContainText('The container has ended');
  });

  test('hostile output stays text', { tag: '@smoke' }, async ({ pier, dockerd }) => {
    const hostile = '<img src=x onerror="document.title=1"><script>document.title=2</script><b>bold</b>';
    const script = `printf '%s\\n' '${hostile}'; printf '\\033[31mred\\033[0m \\033]0;title\\007\\033[2Jplain\\n'`;
    await dockerd.docker.run(['run', '--name', 'hostile', 'busybox', 'sh', '-c', script]);
    await pier.containers.button('Show logs', 'hostile').click();
    const { logs } = pier;
    await expect(logs.lines.first()).toHaveText(hostile);
    await expect(logs.lines.nth(1)).toHaveText('red plain');
    await expect(logs.view.locator('img, script, b')).toHaveCount(0);
    const plain = await logs.lines
      .nth(1)
      .locator('span', { hasText: /^ ?plain$/ })
      .evaluate((e) => getComputedStyle(e).color);
    const red = await logs.lines
      .nth(1)
      .locator('span', { hasText: /^red$/ })
      .evaluate((e) => getComputedStyle(e).color);
    expect(red).not.toBe(plain);
    expect(await pier.page.title()).toBe('Pier Desktop');
  });

  test('draw only what is in sight of a long log, and stop following on the way up', async ({
    pier,
    dockerd,
  }) => {
    const script =
      'i=0; while [ $i -lt 4000 ]; do i=$((i+1)); echo line-$i; done; while :; do sleep 0.2; echo more; done';
    await dockerd.docker.run(['run', '-d', '--name', 'long', 'busybox', 'sh', '-c', script]);
    await pier.containers.button('Show logs', 'long').click();
    const { logs } = pier;
    await expect(logs.line('more').first()).toBeVisible();
    expect(await logs.lines.count()).toBeLessThan(150);
    await logs.view.focus();
    await logs.view.press('Home');
    await expect(logs.line(/^line-1$/)).toBeVisible();
    await expect(logs.button('Jump to newest')).toBeVisible();
    // New lines come in below; the reader's place stays.
    await dockerd.docker.run(['exec', 'long', 'true']);
    await expect(logs.line(/^line-1$/)).toBeVisible();
    await logs.button('Jump to newest').click();
    await expect(logs.line('more').first()).toBeVisible();
  });

  test('are copied whole and plain', async ({ pier, dockerd, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const script = `i=0; while [ $i -lt 500 ]; do i=$((i+1)); printf '\\033[32mline-%s\\033[0m\\n' $i; done`;
    await dockerd.docker.run(['run', '--name', 'copied', 'busybox', 'sh', '-c', script]);
    await pier.containers.button('Show logs', 'copied').click();
    await expect(pier.logs.line('line-500')).toBeVisible();
    await pier.logs.button('Copy all lines').click();
    await expect(pier.logs.button('Copied')).toBeVisible();
    const text = await pier.page.evaluate(() => navigator.clipboard.readText());
    expect(text.split('\n')).toEqual([...Array.from({ length: 500 }, (_, index) => `line-${index + 1}`), '']);
  });
});
