import { describe, expect, it } from 'vitest';
import type { AppError } from '../../../shared/errors.ts';
import { toWslError, WslFailed, wslErrorCode } from './wsl-error.ts';

describe('wslErrorCode', () => {
  it.each([
    [
      'There is no distribution with the supplied name.\nError code: Wsl/Service/WSL_E_DISTRO_NOT_FOUND\n',
      'WSL_E_DISTRO_NOT_FOUND',
    ],
    [
      'Es ist keine Distribution mit dem angegebenen Namen vorhanden.\nFehlercode: Wsl/Service/WSL_E_DISTRO_NOT_FOUND\n',
      'WSL_E_DISTRO_NOT_FOUND',
    ],
    [
      'x\nError code: Wsl/Service/RegisterDistro/CreateVm/HCS/HCS_E_HYPERV_NOT_INSTALLED\n',
      'HCS_E_HYPERV_NOT_INSTALLED',
    ],
    ['x\nError code: Wsl/WSL_E_WSL_OPTIONAL_COMPONENT_REQUIRED', 'WSL_E_WSL_OPTIONAL_COMPONENT_REQUIRED'],
    ['x\nError code: Wsl/Service/CreateInstance/MountVhd/HCS/0x80070570\n', '0x80070570'],
    [
      'Please enable the Virtual Machine Platform Windows feature.\nError: 0x80370102 The virtual machine could not be started.\n',
      '0x80370102',
    ],
    ['Windows Subsystem for Linux has no installed distributions.\n', undefined],
    ['see C:/Wsl/readme for more\n', undefined],
    ['', undefined],
  ])('%j is %s', (output, code) => {
    expect(wslErrorCode(output)).toBe(code);
  });
});

describe('toWslError', () => {
  const failed = (output: string) => new WslFailed(['--import', 'pier'], 4294967295, output);

  it.each([
    ['Error code: Wsl/Service/RegisterDistro/CreateVm/HCS/HCS_E_HYPERV_NOT_INSTALLED', 'virtualisation_off'],
    ['Fehler: 0x80370102 Der virtuelle Computer konnte nicht gestartet werden.', 'virtualisation_off'],
    ['Fehlercode: Wsl/WSL_E_WSL_OPTIONAL_COMPONENT_REQUIRED', 'wsl_missing'],
    ['Error code: Wsl/Service/RegisterDistro/ERROR_DISK_FULL', 'home_disk_full'],
    ['Error code: Wsl/Service/CreateInstance/MountVhd/HCS/ERROR_SHARING_VIOLATION', 'data_disk_in_use'],
    ['Error code: Wsl/Service/CreateInstance/WSL_E_DISK_CORRUPTED', 'data_disk_unusable'],
    ['Error code: Wsl/Service/E_UNEXPECTED', 'wsl_failed'],
  ])('%s is %s, with what to do', (output, code) => {
    expect(toWslError(failed(output), "Import 'pier'")).toMatchObject({
      code,
      message: expect.stringMatching(/^Import 'pier': /),
      hint: expect.stringMatching(/\.$/),
    });
  });

  it('keeps the words that nobody here knows', () => {
    const error = toWslError(failed('Etwas ging schief.\nFehlercode: Wsl/Service/E_UNEXPECTED\n'), 'Start');
    expect((error as AppError).message).toContain('Etwas ging schief.');
  });

  it('leaves other errors alone', () => {
    const error = new Error('x');
    expect(toWslError(error, 'Start')).toBe(error);
  });
});
