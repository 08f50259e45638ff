import { describe, expect, it } from 'vitest';
import { bytesToString } from './byte-string.ts';
import { fromAddress, isWithin, joinPath, pathsTo, toAddress } from './file-path.ts';

describe('paths of files', () => {
  it('stand in addresses, whatever their bytes', () => {
    const name = bytesToString(Uint8Array.from([0x61, 0xff, 0x25, 0x80]));
    const path = joinPath('/grün 50%/🐳', name);
    const query = new URLSearchParams({ path: toAddress(path) }).toString();
    expect(fromAddress(new URLSearchParams(query).get('path') ?? '')).toBe(path);
  });

  it('never lead out of the root', () => {
    expect(fromAddress('')).toBe('/');
    expect(fromAddress('../../etc//./passwd/')).toBe('/etc/passwd');
  });

  it('know their folders', () => {
    expect(pathsTo('/a/b')).toEqual(['/', '/a', '/a/b']);
    expect(pathsTo('/')).toEqual(['/']);
    expect(isWithin('/ab', '/a')).toBe(false);
    expect(isWithin('/a/b', '/')).toBe(true);
  });
});
