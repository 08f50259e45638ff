import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { axeFindingsInBoth } from '../fixtures/axe.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../fixtures/docker-plugins.ts';
import { buildImage, clearImages, WASTEFUL } from '../fixtures/image-scene.ts';
import { expect, test } from '../fixtures/pier.ts';
import { startRegistry } from '../fixtures/registry.ts';

const layerOf = (bytes: number, from = 'busybox') =>
  `FROM ${from}\nRUN head -c ${bytes} /dev/zero > /data\nCMD ["sh"]`;

test.describe('the images', () => {
  test.afterEach(({ dockerd }) => clearImages(dockerd.docker));

  test('are listed by repository, narrowed, named and removed with the gain known before', {
    tag: '@smoke',
  }, async ({ pier, dockerd, page }) => {
    const { docker } = dockerd;
    const { images } = pier;
    await buildImage(docker, 'shop/api:1', layerOf(3_000_000));
    await buildImage(docker, 'shop/api:2', layerOf(5_000_000));
    await buildImage(docker, 'moved', layerOf(1_000_000));
    await buildImage(docker, 'moved', layerOf(2_000_000));
    await docker.run(['create', '--name', 'api', 'shop/api:2']);
    await images.open();
    await expect(images.group('shop/api')).toBeVisible();
    await expect(images.use('shop/api:2')).toHaveText('In use');
    await expect(images.use('shop/api:1')).toHaveText('Unused');
    await expect(page.getByText(/^5 images · /)).toBeVisible();

    // Narrowed by use and by text, and told apart from an empty list.
    await images.show('Dangling');
    await expect(images.rows).toHaveCount(1);
    await expect(images.rows.getByTestId('use')).toHaveText('Dangling');
    await images.show('In use');
    await expect.poll(() => images.names()).toEqual(['shop/api:2']);
    await images.show('All');
    await images.filter.fill('API:1');
    await expect.poll(() => images.names()).toEqual(['shop/api:1']);
    await images.filter.fill('nothing like it');
    await expect(pier.heading).toHaveText('Nothing matches');
    await page.getByRole('button', { name: 'Clear filter' }).last().click();
    await expect(images.rows).toHaveCount(5);

    // A wrong name is told at its field, a right one is in the list at once.
    await images.choose('shop/api:1', 'Tag…');
    await images.dialog.getByLabel('New name').fill('Not A Name');
    await images.dialog.getByRole('button', { name: 'Tag', exact: true }).click();
    await expect(images.dialog.getByText(/in lower case/)).toBeVisible();
    await images.dialog.getByLabel('New name').fill('shop/stable');
    await page.keyboard.press('Enter');
    await expect(images.row('shop/stable:latest')).toBeVisible();

    await images.choose('shop/api:1', 'Run…');
    await expect(pier.runDialog.image).toHaveValue('shop/api:1');
    await page.keyboard.press('Escape');

    // One that a stopped container is made of goes only by force; all that goes is named.
    await images.row('shop/api:2').focus();
    await page.keyboard.press('Delete');
    await expect(images.gain).toContainText('Frees no space');
    await expect(images.dialog.getByText('Used by api')).toBeVisible();
    await expect(images.dialog.getByRole('button', { name: 'Remove' })).toBeDisabled();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);

    await images.button('Clean up…').click();
    await expect(images.gain).toHaveText('Frees 977 KB');
    await images.dialog.getByLabel('All images without a container').check();
    await expect(images.gain).toHaveText('Frees 5.7 MB');
    await expect(images.dialog.getByText('shop/api:1, shop/stable:latest')).toBeVisible();
    await images.dialog.getByLabel('Images without a name').check();
    await expect(images.gain).toHaveText('Frees 977 KB');
    await images.dialog.getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(images.rows).toHaveCount(5);

    // Many at once: what cannot go is left, named, and the others go.
    await images.rows.and(images.row('shop/api:1')).getByRole('checkbox').click();
    await images.row('shop/api:2').getByRole('checkbox').click();
    await images.row('moved:latest').getByRole('checkbox').click();
    await page.getByRole('toolbar').getByRole('button', { name: 'Remove…' }).click();
    await expect(images.gain).toHaveText('Frees 4.8 MB');
    await images.dialog.getByRole('button', { name: 'Remove 2' }).click();
    await expect.poll(() => images.names()).toEqual(['shop/api:2', 'busybox:latest']);
    await expect(images.group('shop/api')).toHaveCount(0);
  });

  test('go to a registry and come back, layer by layer, and say why they do not', async ({
    pier,
    dockerd,
    page,
  }) => {
    const registry = await startRegistry();
    const name = `${registry.host}/harbour/app:1`;
    try {
      const { images } = pier;
      await buildImage(dockerd.docker, name, layerOf(4_000_000));
      await images.open();
      await images.choose(name, 'Push…');
      await images.dialog.getByRole('button', { name: 'Push', exact: true }).click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await dockerd.docker.run(['rmi', name]);
      await expect(images.row(name)).toHaveCount(0);

      await images.button('Pull image').click();
      const field = images.dialog.getByLabel('Image', { exact: true });
      const pull = images.dialog.getByRole('button', { name: 'Pull', exact: true });
      await pull.click();
      await expect(images.dialog.getByText('Name an image')).toBeVisible();
      await field.fill(`${registry.host}/no/such:1`);
      await pull.click();
      await expect(images.dialog.getByRole('alert')).toContainText('Check name and tag');
      await field.fill('127.0.0.1:9/nobody/home');
      await pull.click();
      await expect(images.dialog.getByRole('alert')).toContainText('cannot be reached');
      await field.fill(name);
      await pull.click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await expect(images.row(name)).toBeVisible();
      await page.getByRole('button', { name: 'Activity' }).click();
      await expect(page.locator(`[data-task="Pull ${name}"]`)).toContainText('Pulled');
    } finally {
      await registry.stop();
    }
  });

  test('are saved to a file and loaded from one; a file that is no image is refused', async ({
    pier,
    dockerd,
    page,
  }) => {
    const { images } = pier;
    await buildImage(dockerd.docker, 'tar/one:1', layerOf(1_000_000));
    await images.open();
    const download = page.waitForEvent('download');
    await images.choose('tar/one:1', 'Save to a file');
    const saved = await download;
    expect(saved.suggestedFilename()).toBe('tar-one-1.tar');
    const path = await saved.path();
    await dockerd.docker.run(['rmi', 'tar/one:1']);
    await expect(images.row('tar/one:1')).toHaveCount(0);

    await images.button('Load…').click();
    const input = images.dialog.locator('input[type=file]');
    await input.setInputFiles({
      name: 'no-image.tar',
      mimeType: 'application/x-tar',
      buffer: Buffer.from('These are words. '.repeat(1000)),
    });
    await expect(images.dialog.getByRole('alert')).toContainText(
      "Cannot load 'no-image.tar': it is not a tar",
    );
    await input.setInputFiles({ name: 'one.tar', mimeType: 'application/x-tar', buffer: readFileSync(path) });
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await expect(images.row('tar/one:1')).toBeVisible();
  });

  test('show what each layer did, by mouse and by keys, and stay shown when they are removed', async ({
    pier,
    dockerd,
    page,
  }) => {
    const { images } = pier;
    await buildImage(dockerd.docker, 'deep/app:1', WASTEFUL);
    await dockerd.docker.run(['tag', 'deep/app:1', 'deep/app:2']);
    await dockerd.docker.run(['create', '--name', 'deep', 'deep/app:1']);
    await images.open();
    await images.row('deep/app:1').focus();
    await page.keyboard.press('Enter');
    await expect(pier.heading).toHaveText('deep/app:1');
    // The newest layer at first.
    await expect(images.file('/srv')).toHaveAttribute('data-change', 'changed');
    await images.file('/srv').focus();
    await page.keyboard.press('ArrowRight');
    await expect(images.file('/srv/app')).toBeVisible();
    for (const key of ['ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    await expect(images.file('/srv/app/config')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await expect(images.file('/srv/app/config')).toBeFocused();
    await expect(images.file('/srv/app/config')).toHaveAccessibleName('Changed config rw-r--r-- 4 B');
    await images.file('/var').click();
    // Folders with nothing but a folder in them open along.
    await expect(images.file('/var/cache/pkg/index')).toHaveAttribute('data-change', 'removed');
    await page.getByLabel('Unchanged files too').check();
    await expect(images.file('/srv/app/<b>bold')).toHaveAttribute('data-change', 'kept');
    await expect(images.file('/bin')).toBeVisible();
    await images.layer(2).click();
    await expect(images.file('/var')).toHaveAttribute('data-change', 'changed');
    await page.getByRole('button', { name: /^Wasted space/ }).click();
    await expect(page.getByRole('cell', { name: '/var/cache/pkg/index' })).toBeVisible();

    await images.tab('History').click();
    await expect(page.getByRole('row', { name: /RUN rm -rf \/var\/cache\/pkg/ })).toContainText('6 B');
    await images.tab('Used by').click();
    await expect(page.getByRole('link', { name: 'deep', exact: true })).toBeVisible();
    await images.tab('Inspect').click();
    await expect(images.tree.getByText('RepoTags')).toBeVisible();
    await images.tab('Configuration').click();
    await page.getByRole('button', { name: 'Take the name deep/app:2 away' }).click();
    await expect(page.getByRole('button', { name: /^Take the name/ })).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo: The name deep/app:2 is gone' }).click();
    await page.getByRole('button', { name: 'Take the name deep/app:2 away' }).click();
    await expect(page.getByRole('button', { name: /^Take the name/ })).toHaveCount(0);
    expect((await dockerd.docker.run(['images', '-q', 'deep/app:2'])).stdout).toBe('');

    await dockerd.docker.run(['rm', 'deep']);
    await dockerd.docker.run(['rmi', 'deep/app:1']);
    await expect(page.getByRole('status').filter({ hasText: 'Removed' })).toBeVisible();
    await expect(pier.heading).toHaveText('deep/app:1');
    await page.goto(`${page.url().split('#')[0]}#/images/no-such-image`);
    await expect(pier.heading).toHaveText('No such image');
  });
});

test.describe('a build', () => {
  test.beforeAll(async () => {
    test.setTimeout(PLUGINS_TIMEOUT_MS);
    await ensureDockerPlugins();
  });

  test.afterEach(({ dockerd }) => clearImages(dockerd.docker));

  test('of a folder that is chosen shows its steps, and ends in the image', async ({
    pier,
    dockerd,
    page,
  }) => {
    const { images } = pier;
    const home = mkdtempSync(join(tmpdir(), 'pier-e2e-build-'));
    const folder = join(home, 'my project');
    mkdirSync(join(folder, 'docker'), { recursive: true });
    writeFileSync(
      join(folder, 'docker/app.Dockerfile'),
      'FROM busybox\nARG WHO\nCOPY . /app\nRUN --mount=type=secret,id=key echo "hello $WHO, $(cat /run/secrets/key)" && ls /app\n',
    );
    writeFileSync(join(folder, 'secret.txt'), 'hush');
    writeFileSync(join(folder, '.dockerignore'), 'secret.txt\n');
    try {
      await images.open();
      await images.button('Build…').click();
      await images.dialog.getByRole('button', { name: 'Build', exact: true }).click();
      await expect(images.dialog.getByText('Choose a folder', { exact: true })).toBeVisible();
      await images.dialog.getByLabel('Folder', { exact: true }).fill(home);
      await images.dialog.getByRole('button', { name: 'Browse… Folder' }).click();
      await images.dialog.getByRole('button', { name: 'my project' }).click();
      await expect(images.dialog.getByLabel('Path')).toHaveValue(folder);
      await images.dialog.getByLabel('Path').fill('/no/such/folder');
      await page.keyboard.press('Enter');
      await expect(images.dialog.getByText(/it is not there/)).toBeVisible();
      await images.dialog.getByLabel('Path').fill(folder);
      await page.keyboard.press('Enter');
      await expect(images.dialog.getByRole('button', { name: 'docker' })).toBeVisible();
      await images.dialog.getByRole('button', { name: 'Choose this folder' }).click();
      await expect(images.dialog.getByLabel('Folder', { exact: true })).toHaveValue(folder);

      // A Dockerfile that is not there is told before anything is sent.
      await images.dialog.getByRole('button', { name: 'Build', exact: true }).click();
      await expect(images.dialog.getByRole('alert')).toContainText("Dockerfile': it is not there");
      await images.dialog.getByRole('button', { name: 'Browse… Dockerfile' }).click();
      await images.dialog.getByRole('button', { name: 'docker' }).click();
      await images.dialog.getByRole('button', { name: 'app.Dockerfile' }).click();
      await images.dialog.getByLabel('Name', { exact: true }).fill('built/app:1');
      await images.dialog.getByRole('button', { name: 'More options' }).click();
      await images.dialog.getByRole('button', { name: 'Add argument' }).click();
      await images.dialog.getByLabel('Name, argument 1').fill('WHO');
      await images.dialog.getByLabel('Value, argument 1').fill('harbour');
      await images.dialog.getByRole('button', { name: 'Add secret' }).click();
      await images.dialog.getByLabel('ID, secret 1').fill('key');
      await images.dialog.getByLabel('Path of the file, secret 1').fill(join(folder, 'secret.txt'));
      await images.dialog.getByRole('button', { name: 'Build', exact: true }).click();

      await expect(images.buildState).toHaveText('Built');
      await expect(images.output.getByText('hello harbour, hush', { exact: true })).toBeVisible();
      await expect(images.output.getByText('docker', { exact: true })).toBeVisible();
      await expect(images.output.getByText('secret.txt')).toHaveCount(0);
      await expect(images.step(/^Done: .* \[3\/3\] RUN --mount/)).toBeVisible();
      await expect(images.step(/^Done: .* \[internal\] load build context/)).toBeVisible();
      await expect(page.getByText(/^Step 3 of 3 · .*BuildKit/)).toBeVisible();
      // A step shows its output, by key and by a click on its line.
      await images.step(/ \[2\/3\] COPY/).press('Enter');
      await expect(images.pointedAt).toContainText('[2/3] COPY . /app');
      await images.dockerfileLine(4).click();
      await expect(images.pointedAt).toContainText('[3/3] RUN --mount');
      await page.reload();
      await expect(images.buildState).toHaveText('Built');
      await page.getByRole('link', { name: 'Show the image' }).click();
      await expect(pier.heading).toHaveText('built/app:1');
      expect((await dockerd.docker.run(['images', '-q', 'built/app:1'])).stdout).not.toBe('');
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  test('that fails shows where in the Dockerfile; one that is cancelled ends', async ({
    pier,
    dockerd,
    page,
  }) => {
    const { images } = pier;
    const start = async (...lines: string[]) => {
      await images.dialog.getByText('A Dockerfile alone').click();
      await images.dialog.getByLabel('Dockerfile', { exact: true }).fill(lines.join('\n'));
      await images.dialog.getByRole('button', { name: 'Build', exact: true }).click();
      await expect(page.getByRole('dialog')).toHaveCount(0);
    };
    await images.open();
    await images.button('Build…').click();
    await start(
      'FROM busybox',
      'RUN echo one \\',
      '  && echo "<img src=x onerror=alert(1)>" \\',
      '  && exit 3',
      'RUN echo never',
    );
    await expect(images.buildState).toHaveText('Failed');
    for (const line of [2, 3, 4])
      await expect(images.dockerfileLine(line)).toHaveAttribute('data-failed', 'true');
    await expect(images.dockerfileLine(5)).toHaveAttribute('data-failed', 'false');
    await expect(page.getByRole('alert').filter({ hasText: 'The build failed here' })).toContainText(
      'exit code 3',
    );
    await expect(images.output.getByText('<img src=x onerror=alert(1)>', { exact: true })).toBeVisible();

    // The form is as it was.
    await page.getByRole('button', { name: 'Build again…' }).click();
    await expect(images.dialog.getByLabel('Dockerfile', { exact: true })).toHaveValue(/exit 3/);
    await start('FROM busybox', '', 'RUNN echo');
    await expect(images.buildState).toHaveText('Failed');
    await expect(images.dockerfileLine(3)).toHaveAttribute('data-failed', 'true');

    await page.getByRole('button', { name: 'Build again…' }).click();
    await start('FROM busybox', 'RUN echo begun; sleep 600');
    await expect(images.output.getByText('begun', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Cancel the build' }).click();
    await expect(images.buildState).toHaveText('Cancelled');
    await expect.poll(async () => (await dockerd.docker.run(['ps', '-q'])).stdout).toBe('');
    // A build that runs or has ended is found again among the tasks.
    await images.open();
    await page.getByRole('button', { name: 'Activity' }).click();
    await page.getByRole('link', { name: 'Show the build' }).first().click();
    await expect(images.buildState).toHaveText('Cancelled');
    await page.goto(`${page.url().split('#')[0]}#/images/build/none`);
    await expect(pier.heading).toHaveText('This build is not known any more');
  });
});

test('nothing serious for axe in any view of images, light and dark', async ({ pier, dockerd, page }) => {
  test.slow();
  const { images } = pier;
  await buildImage(dockerd.docker, 'look/app:1', WASTEFUL);
  await buildImage(dockerd.docker, 'look/app:2', layerOf(10));
  await buildImage(dockerd.docker, 'look/app:2', layerOf(20));
  await dockerd.docker.run(['create', '--name', 'look', 'look/app:1']);
  const check = async () => expect(await axeFindingsInBoth(page)).toEqual([]);
  await images.open();
  await images.row('look/app:1').getByRole('checkbox').click();
  await check();
  await page.getByRole('toolbar').getByRole('button', { name: 'Remove…' }).click();
  await expect(images.gain).toBeVisible();
  await check();
  await page.keyboard.press('Escape');
  await images.row('look/app:1').getByRole('link', { name: '1', exact: true }).click();
  await expect(images.file('/srv')).toBeVisible();
  await images.file('/srv').click();
  await check();
  for (const tab of ['History', 'Configuration', 'Used by']) {
    await images.tab(tab).click();
    await check();
  }
  await images.open();
  await images.button('Build…').click();
  await images.dialog.getByRole('button', { name: 'More options' }).click();
  await images.dialog.getByRole('button', { name: 'Add label' }).click();
  await images.dialog.getByRole('button', { name: 'Browse… Folder' }).click();
  await expect(page.getByRole('button', { name: 'Choose this folder' })).toBeEnabled();
  await check();
  await page.keyboard.press('Escape');
  await images.dialog.getByText('A Dockerfile alone').click();
  await images.dialog
    .getByLabel('Dockerfile', { exact: true })
    .fill('FROM busybox\nRUN echo out; echo err >&2; false');
  await images.dialog.getByRole('button', { name: 'Build', exact: true }).click();
  await expect(images.buildState).toHaveText('Failed');
  await check();
  await clearImages(dockerd.docker);
});
