import { expect, test } from '../fixtures/pier.ts';

test.describe('the containers list', () => {
  test('an engine without containers says what to do next', { tag: '@smoke' }, async ({ pier, host }) => {
    await expect(pier.heading).toHaveText('No containers yet');
    await expect(pier.page.locator('code')).toHaveText(
      `docker -H unix://${host.home}/run/docker.sock run -d nginx:alpine`,
    );
    await expect(pier.enginePill).toHaveAccessibleName(/Engine: Running/);
    await expect(pier.footer).toContainText(/Docker \d+\.\d+/);
    // An engine that is not ours: no machine whose share could be told.
    await expect(pier.footer).not.toContainText('Memory');
  });

  test('follows what the docker CLI does', { tag: '@smoke' }, async ({ pier, dockerd }) => {
    const { docker } = dockerd;
    await expect(pier.heading).toHaveText('No containers yet');
    await docker.run(['run', '-d', '--name', 'web', '-p', '127.0.0.1:0:80', 'busybox', 'sleep', '600']);
    await expect(pier.containers.state('web')).toHaveText('Running');
    const row = pier.containers.row('web');
    await expect(row).toContainText('busybox');
    await expect(row).toContainText(/Up (a moment|\d+ second)/);
    const port = (await docker.run(['port', 'web', '80'])).stdout.trim().split(':').at(-1);
    await expect(row.getByRole('link', { name: ':80' })).toHaveAttribute('href', `http://localhost:${port}`);
    // It ages by itself: the engine sends no event for that.
    const words = await row.textContent();
    await expect.poll(() => row.textContent()).not.toBe(words);

    await docker.run(['rename', 'web', 'shop']);
    await expect(pier.containers.row('shop')).toBeVisible();
    await expect(pier.containers.row('web')).toHaveCount(0);
    await docker.run(['pause', 'shop']);
    await expect(pier.containers.state('shop')).toHaveText('Paused');
    await docker.run(['unpause', 'shop']);
    await docker.run(['kill', 'shop']);
    await expect(pier.containers.state('shop')).toHaveText('Exited (137)');
    await docker.run(['rm', 'shop']);
    await expect(pier.heading).toHaveText('No containers yet');
  });

  test('starts, stops and restarts from the row, which is pending meanwhile', async ({ pier, dockerd }) => {
    // It ignores SIGTERM, so that the stop takes its seconds.
    await dockerd.docker.run([
      ...['create', '--name', 'job', '--stop-timeout', '2', 'busybox'],
      ...['sh', '-c', 'trap "" TERM; while :; do sleep 1; done'],
    ]);
    const { containers } = pier;
    await expect(containers.state('job')).toHaveText('Created');
    await containers.button('Start', 'job').click();
    await expect(containers.state('job')).toHaveText('Running');
    const before = (await dockerd.docker.run(['inspect', '-f', '{{.State.StartedAt}}', 'job'])).stdout;
    await containers.button('Restart', 'job').click();
    await expect(containers.state('job')).toHaveText('Restarting…');
    await expect(containers.row('job')).toHaveAttribute('aria-busy', 'true');
    await expect(containers.state('job')).toHaveText('Running');
    const after = (await dockerd.docker.run(['inspect', '-f', '{{.State.StartedAt}}', 'job'])).stdout;
    expect(after).not.toBe(before);
    await containers.button('Stop', 'job').click();
    await expect(containers.state('job')).toHaveText('Stopping…');
    await expect(containers.state('job')).toHaveText('Exited (137)');
    await expect(containers.button('Start', 'job')).toBeEnabled();
  });

  test('asks before it removes, and says what is lost', async ({ pier, dockerd }) => {
    const { docker } = dockerd;
    await docker.run(['run', '-d', '--name', 'db', '-v', '/data', 'busybox', 'sleep', '600']);
    const volume = (await docker.run(['inspect', '-f', '{{(index .Mounts 0).Name}}', 'db'])).stdout.trim();
    const dialog = pier.page.getByRole('dialog', { name: 'Remove db?' });
    await pier.containers.choose('db', /^Remove/);
    await expect(dialog).toContainText('It is running');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(pier.containers.state('db')).toHaveText('Running');

    await pier.containers.choose('db', /^Remove/);
    await dialog.getByLabel('Also delete its anonymous volumes').check();
    await dialog.getByRole('button', { name: 'Kill and remove' }).click();
    await expect(pier.heading).toHaveText('No containers yet');
    const gone = await docker.run(['volume', 'inspect', volume], { allowFailure: true });
    expect(gone.code).not.toBe(0);
  });

  test('a failed action marks its row and says what to do', async ({ pier, dockerd }) => {
    await dockerd.docker.run(['create', '--name', 'broken', 'busybox', '/no/such/program']);
    await pier.containers.button('Start', 'broken').click();
    const failure = pier.failure('Could not start broken');
    await expect(failure).toContainText('/no/such/program');
    const mark = pier.containers.row('broken').getByRole('button', { name: /^Last action failed/ });
    await expect(mark).toBeVisible();
    await expect(pier.containers.row('broken')).toHaveAttribute('aria-busy', 'false');
    await mark.click();
    await expect(mark).toHaveCount(0);
  });

  test('filters by text and state, and sorts', async ({ pier, dockerd }) => {
    const { docker } = dockerd;
    for (const name of ['web2', 'web10', 'db'])
      await docker.run(['create', '--name', name, 'busybox', 'true']);
    await docker.run(['run', '-d', '--name', 'api', 'busybox', 'sleep', '600']);
    const { containers } = pier;
    await expect(containers.rows).toHaveCount(4);
    await expect.poll(() => containers.names()).toEqual(['api', 'db', 'web10', 'web2']);
    await containers.sortBy('Name');
    await expect.poll(() => containers.names()).toEqual(['api', 'db', 'web2', 'web10']);
    await containers.sortBy('Name');
    await expect.poll(() => containers.names()).toEqual(['web10', 'web2', 'db', 'api']);
    await containers.sortBy('Status');
    await expect.poll(() => containers.names()).toEqual(['api', 'db', 'web2', 'web10']);

    await containers.filter.fill('web');
    await expect.poll(() => containers.names()).toEqual(['web2', 'web10']);
    await containers.filter.fill('nothing like it');
    await expect(pier.heading).toHaveText('Nothing matches');
    await pier.page.getByRole('button', { name: 'Clear filter' }).last().click();
    await expect(containers.rows).toHaveCount(4);
    await pier.page.getByText('Running', { exact: true }).first().click();
    await expect.poll(() => containers.names()).toEqual(['api']);
  });

  test('names that look like markup stay text', async ({ pier, dockerd }) => {
    const image = 'busybox';
    const label = 'x=<img src=x onerror=document.title="owned">';
    await dockerd.docker.run(['create', '--name', 'plain', '--label', label, image, 'true']);
    await expect(pier.containers.row('plain')).toBeVisible();
    expect(await pier.page.title()).toBe('Pier Desktop');
  });
});
