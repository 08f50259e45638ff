import { externalEngine, startHost } from '../fixtures/headless-host.ts';
import { expect, test } from '../fixtures/pier.ts';
import { startTcpProxy } from '../fixtures/tcp-proxy.ts';
import { PierPage } from '../pages/pier-page.ts';

test.describe('the connection to the backend', () => {
  test.beforeEach(({ quietConsole }) => quietConsole.allow(/WebSocket|ERR_|401|Failed to load/));

  test('lost and found again: a banner, and nothing is forgotten', { tag: '@smoke' }, async ({
    page,
    host,
    dockerd,
  }) => {
    const proxy = await startTcpProxy(host.port);
    const { docker } = dockerd;
    try {
      await docker.run(['create', '--name', 'before', 'busybox', 'true']);
      const pier = new PierPage(page);
      await pier.open(host.url.replace(`:${host.port}`, `:${proxy.port}`));
      await expect(pier.containers.row('before')).toBeVisible();
      await pier.containers.filter.fill('e');

      proxy.cut();
      await expect(pier.banner('The connection to Pier was lost')).toBeVisible();
      await expect(pier.containers.row('before')).toBeVisible();
      await pier.containers.button('Start', 'before').click();
      await expect(pier.failure('Could not start before')).toContainText('not connected');
      await docker.run(['create', '--name', 'meanwhile', 'busybox', 'true']);

      proxy.mend();
      // It may be faster by itself: then there is no button any more.
      const reconnect = pier.page.getByRole('button', { name: 'Reconnect now' });
      await reconnect.click({ timeout: 5000 }).catch(() => expect(reconnect).toHaveCount(0));
      await expect(pier.containers.row('meanwhile')).toBeVisible();
      await expect(pier.banner('The connection to Pier was lost')).toHaveCount(0);
      await expect(pier.containers.filter).toHaveValue('e');
    } finally {
      await proxy.close();
      await docker.run(['rm', '-f', 'before', 'meanwhile'], { allowFailure: true });
    }
  });

  test('a backend that was killed and started again wants a new sign-in', async ({ page, dockerd }) => {
    const env = externalEngine(dockerd.socket);
    const first = await startHost({ env });
    const pier = new PierPage(page);
    await pier.open(first.url);
    await expect(pier.heading).toHaveText('No containers yet');
    await first.end('SIGKILL');
    await expect(pier.banner('The connection to Pier was lost')).toBeVisible();
    const second = await startHost({ env, home: first.home, port: first.port });
    try {
      await expect(pier.banner('no longer signed in')).toBeVisible();
      await pier.open(second.url);
      await expect(pier.heading).toHaveText('No containers yet');
    } finally {
      await second.stop();
    }
  });
});
