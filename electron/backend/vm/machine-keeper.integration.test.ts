import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../../vm/is-alive.ts';
import { MachineKeeper } from './machine-keeper.ts';

describe('a machine keeper', () => {
  let folder: string;
  let pierCommand: string;
  let called: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pier-keeper-'));
    called = join(folder, 'called');
    pierCommand = join(folder, 'pier');
    writeFileSync(
      pierCommand,
      `#!/bin/sh\necho "$PIER_HOME $*" >'${called}.new'\nmv '${called}.new' '${called}'\n`,
    );
    chmodSync(pierCommand, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('goes without a word when it is let go', async () => {
    const keeper = new MachineKeeper({ pierCommand, home: folder, env: process.env, waitSeconds: 0 });
    expect(isAlive(keeper.pid ?? 0)).toBe(true);
    keeper.release();
    keeper.release();
    await expect.poll(() => isAlive(keeper.pid ?? 0), { timeout: 20_000 }).toBe(false);
    expect(existsSync(called)).toBe(false);
  });

  it('has the machine stopped when its backend was killed', async () => {
    const backend = spawn(
      process.execPath,
      [
        ...['--import', 'tsx', '--input-type=module', '-e'],
        `import { MachineKeeper } from ${JSON.stringify(join(import.meta.dirname, 'machine-keeper.ts'))};
         const options = { pierCommand: ${JSON.stringify(pierCommand)}, home: ${JSON.stringify(folder)}, waitSeconds: 0 };
         console.log(new MachineKeeper({ ...options, env: process.env }).pid);
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let said = '';
    backend.stdout.on('data', (chunk) => {
      said += chunk;
    });
    await expect.poll(() => said, { timeout: 60_000 }).toMatch(/^\d+\n/);
    expect(existsSync(called)).toBe(false);
    backend.kill('SIGKILL');
    await expect.poll(() => existsSync(called), { timeout: 60_000 }).toBe(true);
    expect(readFileSync(called, 'utf8')).toBe(`${folder} stop --abandoned\n`);
  });
});
