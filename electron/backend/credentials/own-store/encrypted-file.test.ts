import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EncryptedFile } from './encrypted-file.ts';
import { Keychain } from './keychain.ts';
import { OwnCredentials } from './own-credentials.ts';

let dir: string;
let path: string;
/** The least that is taken: the tests are not about the time. */
const CHEAP = { N: 2 ** 14, r: 8, p: 1 };
const login = { username: 'planted-user', secret: 'planted-secret' };

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-logins-'));
  path = join(dir, 'credentials.json');
});
afterEach(() => rmSync(dir, { recursive: true }));

describe('the encrypted file', () => {
  it('keeps logins for who knows the passphrase, and tells nothing of them else', async () => {
    const file = new EncryptedFile(path, CHEAP);
    expect(await file.state()).toBe('absent');
    await expect(file.set('s', login)).rejects.toMatchObject({ code: 'credentials_locked' });
    expect(existsSync(path)).toBe(false);
    await file.unlock('correct horse');
    await file.set('s', login);
    await file.set('big', { username: 'u', secret: 'x'.repeat(1024 * 1024) });
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('planted');
    expect(text).not.toContain(Buffer.from('planted-secret').toString('base64').slice(0, 12));
    expect(statSync(path).mode & 0o777).toBe(0o600);

    const later = new EncryptedFile(path, CHEAP);
    expect(await later.state()).toBe('locked');
    await expect(later.get('s')).rejects.toMatchObject({ code: 'credentials_locked' });
    for (const server of ['unknown', 'hasOwnProperty']) expect(await later.get(server)).toBeUndefined();
    await expect(later.unlock('wrong horse')).rejects.toMatchObject({ code: 'credentials_locked' });
    expect(await later.state()).toBe('locked');
    await later.unlock('correct horse');
    expect(await later.get('s')).toEqual(login);
    expect((await later.get('big'))?.secret).toHaveLength(1024 * 1024);
    expect(await later.list()).toEqual({ s: 'planted-user', big: 'u' });
    await later.delete('s');
    expect(await later.get('s')).toBeUndefined();
    later.lock();
    await expect(later.get('big')).rejects.toMatchObject({ code: 'credentials_locked' });
  });

  it('notices a login that was put in the place of another, and a file that is damaged', async () => {
    const file = new EncryptedFile(path, CHEAP);
    await file.unlock('p');
    await file.set('a', login);
    const content = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...content, logins: { b: content.logins.a } }));
    await expect(file.get('b')).rejects.toMatchObject({ code: 'keychain_failed' });
    writeFileSync(path, '{');
    await expect(file.get('a')).rejects.toMatchObject({ code: 'keychain_failed' });
    await expect(file.unlock('p')).rejects.toMatchObject({ code: 'keychain_failed' });
    expect(readFileSync(path, 'utf8')).toBe('{');
    expect([await file.state(), await file.servers()]).toEqual(['damaged', []]);
  });

  it('names whose logins it has while it is locked, and is removed without its passphrase', async () => {
    const before = new EncryptedFile(path, CHEAP);
    await before.unlock('lost');
    await before.set('b', login);
    await before.set('a', login);
    const file = new EncryptedFile(path, CHEAP);
    expect(await file.servers()).toEqual(['a', 'b']);
    await file.remove();
    await file.remove();
    expect([await file.state(), existsSync(path)]).toEqual(['absent', false]);
    await file.unlock('new');
    expect(await file.list()).toEqual({});
  });
});

describe('a computer without a keychain', () => {
  const failing = (message: string, answerMs = 1000) =>
    new Keychain({
      answerMs,
      load: async () => {
        throw new Error(message);
      },
    });

  it('has its logins in the encrypted file once it has a passphrase, and never in plain text', async () => {
    const own = new OwnCredentials({
      path,
      file: new EncryptedFile(path, CHEAP),
      keychain: failing('Platform failure: DBus error: no bus'),
    });
    expect(await own.state()).toEqual({ kind: 'file', state: 'absent', servers: [] });
    expect(await own.get('s')).toBeUndefined();
    await expect(own.store('s', login)).rejects.toMatchObject({ code: 'credentials_locked' });
    await own.unlock('p');
    const storeThenErase = async (index: number) => {
      await own.store(`s${index}`, login);
      if (index % 2 === 1) await own.erase(`s${index}`);
    };
    await Promise.all(Array.from({ length: 50 }, (_, index) => storeThenErase(index)));
    expect(Object.keys(await own.list())).toHaveLength(25);
    expect(readFileSync(path, 'utf8')).not.toContain('planted');
  });

  it('is told apart from one whose keychain refuses: that is not gone around', async () => {
    const own = new OwnCredentials({
      path,
      keychain: failing("Couldn't access platform secure storage: locked"),
    });
    expect(await own.state()).toEqual({ kind: 'keychain' });
    await expect(own.store('s', login)).rejects.toMatchObject({ code: 'keychain_failed' });
    expect(existsSync(path)).toBe(false);
  });

  it('does not wait for a keychain for ever, nor stand in line behind it', async () => {
    const keychain = new Keychain({ answerMs: 300, load: () => new Promise(() => {}) });
    await expect(keychain.get('s')).rejects.toThrow('no answer within 0.3 s');
    const begun = Date.now();
    await expect(keychain.get('s')).rejects.toThrow('still waits');
    expect(Date.now() - begun).toBeLessThan(250);
  });
});
