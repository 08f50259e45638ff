import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { isCheckDue } from './check-schedule.ts';
import { isElevated } from './elevation.ts';
import { makeKeys, signMetadata, verifiedMetadata } from './metadata-signature.ts';
import { readMetadata, toRelease } from './release-metadata.ts';
import { toUpdateError } from './update-errors.ts';
import { parseUpdateSource, readUpdateSource } from './update-source.ts';

const HOUR = 3_600_000;

describe('isElevated', () => {
  const as = (uid: number, euid: number) => ({
    platform: 'linux' as const,
    getuid: () => uid,
    geteuid: () => euid,
  });
  it.each([
    ['a person', as(1000, 1000), undefined, false],
    ['root', as(0, 0), undefined, true],
    ['setuid', as(1000, 0), undefined, true],
    ['with the rights of another', as(1000, 1001), undefined, true],
    ['Windows', { platform: 'win32' as const }, '"Mandatory Label","Label","S-1-16-8192",""', false],
    ['an administrator', { platform: 'win32' as const }, '"Mandatory Label","Label","S-1-16-12288",""', true],
    ['the system', { platform: 'win32' as const }, 'x,"S-1-16-16384"', true],
    ['what cannot be known', { platform: 'win32' as const }, undefined, true],
  ])('%s', (_, who, groups, expected) => expect(isElevated(who, groups)).toBe(expected));
});

it.each([
  ['never asked', {}, true],
  ['answered an hour ago', { checkedAt: 99 * HOUR, triedAt: 99 * HOUR }, false],
  ['answered before a start', { checkedAt: undefined, triedAt: undefined }, true],
  ['answered yesterday', { checkedAt: 80 * HOUR, triedAt: 80 * HOUR }, true],
  ['failed just now', { checkedAt: 80 * HOUR, triedAt: 100 * HOUR - 1 }, false],
  ['failed an hour ago', { checkedAt: 80 * HOUR, triedAt: 99 * HOUR }, true],
  ['answered in the future', { checkedAt: 200 * HOUR }, true],
])('looks again: %s', (_, times, due) => expect(isCheckDue({ now: 100 * HOUR, ...times })).toBe(due));

describe('an update source', () => {
  const publicKeys = [makeKeys().publicKey];
  it('is there in the repository, and empty until there are releases', async () => {
    const path = join(import.meta.dirname, '../../../assets/update-source.json');
    const content = JSON.parse(await readFile(path, 'utf8'));
    expect(await readUpdateSource(path)).toEqual(
      content.url === '' ? undefined : { ...content, url: expect.stringContaining('https://') },
    );
    expect(await readUpdateSource(`${path}.not`)).toBeUndefined();
  });
  it.each([
    ['https://updates.example/pier', 'https://updates.example/pier/'],
    ['https://updates.example/pier/', 'https://updates.example/pier/'],
    ['http://127.0.0.1:8000/', 'http://127.0.0.1:8000/'],
    ['http://updates.example/', undefined],
    ['file:///updates/', undefined],
    ['updates', undefined],
  ])('%s is %s', (url, expected) => expect(parseUpdateSource({ url, publicKeys })?.url).toBe(expected));
  it.each([[[]], [['AAAA']], [['-----BEGIN PUBLIC KEY-----']]])('needs keys: %j', (keys) =>
    expect(parseUpdateSource({ url: 'https://updates.example/', publicKeys: keys })).toBeUndefined(),
  );
});

describe('a signature', () => {
  const [old, next] = [makeKeys(), makeKeys()];
  const name = 'latest.yml';
  const text = 'version: 1.0.0\nreleaseNotes: |\n  #signature is a word\n';

  it('is at the end of the text that it is for, which stays as it was', () => {
    const signed = signMetadata(name, text, [old.privateKey]);
    expect(signed.startsWith(text)).toBe(true);
    expect(verifiedMetadata(name, signed, [old.publicKey])).toBe(text);
    expect(signMetadata(name, signed, [old.privateKey])).toBe(signed);
  });

  it('may be there twice, while a key is being replaced', () => {
    const signed = signMetadata(name, text, [old.privateKey, next.privateKey]);
    expect(verifiedMetadata(name, signed, [old.publicKey])).toBe(text);
    expect(verifiedMetadata(name, signed, [next.publicKey])).toBe(text);
    const ofOld = signMetadata(name, text, [old.privateKey]);
    expect(verifiedMetadata(name, ofOld, [next.publicKey, old.publicKey])).toBe(text);
    expect(() => verifiedMetadata(name, ofOld, [next.publicKey])).toThrow('not signed by the publisher');
  });

  it('is for nothing behind it, and for lines as they are', () => {
    const signed = signMetadata(name, text, [old.privateKey]);
    expect(() => verifiedMetadata(name, `${signed}version: 2.0.0\n`, [old.publicKey])).toThrow();
    expect(() => verifiedMetadata(name, signed.replaceAll('\n', '\r\n'), [old.publicKey])).toThrow();
    expect(() => verifiedMetadata(name, '', [old.publicKey])).toThrow('is not signed');
  });

  it('takes no key of another kind', () => {
    expect(() => signMetadata(name, text, ['-----BEGIN PRIVATE KEY-----'])).toThrow();
  });
});

it('reads notes in both forms, and no more of them than anybody reads', () => {
  const files = [{ url: 'a', sha512: '' }];
  const notesOf = (releaseNotes: Parameters<typeof toRelease>[0]['releaseNotes']) =>
    toRelease({ version: '1.0.0', files, releaseNotes }).notes;
  expect(notesOf(undefined)).toBe('');
  expect(notesOf([{ version: '2.0.0', note: 'New' }, { version: '1.0.0' }])).toBe(
    '2.0.0\n\nNew\n\n1.0.0\n\n',
  );
  expect(notesOf('a'.repeat(1_000_000))).toHaveLength(200_000);
});

it.each(['[', 'version: [1', '- a', '', 'a: &a [*a]'])('refuses %j as metadata', (text) => {
  expect(() => readMetadata(text, { installed: '1.0.0', channel: 'stable' })).toThrow(AppError);
});

it.each<[unknown, string, string]>([
  [new Error('net::ERR_INTERNET_DISCONNECTED'), 'update_offline', 'cannot be reached from here'],
  [Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), 'update_offline', 'cannot be reached'],
  [new Error('net::ERR_CONNECTION_REFUSED'), 'update_server_failed', 'does not answer'],
  [new Error('net::ERR_PROXY_CONNECTION_FAILED'), 'update_server_failed', 'the proxy'],
  [new Error('net::ERR_CERT_DATE_INVALID'), 'update_server_failed', 'certificate'],
  [Object.assign(new Error('no space left'), { code: 'ENOSPC' }), 'update_failed', 'the disk is full'],
  [Object.assign(new Error('denied'), { code: 'EACCES' }), 'update_failed', 'may not be written'],
  [Object.assign(new Error('500 Oh'), { statusCode: 500 }), 'update_server_failed', 'status 500'],
  [
    Object.assign(new Error('signature'), { code: 'ERR_UPDATER_INVALID_SIGNATURE' }),
    'update_refused',
    'is not signed',
  ],
  [new Error('Something else.\n    at stack'), 'update_failed', 'Download the update: Something else.'],
  ['text', 'update_failed', 'Download the update: text.'],
])('%s', (thrown, code, words) => {
  const error = toUpdateError(thrown, 'download');
  expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
  expect(error.hint).not.toBe('');
});
