import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings, saveSettings, settingsSchema } from './settings.ts';

const GIB = 1024 ** 3;
let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-settings-'));
  path = join(dir, 'settings.json');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('loadSettings', () => {
  it('gives defaults where there is no file, and tells nothing', async () => {
    const { settings, notices } = await loadSettings(path);
    expect(notices).toEqual([]);
    expect(settings).toMatchObject({ driver: 'qemu', diskLimitBytes: 64 * GIB, theme: 'system' });
    expect(settings.cpus).toBe(Math.ceil(availableParallelism() / 2));
    expect(settings.memoryBytes).toBeGreaterThanOrEqual(GIB);
    expect(settings.memoryBytes).toBeLessThanOrEqual(8 * GIB);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('fills in what a file leaves out, and keeps what a newer version wrote', async () => {
    writeFileSync(path, '\uFEFF{"cpus": 3, "ofTheFuture": {"a": 1}}');
    const { settings, notices } = await loadSettings(path);
    expect(notices).toEqual([]);
    expect(settings).toMatchObject({ cpus: 3, driver: 'qemu', ofTheFuture: { a: 1 } });
    await saveSettings(path, settings);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ ofTheFuture: { a: 1 } });
  });

  it.each([
    ['not JSON', 'cpus = 4'],
    ['empty', ''],
    ['a number', '7'],
    ['a list', '[]'],
  ])('keeps a file aside that is %s, byte for byte, and says so', async (_what, text) => {
    writeFileSync(path, text);
    const { settings, notices } = await loadSettings(path);
    expect(settings).toEqual(settingsSchema.parse({}));
    const [aside] = readdirSync(dir);
    expect(aside).toMatch(/^settings\.json\.broken-/);
    expect(readFileSync(join(dir, aside ?? ''), 'utf8')).toBe(text);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ code: 'settings_invalid' });
    expect(notices[0]?.hint).toContain(aside);
  });

  it.each([
    ['cpus', '0'],
    ['memoryBytes', '"8GB"'],
    ['driver', '"vmware"'],
    ['diskLimitBytes', '1000'],
    ['portBindAddress', '"everywhere"'],
  ])('falls back for a bad %s alone, names it, and keeps a copy', async (name, value) => {
    const text = `{"${name}": ${value}, "theme": "dark", "ofTheFuture": 1}`;
    writeFileSync(path, text);
    const { settings, notices } = await loadSettings(path);
    expect(settings).toEqual({ ...settingsSchema.parse({}), theme: 'dark', ofTheFuture: 1 });
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({
      code: 'settings_invalid',
      message: expect.stringContaining(`'${name}'`),
    });
    expect(readFileSync(path, 'utf8')).toBe(text);
    const copy = readdirSync(dir).find((file) => file.startsWith('settings.json.broken-'));
    expect(readFileSync(join(dir, copy ?? ''), 'utf8')).toBe(text);
  });

  it('goes on with defaults where the file cannot be read at all', async () => {
    const { settings, notices } = await loadSettings(dir);
    expect(settings.driver).toBe('qemu');
    expect(notices[0]?.code).toBe('settings_invalid');
    expect(statSync(dir).isDirectory()).toBe(true);
  });
});

describe('saveSettings', () => {
  it('writes what is read again, for its owner only', async () => {
    const settings = settingsSchema.parse({ cpus: 2, theme: 'dark' });
    await saveSettings(path, settings);
    expect((await loadSettings(path)).settings).toEqual(settings);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['settings.json']);
  });
});
