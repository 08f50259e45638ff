import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, it } from 'vitest';
import { DOCKER_CLI_CASES, FULL_SCALE } from '../fixtures/docker-cli-cases.ts';
import { PLUGIN_CASES } from './docker-plugin-cases.ts';
import { npmPackages } from './npm-packages.ts';
import { expectNoDifference, outcomesOf, readTap } from './outcomes.ts';
import { runNode } from './run-node.ts';
import { type Side, type Sides, startSides } from './sides.ts';

let sides: Sides;

beforeAll(async () => {
  sides = await startSides();
});
afterAll(() => sides?.stop());
afterEach(() => Promise.all([clean(sides.bare), clean(sides.pier)]));

/** What a case that failed left: the next suite begins with nothing but the images. */
async function clean({ docker }: Side): Promise<void> {
  const ids = (await docker.run(['ps', '-aq'])).stdout.split('\n').filter(Boolean);
  if (ids.length > 0) await docker.run(['rm', '-fv', ...ids], { allowFailure: true });
  await docker.run(['network', 'prune', '-f'], { allowFailure: true });
  await docker.run(['volume', 'prune', '-af'], { allowFailure: true });
}

it("Debian's docker command", () =>
  expectNoDifference(sides, DOCKER_CLI_CASES.length, ({ docker }) =>
    outcomesOf(DOCKER_CLI_CASES.map(({ name, run }) => [name, () => run(docker, FULL_SCALE)])),
  ));

it("Debian's docker compose and buildx", () =>
  expectNoDifference(sides, PLUGIN_CASES.length, (side) =>
    outcomesOf(PLUGIN_CASES.map(({ name, run }) => [name, () => run(side)])),
  ));

it('testcontainers for Node', async () => {
  const folder = await npmPackages(['testcontainers@11.9.0']);
  const program = resolve(import.meta.dirname, 'programs/testcontainers.mjs');
  await expectNoDifference(sides, 10, async (side) => readTap(told(await runNode(side, [program], folder))));
});

it('programs with dockerode', async () => {
  const folder = await npmPackages(['dockerode@4.0.9']);
  const program = resolve(import.meta.dirname, 'programs/dockerode.mjs');
  await expectNoDifference(sides, 8, async (side) => readTap(told(await runNode(side, [program], folder))));
});

it("node-docker-api's own tests", async () => {
  const folder = await npmPackages(['node-docker-api@1.1.22', 'ava@3.15.0', 'esm@3.2.25']);
  // Its tests are written for a compiler that is part of an older runner.
  const suite = join(folder, 'suite');
  rmSync(suite, { recursive: true, force: true });
  cpSync(join(folder, 'node_modules/node-docker-api'), suite, { recursive: true });
  const config = "module.exports = { files: ['suite/test/*.js'], require: ['esm'], timeout: '100s' };\n";
  writeFileSync(join(folder, 'ava.config.cjs'), config);
  const ava = join(folder, 'node_modules/ava/cli.js');
  await expectNoDifference(sides, 40, async (side) =>
    readTap(await runNode(side, [ava, '--tap', '--serial', '--concurrency=1'], folder)),
  );
});

function told(text: string): string {
  for (const line of text.split('\n')) if (line.startsWith('not ok')) console.log(line);
  return text;
}
