import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings, saveSettings, settingsSchema } from './settings.ts';
import { migrate, SETTINGS_VERSION } from './settings-versions.ts';

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
    ['version', '"one"'],
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

describe('versions of the file', () => {
  const read = (name: string) => JSON.parse(readFileSync(join(dir, name), 'utf8'));
  const change = async (changed: object) => {
    const { settings } = await loadSettings(path);
    await saveSettings(path, { ...settings, ...changed });
  };

  it('keeps a copy of an older one before it is written anew, once', async () => {
    const text = '{"cpus": 3}';
    writeFileSync(path, text);
    expect((await loadSettings(path)).notices).toEqual([]);
    expect(readdirSync(dir)).toEqual(['settings.json']);
    await change({ theme: 'dark' });
    expect(readFileSync(`${path}.version-0`, 'utf8')).toBe(text);
    expect(read('settings.json')).toMatchObject({ version: SETTINGS_VERSION, cpus: 3, theme: 'dark' });
    await change({ cpus: 1 });
    expect(readdirSync(dir)).toEqual(['settings.json', 'settings.json.version-0']);
  });

  it('uses of a newer one what it understands, says so, and loses nothing of it', async () => {
    const newer = { version: 99, cpus: 3, memoryBytes: 'as needed', theme: 'sepia', limits: { a: 1 } };
    writeFileSync(path, JSON.stringify(newer));
    const { settings, notices } = await loadSettings(path);
    expect(settings).toMatchObject({ version: 99, cpus: 3, theme: 'system', limits: { a: 1 } });
    expect(settings.memoryBytes).toBe(settingsSchema.parse({}).memoryBytes);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.message).toMatch(/newer version of Pier.*'memoryBytes'.*'theme'/);
    await change({ cpus: 1, theme: 'dark' });
    expect(read('settings.json')).toEqual({ ...newer, cpus: 1, theme: 'dark' });
    expect(read('settings.json.version-99')).toEqual(newer);
  });

  it('leads from each version to the next, in order, and leaves what it does not know', () => {
    const table = [
      (values: Record<string, unknown>) => ({ ...values, memory: Number(values.memoryMib) * 1024 }),
      ({ memoryMib: _, ...values }: Record<string, unknown>) => ({ ...values, unit: 'KiB' }),
    ];
    const written = { memoryMib: 2, other: 'kept' };
    expect(migrate(written, table)).toEqual({ version: 2, memory: 2048, unit: 'KiB', other: 'kept' });
    expect(migrate({ version: 1, memory: 5 }, table)).toEqual({ version: 2, memory: 5, unit: 'KiB' });
    for (const version of [2, 3, 'x', -1])
      expect(migrate({ version, ...written }, table)).toEqual({ version, ...written });
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
