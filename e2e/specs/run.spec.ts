import { expect, test } from '../fixtures/pier.ts';

test.describe('the run dialog', () => {
  test('runs a real container as it was asked to', { tag: '@smoke' }, async ({ pier, dockerd }) => {
    const { runDialog: dialog } = pier;
    await pier.containers.runButton.click();
    await dialog.image.fill('busybo');
    await pier.page.getByRole('option', { name: 'busybox:latest' }).click();
    await dialog.name.fill('greeter');
    await dialog.command.fill(`sh -c 'echo "hello $WHO"; sleep 600'`);
    await expect(dialog.argv).toHaveText(['sh', '-c', 'echo "hello $WHO"; sleep 600']);
    await dialog.addPort('', '8080');
    await dialog.addVariable('WHO', 'the harbour');
    await dialog.addVolume('pier-e2e-data', '/data');
    await dialog.submit.click();

    await expect(dialog.dialog).toHaveCount(0);
    await expect(pier.containers.state('greeter')).toHaveText('Running');
    await expect(pier.containers.row('greeter')).toHaveAttribute('data-current', 'true');
    const { stdout } = await dockerd.docker.run(['inspect', 'greeter']);
    const [made] = JSON.parse(stdout);
    expect(made.Config.Cmd).toEqual(['sh', '-c', 'echo "hello $WHO"; sleep 600']);
    expect(made.Config.Env).toContain('WHO=the harbour');
    expect(made.Mounts[0]).toMatchObject({ Name: 'pier-e2e-data', Destination: '/data', RW: true });
    expect(Number(made.NetworkSettings.Ports['8080/tcp'][0].HostPort)).toBeGreaterThan(0);

    await pier.page.getByRole('button', { name: 'Show logs', exact: true }).click();
    await expect(pier.logs.line('hello the harbour')).toBeVisible();
  });

  test('tells each problem at its field, and starts nothing', async ({ pier, dockerd }) => {
    const { runDialog: dialog } = pier;
    await pier.containers.runButton.click();
    await dialog.name.fill('-');
    await dialog.command.fill(`sh -c 'oops`);
    await dialog.addPort('99999', 'http');
    await dialog.addVolume('./here', 'data');
    await dialog.submit.click();
    for (const text of [
      'Name an image',
      "A ' is not closed",
      'Give a number from 1 to 65535, or leave it empty',
      'Give a number from 1 to 65535',
      'Give a volume’s name or an absolute path',
      'Give an absolute path, such as /data',
    ]) {
      await expect(dialog.problem(text)).toBeVisible();
    }
    await expect(dialog.image).toBeFocused();
    expect((await dockerd.docker.run(['ps', '-aq'])).stdout).toBe('');
  });

  test('a name that is taken keeps the form, and another name works', async ({ pier, dockerd }) => {
    await dockerd.docker.run(['create', '--name', 'taken', 'busybox', 'true']);
    const { runDialog: dialog } = pier;
    await pier.containers.runButton.click();
    await dialog.image.fill('busybox');
    await dialog.name.fill('taken');
    await dialog.command.fill('sleep 600');
    await dialog.submit.click();
    await expect(dialog.failure).toContainText('taken');
    await expect(dialog.command).toHaveValue('sleep 600');
    await dialog.name.fill('free');
    await dialog.submit.click();
    await expect(pier.containers.state('free')).toHaveText('Running');
  });

  test('an image that nobody has fails with a reason', async ({ pier, dockerd }) => {
    const { runDialog: dialog } = pier;
    await pier.containers.runButton.click();
    // A registry on this machine that does not exist: fails without any network.
    await dialog.image.fill('127.0.0.1:9/pier/none:1');
    await dialog.submit.click();
    await expect(dialog.failure).toContainText('127.0.0.1:9/pier/none:1');
    await expect(dialog.submit).toBeEnabled();
    expect((await dockerd.docker.run(['ps', '-aq'])).stdout).toBe('');
  });
});
