import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { GuestAgent } from '../../vm/drivers/guest/guest-agent.ts';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { ensureDockerPlugins } from '../fixtures/docker-plugins.ts';
import { ask, serviceAgent } from '../fixtures/extension-engine.ts';
import { openTestExtensions, type TestExtensions } from '../fixtures/extensions-on-engine.ts';
import { Installation } from '../fixtures/installation.ts';
import { importShop, SHOP, shopImage } from '../fixtures/shop-extension.ts';

/** On a dockerd of this computer the same is tried with all its edges: extensions.integration.test.ts. */
describe('an extension in the machine', () => {
  const installation = new Installation();
  const { docker, files } = installation;
  const agent = new GuestAgent(files.run.guestAgentSocket);
  const home = mkdtempSync(join(tmpdir(), 'pier-x-'));
  const { signal } = new AbortController();
  let here: TestExtensions;
  afterAll(async () => {
    await here?.end();
    await installation.end();
    rmSync(home, { recursive: true });
  });

  const context = { role: 'ui', signal } as const;
  const docks = async (...args: string[]) => (await docker.run(args)).stdout.trim();
  const answer = async (path: string) => {
    const connections = serviceAgent(() => here, SHOP.id);
    const { body } = await ask(connections, { path, method: 'POST', body: 'hello' });
    connections.destroy();
    return JSON.parse(body);
  };

  it('is installed through Pier’s socket, and answers over its own though that is not root’s', async () => {
    const plugins = await ensureDockerPlugins();
    await installation.must('start');
    await importBusybox(docker);
    await importShop(docker);
    const endpoint = { kind: 'unix', path: files.run.dockerSocket } as const;
    here = await openTestExtensions({ home, endpoint, plugins, hasMachine: true });
    const source = { kind: 'image' as const, reference: shopImage('1.2') };
    const { taskId } = await here.extensions.handlers.install({ source }, context);
    expect(await here.tasks.ended(taskId)).toMatchObject({ state: 'done' });
    expect(await answer('/a?b=%20')).toEqual({ method: 'POST', url: '/a?b=%20', body: 'hello' });
  });

  it('has the engine’s socket by both its names', async () => {
    const service = `${SHOP.project}-service`;
    // It mounts docker.sock.raw at the usual place.
    expect(
      await docks('exec', service, '/usr/bin/perl', '-e', 'print -S "/var/run/docker.sock" ? 1 : 0'),
    ).toBe('1');
    const names = await agent.exec('/bin/sh', ['-c', 'ls /var/run/docker.sock /var/run/docker.sock.raw']);
    expect(names.exitCode).toBe(0);
  });

  it('is there again when the engine was killed', async () => {
    await agent.exec('/bin/sh', ['-c', 'kill -9 $(pidof dockerd)']);
    await expect
      .poll(() => answer('/').catch(() => undefined), { timeout: 180_000, interval: 2000 })
      .toBeDefined();
  });

  it('goes, and leaves nothing in the machine', async () => {
    const { taskId } = await here.extensions.handlers.remove({ id: SHOP.id, volumes: true }, context);
    expect(await here.tasks.ended(taskId)).toMatchObject({ state: 'done' });
    expect(await docks('ps', '-aq')).toBe('');
    expect(await docks('volume', 'ls', '-q')).toBe('');
  });
});
