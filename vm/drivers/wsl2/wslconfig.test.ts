import { describe, expect, it } from 'vitest';
import { parseWslBytes, printWslBytes, readWslConfig, setWslConfig } from './wslconfig.ts';

const OWN = [
  '# My own file',
  '[experimental]',
  'sparseVhd=true   # bold',
  '',
  '[WSL2]',
  'Memory = 8GB  # half of it',
  'kernelCommandLine = "a # b" \\',
  '  c',
  'networkingMode=mirrored',
  '',
  '# more',
  '[wsl2]',
  'memory=1GB',
  '; not a comment of WSL',
  '',
].join('\r\n');

describe('readWslConfig', () => {
  it.each([
    ['memory', '8GB'],
    ['MEMORY', '8GB'],
    ['networkingmode', 'mirrored'],
    ['kernelCommandLine', 'a # b   c'],
    ['swap', undefined],
  ])('%s is %s: the first counts', (key, value) => {
    expect(readWslConfig(OWN, key)).toBe(value);
  });

  it('reads another section', () => {
    expect(readWslConfig(OWN, 'sparseVhd', 'experimental')).toBe('true');
    expect(readWslConfig(OWN, 'memory', 'experimental')).toBeUndefined();
  });

  it('reads a path with its escapes', () => {
    expect(readWslConfig('[wsl2]\nkernel=C:\\\\temp\\\\kernel\n', 'kernel')).toBe('C:\\temp\\kernel');
  });

  it('does not take a line that ends with an escaped backslash for one that goes on', () => {
    expect(readWslConfig('[wsl2]\nswapFile=C:\\\\\nmemory=1GB', 'memory')).toBe('1GB');
  });
});

describe('setWslConfig', () => {
  it('changes the value that counts and nothing else', () => {
    expect(setWslConfig(OWN, { memory: '4096MB' })).toBe(OWN.replace('8GB', '4096MB'));
  });

  it('adds what is missing at the end of the section', () => {
    expect(setWslConfig(OWN, { processors: '2', swap: '0' })).toBe(
      OWN.replace('mirrored\r\n', 'mirrored\r\nprocessors=2\r\nswap=0\r\n'),
    );
  });

  it.each([
    ['', '[wsl2]\r\nmemory=1MB\r\n'],
    ['[wsl2]', '[wsl2]\r\nmemory=1MB\r\n'],
    ['[wsl2]\n', '[wsl2]\nmemory=1MB\n'],
    ['[wsl2]\nswap=0', '[wsl2]\nswap=0\nmemory=1MB\n'],
    ['[experimental]\na=b\n', '[experimental]\na=b\n\n[wsl2]\nmemory=1MB\n'],
    ['[experimental]\na=b', '[experimental]\na=b\n\n[wsl2]\nmemory=1MB\n'],
    ['memory=9GB\n', 'memory=9GB\n\n[wsl2]\nmemory=1MB\n'],
    ['[wsl2]\nmemory=\n', '[wsl2]\nmemory=1MB\n'],
    ['[wsl2]\nmemory="8GB" # x\n', '[wsl2]\nmemory=1MB # x\n'],
    ['[wsl2]\n# a\n\n# of x\n[x]\n', '[wsl2]\nmemory=1MB\n# a\n\n# of x\n[x]\n'],
    ['[wsl2]\n\n[x]\ny=1\n', '[wsl2]\nmemory=1MB\n\n[x]\ny=1\n'],
  ])('of %j makes %j', (before, after) => {
    expect(setWslConfig(before, { memory: '1MB' })).toBe(after);
    expect(readWslConfig(after, 'memory')).toBe('1MB');
  });

  it('set twice is set once', () => {
    const once = setWslConfig(OWN, { memory: '1GB', processors: '3', swap: '0' });
    expect(setWslConfig(once, { memory: '1GB', processors: '3', swap: '0' })).toBe(once);
  });
});

describe('sizes', () => {
  it.each([
    ['8GB', 8 * 1024 ** 3],
    ['8G', 8 * 1024 ** 3],
    ['512MB', 512 * 1024 ** 2],
    ['1TB', 1024 ** 4],
    ['100B', 100],
    ['0', 0],
    ['8 GB', undefined],
    ['8gb', undefined],
    ['1.5GB', undefined],
    ['', undefined],
  ])('%j is %s bytes', (text, bytes) => {
    expect(parseWslBytes(text)).toBe(bytes);
  });

  it('are written so that they are read again', () => {
    expect(printWslBytes(6 * 1024 ** 3)).toBe('6144MB');
    expect(printWslBytes(0)).toBe('0');
    expect(parseWslBytes(printWslBytes(6 * 1024 ** 3))).toBe(6 * 1024 ** 3);
  });
});
