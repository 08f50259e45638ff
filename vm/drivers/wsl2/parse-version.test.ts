import { describe, expect, it } from 'vitest';
import { parseVersion } from './parse-version.ts';

describe('parseVersion', () => {
  it.each([
    [
      'English',
      'WSL version: 2.5.9.0\nKernel version: 6.6.87.2-1\nWSLg version: 1.0.66\nMSRDC version: 1.2.6074\nDirect3D version: 1.611.1-81528511\nDXCore version: 10.0.26100.1-240331-1435.ge-release\nWindows version: 10.0.26100.4349\n',
    ],
    [
      'German',
      'WSL-Version: 2.5.9.0\nKernelversion: 6.6.87.2-1\nWSLg-Version: 1.0.66\nMSRDC-Version: 1.2.6074\nDirect3D-Version: 1.611.1-81528511\nDXCore-Version: 10.0.26100.1-240331-1435.ge-release\nWindows-Version: 10.0.26100.4349\n',
    ],
    [
      'Chinese',
      'WSL 版本: 2.5.9.0\n内核版本: 6.6.87.2-1\nWSLg 版本: 1.0.66\nMSRDC 版本: 1.2.6074\nDirect3D 版本: 1.611.1-81528511\nDXCore 版本: 10.0.26100.1-240331-1435.ge-release\nWindows 版本: 10.0.26100.4349\n',
    ],
  ])('reads %s', (_language, text) => {
    const found = parseVersion(text);
    expect(found?.wsl.version).toBe('2.5.9');
    expect(found?.kernel).toBe('6.6.87.2-1');
    expect(found?.windows).toBe('10.0.26100.4349');
  });

  it('does not take a usage text for a version', () => {
    expect(
      parseVersion('Invalid command line option: --version\nUsage: wsl.exe [Argument]\n'),
    ).toBeUndefined();
    expect(parseVersion('')).toBeUndefined();
  });
});
