import { expect, test } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { type BuildHost, checkBuildHost } from './build-host.ts';

const able: BuildHost = {
  platform: 'linux',
  arch: 'x64',
  debianFamily: true,
  root: false,
  hasProgram: () => true,
  hasFile: () => true,
  hasSubordinateIds: () => true,
};

function refusal(host: Partial<BuildHost>): AppError {
  try {
    checkBuildHost({ ...able, ...host });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
}

test('a Debian machine with the tools can build, as root or not', () => {
  expect(() => checkBuildHost(able)).not.toThrow();
  expect(() => checkBuildHost({ ...able, root: true, hasSubordinateIds: () => false })).not.toThrow();
});

test('a machine that lacks tools is told the command that installs them', () => {
  const error = refusal({ hasProgram: () => false, hasFile: () => false });
  expect(error.code).toBe('image_build_unsupported');
  expect(error.message).toContain("'mmdebstrap'");
  expect(error.hint).toBe(
    'Run: sudo apt-get install -y coreutils debian-archive-keyring mmdebstrap uidmap util-linux xz-utils',
  );
  const asRoot = refusal({ root: true, hasProgram: (name) => name !== 'mmdebstrap' });
  expect(asRoot.hint).toBe('Run: sudo apt-get install -y mmdebstrap');
});

test('without root, subordinate ids are needed', () => {
  expect(refusal({ hasSubordinateIds: () => false }).hint).toContain('usermod --add-subuids');
});

test.each([{ platform: 'darwin' }, { arch: 'arm64' }, { debianFamily: false }])('%o cannot build', (host) => {
  expect(refusal(host).code).toBe('image_build_unsupported');
});
