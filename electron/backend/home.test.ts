import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pierFiles } from '../../vm/files.ts';
import { prepareHome } from './home.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-home-'));
});

afterEach(() => {
  chmodSync(dir, 0o700);
  rmSync(dir, { recursive: true });
});

/** As a user whom the permissions of files mean something. */
function asNobody(work: () => void): void {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

const codeOf = (work: () => void) => {
  try {
    work();
    return 'none';
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('prepareHome', () => {
  it('makes folders that are their owner’s alone, and leaves nothing else', () => {
    const files = pierFiles(join(dir, 'deep/home'));
    prepareHome(files);
    prepareHome(files);
    for (const folder of [files.home, files.run.dir, files.vm.dir, files.logs.dir]) {
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
  });

  it('closes folders that were open to others', () => {
    const files = pierFiles(dir);
    mkdirSync(files.run.dir);
    chmodSync(files.run.dir, 0o755);
    chmodSync(dir, 0o777);
    prepareHome(files);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    expect(statSync(files.run.dir).mode & 0o777).toBe(0o700);
  });

  it('says that a home is not writable', () => {
    chmodSync(dir, 0o555);
    asNobody(() => expect(codeOf(() => prepareHome(pierFiles(join(dir, 'home'))))).toBe('home_not_writable'));
  });

  it.runIf(process.geteuid?.() === 0)('refuses a home of another user', () => {
    chmodSync(dir, 0o777);
    asNobody(() => expect(codeOf(() => prepareHome(pierFiles(dir)))).toBe('home_not_writable'));
  });

  it.runIf(process.platform === 'linux')('gives up where no folder can be made, however deep', () => {
    for (const home of ['/proc/pier', '/proc/pier/deeper/still'])
      expect(codeOf(() => prepareHome(pierFiles(home)))).toBe('home_not_writable');
  });

  it('makes the folders above it', () => {
    const home = join(dir, 'a/b/home');
    prepareHome(pierFiles(home));
    expect(statSync(home).mode & 0o777).toBe(0o700);
  });

  it('says that a file is in the way', () => {
    writeFileSync(join(dir, 'file'), '');
    expect(codeOf(() => prepareHome(pierFiles(join(dir, 'file'))))).toBe('home_not_writable');
    expect(codeOf(() => prepareHome(pierFiles(join(dir, 'file/deeper'))))).toBe('home_not_writable');
  });
});
