import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { hashFile } from './hash-file.ts';
import { ensureWslRootfs } from './wsl-rootfs.ts';

let cacheDir: string;
const steps: string[] = [];
const options = () => ({
  cacheDir,
  signal: new AbortController().signal,
  onStep: ({ title }: { title: string }) => void steps.push(title),
});

async function build(outDir: string, key: string) {
  const entries = ['rootfs.tar.gz', 'data.tar.gz'].map(async (name) => {
    writeFileSync(join(outDir, name), `${name} of ${key}`);
    const path = join(outDir, name);
    return [name, { bytes: `${name} of ${key}`.length, sha256: await hashFile(path) }] as const;
  });
  const files = Object.fromEntries(await Promise.all(entries));
  return { key, files: files as never, packages: {} };
}

beforeEach(() => {
  cacheDir = mkdtempSync(join(tmpdir(), 'pier-rootfs-'));
});

afterEach(() => rmSync(cacheDir, { recursive: true, force: true }));

describe('what WSL imports', () => {
  it('is made once', async () => {
    let builds = 0;
    const counted = (outDir: string, key: string) => {
      builds += 1;
      return build(outDir, key);
    };
    const first = await ensureWslRootfs({ ...options(), build: counted });
    expect(await ensureWslRootfs({ ...options(), build: counted })).toEqual(first);
    expect(builds).toBe(1);
    expect(readdirSync(join(cacheDir, 'wsl'))).toEqual([first.key]);
  });

  it('that was cut short in the cache is not imported', async () => {
    const { system } = await ensureWslRootfs({ ...options(), build });
    writeFileSync(system, 'half');
    await expect(ensureWslRootfs({ ...options(), build })).rejects.toMatchObject({ code: 'image_corrupt' });
  });

  it('where it can neither be built nor fetched is told how to come by, and nothing is left', async () => {
    const unsupported = async (): Promise<never> => {
      throw new AppError('image_build_unsupported', 'Cannot build the VM image here.', 'x');
    };
    await expect(ensureWslRootfs({ ...options(), build: unsupported })).rejects.toMatchObject({
      code: 'image_build_unsupported',
      hint: expect.stringContaining('vm/image/build.ts --wsl2'),
    });
    expect(readdirSync(join(cacheDir, 'wsl'))).toEqual([]);
  });
});
