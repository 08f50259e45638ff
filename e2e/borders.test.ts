import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The borders of ARCHITECTURE.md, as the lint rules of biome.json hold them: each rule is seen to bite. */
const root = resolve(import.meta.dirname, '..');
const biome = resolve(root, 'node_modules/.bin/biome');

const CASES: [file: string, specifier: string, refusal: string | undefined][] = [
  ['shared/model/a.ts', '../../vm/files.ts', 'shared imports nothing of ours'],
  ['shared/model/b.ts', '../../electron/version.ts', 'shared imports nothing of ours'],
  ['shared/model/c.ts', 'node:fs', 'Node.js'],
  ['shared/model/d.ts', '../errors.ts', undefined],
  ['renderer/app/a.tsx', '../../vm/files.ts', 'The renderer uses only shared'],
  ['renderer/app/b.tsx', '../../electron/version.ts', 'The renderer uses only shared'],
  ['renderer/app/c.tsx', 'electron', 'The renderer uses only shared'],
  ['renderer/app/d.tsx', 'node:path', 'Node.js'],
  ['renderer/app/e.tsx', '../../shared/errors.ts', undefined],
  ['vm/a.ts', '../electron/version.ts', 'vm knows nothing of the backend'],
  ['vm/image/a.ts', '../drivers/qemu/qemu-driver.ts', 'ask a capability'],
  ['vm/drivers/external/a.ts', '../qemu/qemu-driver.ts', 'Drivers do not know each other'],
  ['vm/drivers/guest/a.ts', '../vz/vz-driver.ts', 'Drivers do not know each other'],
  ['vm/drivers/qemu/a.ts', './qmp.ts', undefined],
  ['vm/drivers/qemu/c.ts', '../guest/guest-agent.ts', undefined],
  ['vm/drivers/qemu/b.ts', '../driver.ts', undefined],
  ['electron/backend/a.ts', 'electron', 'Only the shell'],
  ['electron/backend/engine/a.ts', '../../shell/window.ts', 'What carries the backend'],
  [
    'electron/backend/vm/a.ts',
    '../../../vm/drivers/qemu/qemu-driver.ts',
    'Only select-driver.ts names a driver',
  ],
  ['electron/backend/vm/b.ts', '../../../vm/drivers/driver.ts', undefined],
  ['electron/backend/vm/select-driver.ts', '../../../vm/drivers/qemu/qemu-driver.ts', undefined],
  ['electron/headless/a.ts', '../../e2e/fixtures/dockerd.ts', 'Only tests use e2e'],
  ['electron/shell/a.ts', 'electron', undefined],
  ['electron/shell/b.ts', '../../renderer/store/store.ts', 'the texts alone'],
  ['electron/shell/c.ts', '../../renderer/i18n/index.ts', undefined],
  ['electron/desktop/a.ts', 'electron', 'plain Node'],
  ['electron/desktop/b.ts', '../../renderer/store/store.ts', 'the texts alone'],
  ['electron/desktop/c.ts', '../../renderer/i18n/index.ts', undefined],
  ['electron/desktop/d.ts', '../shell/window.ts', 'The shell uses desktop'],
];

let folder: string;
let report: string[];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pier-borders-'));
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
  for (const [file, specifier] of CASES) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `import * as it from '${specifier}';\nconsole.log(it);\n`);
  }
  const linted = spawnSync(biome, ['lint', '--reporter=github', '--max-diagnostics=none', '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  report = `${linted.stdout}${linted.stderr}`.split('\n');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(CASES)('%s importing %s: %s', (file, _specifier, refusal) => {
  const findings = report.filter((line) => line.includes(`${file},`)).join('\n');
  if (refusal) expect(findings).toContain(refusal);
  else expect(findings).toBe('');
});
