import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import type { DockerCli } from '../fixtures/docker-cli.ts';
import { buildImage } from '../fixtures/image-scene.ts';
import { expect, test } from '../fixtures/pier.ts';
import { load } from '../pages/pier-page.ts';

/** For all of them at once on a slow machine, in milliseconds. */
const WAIT_MS = 40_000;

/** A view by its address, and what it shows while all is well. */
type View = [address: string, shows: string | RegExp];

/** Each view in a window of its own, as a person may have them open. */
class Windows {
  readonly pages = new Map<string, Page>();
  readonly failures: string[] = [];
  readonly #views: readonly View[];

  constructor(views: readonly View[]) {
    this.#views = views;
  }

  async open(context: BrowserContext, url: string): Promise<void> {
    for (const [address] of this.#views) {
      const page = await context.newPage();
      page.on('pageerror', (error) => this.failures.push(`${address}: ${error}`));
      await load(page, `${url.split('#')[0]}#/${address}`);
      this.pages.set(address, page);
    }
    await this.showAll();
  }

  /** What they showed at first. */
  async showAll(): Promise<void> {
    await this.#each(([address, shows], page) =>
      expect(page.getByRole('main'), address).toContainText(shows, { timeout: WAIT_MS }),
    );
  }

  /** Each says something of the kind somewhere, and nothing of it is broken. */
  async allSay(text: RegExp): Promise<void> {
    await this.#each(async ([address], page) => {
      const said = page.locator('main, [role="status"], [role="alert"], [role="note"]');
      await expect(said.filter({ hasText: text }).first(), address).toBeVisible({ timeout: WAIT_MS });
      await expect(page.getByText('This view stopped working'), address).toHaveCount(0);
    });
    expect(this.failures).toEqual([]);
  }

  /** At once: what is wrong with any of them is told together. */
  async #each(check: (view: View, page: Page) => Promise<void>): Promise<void> {
    const checks = this.#views.map((view) => check(view, this.pages.get(view[0]) as Page));
    const failed = (await Promise.allSettled(checks)).flatMap((each) =>
      each.status === 'rejected' ? [String(each.reason)] : [],
    );
    expect(failed).toEqual([]);
  }

  async close(): Promise<void> {
    for (const page of this.pages.values()) await page.close();
  }
}

let folder: string;
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pier-under-'));
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

/** One of everything: a container of a project with a volume, on a network, of an image with a name of its own. */
async function fill(docker: DockerCli): Promise<{ image: string; network: string }> {
  await writeFile(join(folder, 'compose.yaml'), 'services:\n  web:\n    image: steady:1\n');
  await buildImage(docker, 'steady:1', 'FROM busybox\nLABEL steady=yes');
  await docker.run(['volume', 'create', 'steady-data']);
  const network = (await docker.run(['network', 'create', 'steady-net'])).stdout.trim();
  const label = (name: string, value: string) => ['--label', `com.docker.compose.${name}=${value}`];
  await docker.run([
    ...['run', '-d', '--restart', 'always', '--name', 'steady', '--network', 'steady-net'],
    ...['-v', 'steady-data:/data', ...label('project', 'fleet'), ...label('service', 'web')],
    ...[...label('container-number', '1'), ...label('project.working_dir', folder)],
    ...[...label('project.config_files', join(folder, 'compose.yaml')), 'steady:1'],
    ...['sh', '-c', 'echo begun; touch /data/kept; exec sleep 100000'],
  ]);
  const image = (await docker.run(['inspect', '--format', '{{.Id}}', 'steady:1'])).stdout.trim();
  return { image, network };
}

test('the engine goes under every view: each says so, is left whole, and comes back by itself', async ({
  openFake,
  dockerd,
  context,
}) => {
  test.setTimeout(300_000);
  const { docker } = dockerd;
  const { image, network } = await fill(docker);
  const windows = new Windows([
    ['containers', 'steady'],
    ['containers/steady/logs', 'begun'],
    ['containers/steady/inspect', 'HostnamePath'],
    ['containers/steady/mounts', '/data'],
    ['containers/steady/exec', 'No terminal is open'],
    ['containers/steady/stats', 'Measured since'],
    ['containers/steady/files', 'data'],
    ['logs', 'begun'],
    ['images', 'steady'],
    [`images/${image}/layers`, 'steady:1'],
    ['volumes', 'steady-data'],
    ['volumes/steady-data/data', 'kept'],
    ['networks', 'steady-net'],
    ['networks?view=map', 'steady-net'],
    [`networks/${network}/containers`, 'steady'],
    ['compose', 'fleet'],
    ['compose/fleet/services', 'web'],
  ]);
  const pier = await openFake({ endpoint: dockerd.endpoint });
  try {
    await windows.open(context, pier.page.url());
    await dockerd.down('SIGKILL');
    await windows.allSay(/does not answer|engine|connect/i);
    await dockerd.boot();
    await windows.showAll();

    // Stopped by a person, in one of the windows.
    await pier.engineAction('Stop engine');
    await windows.allSay(/The engine is stopped/);
    await pier.page.getByRole('button', { name: 'Start engine' }).click();
    await windows.showAll();
    expect(windows.failures).toEqual([]);
  } finally {
    await windows.close();
    const options = { allowFailure: true };
    await docker.run(['rm', '-fv', 'steady'], options);
    await docker.run(['network', 'rm', 'steady-net'], options);
    await docker.run(['volume', 'rm', 'steady-data'], options);
    await docker.run(['rmi', 'steady:1'], options);
  }
});

test('what a view shows is removed under it: each says so, and is left whole', async ({
  pier,
  dockerd,
  context,
}) => {
  test.setTimeout(180_000);
  const { docker } = dockerd;
  const { image, network } = await fill(docker);
  const ofContainer: View[] = [
    ['containers/steady/logs', 'begun'],
    ['containers/steady/inspect', 'HostnamePath'],
    ['containers/steady/mounts', '/data'],
    ['containers/steady/exec', 'No terminal is open'],
    ['containers/steady/stats', 'Measured since'],
    ['containers/steady/files', 'data'],
  ];
  const container = new Windows(ofContainer);
  const others = new Windows([
    [`images/${image}/history`, 'steady:1'],
    ['volumes/steady-data/data', 'kept'],
    [`networks/${network}/containers`, 'steady'],
    ['compose/fleet/services', 'web'],
  ]);
  await expect(pier.containers.row('steady')).toBeVisible();
  try {
    await container.open(context, pier.page.url());
    await others.open(context, pier.page.url());
    await docker.run(['rm', '-f', 'steady']);
    await container.allSay(/removed|is gone|no longer/i);
    await docker.run(['network', 'rm', 'steady-net']);
    await docker.run(['volume', 'rm', 'steady-data']);
    await docker.run(['rmi', 'steady:1']);
    await others.allSay(/removed|deleted|gone|no containers|not (there|found)/i);
    expect(container.failures).toEqual([]);
  } finally {
    await container.close();
    await others.close();
  }
});
