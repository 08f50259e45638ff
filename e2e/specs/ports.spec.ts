import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '../fixtures/pier.ts';

test.describe('ports of a machine', () => {
  test('are links where they are open, and say by whom they are taken where not', async ({
    openFake,
    dockerd,
  }) => {
    const [taken, free] = [await freePort(), await freePort()];
    // The machine's engine is this computer's: what it publishes itself is taken already, by its proxy.
    const sleep = ['busybox', 'sleep', '1000'];
    await dockerd.docker.run(['run', '-d', '--name', 'ports-web', '-p', `${taken}:80`, ...sleep]);
    await dockerd.docker.run(['run', '-d', '--name', 'ports-host', '--network', 'host', ...sleep]);
    try {
      const pier = await openFake({
        endpoint: dockerd.endpoint,
        guestListeners: [{ protocol: 'tcp', ip: '0.0.0.0', port: free }],
      });
      const { containers } = pier;
      const failed = containers.row('ports-web').getByRole('button', {
        name: new RegExp(`^Port ${taken}:80 is not open: .*'docker-proxy' \\(process \\d+\\) uses it`),
      });
      await expect(failed).toBeVisible();
      await failed.focus();
      await expect(pier.page.getByRole('tooltip')).toContainText('as soon as it is free');
      await expect(
        containers.row('ports-host').getByRole('link', { name: `${free}:${free}` }),
      ).toHaveAttribute('href', `http://localhost:${free}`);
    } finally {
      await dockerd.docker.run(['rm', '-f', 'ports-web', 'ports-host']);
    }
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
