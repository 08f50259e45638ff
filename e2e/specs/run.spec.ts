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

  test('gives a container all that the form has', async ({ pier, dockerd }) => {
    const { docker } = dockerd;
    const { runDialog: dialog, page } = pier;
    await docker.run(['network', 'create', 'harbour']);
    await pier.containers.runButton.click();
    await dialog.image.fill('busybox');
    await dialog.name.fill('full');
    await dialog.command.fill('-c "sleep 600"');
    await dialog.addPort('127.0.0.1:', '53');
    await dialog.lastField('Protocol').selectOption('udp');
    await dialog.addRow('From a file…');
    await dialog.field('Lines of an env file').fill('# mine\nexport A="x y"\nno variable\nB=\'$HOME\'');
    await expect(dialog.problem('Line 3: no NAME=value, left out')).toBeVisible();
    await dialog.addRow('Add 2 variables');
    await dialog.addRow('Add volume');
    await dialog.lastField('Kind').selectOption('In memory');
    await dialog.lastField('Size limit, such as 64m').fill('1m');
    await dialog.lastField('Path in container').fill('/scratch');

    await dialog.section('Networking');
    await dialog.addRow('Add network');
    await dialog.lastField('Network').fill('harb');
    await page.getByRole('option', { name: 'harbour' }).click();
    await dialog.lastField('Aliases').fill('www,');
    await dialog.field('Host name').fill('box');
    await dialog.section('Resources');
    await dialog.field('Restart it').selectOption('After a failure');
    await dialog.field('Tries after a failure').fill('3');
    await dialog.field('CPUs').fill('0.5');
    await dialog.field('Memory limit').fill('64m');
    await dialog.section('Process');
    await dialog.field('Entrypoint').fill('/bin/sh');
    await dialog.field('User').fill('nobody');
    await dialog.field('Working directory').fill('/tmp');
    await dialog.field('Run a small init in front of it').check();
    await dialog.section('Security');
    await dialog.field('Drop capabilities').fill('MKNOD,');
    await dialog.field('Read-only file system').check();
    await dialog.addRow('Add device');
    await dialog.lastField('Device of the machine').fill('/dev/zero');
    await dialog.section('Health check');
    await dialog.dialog.getByText('In a shell', { exact: true }).click();
    await dialog.field('Check by').fill('test -d /tmp');
    await dialog.field('Every').fill('1s');
    await dialog.section('Labels');
    await dialog.addRow('Add label');
    await dialog.lastField('Label').fill('tier');
    await dialog.lastField('Text').fill('<b>front</b>');
    await dialog.submit.click();

    await expect(dialog.dialog).toHaveCount(0);
    await expect(pier.containers.state('full')).toHaveText('Healthy');
    const [made] = JSON.parse((await docker.run(['inspect', 'full'])).stdout);
    expect(made.Config).toMatchObject({
      ...{ Entrypoint: ['/bin/sh'], Cmd: ['-c', 'sleep 600'], User: 'nobody', WorkingDir: '/tmp' },
      ...{ Hostname: 'box', Labels: { tier: '<b>front</b>' } },
      Env: expect.arrayContaining(['A=x y', 'B=$HOME']),
    });
    expect(made.HostConfig).toMatchObject({
      ...{ Memory: 64 * 1024 ** 2, NanoCpus: 5e8, ReadonlyRootfs: true, Init: true, NetworkMode: 'harbour' },
      RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
      PortBindings: { '53/udp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
      Devices: [{ PathOnHost: '/dev/zero', PathInContainer: '/dev/zero', CgroupPermissions: 'rwm' }],
    });
    expect(made.HostConfig.CapDrop.join()).toMatch(/^(CAP_)?MKNOD$/);
    expect(made.HostConfig.Mounts[0]).toMatchObject({
      Type: 'tmpfs',
      TmpfsOptions: { SizeBytes: 1024 ** 2 },
    });
    expect(made.NetworkSettings.Networks.harbour.Aliases).toContain('www');
    await docker.run(['rm', '-f', 'full']);
    await docker.run(['network', 'rm', 'harbour']);
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
